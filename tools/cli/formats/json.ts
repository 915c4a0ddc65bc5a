import { type Diagnostic, type SourceFile } from "qdl";
import { makeLocator } from "./location.ts";

/**
 * One JSON object: `diagnostics` (code, severity, message, why, help, label, location, related, fixes), the numbers of `errors` and `warnings`,
 * and the given facts. A report without a place has no `location`.
 */
export function renderJson(
  diagnostics: readonly Diagnostic[],
  nameOf: (file: SourceFile) => string,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const locate = makeLocator(nameOf);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const reports = diagnostics.map(({ span, related, fixes, ...texts }) => ({
    ...texts,
    ...(span && { location: locate(span) }),
    related: related.map((other) => ({ message: other.message, location: locate(other.span) })),
    fixes: fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map((edit) => ({ location: locate(edit.span), text: edit.text })),
    })),
  }));
  const warnings = diagnostics.length - errors;
  return `${JSON.stringify({ diagnostics: reports, errors, warnings, ...facts }, undefined, 2)}\n`;
}
