import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity } from "../2-bind/model.ts";
import { type Phase } from "./checked.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/**
 * When a member comes into being: at realize, if its number, size, presence or type depends on properties; else with its
 * owner. `scope` is one inside the type that has the member.
 */
export function phaseOf(member: MemberEntity, scope: Scope): Phase {
  const home: Scope = { ...scope, file: member.owner.file, locals: new Map() };
  if (member.conditions.some((condition) => !evaluate(condition, home).fixed)) return "realize";
  const { node } = member;
  if ("bound" in node && node.bound && !evaluate(node.bound.count, home).fixed) return "realize";
  if (node.kind === "child") return node.choose && !evaluate(node.choose.subject, home).fixed ? "realize" : "init";
  if (node.kind === "region") return regionPhase(node.spec, home);
  return "init";
}

function regionPhase(spec: ast.RegionSpec, scope: Scope): Phase {
  if (spec.size && !evaluate(spec.size, scope).fixed) return "realize";
  if (spec.offset && !evaluate(spec.offset, scope).fixed) return "realize";
  const target = spec.target && scope.type?.members.get(spec.target.root.text);
  return target && target.node.kind !== "prop" && target.node !== undefined ? phaseOf(target, scope) : "init";
}
