import { type CheckedConnection, type Phase, type Target } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { call } from "./code.ts";
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

function writeJoin(connection: CheckedConnection, loops: ReadonlySet<string>, context: ClassContext): void {
  const { what, width, from, to } = connection;
  const { writer } = context;
  const join = call.bind(null, fromRuntime(context, what === "line" ? "connect" : "connectClock"));
  const before = what === "line" ? ["self"] : [];
  const end = (target: Target): string => printTarget(target, context, loops);
  if (width === null) {
    writer.code("", join(...before, end(from), end(to)));
    return;
  }
  const index = what;
  writer.block(`for (let ${index} = 0; ${index} < ${width}; ${index}++) {`, () =>
    writer.code("", join(...before, ...[from, to].map((target) => `${end(target)}${element(target, index)}`))),
  );
}

/** What picks one line while all of them are joined. */
function element({ slice, whole }: Target, index: string): string {
  if (!slice && !whole) return "";
  const first = slice?.from ?? 0;
  return `[${first === 0 ? index : `${first} + ${index}`}]!`;
}
