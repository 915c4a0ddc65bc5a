import type * as ast from "./ast.ts";
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

const interesting = /\/\/[^\n]*|\/\*|"|[{}()[\];,]|[-+*/%&|^<>=!~?]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]|\S/g;
const operator = /^[-+*/%&|^<>=!~?]$/;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Looks through a whole text once. */
export function scan(text: string, reports: Reports): Scan {
  return new Scanner(text, reports).run();
}

interface Open {
  readonly at: number;
  readonly mark: string;
}

class Scanner {
  readonly #source: string;
  readonly #reports: Reports;
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

  constructor(text: string, reports: Reports) {
    this.#source = text;
    this.#reports = reports;
  }

  run(): Scan {
    const text = this.#withoutBidi();
    interesting.lastIndex = 0;
    for (let found; (found = interesting.exec(text));) {
      const next = this.#token(text, found[0], found.index);
      if (next !== undefined) interesting.lastIndex = next;
    }
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

  /** Takes one token; returns where to go on, if not right after it. */
  #token(text: string, token: string, at: number): number | undefined {
    if (token.startsWith("//")) return this.#comment(at, at + token.length, token.startsWith("///") ? "doc" : "line");
    if (token === "/*") return this.#blockComment(text, at);
    this.#takeDoc(at);
    if (token === '"') return this.#string(text, at);
    if (operator.test(token)) this.#count(at);
    else if (token === ";" || token === ",") this.#operators = 0;
    else if (token === "{" || token === "(" || token === "[") this.#opened(token, at);
    else if (token === "}" || token === ")" || token === "]") this.#closed(token, at);
    if (token === ";" && this.#open.length === 0) this.#endOfPiece(at + 1);
    return undefined;
  }

  #comment(start: number, end: number, form: ast.Comment["form"]): undefined {
    this.#comments.push({ kind: "comment", form, start, end });
    if (form === "doc")
      this.#doc.push(
        this.#source
          .slice(start, end)
          .replace(/^\/\/\/ ?/, "")
          .trimEnd(),
      );
    return undefined;
  }

  #blockComment(text: string, start: number): number {
    const close = text.indexOf("*/", start + 2);
    const end = close < 0 ? text.length : close + 2;
    this.#comment(start, end, "block");
    if (close < 0) {
      this.#reports.add("parse/unterminated-comment", { start, end: start + 2 }, {});
      this.#blank(start, end);
      this.#tail = this.#open
        .map(({ mark }) => closing[mark]!)
        .reverse()
        .join("");
      this.#open = [];
    }
    return end;
  }

  #takeDoc(at: number): void {
    if (this.#doc.length === 0) return;
    this.#docs.set(at, this.#doc.join("\n"));
    this.#doc = [];
  }

  #string(text: string, start: number): number {
    let at = start + 1;
    while (at < text.length && text[at] !== '"' && text[at] !== "\n")
      at += text[at] === "\\" && text[at + 1] !== "\n" ? 2 : 1;
    if (at < text.length && text[at] === '"') return at + 1;
    const end = Math.min(at, text.length);
    this.#reports.add("parse/unterminated-string", { start, end }, {});
    let from = start;
    while (from > 0 && !/[;{}]/.test(text[from - 1]!)) from--;
    this.#blank(from, end);
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

  #finish(text: string): void {
    const open = this.#open.filter(({ mark }) => mark === "{");
    if (this.#deepAt !== undefined) return this.#endOfPiece(text.length);
    for (const { at } of open.slice(-1)) {
      const end = text.trimEnd().length;
      const others = [{ at: { start: at, end: at + 1 }, message: "the block begins here" }];
      this.#reports.add("parse/unclosed-brace", { start: end, end }, { found: "the end of the file" }, { others });
    }
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
