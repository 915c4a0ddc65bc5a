import { type Command, Option } from "commander";
import { arrange, check, counted } from "qdl";
import { makeDiskHost } from "../../project/disk-host.ts";
import { findInputs } from "../../project/inputs.ts";
import { type Format, formats, hasErrors, report } from "../report.ts";
import { type Terminal } from "../terminal.ts";
import { refuseEmpty } from "../no-inputs.ts";

interface CheckOptions {
  readonly root?: string;
  readonly format: Format;
}

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
    .action((paths: string[], options: CheckOptions) => runCheck(terminal, paths, options));
}

/** The option that chooses the project folder. */
export function rootOption(): Option {
  return new Option("--root <folder>", "the project folder, which imports may not leave (default: this folder)");
}

/** The option that chooses how reports are written. */
export function formatOption(): Option {
  return new Option("--format <format>", "how reports are written").choices(formats).default("text");
}

async function runCheck(terminal: Terminal, paths: readonly string[], options: CheckOptions): Promise<void> {
  const inputs = findInputs({ cwd: terminal.cwd, paths, root: options.root });
  if (refuseEmpty(terminal, inputs)) return;
  const { diagnostics: found, files } = check(inputs.files, makeDiskHost(inputs.root));
  const diagnostics = arrange([...inputs.diagnostics, ...found]);
  const facts = { files: files.map((file) => file.name) };
  await report(terminal, options.format, { diagnostics, root: inputs.root, facts });
  if (hasErrors(diagnostics)) return terminal.exit(1);
  if (options.format === "text") terminal.out(`no errors in ${counted(files.length, "file")}\n`);
}
