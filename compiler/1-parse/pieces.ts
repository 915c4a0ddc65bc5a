import { type Stretch } from "./reports.ts";

const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|[A-Za-z0-9_]+|[^\s]/g;

/** A member, or whatever stands in its place: from its first token up to and with its `;` or `}`. */
export interface Piece extends Stretch {
  /** The last token before the offset that was asked for; empty if there is none. */
  readonly previous: Stretch;
  /** Nothing stands there but the end of the block: the piece is then the one that has the block. */
  readonly emptyBlock: boolean;
}

interface Frame {
  pieceStart: number | undefined;
}

/** The innermost piece around `at`, in a text whose declaration begins at `start` and whose braces are balanced. */
export function pieceAt(text: string, start: number, at: number): Piece {
  const frames: Frame[] = [{ pieceStart: undefined }];
  let previous = { start, end: start };
  token.lastIndex = start;
  for (let found; (found = token.exec(text));) {
    const [mark] = found;
    if (mark.startsWith("//") || mark.startsWith("/*")) continue;
    if (found.index + mark.length > at) return around(text, frames, { mark, index: found.index, previous });
    step(frames, mark, found.index);
    previous = { start: found.index, end: found.index + mark.length };
  }
  return { start: frames.at(-1)!.pieceStart ?? start, end: text.length, previous, emptyBlock: false };
}

function step(frames: Frame[], mark: string, index: number): void {
  const frame = frames.at(-1)!;
  if (mark === "}" && frames.length > 1) {
    frames.pop();
    frames.at(-1)!.pieceStart = undefined;
    return;
  }
  frame.pieceStart ??= index;
  if (mark === "{") frames.push({ pieceStart: undefined });
  else if (mark === ";") frame.pieceStart = undefined;
}

interface Reached {
  readonly mark: string;
  readonly index: number;
  readonly previous: Stretch;
}

function around(text: string, frames: Frame[], { mark, index, previous }: Reached): Piece {
  const emptyBlock = mark === "}" && frames.at(-1)!.pieceStart === undefined && frames.length > 1;
  if (emptyBlock) frames.pop();
  const start = frames.at(-1)!.pieceStart ?? index;
  return { start, end: endOfPiece(text, index, emptyBlock ? 1 : 0), previous, emptyBlock };
}

/** Where the piece ends that goes on at `from`, `depth` blocks further out. */
function endOfPiece(text: string, from: number, depth: number): number {
  let open = depth;
  token.lastIndex = from;
  for (let found; (found = token.exec(text));) {
    const end = found.index + found[0].length;
    if (found[0] === "{") open++;
    else if (found[0] === ";" && open === 0) return end;
    else if (found[0] === "}" && open === 0) return found.index;
    else if (found[0] === "}" && --open === 0) return end;
  }
  return text.length;
}

/** The token at `at`, in the words of a report. */
export function describeToken(text: string, at: number): string {
  token.lastIndex = at;
  const mark = token.exec(text)?.[0];
  if (mark === undefined) return "the end of the file";
  return `\`${mark.length > 40 ? `${mark.slice(0, 37)}...` : mark}\``;
}

/** Where the token at `at` ends. */
export function endOfToken(text: string, at: number): number {
  token.lastIndex = at;
  const found = token.exec(text);
  return found && found.index === at ? at + found[0].length : at;
}

/** Where the next `;`, `{` or `}` stands from `at` on. */
export function endOfClause(text: string, at: number): number {
  token.lastIndex = at;
  for (let found; (found = token.exec(text));) if (/^[;{}]$/.test(found[0])) return found.index;
  return text.length;
}
