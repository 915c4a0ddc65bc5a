import type * as ast from "../1-parse/ast.ts";
import { indexName } from "../3-check/variables.ts";
import { type ClassContext } from "./context.ts";
import { printExpression, printOperand } from "./expression.ts";
import { namingIn } from "./target.ts";

/** Code for each value of a loop's variable, which is in scope then; without a loop, once. */
export function writeLoop(
  loop: ast.Loop | undefined,
  context: ClassContext,
  body: (loops: ReadonlySet<string>) => void,
): void {
  if (!loop) return body(new Set());
  const naming = namingIn(context, new Set());
  const index = indexName(loop.index.text);
  const from = printExpression(loop.range.from, naming);
  const to = printOperand(loop.range.to, naming, "<");
  context.writer.block(`for (let ${index} = ${from}; ${index} < ${to}; ${index}++) {`, () =>
    body(new Set([loop.index.text])),
  );
}
