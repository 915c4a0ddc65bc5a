import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedRelation } from "./checked.ts";
import { type Placed } from "./parts.ts";
import { type Scope } from "./scope.ts";

/** A relation leads to one object, and whoever contains the device says to which. */
export function checkRelation(part: Placed<ast.Relation>, scope: Scope): CheckedRelation {
  const { name, bound, value, relation } = part.node;
  const blanks = { name: name.text, relation };
  if (bound) scope.log.report("check/relation-array", spanOf(scope.file, bound), blanks);
  if (value) scope.log.report("check/relation-value", spanOf(scope.file, value), blanks);
  return { ...part, target: scope.type?.members.get(name.text)?.type ?? null };
}
