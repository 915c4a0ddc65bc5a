import { type Diagnostic, Log, printable, type SourceFile } from "qdl";
import { type Script } from "./script.ts";

/** Reports a script that cannot be read; `name` as the command line has it. */
export function unreadable(name: string, reason: string): readonly Diagnostic[] {
  const log = new Log();
  const shown = name === "-" ? "standard input" : `\`${printable(name)}\``;
  log.report("simulate/input", undefined, { name: shown, reason });
  return log.all;
}

/** Reports lines that cannot be played, each at its place, and a script with nothing to play. */
export function problemsOf(source: SourceFile, { lines, problems }: Script): readonly Diagnostic[] {
  const log = new Log();
  const starts = [0, ...[...source.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  for (const { code, line, message, help, text } of problems) {
    const start = source.text.indexOf(text.trim(), starts[line - 1]);
    const span = { file: source, start, end: start + text.trim().length };
    log.report(code, span, { problem: message, hint: help });
  }
  if (problems.length === 0 && lines.length === 0)
    log.report("simulate/empty", undefined, { name: printable(source.name) });
  return log.all;
}
