/** One text that the compiler reads. `name` is the path as the author knows it: relative to the project, with `/`. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A stretch of a file: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** One-based line and column, as editors count them (columns in UTF-16 units). */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where an offset stands in a text. Linear in the text: for reports, not for loops. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
