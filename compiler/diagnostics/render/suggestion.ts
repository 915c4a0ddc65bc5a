import { type SourceFile } from "../../source.ts";
import { type Fix } from "../log.ts";
import { besideGutter, type Canvas, cutLine, numbered } from "./frame.ts";
import { printable } from "./printable.ts";

/** More changed lines than these are counted, not shown. */
const shownLines = 6;

/** What a fix would change, as removed and added lines. */
export function drawFix(fix: Fix, canvas: Canvas): string[] {
  const files = [...new Set(fix.edits.map((edit) => edit.span.file))];
  const title = `${canvas.paint("help", "fix")}: ${printable(fix.title)}`;
  return [title, ...files.flatMap((file) => drawChange(file, fix.edits, canvas))];
}

function drawChange(file: SourceFile, edits: Fix["edits"], canvas: Canvas): string[] {
  const own = edits.filter((edit) => edit.span.file === file).toSorted((a, b) => a.span.start - b.span.start);
  const lines = canvas.linesOf(file);
  const firstLine = lines.place(own[0]!.span.start).line;
  const start = lines.extent(firstLine).start;
  const end = lines.extent(lines.place(own.at(-1)!.span.end).line).end;
  const removed = file.text.slice(start, end).split(/\r?\n/);
  const added = apply(file.text, own, { start, end }).split(/\r?\n/);
  const same = commonPrefix(removed, added);
  const sameEnd = commonPrefix(removed.slice(same).reverse(), added.slice(same).reverse());
  const line = firstLine + same;
  return [
    `${canvas.paint("gutter", `${" ".repeat(canvas.gutter)}-->`)} ${printable(canvas.nameOf(file))}:${line}`,
    besideGutter("", canvas),
    ...drawLines("-", line, removed.slice(same, removed.length - sameEnd), canvas),
    ...drawLines("+", line, added.slice(same, added.length - sameEnd), canvas),
    besideGutter("", canvas),
  ];
}

function drawLines(sign: "-" | "+", first: number, lines: readonly string[], canvas: Canvas): string[] {
  const role = sign === "-" ? "removed" : "added";
  const rows = lines
    .slice(0, shownLines)
    .map((line, at) =>
      numbered(first + at, canvas.paint(role, sign), canvas.paint(role, cutLine(line, 0, line.length)), canvas),
    );
  const rest = lines.length - shownLines;
  return rest > 0 ? [...rows, besideGutter(`(and ${rest} more)`, canvas)] : rows;
}

function apply(text: string, edits: Fix["edits"], { start, end }: { start: number; end: number }): string {
  let result = "";
  let at = start;
  for (const { span, text: insert } of edits) {
    result += text.slice(at, span.start) + insert;
    at = Math.max(at, span.end);
  }
  return result + text.slice(at, end);
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((line, at) => line !== b[at]);
  return different < 0 ? a.length : different;
}
