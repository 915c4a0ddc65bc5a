import type * as ast from "../1-parse/ast.ts";
import { isA, spanOf } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedRelation, type Target } from "./checked.ts";
import { evaluateInt, inLoop } from "./evaluate.ts";
import { type Placed } from "./parts.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

/** More links of one name than any board has. */
const mostLinks = 4096n;

/** A relation leads to one object, or each element of an array does, and whoever contains the device says to which; a `hold` may be on children of ours. */
export function checkRelation(part: Placed<ast.Relation>, scope: Scope): CheckedRelation {
  const { name, bound, relation } = part.node;
  const target = scope.type?.members.get(name.text)?.type ?? null;
  if (bound && relation === "up")
    scope.log.report("check/relation-array", spanOf(scope.file, bound), { name: name.text });
  const number = bound && relation !== "up" ? countOf(bound, scope) : null;
  const count = number && Number(number.max);
  const inside = inLoop(scope, bound?.index?.text, 0n, BigInt(count ?? 1));
  const held = heldBy(part.node, number?.fixed ?? true, inside);
  const countIn = number && bound ? counterOf(bound, scope) : null;
  return { ...part, target, held, count, varies: number?.fixed === false, countIn };
}

/** How many elements there can be, at least one; null after a report. */
function countOf(bound: ast.Bound, scope: Scope): ReturnType<typeof evaluateInt> {
  const count = evaluateInt(bound.count, scope, "the number of links");
  if (!count) return null;
  if (count.min >= 1n && count.max <= mostLinks) return count;
  const wrong = count.min < 1n ? count.min : count.max;
  scope.log.report("check/count", spanOf(scope.file, bound), { what: "links", count: String(wrong) });
  return null;
}

function counterOf(bound: ast.Bound, scope: Scope): CheckedRelation["countIn"] {
  const home: Scope = { ...scope, log: new Log() };
  return (told) => evaluateInt(bound.count, { ...home, locals: told }, "the number of links") ?? { min: 0n, max: 0n };
}

/** The child, or the children of an array, that a hold begins with. Null after a report, and for relations that have no value. */
function heldBy(node: ast.Relation, fixed: boolean, scope: Scope): Target | null {
  const { name, value, relation } = node;
  if (!value) return null;
  const wanted = scope.type?.members.get(name.text)?.type;
  const held = relation === "hold" && value.kind === "path" ? resolvePath(value, scope) : null;
  const type = held?.member.type;
  const always = held?.phase === "init" && held.member.node.kind === "child" && !held.whole && held.slice === null;
  if (held && always && fixed && type && wanted && isA(type, wanted)) return held;
  const span = spanOf(scope.file, value);
  if (!held && relation === "hold" && value.kind === "path") return null;
  scope.log.report("check/relation-value", span, { name: name.text, relation });
  return null;
}
