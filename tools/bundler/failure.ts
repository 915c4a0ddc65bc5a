import { join } from "node:path";
import { type Diagnostic, makeLineIndex, renderText } from "qdl";

/** A mistake as bundlers show it. */
export interface Failure {
  readonly message: string;
  /** The definition, absolute, and the place in it; columns begin at 0. */
  readonly id?: string;
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
  readonly frame?: string;
}

/** Every mistake of a kind in the words of its report: what is wrong with why and help; the frames apart. */
export function failureOf(diagnostics: readonly Diagnostic[], root: string): Failure {
  const message = diagnostics.map(wordsOf).join("\n\n");
  const span = diagnostics.find((diagnostic) => diagnostic.span)?.span;
  if (!span) return { message };
  const { line, column } = makeLineIndex()(span.file).place(span.start);
  const id = join(root, span.file.name);
  return { message, id, loc: { file: id, line, column: column - 1 }, frame: framesOf(diagnostics) };
}

/** A failure in one text, for bundlers that show no frames by themselves. */
export function inOneText({ message, frame }: Failure): string {
  return frame === undefined ? message : `${message}\n\n${frame}`;
}

function wordsOf({ code, message, why, help }: Diagnostic): string {
  return `${message} [${code}]\nwhy: ${why}\nhelp: ${help}`;
}

/** The frames of the reports, without the words around them. */
function framesOf(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.flatMap((diagnostic) => renderText([{ ...diagnostic, fixes: [] }]).split("\n"));
  return lines.filter((line) => /^ *(?:\d+ \||\||\.\.\.|-->|:::)/.test(line)).join("\n");
}
