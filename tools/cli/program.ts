import { Command, CommanderError } from "commander";
import { registerBuild } from "./commands/build.ts";
import { registerCheck } from "./commands/check.ts";
import { registerExplain } from "./commands/explain.ts";
import { registerExplainOrder } from "./commands/explain-order.ts";
import { registerFmt } from "./commands/fmt.ts";
import { registerGraph } from "./commands/graph.ts";
import { registerInfo } from "./commands/info.ts";
import { registerInit } from "./commands/init.ts";
import { registerSimulate } from "./commands/simulate.ts";
import { type Terminal } from "./terminal.ts";
import { versionOfPackage } from "./version.ts";

/** Adds one command to the program; each stands in a file of its own in `commands/`. */
export type Register = (program: Command, terminal: Terminal) => void;

const commands: readonly Register[] = [
  registerBuild,
  registerCheck,
  registerExplain,
  registerExplainOrder,
  registerFmt,
  registerGraph,
  registerInfo,
  registerInit,
  registerSimulate,
];

/** Runs one command line (without the names of node and of the script). A mistake in the command line ends with status 2. */
export async function run(words: readonly string[], terminal: Terminal): Promise<void> {
  const program = makeProgram(terminal);
  if (words.length === 0) {
    program.outputHelp({ error: true });
    return terminal.exit(2);
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) terminal.exit(2);
  }
}

function makeProgram(terminal: Terminal): Command {
  const program = new Command("qdl")
    .description("Compiles device models: .qdl definitions become typed TypeScript classes on @qdl/runtime.")
    .version(versionOfPackage())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError("(add --help for more information)")
    .addHelpText(
      "after",
      `
Examples:
  qdl init my-board                    start a project
  qdl check                            report every mistake below this folder
  qdl build devices --out generated    compile a folder of definitions
  qdl explain parse/syntax             say what a diagnostic means
  qdl info qtree first-board           make a machine and show its devices

\`qdl help <command>\` tells more about one command.`,
    );
  for (const register of commands) register(program, terminal);
  return program;
}
