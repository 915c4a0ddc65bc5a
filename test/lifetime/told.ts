import {
  compile,
  type Condition,
  type Lifetime,
  type LifetimeEdge,
  type LifetimeNode,
  type LifeStep,
  type Span,
} from "qdl";

/** What a type's lifetimes are, as text: its parts, what they claim of each other with the words that say so, and the order of its life. */
export function tell({ graph, order }: Lifetime): string {
  const orders = order
    ? (["init", "realize", "unrealize", "unparent", "finalize"] as const).flatMap((stage) =>
        stepsOf(stage, order[stage]),
      )
    : ["no order"];
  const cut = graph.cut ? ["and more, too much to be told"] : [];
  return [
    graph.type.name,
    ...graph.nodes.map((node) => `  ${tellNode(node)}`),
    ...cut,
    ...graph.edges.map((edge) => `  ${tellEdge(edge)}`),
    ...orders.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function tellNode({
  kind,
  path,
  type,
  parent,
  storage,
  span,
  many,
  phase,
  conditions,
  chosenFor,
}: LifetimeNode): string {
  const words = [
    many ? `${kind}s ${path}` : `${kind} ${path}`,
    ...(type && kind !== "storage" ? [`: ${type.name}`] : []),
    ...(parent ? [`of ${parent.path}`] : []),
    ...(storage && storage.path !== path ? [`in ${storage.path}`] : []),
    ...(chosenFor ? [`instead of ${chosenFor.path}`] : []),
    `made by ${phase}`,
  ];
  return `${words.join(" ")}${tellConditions(conditions)} "${textAt(span)}"`;
}

function tellEdge({ kind, strength, from, to, phase, span, at, conditions, what, picked }: LifetimeEdge): string {
  const elements = picked ? ` [${[...picked].join(" | ")}]` : "";
  const when = phase === "always" ? "" : ` in ${phase}`;
  const says = `${at.path} by ${what}: "${textAt(span)}"`;
  return `${from.path} ${kind} ${to.path}${elements} (${strength}${when})${tellConditions(conditions)}; so says ${says}`;
}

function tellConditions(conditions: readonly Condition[]): string {
  const told = conditions.map(({ of, span }) => `${textAt(span)} of ${of.path}`);
  return told.length > 0 ? ` when ${told.join(", ")}` : "";
}

/** The words that stand there, on one line. */
function textAt({ file, start, end }: Span): string {
  return file.text.slice(start, end).replaceAll(/\s+/g, " ");
}

function stepsOf(stage: string, steps: readonly LifeStep[]): string[] {
  return steps.length > 0 ? [`${stage}: ${steps.map(({ what, name }) => `${what} ${name}`).join(", ")}`] : [];
}

/** What the module of a definition file tells the runtime of the order in which parts leave, by class. */
export function toldToTheRuntime(text: string): string[] {
  const read = (path: string) => ({ text: path.endsWith(".qdl") ? text : "" });
  const [module] = compile(["a.qdl"], { read }).modules;
  const classes = (module?.text ?? "").split(/^export (?:abstract )?class /m).slice(1);
  return classes.flatMap((one) => {
    const [, slots] = /unparentOrder: \[([^]*?)\],/.exec(one) ?? [];
    return slots ? [`${/^\w+/.exec(one)![0]} lets go first: ${slots.trim().replaceAll(/\s+/g, " ")}`] : [];
  });
}
