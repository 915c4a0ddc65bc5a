import { type BoundFile } from "./2-bind/model.ts";
import type * as ast from "./1-parse/ast.ts";
import { catalogue } from "./diagnostics/catalogue.ts";
import { type Entry } from "./diagnostics/catalogue/entry.ts";
import { type Diagnostic, Log } from "./diagnostics/log.ts";
import { nearestName } from "./diagnostics/nearest-name.ts";
import { type SourceFile, type Span } from "./source.ts";

const entries: ReadonlyMap<string, Entry> = new Map(Object.entries(catalogue));

/** A waiver with the stretch of its file that it speaks of. */
export interface PlacedWaiver extends Pick<ast.Waiver, "code" | "covers" | "start" | "end"> {
  readonly file: SourceFile;
}

/** Whether reports of a code may be waived: warnings and notes, and errors whose claim depends on behaviour. */
export function isWaivable(code: string): boolean {
  const entry = entries.get(code);
  return entry !== undefined && (entry.severity !== "error" || entry.waivable === true);
}

/** The waivers that definitions contain. */
export function waiversIn(files: readonly BoundFile[]): PlacedWaiver[] {
  return files.flatMap((file) =>
    file.tree.waivers.map(({ code, covers, start, end }) => ({ code, covers, start, end, file: file.source })),
  );
}

/**
 * The reports without those that are waived at their place; a waiver that waives nothing is reported. `looked` says for which
 * codes this run has looked at all: a waiver of another code may be needed elsewhere.
 */
export function waive(
  diagnostics: readonly Diagnostic[],
  waivers: readonly PlacedWaiver[],
  looked: (code: string) => boolean,
): readonly Diagnostic[] {
  if (waivers.length === 0) return diagnostics;
  const used = new Set<PlacedWaiver>();
  const left = diagnostics.filter((diagnostic) => {
    const waiver = waivers.find((one) => covers(one, diagnostic));
    if (waiver) used.add(waiver);
    return !waiver;
  });
  const log = new Log();
  for (const waiver of waivers) if (!used.has(waiver) && mayBeReported(waiver.code, looked)) reportUnused(waiver, log);
  return [...left, ...log.all];
}

function covers({ file, code, covers: line }: PlacedWaiver, { span, code: reported }: Diagnostic): boolean {
  if (code !== reported || !span || span.file !== file || !isWaivable(code)) return false;
  return span.start >= line.start && span.start <= line.end;
}

function mayBeReported(code: string, looked: (code: string) => boolean): boolean {
  return !entries.has(code) || !isWaivable(code) || looked(code);
}

function reportUnused({ file, code, start, end }: PlacedWaiver, log: Log): void {
  const near = entries.has(code) ? undefined : nearestName(code, [...entries.keys()]);
  const reason = !entries.has(code)
    ? "there is no such code"
    : isWaivable(code)
      ? "nothing of the kind is reported on its line"
      : "an error cannot be waived";
  const hint = near === undefined ? "" : `, or write \`${near}\``;
  const fixes = [{ title: "remove it", edits: [{ span: lineOf({ file, start, end }), text: "" }] }];
  log.report("lint/unused-waiver", { file, start, end }, { code, reason, hint }, { fixes });
}

/** A comment with its line, if it stands there alone, else with the blanks before it. */
function lineOf({ file, start, end }: Span): Span {
  const begin = file.text.lastIndexOf("\n", start - 1) + 1;
  const alone = file.text.slice(begin, start).trim() === "";
  if (!alone) return { file, start: file.text.slice(0, start).trimEnd().length, end };
  const next = file.text.indexOf("\n", end);
  return { file, start: begin, end: next < 0 ? file.text.length : next + 1 };
}

/** Codes that `qdl check` and `qdl build` do not look for. */
export function isAdvice(code: string): boolean {
  return code.startsWith("lint/") || code.startsWith("behaviour/") || code.startsWith("emit/");
}
