import { join } from "node:path";
import { type Diagnostic, renderText, type SourceFile } from "qdl";
import { projectPath } from "../project/inputs.ts";
import { renderGithub } from "./formats/github.ts";
import { renderJson } from "./formats/json.ts";
import { type Terminal } from "./terminal.ts";

/** How reports are written: `text` for people, on stderr; the others for programs, on stdout. */
export const formats = ["text", "json", "github", "sarif"] as const;

/** One of `formats`. */
export type Format = (typeof formats)[number];

/** What a command has to say when it is done. */
export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  /** The project folder, to name files as they are seen from where the command runs. */
  readonly root: string;
  /** What `json` tells beyond the reports: lists of files by what became of them. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Writes the reports in the chosen format. */
export async function report(terminal: Terminal, format: Format, outcome: Outcome): Promise<void> {
  const { diagnostics, root, facts = {} } = outcome;
  const nameOf = nameIn(terminal, root);
  switch (format) {
    case "text":
      return terminal.err(renderText(diagnostics, { paint: terminal.paint, nameOf }));
    case "json":
      return terminal.out(renderJson(diagnostics, nameOf, facts));
    case "github":
      return terminal.out(renderGithub(diagnostics, nameOf));
    case "sarif": {
      // Loaded here, because only this format needs it.
      const { renderSarif } = await import("./formats/sarif.ts");
      return terminal.out(renderSarif(diagnostics, nameOf));
    }
  }
}

/** The name of a project's file as it is seen from where the command runs. */
export function nameIn({ cwd }: Terminal, root: string): (file: SourceFile) => string {
  return (file) => projectPath(cwd, join(root, file.name));
}

/** Whether any of the reports stops emission. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
