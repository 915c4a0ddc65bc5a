import { type Command, Option } from "commander";
import { type Diagnostic, Log, printable, renderText } from "qdl";
import { type Inputs } from "../../project/inputs.ts";
import { type MachineDefinition } from "../../load/definitions.ts";
import { type Query, type Subject } from "../../load/query.ts";
import { hasErrors, report } from "../report.ts";
import { type Terminal } from "../terminal.ts";
import { rootOption, settle } from "../settings.ts";

interface InfoOptions {
  readonly root?: string;
  readonly set: readonly string[];
  /** False for `--no-realize`. */
  readonly realize: boolean;
  readonly flat?: boolean;
  readonly disabled?: boolean;
}

/** `qdl info`: makes a machine and shows what it consists of. */
export function registerInfo(program: Command, terminal: Terminal): void {
  const info = program
    .command("info")
    .summary("make a machine and show its objects, buses, memory, properties")
    .description(
      "Compiles a machine, makes, realizes and resets it, shows what it was asked for in QEMU's format, and shuts it down. Nothing is written.",
    )
    .addHelpText("after", examples);
  const sub = (name: string, summary: string): Command =>
    withOptions(info.command(name).summary(summary).description(summary));
  definitions(sub("qom-tree", "the composition tree: every object below its parent")).action(
    (machine, paths, options) => runInfo(terminal, { machine, paths, options, subject: { kind: "qom-tree" } }),
  );
  definitions(sub("qtree", "the bus tree: every device on its bus, with its properties")).action(
    (machine, paths, options) => runInfo(terminal, { machine, paths, options, subject: { kind: "qtree" } }),
  );
  definitions(sub("mtree", "the memory regions of every address space"))
    .option("-f, --flat", "what a guest sees: flat views without what is hidden")
    .option("-D, --disabled", "regions that are not enabled, too")
    .action((machine, paths, options: InfoOptions) => {
      const subject: Subject = { kind: "mtree", flat: options.flat ?? false, disabled: options.disabled ?? false };
      return runInfo(terminal, { machine, paths, options, subject });
    });
  sub("property", "read a property of an object, or set it")
    .argument("<machine>", "typename of a machine, as in first-board")
    .argument("<object>", "path of an object as in qom-tree, as in /machine/uart0")
    .argument("[property]", "NAME to read it, NAME=VALUE to set it first (default: list them all)")
    .argument("[paths...]", "definitions, as for the other commands")
    .action((...words: [string, string, string | undefined, string[], InfoOptions, Command]) => {
      const [machine, path, setting, paths, options] = words;
      return runInfo(terminal, { machine, paths, options, subject: { kind: "property", path, setting } });
    });
}

const examples = `
MACHINE is a typename, looked for in the definitions of the project, then in those that come with qdl.

Examples:
  qdl info qom-tree first-board
  qdl info qtree first-board --set ram_size=1M
  qdl info mtree -f first-board devices          definitions of one folder
  qdl info property first-board /machine ram_size
  qdl info property first-board /machine ram_size=1M --no-realize

Values: on, off; 131072, 0x20000, 128K; text as it is; the path of an object for a link.
Exit status: 0 done, 1 errors, or something was left at the end, 2 the command line makes no sense.`;

function definitions(command: Command): Command {
  return command
    .argument("<machine>", "typename of a machine, as in first-board")
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)");
}

function withOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[]): string[] => [...before, value];
  return command
    .addOption(
      new Option("--set <name=value>", "set a property of the machine, or of a part as in uart0.NAME (repeatable)")
        .argParser(collect)
        .default([], "none"),
    )
    .option("--no-realize", "only make the machine: properties can still be set, what realize makes is not there")
    .addOption(rootOption());
}

interface Asked {
  readonly machine: string;
  readonly paths: readonly string[];
  readonly options: InfoOptions;
  readonly subject: Subject;
}

async function runInfo(terminal: Terminal, { machine, paths, options, subject }: Asked): Promise<void> {
  const settings = await settle(terminal, paths, options.root === undefined ? {} : { root: options.root });
  if (!settings) return;
  const found = await find(terminal, machine, settings.inputs);
  if (!found) return terminal.exit(1);
  const query: Query = { subject, settings: options.set, realize: options.realize };
  const { ask } = await import("../../load/query.ts");
  const { output, diagnostics } = await ask(found, query);
  terminal.err(renderText(diagnostics, { paint: terminal.paint }));
  terminal.out(output.split("\n").map(printable).join("\n"));
  if (diagnostics.length > 0) terminal.exit(1);
}

/** The definitions of the machine, if they have no errors; else says what is wrong. */
async function find(terminal: Terminal, typename: string, inputs: Inputs): Promise<MachineDefinition | null> {
  const say = (diagnostics: readonly Diagnostic[], root: string) => report(terminal, "text", { diagnostics, root });
  if (hasErrors(inputs.diagnostics)) {
    await say(inputs.diagnostics, inputs.root);
    return null;
  }
  // Loaded here, because only this command makes machines.
  const { findMachine } = await import("../../load/definitions.ts");
  const found = findMachine(typename, inputs);
  if ("compilation" in found) {
    const { diagnostics } = found.compilation;
    await say(diagnostics, found.root);
    return hasErrors(diagnostics) ? null : found;
  }
  const { reportMissing } = await import("../../load/reports.ts");
  const log = new Log();
  reportMissing(typename, found, log);
  await say([...found.diagnostics, ...log.all], inputs.root);
  return null;
}
