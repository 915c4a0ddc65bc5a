import { Parser } from "./parser.generated.ts";
import { describeToken } from "./pieces.ts";
import { readComment, readQuoted } from "./delimiters.ts";
import { type Reports, type Stretch } from "./reports.ts";

/** A brace that is open, or a statement that goes on: where, in which line, and how far its first line is indented. */
interface Begun extends Stretch {
  readonly line: number;
  readonly indent: number;
  /** Of a brace: how far its own line is indented, which differs where lines before it begin its statement, or were to be another. */
  readonly own?: number;
}

/** A line of a declaration: its offset as `start`, its last mark ends at `end`. */
interface Line {
  readonly start: number;
  readonly indent: number;
  end: number;
}

interface Token extends Stretch {
  readonly mark: string;
}

/** Beyond so many missing or surplus braces in one declaration, how lines are indented says nothing. */
const most = 4;

/** Words that begin members, and never a declaration: at the start of a line they show that a file is not indented. */
const member = /^(?:prop|register|field|on|region|embed|own|link|ref|hold|up|irq|clock|connect|map|space|bank)\b/m;

/**
 * A text whose braces do not pair, with those that are missing written over white space and those that are too many blanked, so that
 * it is as long as before; each has been reported. How lines are indented tells where a block should have ended. Nothing, if they do not tell.
 */
export function balance(text: string, reports: Reports): string | undefined {
  const plain = maskOf(text);
  if (member.test(plain)) return undefined;
  const starts = [...plain.matchAll(/^[^\s\uFFFC}\])]/gm)].map(({ index }) => index);
  const edits: Edit[] = [];
  for (const [index, start] of starts.entries()) {
    const found = new Balancer(text, plain, { start, end: starts[index + 1] ?? plain.length }).run();
    if (!found) return undefined;
    edits.push(...found);
  }
  const room = new Room(plain);
  if (!edits.every((edit) => room.take(edit))) return undefined;
  for (const edit of edits) report(text, edit, reports);
  return room.written(text);
}

/** One brace: to be written at the end of the mark before, or to be taken away. */
interface Edit {
  readonly kind: "close" | "open" | "not-closing" | "not-opening";
  readonly at: number;
  /** Of `close`: the brace that it closes; of `open`: the one that closes it. */
  readonly other?: Begun;
  /** Of `close`: what it stands before. */
  readonly found?: number;
}

function report(text: string, { kind, at, other, found = at }: Edit, reports: Reports): void {
  const surplus = kind.startsWith("not-");
  const place = { start: at, end: surplus ? at + 1 : at };
  const span = reports.span(place);
  if (surplus) {
    const fix = { title: `remove \`${text[at]!}\``, edits: [{ span, text: "" }] };
    return reports.add(kind === "not-opening" ? "parse/headless-block" : "parse/stray-brace", place, {}, { fix });
  }
  if (kind === "open") {
    const fix = { title: "insert `{`", edits: [{ span, text: " {" }] };
    const others = [{ at: other!, message: "this closes the block" }];
    return reports.add(
      "parse/missing-brace",
      place,
      { found: describeToken(text, nextToken(text, at)) },
      { others, fix },
    );
  }
  const line = text.lastIndexOf("\n", other!.start) + 1;
  const indent = text.slice(line, line + other!.indent);
  const ownLine = text.slice(other!.start, at).includes("\n") && /^\s*$/.test(indent);
  const fix = { title: "insert `}`", edits: [{ span, text: ownLine ? `\n${indent}}` : " }" }] };
  const others = [{ at: { start: other!.start, end: other!.start + 1 }, message: "the block begins here" }];
  reports.add("parse/unclosed-brace", place, { found: describeToken(text, found) }, { others, fix });
}

