import { type Diagnostic } from "./log.ts";

/**
 * The reports as people want to read them: by file and place, what has no place first, each once. Two reports are the same
 * when code, place and message are.
 */
export function arrange(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.toReversed().map((diagnostic) => [identityOf(diagnostic), diagnostic]));
  return [...unique.values()].reverse().sort(inReadingOrder);
}

function identityOf({ code, span, message }: Diagnostic): string {
  return JSON.stringify([code, span?.file.name, span?.start, span?.end, message]);
}

function inReadingOrder({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  if (a.file.name !== b.file.name) return a.file.name < b.file.name ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}
