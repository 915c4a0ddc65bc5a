import { type SourceFile, type Span } from "../../source.ts";
import { type Lines } from "./lines.ts";
import { drawMarks, type Mark } from "./marks.ts";
import { type Paint, type Role } from "./paint.ts";
import { printable, showSource } from "./printable.ts";

/** A place that a report shows, with what it says about it. */
export interface Spot {
  readonly span: Span;
  readonly role: Role;
  readonly sign: "^" | "-";
  readonly label: string;
}

/** How frames of one report are drawn: `gutter` is the width of the widest line number. */
export interface Canvas {
  readonly gutter: number;
  readonly paint: Paint;
  readonly linesOf: (file: SourceFile) => Lines;
  readonly nameOf: (file: SourceFile) => string;
}

/** A stretch of one line, in UTF-16 columns from the line's start. */
interface Stretch {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly spot: Spot;
  readonly label: string;
}

/** Longer lines are shown from a little before the first mark, this many UTF-16 units of them. */
const window = 140;
const before = 40;

/** The lines of one file on which the spots lie, each with its marks and labels below, and `...` where lines are left out. */
export function drawFrame(file: SourceFile, spots: readonly Spot[], canvas: Canvas): string[] {
  const lines = canvas.linesOf(file);
  const stretches = spots.flatMap((spot) => stretchesOf(spot, lines));
  const numbers = [...new Set(stretches.map((stretch) => stretch.line))].sort((a, b) => a - b);
  const rows = numbers.flatMap((number, at) => {
    const gap = drawGap(number, numbers[at - 1], file, canvas);
    return [
      ...gap,
      ...drawLine(
        file,
        stretches.filter((stretch) => stretch.line === number),
        canvas,
      ),
    ];
  });
  return [besideGutter("", canvas), ...rows, besideGutter("", canvas)];
}

/** A row of a frame that shows no source line. */
export function besideGutter(text: string, { gutter, paint }: Canvas): string {
  return `${" ".repeat(gutter)} ${paint("gutter", "|")}${text && ` ${text}`}`;
}

/** A row of a frame that shows a numbered line; `rail` stands where the frame's edge is. */
export function numbered(line: number, rail: string, text: string, { gutter, paint }: Canvas): string {
  return `${paint("gutter", String(line).padStart(gutter))} ${rail}${text && ` ${text}`}`;
}

/** A place of several lines is marked where it begins and where it ends. */
function stretchesOf(spot: Spot, lines: Lines): Stretch[] {
  const first = lines.place(spot.span.start);
  const last = lines.place(Math.max(spot.span.start, spot.span.end - 1));
  const from = first.column - 1;
  if (first.line === last.line) return [{ line: first.line, from, to: last.column, spot, label: spot.label }];
  const { start, end } = lines.extent(first.line);
  return [
    { line: first.line, from, to: end - start, spot, label: "" },
    { line: last.line, from: 0, to: last.column, spot, label: spot.label },
  ];
}

function drawGap(line: number, previous: number | undefined, file: SourceFile, canvas: Canvas): string[] {
  if (previous === undefined || line === previous + 1) return [];
  if (line > previous + 2) return [canvas.paint("gutter", "...")];
  const { start, end } = canvas.linesOf(file).extent(line - 1);
  return [numbered(line - 1, canvas.paint("gutter", "|"), cutLine(file.text, start, end), canvas)];
}

/** One source line with its marks; a line too long for one window is shown once for every window that marks begin in. */
function drawLine(file: SourceFile, stretches: readonly Stretch[], canvas: Canvas): string[] {
  const { line } = stretches[0]!;
  const extent = canvas.linesOf(file).extent(line);
  return windowsOf(stretches, extent.end - extent.start).flatMap(({ from, to, seen }) => {
    const shown = showSource(file.text.slice(extent.start + from, extent.start + to));
    const head = from > 0 ? "…" : "";
    const tail = extent.start + to < extent.end ? "…" : "";
    const columnOf = (column: number) =>
      head.length + shown.columns[Math.min(Math.max(column - from, 0), shown.columns.length - 1)]!;
    const marks = seen.map((stretch) => markOf(stretch, columnOf));
    return [
      numbered(line, canvas.paint("gutter", "|"), head + shown.text.trimEnd() + tail, canvas),
      ...drawMarks(marks, canvas.paint).map((row) => besideGutter(row, canvas)),
    ];
  });
}

function markOf({ from, to, spot, label }: Stretch, columnOf: (column: number) => number): Mark {
  const start = columnOf(from);
  return { start, end: Math.max(columnOf(to), start + 1), role: spot.role, sign: spot.sign, label };
}

function windowsOf(stretches: readonly Stretch[], length: number) {
  if (length <= window) return [{ from: 0, to: length, seen: stretches }];
  const windows: { from: number; to: number; seen: Stretch[] }[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const open = windows.at(-1);
    if (open && stretch.from < open.to) {
      open.seen.push(stretch);
      continue;
    }
    const from = Math.max(0, Math.min(stretch.from - before, length - window));
    windows.push({ from, to: Math.min(length, from + window), seen: [stretch] });
  }
  return windows;
}

/** A source line as it is shown without marks. */
export function cutLine(text: string, start: number, end: number): string {
  const tail = end - start > window ? "…" : "";
  return showSource(text.slice(start, Math.min(end, start + window))).text.trimEnd() + printable(tail);
}
