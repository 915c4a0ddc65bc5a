import { type Lines, makeLineIndex, type SourceFile, type Span } from "qdl";

/** A span as programs want it: the file's name, one-based lines and columns, and offsets in UTF-16 units; ends are exclusive. */
export interface Location {
  readonly file: string;
  readonly start: Point;
  readonly end: Point;
}

/** One end of a location. */
export interface Point {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Turns spans into locations; each file's lines are counted once. */
export function makeLocator(nameOf: (file: SourceFile) => string): (span: Span) => Location {
  const linesOf = makeLineIndex();
  const point = (lines: Lines, offset: number): Point => ({ ...lines.place(offset), offset });
  return ({ file, start, end }) => {
    const lines = linesOf(file);
    return { file: nameOf(file), start: point(lines, start), end: point(lines, end) };
  };
}
