import { type Doc } from "prettier";
import { builders, printer } from "prettier/doc";
import { type Hints, type Parsed } from "./hints.ts";
import { isComment, type Token } from "./tokens.ts";

const { breakParent, fill, group, hardline, ifBreak, indent, join, line, lineSuffix, literalline, softline } = builders;

/** What ends one of the things that stand in a row: statements, or names between commas. */
type Row = "statements" | "names";

const operators: ReadonlySet<string> = new Set("|| && == != << >> <= >= < > | ^ & + - * / %".split(" "));

/**
 * Lays out a file by its tokens, all of which are kept in their order: a statement a line, a block on one line only where it was on one and
 * fits, at most one blank line in a row, and none where a block begins or ends.
 */
export class Layout {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #matches: ReadonlyMap<number, number>;
  readonly #hints: Hints;

  constructor({ text, tokens, matches }: Parsed, hints: Hints) {
    this.#text = text;
    this.#tokens = tokens;
    this.#matches = matches;
    this.#hints = hints;
  }

  /** The whole file, with a line break at its end. */
  file(): Doc {
    const body = this.#row(0, this.#tokens.length, "statements");
    return this.#tokens.length === 0 ? "" : [body, hardline];
  }

  #row(from: number, to: number, row: Row): Doc {
    const parts: Doc[] = [];
    for (let at = from; at < to;) {
      const next = isComment(this.#tokens[at]!) ? at + 1 : this.#endOfItem(at, to, row);
      if (this.#isTrailing(at)) parts.push(trailing(this.#tokens[at]!));
      else {
        if (at > from) parts.push(this.#between(at));
        parts.push(isComment(this.#tokens[at]!) ? this.#comment(at) : this.#item(at, next, row));
      }
      at = next;
    }
    return parts;
  }

  /** What stands between the things of a row: a line break, or nothing but a blank after a comment that leads what follows. */
  #between(at: number): Doc {
    const { breaks } = this.#tokens[at]!;
    if (breaks > 1) return [hardline, hardline];
    const before = this.#tokens[at - 1]!;
    if (breaks === 0 && before.kind === "block-comment") return " ";
    // A waiver covers a line: what stands on it stays on it.
    return breaks === 0 && this.#hints.waived.has(at) ? " " : line;
  }

  /** A comment that ends the line on which something else stands. */
  #isTrailing(at: number): boolean {
    const token = this.#tokens[at]!;
    const next = this.#tokens[at + 1];
    return at > 0 && isComment(token) && token.breaks === 0 && (next === undefined || next.breaks > 0);
  }

  #endOfItem(from: number, to: number, row: Row): number {
    const isImport = this.#tokens[from]!.text === "import";
    for (let at = from; at < to; at++) {
      const { text } = this.#tokens[at]!;
      if (text === (row === "names" ? "," : ";")) return at + 1;
      if (text === "{" && !isImport) return this.#matches.get(at)! + 1;
      at = this.#matches.get(at) ?? at;
    }
    let end = to;
    while (isComment(this.#tokens[end - 1]!)) end--;
    return end;
  }

  #item(from: number, to: number, row: Row): Doc {
    if (row === "statements") return this.#statement(from, to);
    const isLast = !this.#hasNext(to);
    const hasComma = this.#tokens[to - 1]!.text === ",";
    return [group(indent(this.#inline(from, hasComma ? to - 1 : to))), isLast ? ifBreak(",") : ","];
  }

  /** Whether another name follows before the block ends. */
  #hasNext(from: number): boolean {
    let at = from;
    while (isComment(this.#tokens[at]!)) at++;
    return this.#tokens[at]!.text !== "}";
  }

  #statement(from: number, to: number): Doc {
    const parts: Doc[] = [];
    for (let at = from; at < to;) {
      let open = at;
      while (open < to && this.#tokens[open]!.text !== "{") open = (this.#matches.get(open) ?? open) + 1;
      if (at > from) parts.push(this.#separator(at));
      if (open > at) parts.push(group(indent(this.#inline(at, open))));
      if (open === to) break;
      if (open > at) parts.push(this.#separator(open));
      parts.push(this.#block(open));
      at = this.#matches.get(open)! + 1;
    }
    return parts;
  }

  #block(open: number): Doc {
    const close = this.#matches.get(open)!;
    if (close === open + 1) return "{}";
    const opener = this.#isTrailing(open + 1) && this.#tokens[open + 1]!.kind === "line-comment";
    const first = opener ? open + 2 : open + 1;
    const inside = this.#tokens.slice(open + 1, close);
    const isNames =
      inside.some((token) => !isComment(token)) && !inside.some(({ text }) => text === ";" || text === "{");
    const hadBreak = this.#text.slice(this.#tokens[open]!.start, this.#tokens[close]!.end).includes("\n");
    const body = this.#row(first, close, isNames ? "names" : "statements");
    const head = opener ? trailing(this.#tokens[open + 1]!) : "";
    if (first === close) return ["{", head, hardline, "}"];
    return group(["{", head, indent([line, body]), line, "}"], { shouldBreak: hadBreak });
  }

  /** Tokens without braces, in one line as far as they fit. */
  #inline(from: number, to: number): Doc[] {
    const parts: Doc[] = [];
    for (let at = from; at < to;) {
      if (at > from) parts.push(this.#separator(at));
      const end = this.#endOfOperand(at, to);
      if (this.#isOperator(end, to)) {
        const calculation = this.#calculation(at, to);
        parts.push(calculation.doc);
        at = calculation.end;
      } else {
        const { doc, next } = this.#one(at);
        parts.push(doc);
        at = next;
      }
    }
    return parts;
  }

  /** One token, or brackets and what stands in them. */
  #one(at: number): { readonly doc: Doc; readonly next: number } {
    const close = this.#matches.get(at);
    if (close !== undefined) return { doc: this.#brackets(at, close), next: close + 1 };
    return { doc: isComment(this.#tokens[at]!) ? this.#comment(at) : this.#tokens[at]!.text, next: at + 1 };
  }

  /** `a + b * c`: a line break, where one is needed, after every operator. */
  #calculation(from: number, to: number): { readonly doc: Doc; readonly end: number } {
    let end = this.#endOfOperand(from, to);
    const parts: Doc[] = [this.#inline(from, end)];
    while (this.#isOperator(end, to)) {
      const operand = end + 1;
      parts.push(" ", this.#tokens[end]!.text);
      end = this.#endOfOperand(operand, to);
      if (end > operand) parts.push(line, this.#inline(operand, end));
    }
    return { doc: group(parts), end };
  }

  #isOperator(at: number, to: number): boolean {
    return (
      at < to &&
      !isComment(this.#tokens[at - 1]!) &&
      operators.has(this.#tokens[at]!.text) &&
      !this.#hints.unary.has(at)
    );
  }

  /** Where the operand that begins at `from` ends, with its signs, indices, members and arguments. */
  #endOfOperand(from: number, to: number): number {
    let at = from;
    while (at < to && this.#hints.unary.has(at)) at++;
    if (at >= to) return at;
    const close = this.#matches.get(at);
    if (close === undefined && this.#tokens[at]!.kind !== "word") return from + 1;
    at = (close ?? at) + 1;
    while (at < to) {
      const { text } = this.#tokens[at]!;
      const isStep = (text === "[" || text === "(") && !this.#hints.apart.has(at);
      if (isStep) at = this.#matches.get(at)! + 1;
      else if (text === "." && this.#tokens[at + 1]?.kind === "word") at += 2;
      else break;
    }
    return at;
  }

  #brackets(open: number, close: number): Doc {
    const { text: before } = this.#tokens[open]!;
    const { text: after } = this.#tokens[close]!;
    if (close === open + 1) return before + after;
    const parts: Doc[] = [];
    for (let at = open + 1; at < close;) {
      const { doc, end, separator } = this.#element(at, close);
      parts.push(doc);
      if (separator !== undefined) parts.push(separator);
      at = end;
    }
    const end = this.#tokens[close - 1]!.kind === "line-comment" ? hardline : softline;
    return group([before, indent([softline, fill(parts)]), end, after]);
  }

  /** One of the values between commas, with its comma and a line comment behind that. */
  #element(from: number, close: number): { readonly doc: Doc; readonly end: number; readonly separator?: Doc } {
    let end = from;
    while (end < close && this.#tokens[end]!.text !== ",") end = (this.#matches.get(end) ?? end) + 1;
    const doc = indent(this.#inline(from, end));
    if (end === close) return { doc, end };
    const comment = this.#tokens[end + 1]!;
    if (comment.kind !== "line-comment") return { doc: [doc, ","], end: end + 1, separator: line };
    return { doc: [doc, ",", trailing(comment)], end: end + 2, separator: end + 2 < close ? hardline : "" };
  }

  /** What stands between a token and the one before it, inside a statement. */
  #separator(at: number): Doc {
    const before = this.#tokens[at - 1]!;
    const token = this.#tokens[at]!;
    if (before.kind === "line-comment") return hardline;
    if (before.kind === "block-comment" || isComment(token)) return " ";
    if (before.text === ",") return line;
    return this.#isApart(at) ? " " : "";
  }

  #isApart(at: number): boolean {
    const { text } = this.#tokens[at]!;
    const { text: before } = this.#tokens[at - 1]!;
    if (text === ";" || text === ",") return false;
    if ([text, before].some((one) => one === "." || one === "..")) return false;
    if (this.#hints.unary.has(at - 1) || this.#hints.tight.has(at) || this.#hints.tight.has(at - 1)) return false;
    return (text !== "(" && text !== "[") || this.#hints.apart.has(at);
  }

  #comment(at: number): Doc {
    const { kind, text } = this.#tokens[at]!;
    if (kind === "line-comment") return [text.trimEnd(), breakParent];
    return blockComment(text);
  }
}

/** A comment at the end of a line does not count for the width of the line. */
function trailing({ kind, text }: Token): Doc {
  if (kind === "block-comment") return [" ", blockComment(text)];
  return [lineSuffix(` ${text.trimEnd()}`), breakParent];
}

/** A comment of several lines stays as it is, unless each line begins with a star: then the stars stand below each other. */
function blockComment(text: string): Doc {
  const lines = text.split("\n");
  if (lines.length === 1) return text;
  const [first, ...rest] = lines.map((one) => one.trim());
  if (!rest.every((one) => one.startsWith("*")))
    return join(
      literalline,
      lines.map((one) => one.trimEnd()),
    );
  return join(hardline, [first!, ...rest.map((one) => ` ${one}`)]);
}

/** The text of a document, 120 columns wide, two spaces a level. */
export function print(document: Doc): string {
  return printer.printDocToString(document, { printWidth: 120, tabWidth: 2, useTabs: false }).formatted;
}
