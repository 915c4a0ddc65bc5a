import { join } from "node:path";
import { type Command } from "commander";
import { arrange, counted, type Host, Log, reportUnread } from "qdl";
import { format } from "../../prettier/format.ts";
import { makeDiskHost } from "../../project/disk-host.ts";
import { findInputs, projectPath } from "../../project/inputs.ts";
import { reportUnwritable } from "../../project/output.ts";
import { rewrite } from "../../project/rewrite.ts";
import { refuseEmpty } from "../no-inputs.ts";
import { type Format, hasErrors, report } from "../report.ts";
import { type Terminal } from "../terminal.ts";
import { formatOption } from "../settings.ts";

interface FmtOptions {
  readonly check?: boolean;
  readonly format?: Format;
}

/** `qdl fmt`: lays out definitions. */
export function registerFmt(program: Command, terminal: Terminal): void {
  program
    .command("fmt")
    .summary("lay out definitions, in the one way there is")
    .description(
      "Lays out definitions: two spaces a level, a declaration a line, at most 120 columns; a block stays on one line if it was on one and fits.\n" +
        "Comments are kept, of blank lines one in a row. There is nothing to choose. A file with syntax errors is reported and left as it is.\n" +
        "The Prettier plugin `qdl/prettier` gives the same layout.",
    )
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below this folder)")
    .option("--check", "write nothing; list the files that are laid out differently, and exit 1 if there are any")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Examples:
  qdl fmt                            all definitions below this folder
  qdl fmt devices/uart/pl011.qdl     one file
  qdl fmt --check                    in continuous integration: is everything laid out?
  prettier --plugin qdl/prettier .   the same through Prettier, together with other languages

Exit status: 0 done, 1 syntax errors or files that are laid out differently, 2 the command line makes no sense.`,
    )
    .action((paths: string[], options: FmtOptions) => runFmt(terminal, paths, options));
}

async function runFmt(terminal: Terminal, paths: readonly string[], options: FmtOptions): Promise<void> {
  const { format: reports = "text" } = options;
  const inputs = findInputs({ cwd: terminal.cwd, paths });
  if (refuseEmpty(terminal, inputs)) return;
  const log = new Log();
  const host = makeDiskHost(inputs.root);
  const changed: string[] = [];
  const broken = inputs.files.flatMap((name) => {
    const { before, after, diagnostics } = formatFile(name, host, log);
    if (after !== undefined && after !== before) {
      const file = join(inputs.root, name);
      if (options.check || wasRewritten(file, after, { name, log })) changed.push(projectPath(terminal.cwd, file));
    }
    return diagnostics;
  });
  const diagnostics = arrange([...inputs.diagnostics, ...log.all, ...broken]);
  const facts = options.check ? { differs: changed } : { formatted: changed };
  await report(terminal, reports, { diagnostics, root: inputs.root, facts });
  if (hasErrors(diagnostics) || (options.check && changed.length > 0)) terminal.exit(1);
  if (reports === "text") terminal.out(summary(changed, inputs.files.length, options.check === true));
}

function formatFile(name: string, host: Host, log: Log) {
  const read = host.read(name);
  if ("problem" in read) {
    reportUnread(name, read, log);
    return { diagnostics: [] };
  }
  const formatted = format({ name, text: read.text });
  if ("diagnostics" in formatted) return { diagnostics: formatted.diagnostics };
  return { before: read.text, after: formatted.text, diagnostics: [] };
}

function wasRewritten(
  file: string,
  text: string,
  { name, log }: { readonly name: string; readonly log: Log },
): boolean {
  try {
    rewrite(file, text);
    return true;
  } catch (error) {
    reportUnwritable(name, error, log);
    return false;
  }
}

function summary(changed: readonly string[], all: number, checking: boolean): string {
  const rows = changed.map((path) => `${checking ? "differs" : "formatted"}: ${path}\n`).join("");
  if (!checking) return `${rows}${counted(changed.length, "file")} formatted, ${all - changed.length} unchanged\n`;
  if (changed.length === 0) return `${counted(all, "file")} looked at, none to format\n`;
  return `${rows}\n${counted(changed.length, "file")} to format; \`qdl fmt\` without --check does it\n`;
}
