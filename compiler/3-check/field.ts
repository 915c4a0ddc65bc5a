import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedField } from "./checked-bank.ts";
import { evaluateConstant } from "./evaluate.ts";
import { capital, memberName } from "./names.ts";
import { type Scope } from "./scope.ts";

/** One field by itself; null after a report that leaves nothing to work with. */
export function checkField(node: ast.Field, register: string, scope: Scope): CheckedField | null {
  const high = evaluateConstant(node.high, scope, "the number of a bit");
  const low = evaluateConstant(node.low, scope, "the number of a bit");
  if (high === null || low === null) return null;
  const span = spanOf(scope.file, { start: node.high.start, end: node.low.end });
  if (low < 0n || high < low) {
    scope.log.report("check/bit-order", span, { high: String(high), low: String(low) });
    return null;
  }
  if (high > 31n) {
    scope.log.report("check/bit-outside", span, { name: node.name.text, high: String(high), width: "32" });
    return null;
  }
  if (node.bound) scope.log.report("check/unsupported", spanOf(scope.file, node.bound), { what: "an array of fields" });
  if (node.access === "once")
    scope.log.report("check/unsupported", spanOf(scope.file, node), { what: "a field that is written once" });
  const [hook] = node.hooks;
  if (hook) scope.log.report("check/unsupported", spanOf(scope.file, hook), { what: "a hook of a field" });
  const name = `${register}${capital(memberName(node.name.text))}`;
  return { name, node, high: Number(high), low: Number(low) };
}
