import { type SourceFile } from "../../source.ts";
import { type Diagnostic } from "../log.ts";
import { type Canvas, drawFrame, type Spot } from "./frame.ts";
import { makeLineIndex } from "./lines.ts";
import { type Paint, plain } from "./paint.ts";
import { printable } from "./printable.ts";
import { drawFix } from "./suggestion.ts";

/** How reports are shown: in which colours, and under which name a file is known where they are read. */
export interface View {
  readonly paint?: Paint;
  readonly nameOf?: (file: SourceFile) => string;
}

/**
 * Reports for people: what is wrong, the places that take part with their labels, why it matters, what to do, and the fixes as changes of text;
 * a last line counts. Empty for no reports, otherwise ends in a line end.
 */
export function renderText(diagnostics: readonly Diagnostic[], view: View = {}): string {
  const { paint = plain, nameOf = (file) => file.name } = view;
  if (diagnostics.length === 0) return "";
  const linesOf = makeLineIndex();
  const reports = diagnostics.map((diagnostic) => {
    const gutter = gutterOf(diagnostic, (file, offset) => linesOf(file).place(offset).line);
    return drawReport(diagnostic, { gutter, paint, linesOf, nameOf }).join("\n");
  });
  return `${reports.join("\n\n")}\n\n${paint("title", summarize(diagnostics))}\n`;
}

/** `3 errors, 1 warning in 2 files`. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count > 0 ? [counted(count, severity)] : [];
  });
  const files = new Set(diagnostics.flatMap(({ span }) => (span ? [span.file.name] : []))).size;
  return counts.join(", ") + (files > 0 ? ` in ${counted(files, "file")}` : "");
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function drawReport(diagnostic: Diagnostic, canvas: Canvas): string[] {
  const { code, severity, message, why, help, fixes } = diagnostic;
  const { paint } = canvas;
  const note = (title: string, text: string) =>
    `${" ".repeat(canvas.gutter)} = ${paint("title", title)}: ${printable(text)}`;
  return [
    `${paint(severity, `${severity}[${code}]`)}${paint("title", `: ${printable(message)}`)}`,
    ...drawPlaces(diagnostic, canvas),
    note("why", why),
    note("help", help),
    ...fixes.flatMap((fix) => drawFix(fix, canvas)),
  ];
}

/** One frame a file, the file of the mistake first, then the others in the order in which the report names them. */
function drawPlaces(diagnostic: Diagnostic, canvas: Canvas): string[] {
  const spots = spotsOf(diagnostic);
  const files = [...new Set(spots.map((spot) => spot.span.file))];
  return files.flatMap((file, at) => {
    const own = spots.filter((spot) => spot.span.file === file);
    return [drawPlace(own[0]!, at === 0 ? "-->" : ":::", canvas), ...drawFrame(file, own, canvas)];
  });
}

function drawPlace({ span }: Spot, arrow: string, { gutter, paint, linesOf, nameOf }: Canvas): string {
  const { line, column } = linesOf(span.file).place(span.start);
  return `${" ".repeat(gutter)}${paint("gutter", arrow)} ${printable(nameOf(span.file))}:${line}:${column}`;
}

function spotsOf({ span, severity, label, related }: Diagnostic): Spot[] {
  const others = related.map((other): Spot => ({ span: other.span, role: "note", sign: "-", label: other.message }));
  return span ? [{ span, role: severity, sign: "^", label: label ?? "" }, ...others] : others;
}

function gutterOf(diagnostic: Diagnostic, lineOf: (file: SourceFile, offset: number) => number): number {
  const spans = [
    ...spotsOf(diagnostic).map((spot) => spot.span),
    ...diagnostic.fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
  ];
  return String(Math.max(0, ...spans.map((span) => lineOf(span.file, span.end)))).length;
}
