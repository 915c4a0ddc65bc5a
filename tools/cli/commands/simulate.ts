import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Command, Option } from "commander";
import { renderText } from "qdl";
import { decode } from "../../project/decode.ts";
import { systemReason } from "../../project/system-reason.ts";
import { problemsOf, unreadable } from "../../simulate/report.ts";
import { type Terminal } from "../terminal.ts";

interface SimulateOptions {
  readonly format: "text" | "json";
}

/** `qdl simulate`: plays a script of object operations on the runtime and shows every count, storage and event. */
export function registerSimulate(program: Command, terminal: Terminal): void {
  program
    .command("simulate")
    .summary("play object operations, show counts, storages and events")
    .description(
      "Plays a script of object, reference, storage and tree operations on the runtime that generated code uses, and shows what every operation does to the counts. Ends at the first misuse; names what is left at the end.",
    )
    .argument("<script>", "a file with one operation a line, or `-` for standard input")
    .addOption(
      new Option("--format <format>", "`text` is a table; `json` the trace, one step a line")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Operations, one a line; \`root\` is the root of the tree, # begins a comment line:
  type T [: PARENT] [uc] [embeds name:TYPE ...]   a type; uc: users can create it
  new o T            static o T                   an object on the heap; in memory that is never freed
  embed c in p T name                             a child in the storage of p
  embedprops c in p T name [fail] [failcomplete]  the same; a property or the completion may fail
  reembed c name                                  another object in the place of c
  newprops o T parent|- id|- [fail] [failcomplete]
  own c in p T name  addchild c p name            a child on the heap; one more reference, for the parent
  unparent x         delprop x name
  ref x  unref x     sref x  sunref x             references on the object; on its storage
  slink a name b     wlink a name b   clink a name b   a counted, a weak, a constant link
  setlink a name b|-
  hook EVENT obj OPERATION...                     once, at init, post_init, unparent or finalize of obj
  state                                           nothing: shows the counts

Examples:
  qdl simulate unplug.txt
  printf 'type P\\nnew p P\\nref p\\n' | qdl simulate -
  qdl simulate unplug.txt --format json

Exit status: 0 clean, 1 misuse, a leak or an unreadable script, 2 the command line makes no sense.`,
    )
    .action((file: string, options: SimulateOptions) => runSimulate(terminal, file, options));
}

async function runSimulate(terminal: Terminal, file: string, { format }: SimulateOptions): Promise<void> {
  const text = readInput(terminal, file);
  if (text === undefined) return terminal.exit(1);
  // Loaded here, because only this command needs the runtime.
  const { readScript } = await import("../../simulate/script.ts");
  const script = readScript(text);
  const source = { name: file === "-" ? "<standard input>" : file, text };
  const problems = problemsOf(source, script);
  if (problems.length > 0) {
    terminal.err(renderText(problems, { paint: terminal.paint }));
    return terminal.exit(1);
  }
  const { play } = await import("../../simulate/player.ts");
  const recording = play(file === "-" ? "stdin" : basename(file).replace(/\.[^.]+$/, ""), script);
  if (format === "json") terminal.out((await import("../../simulate/record.ts")).renderRecording(recording));
  else terminal.out((await import("../../simulate/table.ts")).renderTimeline(recording));
  if (recording.outcome !== "clean") terminal.exit(1);
}

/** The text of a file, or of standard input; says why if it cannot be read. */
function readInput(terminal: Terminal, file: string): string | undefined {
  const say = (reason: string): void => terminal.err(renderText(unreadable(file, reason), { paint: terminal.paint }));
  try {
    const read = decode(readFileSync(file === "-" ? 0 : resolve(terminal.cwd, file)));
    if ("text" in read) return read.text;
    say("it is not UTF-8");
  } catch (error) {
    say(systemReason(error));
  }
  return undefined;
}
