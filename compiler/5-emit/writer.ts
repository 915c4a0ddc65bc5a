import { type Place } from "../source.ts";
import { type Code, layOut } from "./code.ts";
import { type Mark } from "./source-map.ts";

/** The width that generated modules keep, as Prettier does by default. */
const width = 80;

/** Whether an item of a list is a number, of which Prettier puts many on a line. */
function isNumber(item: string): boolean {
  return /^-?(\d+|0x[\da-f]+)$/.test(item);
}

/**
 * Text in the making, laid out as Prettier would: two spaces a level, lists on one line where they fit and one item a line
 * with a trailing comma where they do not.
 */
export class Writer {
  readonly #lines: string[] = [];
  readonly #marks: Mark[] = [];
  #indent = "";

  /** One line at the present level; an empty one has no indentation. */
  line(text = ""): void {
    this.#lines.push(text === "" ? "" : this.#indent + text);
  }

  /** `open`, then what `body` writes one level deeper, then `close`. */
  block(open: string, body: () => void, close = "}"): void {
    this.line(open);
    this.#indent += "  ";
    body();
    this.#indent = this.#indent.slice(2);
    this.line(close);
  }

  /** A writer one level deeper, whose text is not in this one's until it is appended. */
  deeper(): Writer {
    const inner = this.beside();
    inner.#indent += "  ";
    return inner;
  }

  /** A writer at this level, whose text is not in this one's until it is appended. */
  beside(): Writer {
    const other = new Writer();
    other.#indent = this.#indent;
    return other;
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
    this.line(left);
    this.#indent += "  ";
    this.#called(callee, fields);
    this.#indent = this.#indent.slice(2);
  }

  #called(callee: string, fields: () => void): void {
    if (this.#fits(`${callee}({`)) this.block(`${callee}({`, fields, "});");
    else this.block(`${callee}(`, () => this.block("{", fields, "},"), ");");
  }

  /**
   * `before`, the items with commas, `after`: on one line if it fits, else an item a line, of numbers in an array as many as fit.
   * `spaced` puts blanks inside the brackets, as in objects.
   */
  list(before: string, items: readonly string[], after: string, spaced = false): void {
    const blank = spaced && items.length > 0 ? " " : "";
    const flat = `${before}${blank}${items.join(", ")}${blank}${after}`;
    if (this.#fits(flat)) this.line(flat);
    else if (before.endsWith("[") && items.length > 1 && items.every(isNumber)) {
      this.block(before, () => this.#fill(items), after);
    } else {
      this.block(
        before,
        () => {
          for (const item of items) this.line(`${item},`);
        },
        after,
      );
    }
  }

  /** As many items a line as fit. */
  #fill(items: readonly string[]): void {
    let line = "";
    for (const item of items) {
      const longer = line === "" ? `${item},` : `${line} ${item},`;
      if (line === "" || this.#fits(longer)) line = longer;
      else {
        this.line(line);
        line = `${item},`;
      }
    }
    this.line(line);
  }

  /** The head of a class with what it extends and implements: on one line if it fits, else a clause a line. */
  clauses(head: string, clauses: readonly string[], body: () => void): void {
    const flat = `${head} ${clauses.join(" ")} {`;
    if (this.#fits(flat) || clauses.length === 1) {
      this.block(flat, body);
      return;
    }
    this.line(head);
    for (const clause of clauses) this.line(`  ${clause}`);
    this.block("{", body);
  }

  /** A list that opens a block, such as the parameters of a function. */
  listBlock(before: string, items: readonly string[], after: string, body: () => void): void {
    const flat = `${before}${items.join(", ")}${after}`;
    if (!this.#fits(flat)) {
      this.list(before, items, after);
      this.#indent += "  ";
      body();
      this.#indent = this.#indent.slice(2);
      this.line("}");
    } else this.block(flat, body);
  }

  /** `before`, code that knows how to break itself, `after`. */
  code(before: string, code: Code, after = ";"): void {
    for (const line of layOut(before, code, after, { indent: this.#indent.length, width })) this.line(line);
  }

  /** `left = right;`, the right side on a line of its own where both do not fit. */
  assign(left: string, right: string, operator = "="): void {
    const flat = `${left} ${operator} ${right};`;
    if (this.#fits(flat)) this.line(flat);
    else {
      this.line(`${left} ${operator}`);
      this.line(`  ${right};`);
    }
  }

  /** `head statement`: the statement of a loop on a line of its own where both do not fit. */
  under(head: string, statement: string): void {
    const flat = `${head} ${statement}`;
    if (this.#fits(flat)) this.line(flat);
    else {
      this.line(head);
      this.line(`  ${statement}`);
    }
  }

  /** A doc comment; what would end it early is taken apart. */
  doc(text: string | undefined): void {
    if (text === undefined || text.trim() === "") return;
    const lines = text.split("\n").map((line) => line.trimEnd().replaceAll("*/", "*\u200b/"));
    if (lines.length === 1) this.line(`/** ${lines[0]!.trim()} */`);
    else {
      this.line("/**");
      for (const line of lines) this.line(line === "" ? " *" : ` * ${line.trimStart()}`);
      this.line(" */");
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

  /** The column at which lines begin. */
  get column(): number {
    return this.#indent.length;
  }

  /** How many lines there are. */
  get length(): number {
    return this.#lines.length;
  }

  /** All lines, each ended. */
  toString(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #fits(text: string): boolean {
    return this.#indent.length + text.length <= width;
  }
}
