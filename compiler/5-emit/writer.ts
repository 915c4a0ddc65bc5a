import { type Place } from "../source.ts";
import { layOut, UnknownCode, widthOf } from "./layout/index.ts";
import { type Mark } from "./source-map.ts";

/** The width that generated modules keep, as Prettier does by default. */
const width = 80;

/** Text in the making, laid out as Prettier would: two spaces a level, and on one line what fits there. */
export class Writer {
  readonly #lines: string[] = [];
  readonly #marks: Mark[] = [];
  readonly #uneven: boolean;
  #indent = "";

  /** Only what is `uneven` has characters that do not take one column each: they are counted then, and else taken for granted. */
  constructor(uneven = false) {
    this.#uneven = uneven;
  }

  /** A statement, a member, an entry or an item: on one line at the present level if it fits, else laid out. An empty one has no indentation. */
  line(text = ""): void {
    if (text === "") this.#lines.push("");
    else if (this.#fits(text)) this.#raw(text);
    else this.#layOut(text);
  }

  /** What is a comment to its end, however wide. */
  comment(text: string): void {
    this.#raw(text);
  }

  /** Code in which lines have to end: as it is if all of them fit, else laid out. */
  code(text: string): void {
    if (!text.includes("\n")) this.line(text);
    else if (!this.#asItIs(text.split("\n"))) this.#layOut(text);
  }

  /** `open`, then what `body` writes one level deeper, then `close`: right behind it where there is nothing between. */
  block(open: string, body: () => void, close = "}"): void {
    this.line(open);
    const before = this.#lines.length;
    this.#deeper(body);
    if (this.#lines.length === before) this.#lines[before - 1] += close;
    else this.#raw(close);
  }

  /** A writer one level deeper, whose text is not in this one's until it is appended. */
  deeper(): Writer {
    const inner = this.beside();
    inner.#indent += "  ";
    return inner;
  }

  /** A writer at this level, whose text is not in this one's until it is appended. */
  beside(): Writer {
    const other = new Writer(this.#uneven);
    other.#indent = this.#indent;
    return other;
  }

  /** Whether the code names a variable, comments aside: one that nobody reads is a mistake to strict compilers. */
  uses(name: string): boolean {
    const named = new RegExp(`(?<![.\\w])${name}\\b`);
    return this.#lines.some((line) => !/^ *\/\//.test(line) && named.test(line));
  }

  /** What another writer, made by `deeper` or `beside` here, has written. */
  append(inner: Writer): void {
    const before = this.#lines.length;
    for (const line of inner.#lines) this.#lines.push(line);
    for (const mark of inner.#marks) this.#marks.push({ ...mark, line: before + mark.line });
  }

  /** `left callee({ fields });`, where `fields` writes the fields: broken around the braces, and behind `left`, where names are long. */
  made(left: string, callee: string, fields: () => void): void {
    if (this.#fits(`${left} ${callee}(`)) return this.#called(`${left} ${callee}`, fields);
    this.#raw(left);
    this.#deeper(() => this.#called(callee, fields));
  }

  #called(callee: string, fields: () => void): void {
    if (this.#fits(`${callee}({`)) this.block(`${callee}({`, fields, "});");
    else {
      this.#raw(`${callee}(`);
      this.#deeper(() => this.block("{", fields, "},"));
      this.#raw(");");
    }
  }

  #deeper(body: () => void): void {
    this.#indent += "  ";
    body();
    this.#indent = this.#indent.slice(2);
  }

  #raw(text: string): void {
    this.#lines.push(this.#indent + text);
  }

  #layOut(text: string): void {
    for (const line of linesOf(text, this.#indent.length)) this.#lines.push(line === "" ? "" : this.#indent + line);
  }

  /** Writes lines one level deeper in every brace, if they fit so and each opens one brace as the last argument of one call at most. */
  #asItIs(lines: readonly string[]): boolean {
    const indented: string[] = [];
    let indent = this.#indent;
    for (const line of lines) {
      if (line.startsWith("}")) indent = indent.slice(2);
      indented.push(indent + line);
      if (!this.#fits(line, indent) || !opensOnce(line)) return false;
      if (line.endsWith("{")) indent += "  ";
    }
    this.#lines.push(...indented);
    return true;
  }

  /** A doc comment; what would end it early is taken apart. */
  doc(text: string | undefined): void {
    if (text === undefined || text.trim() === "") return;
    const lines = text.split("\n").map((line) => line.trimEnd().replaceAll("*/", "*\u200b/"));
    if (lines.length === 1) this.comment(`/** ${lines[0]!.trim()} */`);
    else {
      this.comment("/**");
      for (const line of lines) this.comment(line === "" ? " *" : ` * ${line.trimStart()}`);
      this.comment(" */");
    }
  }

  /** What is written next at this level or deeper comes from a place of the definition; with null, from where what surrounds it comes. */
  mark(place: Place | null): void {
    this.#marks.push({ line: this.#lines.length, indent: this.#indent, place });
  }

  /** What was marked, in the order of the lines. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** How many lines there are. */
  get length(): number {
    return this.#lines.length;
  }

  /** All lines, each ended. */
  toString(): string {
    return this.#lines.length === 0 ? "" : `${this.#lines.join("\n")}\n`;
  }

  #fits(text: string, indent = this.#indent): boolean {
    return indent.length + (this.#uneven ? widthOf(text) : text.length) <= width;
  }
}

const opening = /^[^(){}]*(?:\([^(){}]*)?\{$/;

/** Whether at most one brace is left open in a line, which begins the last argument of a call or is in none. */
function opensOnce(line: string): boolean {
  return line.endsWith("{") ? opening.test(line) : true;
}

/** The lines of code that does not fit; code that the layout does not know is right as it is, only too wide. */
function linesOf(text: string, indent: number): readonly string[] {
  try {
    return layOut(text, indent, width);
  } catch (error) {
    if (error instanceof UnknownCode) return text.split("\n");
    throw error;
  }
}
