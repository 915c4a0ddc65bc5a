import { type CheckedConnection, type Phase, type Target } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { namingIn, printTarget } from "./target.ts";

/** Joins the lines and clocks of a phase. */
export function writeConnections(phase: Phase, context: ClassContext): void {
  for (const connection of context.type.connections) {
    if (connection.phase !== phase) continue;
    writeWhen(connection, context, () => writeConnection(connection, context));
  }
}

function writeConnection(connection: CheckedConnection, context: ClassContext): void {
  const { writer } = context;
  const { loop } = connection.node;
  if (!loop) {
    writeJoin(connection, new Set(), context);
    return;
  }
  const naming = namingIn(context, new Set());
  const index = loop.index.text;
  const [from, to] = [loop.range.from, loop.range.to].map((end) => printExpression(end, naming));
  writer.block(`for (let ${index} = ${from}; ${index} < ${to}; ${index}++) {`, () =>
    writeJoin(connection, new Set([index]), context),
  );
}

function writeJoin({ what, from, to }: CheckedConnection, loops: ReadonlySet<string>, context: ClassContext): void {
  const { writer } = context;
  const join = fromRuntime(context, what === "line" ? "connect" : "connectClock");
  const before = what === "line" ? ["self"] : [];
  const width = lineCount(from);
  if (what === "clock" || width === null) {
    const ends = [from, to].map(
      (target) => `${printTarget(target, context, loops)}${what === "line" ? single(target) : ""}`,
    );
    writer.list(`${join}(`, [...before, ...ends], ");");
    return;
  }
  writer.block(`for (let line = 0; line < ${width}; line++) {`, () => {
    const ends = [from, to].map((target) => {
      const first = target.slice?.from ?? 0;
      return `${printTarget(target, context, loops)}[${first === 0 ? "line" : `${first} + line`}]!`;
    });
    writer.list(`${join}(`, [...before, ...ends], ");");
  });
}

/** How many lines are joined at once; null for one. */
function lineCount(target: Target): number | string | null {
  if (target.slice) return target.width;
  const { node } = target.member;
  if (node.kind !== "irq" || !node.bound || typeof target.steps.at(-1) !== "string") return null;
  return target.width;
}

function single(target: Target): string {
  const { node } = target.member;
  return node.kind === "irq" && node.bound && target.slice ? `[${target.slice.from}]!` : "";
}
