import { type CheckedMapping, type Phase } from "../3-check/index.ts";
import { indexName } from "../3-check/variables.ts";
import { writeWhen } from "./children.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { namingIn, printTarget } from "./target.ts";

/** Puts the regions of a phase at their addresses. */
export function writeMappings(phase: Phase, context: ClassContext): void {
  for (const mapping of context.type.mappings) {
    if (mapping.phase !== phase) continue;
    writeWhen(mapping, context, () => writeMapping(mapping, context));
  }
}

function writeMapping(mapping: CheckedMapping, context: ClassContext): void {
  const { writer } = context;
  const { loop } = mapping.node;
  if (!loop) {
    writeOne(mapping, new Set(), context);
    return;
  }
  const naming = namingIn(context, new Set());
  const index = indexName(loop.index.text);
  const [from, to] = [loop.range.from, loop.range.to].map((end) => printExpression(end, naming));
  writer.block(`for (let ${index} = ${from}; ${index} < ${to}; ${index}++) {`, () =>
    writeOne(mapping, new Set([loop.index.text]), context),
  );
}

function writeOne({ node, space, region }: CheckedMapping, loops: ReadonlySet<string>, context: ClassContext): void {
  const naming = namingIn(context, loops);
  const items = [
    "self",
    printTarget(space, context, loops),
    printTarget(region, context, loops),
    printExpression(node.address, naming),
    ...(node.priority ? [printExpression(node.priority, naming)] : []),
  ];
  context.writer.list(`${fromRuntime(context, "mapRegion")}(`, items, ");");
}
