import { type Diagnostic, type Severity, type SourceFile } from "qdl";
import { makeLocator } from "./location.ts";

/**
 * One JSON object: `diagnostics` (code, severity, message, why, help, label, location, related, fixes), the numbers of `errors`, `warnings` and `notes`,
 * and the given facts. A report without a place has no `location`.
 */
export function renderJson(
  diagnostics: readonly Diagnostic[],
  nameOf: (file: SourceFile) => string,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const locate = makeLocator(nameOf);
  const count = (wanted: Severity): number => diagnostics.filter(({ severity }) => severity === wanted).length;
  const reports = diagnostics.map(({ span, related, fixes, ...texts }) => ({
    ...texts,
    ...(span && { location: locate(span) }),
    related: related.map((other) => ({ message: other.message, location: locate(other.span) })),
    fixes: fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map((edit) => ({ location: locate(edit.span), text: edit.text })),
    })),
  }));
  const counts = { errors: count("error"), warnings: count("warning"), notes: count("note") };
  return `${JSON.stringify({ diagnostics: reports, ...counts, ...facts }, undefined, 2)}\n`;
}
