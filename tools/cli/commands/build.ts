import { type Command, Option } from "commander";
import { type BuildOptions, runBuild } from "../build/run.ts";
import { formatOption, rootOption } from "../settings.ts";
import { type Terminal } from "../terminal.ts";

/** `qdl build`: compiles definitions into modules, all or none. */
export function registerBuild(program: Command, terminal: Terminal): void {
  program
    .command("build")
    .summary("compile definitions into TypeScript modules")
    .description(
      "Compiles definitions and everything that they import into TypeScript modules, one a file, in folders as the definitions are.\n" +
        "Nothing is written when there is an error; only files whose text changes are written; files that were not generated are never touched.",
    )
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .option("-o, --out <folder>", "where the modules go (default: generated)")
    .addOption(
      new Option("--check", "write nothing; list what differs, is missing or left over, and exit 1 if anything is")
        // What writes nothing keeps nothing up to date either.
        .conflicts(["watch", "depfile"]),
    )
    .option("--watch", "build again whenever a file changes, until it is interrupted")
    .option("--depfile <file>", "write which files the modules were made from, as make and ninja read it")
    .option("--depfile-target <name>", "what the depfile says depends on them (default: every module)")
    .option("--source-maps", "write a source map beside every module, so that stack traces lead to definitions")
    .addOption(rootOption())
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Examples:
  qdl build                                  all definitions below this folder, into generated/
  qdl build devices --out build/models       one folder of definitions
  qdl build --root devices --out generated   devices/uart/a.qdl becomes generated/uart/a.ts
  qdl build --check                          in continuous integration: is generated/ up to date?
  qdl build --watch                          while you write: each change is compiled when it is saved

Exit status: 0 done, 1 errors or outputs out of date, 2 the command line makes no sense.`,
    )
    .action((paths: string[], options: BuildOptions) => runBuild(terminal, paths, options));
}
