import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type Phase, type Target } from "./checked.ts";
import { evaluateConstant, evaluateInt } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { phaseOf } from "./phase.ts";
import { type Scope } from "./scope.ts";

/** A path while it is being followed. */
interface Walk {
  readonly path: ast.Path;
  readonly scope: Scope;
  type: TypeEntity;
  member: MemberEntity;
  steps: Target["steps"][number][];
  width: number;
  slice: Target["slice"];
  phase: Phase;
  readonly conditions: ast.Expression[];
}

/** What a path of wiring, mapping or aliasing leads to; null after a report. */
export function resolvePath(path: ast.Path, scope: Scope): Target | null {
  const type = scope.type!;
  const fromSelf = path.root.text === "self" && path.steps[0]?.kind === "member";
  const root = fromSelf ? (path.steps[0] as { readonly name: ast.Name }).name : path.root;
  const member = findMember(type, root, scope);
  if (!member) return null;
  const walk: Walk = {
    path,
    scope,
    type,
    member,
    steps: [memberName(root.text)],
    width: 1,
    slice: null,
    phase: phaseOf(member, scope),
    conditions: [...member.conditions],
  };
  for (const step of path.steps.slice(fromSelf ? 1 : 0)) if (!take(walk, step)) return null;
  const { steps, width, slice, phase, conditions } = walk;
  return { node: path, member: walk.member, of: walk.type, steps, width, slice, phase, conditions };
}

/** The member of that name, or null after a report. */
export function findMember(type: TypeEntity, name: ast.Name, scope: Scope): MemberEntity | null {
  const member = type.members.get(name.text);
  if (member) return member;
  if (type.node.members.some((other) => other.kind === "broken")) return null;
  const hint = didYouMean(name.text, type.members.keys(), `name a member of \`${type.name}\``);
  scope.log.report("check/unknown-member", spanOf(scope.file, name), { type: type.name, name: name.text, hint });
  return null;
}

function take(walk: Walk, step: ast.Step): boolean {
  switch (step.kind) {
    case "member":
      return takeMember(walk, step.name);
    case "index":
      return takeIndex(walk, step.index);
    case "slice":
      return takeSlice(walk, step);
  }
}

function takeMember(walk: Walk, name: ast.Name): boolean {
  const { node } = walk.member;
  if (node.kind === "irq") {
    const at = node.lines.findIndex((line) => line.text === name.text);
    if (at >= 0) walk.steps.push(BigInt(at));
    else reportLine(walk, name, node);
    return at >= 0;
  }
  const inner = walk.member.type;
  if (!inner) {
    if (node.kind === "child" || node.kind === "relation") return false;
    const blanks = { name: walk.member.name, inner: name.text };
    walk.scope.log.report("check/no-members", spanOf(walk.scope.file, name), blanks);
    return false;
  }
  const member = findMember(inner, name, walk.scope);
  if (!member) return false;
  const nested = phaseOf(member, { ...walk.scope, file: member.owner.file, type: inner });
  if (nested === "realize") walk.phase = "realize";
  walk.type = inner;
  walk.member = member;
  walk.steps.push(memberName(name.text));
  return true;
}

function reportLine(walk: Walk, name: ast.Name, node: ast.Irq): void {
  const known = node.lines.map((line) => line.text);
  const hint = didYouMean(name.text, known, known.length > 0 ? "name one of its lines" : "use an index: `[0]`");
  const blanks = { type: walk.member.name, name: name.text, hint };
  walk.scope.log.report("check/unknown-member", spanOf(walk.scope.file, name), blanks);
}

function takeIndex(walk: Walk, index: ast.Expression): boolean {
  const value = evaluateInt(index, walk.scope, "an index");
  if (!value) return false;
  const count = countOf(walk);
  if (count === undefined) return false;
  if (count !== null && (value.min < 0n || value.max >= count)) {
    const blanks = { name: walk.member.name, count: String(count), index: String(value.max) };
    walk.scope.log.report("check/index-outside", spanOf(walk.scope.file, index), blanks);
    return false;
  }
  walk.steps.push(value.fixed && value.min === value.max ? value.min : index);
  return true;
}

function takeSlice(walk: Walk, step: Extract<ast.Step, { kind: "slice" }>): boolean {
  const from = evaluateConstant(step.range.from, walk.scope, "the start of a slice");
  const to = evaluateConstant(step.range.to, walk.scope, "the end of a slice");
  const count = countOf(walk);
  if (from === null || to === null || count === undefined) return false;
  if (from < 0n || to < from || (count !== null && to >= count)) {
    const blanks = { name: walk.member.name, count: String(count), index: `${from}..${to}` };
    walk.scope.log.report("check/index-outside", spanOf(walk.scope.file, step), blanks);
    return false;
  }
  walk.slice = { from: Number(from) };
  walk.width = Number(to - from + 1n);
  return true;
}

/** How many elements the member has at least; null if that is not known, undefined after a report. */
function countOf(walk: Walk): bigint | null | undefined {
  const { node, owner } = walk.member;
  const bound = "bound" in node ? node.bound : undefined;
  if (!bound) {
    const blanks = { name: walk.member.name };
    walk.scope.log.report("check/not-an-array", spanOf(walk.scope.file, walk.path), blanks);
    return undefined;
  }
  const scope = { ...walk.scope, file: owner.file, type: walk.type, locals: new Map() };
  const count = evaluateInt(bound.count, scope, "a count");
  return count ? count.max : undefined;
}
