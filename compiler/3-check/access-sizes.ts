import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { evaluateConstant } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/** The sizes in bytes that `access` or `impl` allows; null where it is not there, or after a report. */
export function sizes(
  settings: readonly ast.BankMember[],
  kind: "access" | "impl",
  scope: Scope,
): { readonly min: number; readonly max: number } | null {
  const node = settings.find((member) => member.kind === kind) as ast.Sizes | undefined;
  if (!node) return null;
  const min = evaluateConstant(node.min, scope, `the smallest \`${kind}\` size`);
  const max = evaluateConstant(node.max, scope, `the largest \`${kind}\` size`);
  if (min === null || max === null) return null;
  const possible = [1n, 2n, 4n, 8n];
  if (possible.includes(min) && possible.includes(max) && min <= max) return { min: Number(min), max: Number(max) };
  scope.log.report("check/access-size", spanOf(scope.file, node), { what: `\`${kind} ${min}..${max}\`` });
  return null;
}