/** Pairs the braces of one declaration. */
class Balancer {
  readonly #source: string;
  /** The source without what stands in comments and quotes. */
  readonly #text: string;
  readonly #chunk: Stretch;
  readonly #edits: Edit[] = [];
  readonly #open: Begun[] = [];
  readonly #lines: Line[] = [];
  #statement: Begun | undefined;
  /** How many `}` there are more than `{`. */
  #surplus = 0;
  #previousEnd: number;

  constructor(source: string, plain: string, chunk: Stretch) {
    this.#source = source;
    this.#text = plain;
    this.#chunk = chunk;
    this.#previousEnd = chunk.start;
  }

  /** Nothing if its lines are not indented as braces say. */
  run(): readonly Edit[] | undefined {
    const tokens = tokensOf(this.#text, this.#chunk);
    const braces = tokens.filter(({ mark }) => mark === "{" || mark === "}");
    if (isBalanced(braces)) return [];
    for (const { mark } of braces) this.#surplus += mark === "}" ? 1 : -1;
    for (const [index, token] of tokens.entries()) {
      const first = index === 0 || this.#text.slice(this.#previousEnd, token.start).includes("\n");
      if (first) this.#lines.push({ start: token.start, indent: indentAt(this.#text, token.start), end: token.end });
      const line = this.#lines.length - 1;
      this.#take(token, first, line);
      if (this.#edits.length > most) return undefined;
      this.#lines[line]!.end = token.end;
      this.#previousEnd = token.end;
    }
    const end = nextToken(this.#text, this.#previousEnd);
    while (this.#open.length > 0) this.#close(end);
    return this.#edits;
  }

  #take(token: Token, first: boolean, line: number): void {
    const { indent } = this.#lines[line]!;
    if (first) this.#closeDeeper(token, indent + (token.mark === "}" ? 1 : 0), line);
    if (token.mark === "}") this.#closing(token, first, line);
    else if (token.mark === "{" && !this.#statement && this.#surplus < 0)
      this.#edits.push({ kind: "not-opening", at: token.start });
    else if (token.mark === "{") {
      this.#open.push({ ...token, line, indent: this.#statement?.indent ?? indent, own: indent });
      this.#statement = undefined;
    } else if (token.mark === ";") this.#statement = undefined;
    else this.#statement ??= { ...token, line, indent };
  }

  /** What begins a line ends all blocks that are indented as far as it, or farther. */
  #closeDeeper(token: Token, indent: number, line: number): void {
    for (let top; (top = this.#open.at(-1)) && top.line < line && top.indent >= indent;) this.#close(token.start);
  }

  #close(found: number): void {
    this.#edits.push({ kind: "close", at: this.#placeOfEnd(), other: this.#open.pop()!, found });
    this.#statement = undefined;
  }

  /** The end of the line before, or, of the names of an import, what comes from where. */
  #placeOfEnd(): number {
    const { start } = this.#chunk;
    if (!this.#text.startsWith("import", start)) return this.#previousEnd;
    const { furthest, expected } = trace(this.#source, start);
    return expected.has("`}`") ? endBefore(this.#text, furthest) : this.#previousEnd;
  }

  #closing(token: Token, first: boolean, line: number): void {
    this.#statement = undefined;
    const top = this.#open.at(-1);
    const { indent } = this.#lines[line]!;
    const fits = top && (first ? [top.indent, top.own].includes(indent) && !this.#goesOn(token) : top.line === line);
    if (fits || (top && !first && this.#surplus <= 0)) return void this.#open.pop();
    const at = first ? this.#headBefore(line) : this.#headIn(line);
    if (at === undefined || this.#surplus <= 0) this.#edits.push({ kind: "not-closing", at: token.start });
    else this.#edits.push({ kind: "open", at, other: { ...token, line, indent } });
  }

  /** Whether the block that `token` ends seems to go on behind it. */
  #goesOn({ start, end }: Token): boolean {
    const next = nextToken(this.#text, end);
    const between = this.#text.slice(end, next);
    return this.#surplus > 0 && between.includes("\n") && indentAt(this.#text, next) > indentAt(this.#text, start);
  }

  /** The end of the last line that is indented like this one, if it looks like the head of the block between them. */
  #headBefore(line: number): number | undefined {
    const { indent } = this.#lines[line]!;
    let index = line - 1;
    while (index >= 0 && this.#lines[index]!.indent > indent) index--;
    const head = this.#lines[index];
    if (!head || index === line - 1 || head.indent !== indent) return undefined;
    return /[;{}]/.test(this.#text[head.end - 1]!) ? undefined : head.end;
  }

  /** Where the first statement of this line stops being one, if a block could begin there. */
  #headIn(line: number): number | undefined {
    const room = new Room(this.#text);
    for (const edit of this.#edits) room.take(edit);
    const { furthest, expected } = trace(room.written(this.#source), this.#chunk.start);
    if (!expected.has("`{`") || furthest < this.#lines[line]!.start) return undefined;
    return endBefore(this.#text, furthest);
  }
}

/** White space that braces can be written over. */
class Room {
  readonly #plain: string;
  readonly #taken = new Map<number, string>();

  constructor(plain: string) {
    this.#plain = plain;
  }

  /** Whether there is room for an edit. */
  take({ kind, at }: Edit): boolean {
    const plain = this.#plain;
    let place = at;
    const isComment = () => plain[place] === filler || (plain[place] === "\n" && plain[place - 1] === filler);
    const surplus = kind.startsWith("not-");
    if (!surplus) while (place < plain.length && (this.#taken.has(place) || isComment())) place++;
    this.#taken.set(place, surplus ? " " : kind === "close" ? "}" : "{");
    return surplus || place >= plain.length || /\s/.test(plain[place]!);
  }

  written(text: string): string {
    const marks = [...this.#taken].sort(([a], [b]) => a - b);
    let at = 0;
    let out = "";
    for (const [place, mark] of marks) {
      out += text.slice(at, place) + mark;
      at = place + 1;
    }
    return out + text.slice(at);
  }
}

/** Stands in a mask for a character of a comment, over which nothing may be written. */
const filler = "\uFFFC";

/** The text with other characters in place of comments and of what stands in quotes. */
function maskOf(text: string): string {
  const parts: string[] = [];
  const opaque = /\/\/|\/\*|"/g;
  let at = 0;
  for (let found; (found = opaque.exec(text));) {
    const { index } = found;
    const end = endOf(text, found[0], index);
    const mask = found[0] === '"' ? '"'.repeat(end - index) : text.slice(index, end).replace(/[^\n]/g, filler);
    parts.push(text.slice(at, index), mask);
    at = opaque.lastIndex = end;
  }
  return parts.join("") + text.slice(at);
}

function endOf(text: string, mark: string, start: number): number {
  if (mark === '"') return readQuoted(text, start).end;
  if (mark === "/*") return readComment(text, start).end;
  const line = text.indexOf("\n", start);
  return line < 0 ? text.length : line;
}

function tokensOf(text: string, { start, end }: Stretch): Token[] {
  return [...text.slice(start, end).matchAll(/[{};]|[^\s\uFFFC{};]+/g)].map(({ index, 0: mark }) => {
    return { mark, start: start + index, end: start + index + mark.length };
  });
}

function isBalanced(braces: readonly Token[]): boolean {
  let depth = 0;
  for (const { mark } of braces) {
    depth += mark === "{" ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** How many columns of white space stand before what begins the line of `at`. */
function indentAt(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

function nextToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\s\uFFFC]/.test(text[at]!)) at++;
  return at;
}

function endBefore(text: string, at: number): number {
  let end = at;
  while (end > 0 && /[\s\uFFFC]/.test(text[end - 1]!)) end--;
  return end;
}

function trace(text: string, start: number): Parser {
  const parser = new Parser(text, start);
  parser.tracing = true;
  parser.Item();
  return parser;
}
