import { type Command } from "commander";
import { arrange, check, counted } from "qdl";
import { makeDiskHost } from "../../project/disk-host.ts";
import { withLevels } from "../../project/levels.ts";
import { hasErrors, report } from "../report.ts";
import { type CommonOptions, formatOption, rootOption, settle } from "../settings.ts";
import { type Terminal } from "../terminal.ts";
import { refuseEmpty } from "../no-inputs.ts";

/** `qdl check`: reports every mistake, writes nothing. */
export function registerCheck(program: Command, terminal: Terminal): void {
  program
    .command("check")
    .summary("report every mistake, write nothing")
    .description("Checks definitions and everything that they import: types, layout, address maps, lifetimes.")
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .addOption(rootOption())
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Examples:
  qdl check                         all definitions below this folder
  qdl check devices/uart/pl011.qdl  one file and what it imports
  qdl check "devices/**/*.qdl"      a pattern, in quotes so that the shell leaves it alone
  qdl check --format json           for programs: reports as JSON on standard output

Exit status: 0 no errors, 1 errors, 2 the command line makes no sense.`,
    )
    .action((paths: string[], options: CommonOptions) => runCheck(terminal, paths, options));
}

async function runCheck(terminal: Terminal, paths: readonly string[], options: CommonOptions): Promise<void> {
  const settings = await settle(terminal, paths, options);
  if (!settings) return;
  const { inputs, format, levels } = settings;
  if (refuseEmpty(terminal, inputs)) return;
  const { diagnostics: found, files } = check(inputs.files, makeDiskHost(inputs.root));
  const diagnostics = withLevels(arrange([...inputs.diagnostics, ...found]), levels);
  const facts = { files: files.map((file) => file.name) };
  await report(terminal, format, { diagnostics, root: inputs.root, facts });
  if (hasErrors(diagnostics)) return terminal.exit(1);
  if (format === "text") terminal.out(`no errors in ${counted(files.length, "file")}\n`);
}
