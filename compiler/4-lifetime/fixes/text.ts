import { type TypeEntity } from "../../2-bind/model.ts";
import { type Span } from "../../source.ts";

/** A stretch of the text of a type's file. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where the text before an offset ends: the blanks between go with what follows. */
export function placeAfter({ file }: TypeEntity, offset: number): number {
  return file.source.text.slice(0, offset).trimEnd().length;
}

/** The place of the first such word in a stretch that is not in a comment; empty, at its start, if there is none. */
export function wordSpan({ file }: TypeEntity, { start, end }: Stretch, word: string): Span {
  const { text } = file.source;
  const pattern = new RegExp(`\\b${word}\\b`, "g");
  pattern.lastIndex = start;
  for (let found = pattern.exec(text); found && found.index < end; found = pattern.exec(text)) {
    const at = found.index;
    const commented = file.tree.comments.some((comment) => comment.start <= at && at < comment.end);
    if (!commented) return { file: file.source, start: at, end: at + word.length };
  }
  return { file: file.source, start, end: start };
}

/** The indentation of the line that an offset stands on. */
export function indentationAt({ file }: TypeEntity, offset: number): string {
  const { text } = file.source;
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)![0];
}
