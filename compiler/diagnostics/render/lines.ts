import { type Place, type SourceFile } from "../../source.ts";

/** Where the lines of one text begin, so that many places of a large file cost one pass over it. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** One-based line and column of an offset; an offset beyond the text is its end. */
  place(offset: number): Place {
    const at = Math.min(Math.max(offset, 0), this.#text.length);
    const line = this.#lineAt(at);
    return { line, column: at - this.#starts[line - 1]! + 1 };
  }

  /** The offsets of a one-based line, without its line end (`\n` or `\r\n`). */
  extent(line: number): { readonly start: number; readonly end: number } {
    const start = this.#starts[line - 1] ?? this.#text.length;
    const next = this.#starts[line];
    const end = next === undefined ? this.#text.length : next - 1;
    return { start, end: end > start && this.#text[end - 1] === "\r" ? end - 1 : end };
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/** A way from files to their lines that remembers each file as long as the caller keeps it. */
export function makeLineIndex(): (file: SourceFile) => Lines {
  const known = new Map<SourceFile, Lines>();
  return (file) => {
    const lines = known.get(file) ?? new Lines(file.text);
    known.set(file, lines);
    return lines;
  };
}
