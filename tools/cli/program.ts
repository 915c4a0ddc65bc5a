import { Command, CommanderError } from "commander";
import { type Terminal } from "./terminal.ts";
import { versionOfPackage } from "./version.ts";

/** Adds one command to the program; each stands in a file of its own in `commands/`. */
export type Register = (program: Command, terminal: Terminal) => void;

/** Every command. One that is named is the only one that is loaded, so that it need not wait for what others import. */
const commands = new Map<string, () => Promise<Register>>([
  ["build", async () => (await import("./commands/build.ts")).registerBuild],
  ["check", async () => (await import("./commands/check.ts")).registerCheck],
  ["explain", async () => (await import("./commands/explain.ts")).registerExplain],
  ["explain-order", async () => (await import("./commands/explain-order.ts")).registerExplainOrder],
  ["fmt", async () => (await import("./commands/fmt.ts")).registerFmt],
  ["graph", async () => (await import("./commands/graph.ts")).registerGraph],
  ["info", async () => (await import("./commands/info.ts")).registerInfo],
  ["init", async () => (await import("./commands/init.ts")).registerInit],
  ["language-server", async () => (await import("./commands/language-server.ts")).registerLanguageServer],
  ["lint", async () => (await import("./commands/lint.ts")).registerLint],
  ["simulate", async () => (await import("./commands/simulate.ts")).registerSimulate],
]);

/** Runs one command line (without the names of node and of the script). A mistake in the command line ends with status 2. */
export async function run(words: readonly string[], terminal: Terminal): Promise<void> {
  const program = await makeProgram(words[0], terminal);
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

async function makeProgram(named: string | undefined, terminal: Terminal): Promise<Command> {
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
  const one = named === undefined ? undefined : commands.get(named);
  const registers = await Promise.all((one ? [one] : [...commands.values()]).map((load) => load()));
  for (const register of registers) register(program, terminal);
  return program;
}
