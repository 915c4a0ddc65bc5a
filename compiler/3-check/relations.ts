import type * as ast from "../1-parse/ast.ts";
import { isA, spanOf } from "../2-bind/model.ts";
import { type CheckedRelation, type Target } from "./checked.ts";
import { type Placed } from "./parts.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

/** A relation leads to one object, and whoever contains the device says to which; a `hold` may be on a child of ours. */
export function checkRelation(part: Placed<ast.Relation>, scope: Scope): CheckedRelation {
  const { name, bound, relation } = part.node;
  const blanks = { name: name.text, relation };
  if (bound) scope.log.report("check/relation-array", spanOf(scope.file, bound), blanks);
  return { ...part, target: scope.type?.members.get(name.text)?.type ?? null, held: heldBy(part.node, scope) };
}

/** The child that a hold begins with. Null after a report, and for relations that have no value. */
function heldBy(node: ast.Relation, scope: Scope): Target | null {
  const { name, value, relation } = node;
  if (!value) return null;
  const wanted = scope.type?.members.get(name.text)?.type;
  const held = relation === "hold" && value.kind === "path" ? resolvePath(value, scope) : null;
  const type = held?.member.type;
  const always = held?.phase === "init" && held.member.node.kind === "child" && !held.whole;
  if (held && always && type && wanted && isA(type, wanted)) return held;
  const span = spanOf(scope.file, value);
  if (!held && relation === "hold" && value.kind === "path") return null;
  scope.log.report("check/relation-value", span, { name: name.text, relation });
  return null;
}
