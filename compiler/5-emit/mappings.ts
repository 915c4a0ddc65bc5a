import { type CheckedMapping, type Phase } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { writeLoop } from "./loop.ts";
import { namingIn, printTarget } from "./target.ts";

/** Puts the regions of a phase at their addresses. */
export function writeMappings(phase: Phase, context: ClassContext): void {
  for (const mapping of context.type.mappings) {
    if (mapping.phase !== phase) continue;
    writeWhen(mapping, context, () =>
      writeLoop(mapping.node.loop, context, (loops) => writeMapping(mapping, loops, context)),
    );
  }
}

function writeMapping(
  { node, space, region }: CheckedMapping,
  loops: ReadonlySet<string>,
  context: ClassContext,
): void {
  const naming = namingIn(context, loops);
  const items = [
    "self",
    printTarget(space, context, loops),
    printTarget(region, context, loops),
    printExpression(node.address, naming),
    ...(node.priority ? [printExpression(node.priority, naming)] : []),
  ];
  context.writer.line(`${fromRuntime(context, "mapRegion")}(${items.join(", ")});`);
}
