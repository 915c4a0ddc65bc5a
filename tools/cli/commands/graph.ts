import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type FoundLifetime, findLifetime } from "../lifetime.ts";
import { type CommonOptions, rootOption } from "../settings.ts";
import { type Terminal } from "../terminal.ts";
import { writeWhole } from "../../project/write-file.ts";

const formats = ["svg", "dot", "json", "html"] as const;

interface Options extends Pick<CommonOptions, "root"> {
  readonly format: (typeof formats)[number];
  readonly depth: number;
  readonly output?: string;
}

/** `qdl graph`: draws who keeps what alive. */
export function registerGraph(program: Command, terminal: Terminal): void {
  program
    .command("graph")
    .summary("draw a type's lifetime graph: who keeps what alive, and what can go wrong")
    .description(
      "Draws an instance of a type: storages as thick boxes with what is embedded in them, and who owns, counts, links to and shows what. What `qdl check` refuses is marked.",
    )
    .argument("<type>", "a type by its name, as in Pl011, or by its typename, as in first-board")
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .addOption(rootOption())
    .addOption(
      new Option("--format <format>", "a drawing, its source, data, or a page to click")
        .choices(formats)
        .default("svg"),
    )
    .addOption(new Option("--depth <levels>", "how many levels of parts are shown").argParser(levels).default(3))
    .option("-o, --output <file>", "where it is written (default: standard output)")
    .addHelpText(
      "after",
      `
Examples:
  qdl graph first-board -o board.svg
  qdl graph first-board --format html -o board.html   click a part: who keeps it alive, what ends it when
  qdl graph DemoSoc --depth 1 --format dot            for Graphviz

TYPE is looked for in the definitions of the project, then in those that come with qdl. With errors, what can be drawn is drawn.
Exit status: 0 no errors, 1 errors, 2 the command line makes no sense.`,
    )
    .action((name: string, paths: string[], options: Options) => runGraph(terminal, { name, paths, options }));
}

function levels(text: string): number {
  const depth = Number(text);
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError("it is a number of levels, from 0 to 99.");
  return depth;
}

interface Asked {
  readonly name: string;
  readonly paths: readonly string[];
  readonly options: Options;
}

async function runGraph(terminal: Terminal, { name, paths, options }: Asked): Promise<void> {
  const found = await findLifetime(terminal, { name, paths, root: options.root, evenWrong: true });
  if (!found) return;
  const text = await draw(found, options);
  if (options.output === undefined) return terminal.out(text);
  const problem = writeWhole(resolve(terminal.cwd, options.output), text);
  if (!problem) return;
  terminal.err(`error: cannot write \`${options.output}\`: ${problem}\n`);
  terminal.exit(1);
}

async function draw(found: FoundLifetime, { format, depth }: Options): Promise<string> {
  // Loaded here, because only this command draws.
  const { drawLifetimes } = await import("../../graph/draw.ts");
  return drawLifetimes(found, { format, depth });
}
