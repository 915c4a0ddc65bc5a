import type * as ast from "./ast.ts";
import { balance } from "./balance.ts";
import { readComment, readQuoted } from "./delimiters.ts";
import { type Reports, type Stretch } from "./reports.ts";

/** What a first look at a text finds: everything between the tokens, and mistakes that the grammar cannot place well. */
export interface Scan {
  /** The text to parse: as long as the file or longer, with what was reported here made harmless. */
  readonly text: string;
  readonly comments: readonly ast.Comment[];
  /** Doc comments by the offset of what they stand before. */
  readonly docs: ReadonlyMap<number, string>;
  /** What was blanked because it cannot be read; it has been reported. */
  readonly blanked: readonly Stretch[];
}

/** Blocks and brackets inside each other, or operators in one expression, beyond which a declaration is refused. */
const deepest = 100;
const longest = 500;

/** Which characters the scanner stops at: 1 for an operator, 2 for everything else. */
const stops = new Uint8Array(128);
for (const mark of "-+*/%&|^<>=!~?") stops[mark.charCodeAt(0)] = 1;
for (const mark of '"{}()[];,') stops[mark.charCodeAt(0)] = 2;

/** What begins a declaration at the start of a line, and hardly anything else. */
const declaration = /(?:abstract|device|soc|machine|object|interface|enum|import)(?=[ \t]+[A-Za-z_{])/y;

const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Looks through a whole text once. */
export function scan(text: string, reports: Reports): Scan {
  const whole = new Scanner(text, reports, false).run();
  if (whole) return whole;
  reports.clear();
  return new Scanner(balance(text, reports) ?? text, reports, true).run()!;
}

interface Open {
  readonly at: number;
  readonly mark: string;
}

class Scanner {
  readonly #source: string;
  readonly #reports: Reports;
  readonly #unbalanced: boolean;
  readonly #comments: ast.Comment[] = [];
  readonly #docs = new Map<number, string>();
  readonly #blanked: Stretch[] = [];
  readonly #edits: { at: number; text: string }[] = [];
  #open: Open[] = [];
  #doc: string[] = [];
  #operators = 0;
  #deepAt: number | undefined;
  #pieceStart = 0;
  #tail = "";
  #stray = false;

  /** With `unbalanced`, a declaration that begins a line ends the blocks before it. */
  constructor(text: string, reports: Reports, unbalanced: boolean) {
    this.#source = text;
    this.#reports = reports;
    this.#unbalanced = unbalanced;
  }

  /** Nothing, if braces do not pair and that was not looked into yet. */
  run(): Scan | undefined {
    const text = this.#withoutBidi();
    for (let at = 0; at < text.length;) {
      const code = text.charCodeAt(at);
      const stop = code < 128 ? stops[code]! : 0;
      if (this.#unbalanced && this.#open.length > 0 && text[at - 1] === "\n") this.#closeBefore(text, at);
      at = stop === 0 ? at + 1 : this.#stop(text, text[at]!, at);
    }
    const paired = !this.#stray && !this.#open.some(({ mark }) => mark === "{");
    if (!this.#unbalanced && this.#deepAt === undefined && !paired) return undefined;
    this.#finish(text);
    return { text: this.#edited(text), comments: this.#comments, docs: this.#docs, blanked: this.#blanked };
  }

  #withoutBidi(): string {
    return this.#source.replace(bidi, (character, at: number) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      this.#reports.add("parse/bidi-control", { start: at, end: at + 1 }, { character: `U+${code}` });
      return " ";
    });
  }

  /** Takes what begins at a stop; returns where to go on. */
  #stop(text: string, mark: string, at: number): number {
    if (mark === "/" && text[at + 1] === "/") return this.#lineComment(text, at);
    if (mark === "/" && text[at + 1] === "*") return this.#blockComment(text, at);
    if (mark === "*" && text[at + 1] === "/") return this.#unopenedComment(text, at);
    if (mark === '"') return this.#string(text, at);
    if (stops[mark.charCodeAt(0)] === 1) this.#count(at);
    else if (mark === ";" || mark === ",") this.#operators = 0;
    else if (mark === "{" || mark === "(" || mark === "[") this.#opened(mark, at);
    else this.#closed(mark, at);
    if (mark === ";" && this.#open.length === 0) this.#endOfPiece(at + 1);
    return at + 1;
  }

  #lineComment(text: string, start: number): number {
    const stop = text.indexOf("\n", start);
    const end = stop < 0 ? text.length : stop;
    const isDoc = text[start + 2] === "/";
    if (isDoc)
      this.#doc.push(
        this.#source
          .slice(start + 3, end)
          .replace(/^ /, "")
          .trimEnd(),
      );
    return this.#comment(text, { kind: "comment", form: isDoc ? "doc" : "line", start, end });
  }

  /** Keeps a comment; the doc comments before it are of what follows, unless that is a comment again. */
  #comment(text: string, comment: ast.Comment): number {
    this.#comments.push(comment);
    if (this.#doc.length === 0) return comment.end;
    let next = comment.end;
    while (next < text.length && text.charCodeAt(next) <= 32) next++;
    if (!text.startsWith("//", next) && !text.startsWith("/*", next)) {
      this.#docs.set(next, this.#doc.join("\n"));
      this.#doc = [];
    }
    return comment.end;
  }

  #blockComment(text: string, start: number): number {
    const { end, closed } = readComment(text, start);
    this.#comment(text, { kind: "comment", form: "block", start, end });
    if (!closed) {
      this.#reports.add("parse/unterminated-comment", { start, end: start + 2 }, {});
      this.#blank(start, end);
    }
    return end;
  }

  /** The end of a comment that does not begin: the lines before it that do not look like definitions are prose. */
  #unopenedComment(text: string, at: number): number {
    if (this.#reports.full) return at + 2;
    this.#reports.add("parse/unopened-comment", { start: at, end: at + 2 }, {});
    let start = text.lastIndexOf("\n", at) + 1;
    for (let line; start > 0; start -= line.length) {
      line = text.slice(text.lastIndexOf("\n", start - 2) + 1, start);
      if (/^\s*$|[;{}]\s*$/.test(line)) break;
    }
    this.#blank(start, at + 2);
    return at + 2;
  }

  #string(text: string, start: number): number {
    const { end, missing } = readQuoted(text, start);
    if (!missing) return end;
    const { at, mended } = missing;
    this.#reports.add("parse/unterminated-string", { start: Math.min(at, start), end: Math.max(at, end) }, {});
    if (mended) this.#edits.push({ at: mended.from, text: mended.text });
    else this.#blank(start, end);
    return end;
  }

  #count(at: number): void {
    this.#operators++;
    if (this.#operators > longest) this.#deep(at);
  }

  #deep(at: number): void {
    this.#deepAt ??= at;
  }

  #opened(mark: string, at: number): void {
    if (mark === "{") this.#operators = 0;
    this.#open.push({ at, mark });
    if (this.#open.length > deepest) this.#deep(at);
  }

  #closed(mark: string, at: number): void {
    if (mark !== "}") {
      if (closing[this.#open.at(-1)?.mark ?? ""] === mark) this.#open.pop();
      return;
    }
    this.#operators = 0;
    while (this.#open.length > 0 && this.#open.at(-1)!.mark !== "{") this.#open.pop();
    if (this.#open.length === 0) {
      this.#reports.add("parse/stray-brace", { start: at, end: at + 1 }, {});
      this.#edits.push({ at, text: " " });
      this.#stray = true;
    } else this.#open.pop();
    if (this.#open.length === 0) this.#endOfPiece(at + 1);
  }

  /** A declaration ends here: one that is too deep is reported once and left out. */
  #endOfPiece(end: number): void {
    if (this.#deepAt !== undefined) {
      this.#reports.add("parse/too-deep", { start: this.#deepAt, end: this.#deepAt + 1 }, { limit: String(deepest) });
      this.#blank(this.#pieceStart, end);
      this.#deepAt = undefined;
    }
    this.#pieceStart = end;
  }

  /** Ends what is open where a declaration begins the line at `at`. */
  #closeBefore(text: string, at: number): void {
    declaration.lastIndex = at;
    const [found] = declaration.exec(text) ?? [];
    const open = this.#open.filter(({ mark }) => mark === "{");
    const end = text.slice(0, at).trimEnd().length;
    if (found === undefined || open.length === 0 || this.#deepAt !== undefined || at - end < open.length) return;
    this.#unclosed(open.at(-1)!.at, end, `\`${found}\``);
    this.#edits.push({ at: at - open.length, text: "}".repeat(open.length) });
    this.#open = [];
    this.#endOfPiece(at);
  }

  #unclosed(at: number, end: number, found: string): void {
    const others = [{ at: { start: at, end: at + 1 }, message: "the block begins here" }];
    this.#reports.add("parse/unclosed-brace", { start: end, end }, { found }, { others });
  }

  #finish(text: string): void {
    const open = this.#open.filter(({ mark }) => mark === "{");
    if (this.#deepAt !== undefined) return this.#endOfPiece(text.length);
    if (open.length > 0) this.#unclosed(open.at(-1)!.at, text.trimEnd().length, "the end of the file");
    this.#tail += "}".repeat(open.length);
  }

  #blank(start: number, end: number): void {
    this.#edits.push({ at: start, text: blankOf(this.#source.slice(start, end)) });
    this.#blanked.push({ start, end });
  }

  #edited(text: string): string {
    if (this.#edits.length === 0) return text + this.#tail;
    const parts: string[] = [];
    let at = 0;
    for (const edit of this.#edits.sort((a, b) => a.at - b.at)) {
      if (edit.at + edit.text.length <= at) continue;
      const from = Math.max(at, edit.at);
      parts.push(text.slice(at, from), edit.text.slice(from - edit.at));
      at = edit.at + edit.text.length;
    }
    return parts.join("") + text.slice(at) + this.#tail;
  }
}

const closing: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };

/** White space as long as `text`, with its line breaks. */
export function blankOf(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
