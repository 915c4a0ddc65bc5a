import { type Diagnostic, printable, type Severity, type SourceFile } from "qdl";
import { makeLocator } from "./location.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** Workflow commands that GitHub shows beside the lines of a change: one line a report. */
export function renderGithub(diagnostics: readonly Diagnostic[], nameOf: (file: SourceFile) => string): string {
  const locate = makeLocator(nameOf);
  return diagnostics
    .map(({ code, severity, message, why, help, span }) => {
      const place = span && locate(span);
      const properties = Object.entries({
        ...(place && { file: place.file, line: place.start.line, endLine: place.end.line }),
        // GitHub reads columns only within one line.
        ...(place?.start.line === place?.end.line && place && { col: place.start.column, endColumn: place.end.column }),
        title: code,
      }).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      const text = [message, `why: ${why}`, `help: ${help}`].map(printable).join("\n");
      return `::${commands[severity]} ${properties.join(",")}::${escapeData(text)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
