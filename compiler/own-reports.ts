import { type BoundFile } from "./2-bind/model.ts";
import { type Diagnostic } from "./diagnostics/log.ts";

/** The reports without advice about files of packages: these are their author's. What stops emission is everybody's. */
export function ownReports(diagnostics: readonly Diagnostic[], files: readonly BoundFile[]): readonly Diagnostic[] {
  const foreign = new Set(files.filter(({ module }) => module !== null).map(({ source }) => source));
  if (foreign.size === 0) return diagnostics;
  return diagnostics.filter(({ severity, span }) => severity === "error" || !span || !foreign.has(span.file));
}
