import { type CheckedConnection, type Phase, type Target } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { call } from "./code.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { text } from "./literal.ts";
import { writeLoop } from "./loop.ts";
import { namingIn, printTarget } from "./target.ts";

/** Joins the lines and clocks of a phase; those that parts of ours have only once they are realized come behind that. */
export function writeConnections(moment: Phase | "parts realized", context: ClassContext): void {
  for (const connection of context.type.connections) {
    const { phase, from, to } = connection;
    if ((from.late || to.late ? "parts realized" : phase) !== moment) continue;
    writeWhen(connection, context, () =>
      writeLoop(connection.node.loop, context, (loops) => writeJoin(connection, loops, context)),
    );
  }
}

function writeJoin(connection: CheckedConnection, loops: ReadonlySet<string>, context: ClassContext): void {
  const { what, width, from, to } = connection;
  const { writer } = context;
  const join = call.bind(null, fromRuntime(context, what === "line" ? "connect" : "connectClock"));
  const before = what === "line" ? ["self"] : [];
  const end = (target: Target): string => printEnd(target, what, { context, loops });
  const joined = (): void => writer.line(`${join(...before, end(from), end(to))};`);
  if (width === null) joined();
  else writer.block(`for (let ${what} = 0; ${what} < ${width}; ${what}++) {`, joined);
}

interface Site {
  readonly context: ClassContext;
  readonly loops: ReadonlySet<string>;
}

/** One line or clock; `counter` counts them while all of an array are joined. */
function printEnd(target: Target, counter: string, { context, loops }: Site): string {
  const { slice, whole, sure, steps } = target;
  const many = slice !== null || whole;
  const last = steps.at(-1)!;
  if (!many && (sure || typeof last === "string")) return printTarget(target, context, loops);
  const first = slice?.from ?? 0;
  const counted = first === 0 ? counter : `${first} + ${counter}`;
  const picked = typeof last === "object" ? printExpression(last, namingIn(context, loops)) : String(last);
  const index = many ? counted : picked;
  const lines = printTarget(many ? target : { ...target, steps: steps.slice(0, -1) }, context, loops);
  return sure
    ? `${lines}[${index}]!`
    : call(fromRuntime(context, "lineOf"), "self", text(written(target)), lines, index);
}

/** The lines of a target as the definition calls them. */
function written({ node: { root, steps } }: Target): string {
  return [root, ...steps.flatMap((step) => (step.kind === "member" ? [step.name] : []))]
    .map((name) => name.text)
    .join(".");
}
