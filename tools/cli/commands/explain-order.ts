import { type Command, Option } from "commander";
import { type Lifetime, type LifeOrder, type LifeStep, placeOf, printable } from "qdl";
import { findLifetime } from "../lifetime.ts";
import { type CommonOptions, rootOption } from "../settings.ts";
import { type Terminal } from "../terminal.ts";

interface Options extends Omit<CommonOptions, "format"> {
  readonly format: "text" | "json";
}

/** `qdl explain-order`: the order in which a type's instances are made and taken apart. */
export function registerExplainOrder(program: Command, terminal: Terminal): void {
  program
    .command("explain-order")
    .summary("say in which order a type's parts are made, realized, and taken apart")
    .description(
      "Prints the order that is derived from the definitions: init, realize, unrealize, unparent, finalize, and what frees the storage. It is the order that the runtime takes.",
    )
    .argument("<type>", "a type by its name, as in Pl011, or by its typename, as in first-board")
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .addOption(rootOption())
    .addOption(new Option("--format <format>", "for people or for programs").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      `
Examples:
  qdl explain-order first-board
  qdl explain-order DemoSoc soc/demo.qdl --format json

TYPE is looked for in the definitions of the project, then in those that come with qdl.
\`unparent a before b;\` and \`realize a, b;\` in the definitions change it. What cannot be put into any order is an error.
Exit status: 0 there is an order, 1 errors, 2 the command line makes no sense.`,
    )
    .action((name: string, paths: string[], options: Options) => runExplainOrder(terminal, { name, paths, options }));
}

interface Asked {
  readonly name: string;
  readonly paths: readonly string[];
  readonly options: Options;
}

async function runExplainOrder(terminal: Terminal, { name, paths, options }: Asked): Promise<void> {
  const found = await findLifetime(terminal, { name, paths, root: options.root });
  if (!found?.order) return;
  const stages = stagesOf(found, found.order);
  if (options.format === "json") terminal.out(`${JSON.stringify(jsonOf(found, stages), null, 2)}\n`);
  else terminal.out(printed(found, stages).split("\n").map(printable).join("\n"));
}

/** A stage of a life, and what is to be said of it in general. */
interface Stage {
  readonly name: string;
  readonly about: string;
  readonly steps: readonly LifeStep[];
}

function stagesOf({ graph }: Lifetime, order: LifeOrder): Stage[] {
  const inside = graph.nodes.filter((node) => node.kind === "object" && node.storage === graph.root.storage);
  const residents = inside.map((node): LifeStep => ({
    what: "free",
    name: node === graph.root ? graph.type.name : node.path,
    part: node,
  }));
  return [
    { name: "init", about: "makes what every instance has", steps: order.init },
    { name: "realize", about: "makes what depends on properties, and realizes the parts", steps: order.realize },
    { name: "unrealize", about: "the exact reverse", steps: order.unrealize },
    {
      name: "unparent",
      about: "takes it out of the tree: its buses, then its regions and spaces",
      steps: order.unparent,
    },
    { name: "finalize", about: "lets go of the other parts, then runs the finalizers", steps: order.finalize },
    { name: "storage", about: "is freed when all of these are finalized", steps: residents },
  ];
}

function printed({ graph, typename }: Lifetime, stages: readonly Stage[]): string {
  const { file, start } = graph.root.span;
  const place = `${file.name}:${placeOf(file.text, start).line}`;
  const blocks = stages.map(({ name, about, steps }) => {
    const lines = steps.map((step, at) => `  ${String(at + 1).padStart(3)}  ${lineOf(step)}`);
    return `${name}: ${about}\n${lines.length > 0 ? lines.join("\n") : "       nothing"}\n`;
  });
  return `${graph.type.name} (${typename}, ${place})\n\n${blocks.join("\n")}`;
}

function lineOf({ what, name, part }: LifeStep): string {
  switch (what) {
    case "hook":
      return `hook \`${name}\``;
    case "finalizer":
      return `finalizer of ${name}`;
    case "free":
      return name;
    default:
      return `${what} ${name}${part ? aboutPart(part) : ""}`;
  }
}

function aboutPart({ member, type, kind, many, conditions }: NonNullable<LifeStep["part"]>): string {
  const node = member!.node;
  const storage = node.kind === "child" ? `${node.storage === "own" ? "owned" : "embedded"} ` : "";
  const of = node.kind === "child" || node.kind === "bus" ? (type?.name ?? "") : node.kind === "gate" ? "gate" : kind;
  return `${many ? "[]" : ""}  (${storage}${of}${conditions.length > 0 ? ", if it is there" : ""})`;
}

function jsonOf({ graph, typename }: Lifetime, stages: readonly Stage[]): unknown {
  const steps = stages.map(
    ({ name, steps: all }) => [name, all.map(({ what, name: of }) => ({ what, name: of }))] as const,
  );
  return { type: graph.type.name, typename, ...Object.fromEntries(steps) };
}
