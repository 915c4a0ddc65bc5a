import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity } from "../2-bind/model.ts";
import { type Phase } from "./checked.ts";
import { evaluate, inLoop } from "./evaluate.ts";
import { type Scope, withFixedLocals } from "./scope.ts";

/**
 * When a member comes into being: at realize, if its number, size, presence or type depends on properties; else with its
 * owner. `scope` is one inside the type that has the member; `asked` are members that wait for the answer.
 */
export function phaseOf(member: MemberEntity, scope: Scope, asked: ReadonlySet<MemberEntity> = nobody): Phase {
  if (isPlain(member) || asked.has(member)) return "init";
  const waiting = new Set([...asked, member]);
  const home: Scope = { ...scope, file: member.owner.file, locals: new Map() };
  if (member.conditions.some((condition) => !evaluate(condition, home).fixed)) return "realize";
  if (member.inside && phaseOf(member.inside, scope, waiting) === "realize") return "realize";
  const { node } = member;
  // Links are there with their owner, as many as there can be: what they lead to is set before realize.
  if (node.kind === "relation") return "init";
  const count = "bound" in node && node.bound ? evaluate(node.bound.count, home) : null;
  if (count && !count.fixed) return "realize";
  const max = count?.kind === "int" ? count.max : 1n;
  const inside = "bound" in node ? inLoop(home, node.bound?.index?.text, 0n, max) : home;
  if (node.kind === "child") return node.choose && dependsOnProps(node.choose.subject, inside) ? "realize" : "init";
  if (node.kind === "region" && node.label && dependsOnProps(node.label, inside)) return "realize";
  if (node.kind === "region") return regionPhase(node.spec, inside, waiting);
  return "init";
}

const nobody: ReadonlySet<MemberEntity> = new Set();

/** Whether nothing about a member could depend on properties: most are so. */
function isPlain({ node, conditions, inside }: MemberEntity): boolean {
  if (conditions.length > 0 || inside || node.kind === "region") return false;
  return !("bound" in node && node.bound) && !("choose" in node && node.choose);
}

/** Whether an expression differs from instance to instance; the number of an element does not. */
function dependsOnProps(node: ast.Expression, scope: Scope): boolean {
  return !evaluate(node, withFixedLocals(scope)).fixed;
}

function regionPhase(spec: ast.RegionSpec, scope: Scope, asked: ReadonlySet<MemberEntity>): Phase {
  if (spec.size && dependsOnProps(spec.size, scope)) return "realize";
  if (spec.offset && dependsOnProps(spec.offset, scope)) return "realize";
  return spec.target ? pathPhase(spec.target, scope, asked) : "init";
}

/** What a path leads to is there when everything on the way is. */
function pathPhase(path: ast.Path, scope: Scope, asked: ReadonlySet<MemberEntity>): Phase {
  const names = [path.root, ...path.steps.flatMap((step) => (step.kind === "member" ? [step.name] : []))];
  let { type } = scope;
  for (const name of names) {
    const member = type?.members.get(name.text);
    if (!member || member.node.kind === "prop") return "init";
    if (phaseOf(member, { ...scope, file: member.owner.file, type }, asked) === "realize") return "realize";
    type = member.type;
  }
  return "init";
}
