import type * as ast from "../1-parse/ast.ts";
import { isA, type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { membersOf } from "../2-bind/members.ts";
import { Log } from "../diagnostics/log.ts";
import { evaluate } from "./evaluate.ts";
import { sameSignature } from "./interfaces.ts";
import { presentMembers } from "./present.ts";
import { beyondResets } from "./resets.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";
import { type Value } from "./value.ts";

/**
 * Reports what cannot be replaced, and what cannot take the place of what it replaces. A type is made by the code of those
 * that it extends, so that only what is asked of the instance can be otherwise, and no wider; a family is no code yet.
 */
export function checkOverrides(entity: TypeEntity, scope: Scope): void {
  const members = entity.family ? membersOf(entity) : presentMembers(entity, scope);
  for (const { node } of members) {
    if (!("override" in node) || !node.override) continue;
    const before = "name" in node && node.name ? entity.base?.members.get(node.name.text) : undefined;
    // That there is nothing of the name was reported where it is bound.
    if (before || !("name" in node)) checkOverride(node, before, scope);
  }
}

function checkOverride(node: ast.Member, before: MemberEntity | undefined, scope: Scope): void {
  const related = before ? [{ span: spanOf(before.owner.file, before.node), message: "what it would replace" }] : [];
  const span = spanOf(scope.file, node);
  const inFamily = scope.type!.family && before?.owner.family === true;
  const hint =
    before && !inFamily ? hintOf(node, before) : before ? undefined : "remove `override`: it adds to what is inherited";
  if (hint !== undefined) {
    scope.log.report("check/cannot-override", span, { what: node.kind, hint }, { related });
    return;
  }
  const reason =
    before!.node.kind === node.kind
      ? inFamily
        ? null
        : otherwise(node, before!, scope)
      : "it is something else there";
  const blanks = { name: before!.name, base: before!.owner.name, reason: reason ?? "" };
  if (reason !== null) scope.log.report("check/override-other", span, blanks, { related });
}

/** What to do instead; nothing for what can be replaced. */
function hintOf(node: ast.Member, { owner }: MemberEntity): string | undefined {
  switch (node.kind) {
    case "prop":
    case "method":
    case "child":
    case "relation":
      return undefined;
    case "bank":
      return beyondResets(node) ?? undefined;
    case "const":
      return `make it a \`prop\` of \`${owner.name}\`, and \`set\` it here; or make \`${owner.name}\` a family, which is laid out for each member`;
    default:
      return `let a property of \`${owner.name}\` say what differs, and \`set\` it here; or make \`${owner.name}\` a family, which is laid out for each member`;
  }
}

/** Why a member cannot take the place of an inherited one of its kind; null where it can. Children are looked at by themselves. */
function otherwise(node: ast.Member, before: MemberEntity, scope: Scope): string | null {
  const { node: replaced, owner } = before;
  const there: Scope = { ...scope, file: owner.file, type: owner, locals: new Map(), log: new Log() };
  if (node.kind === "prop" && replaced.kind === "prop") return widened(node, scope, replaced, there);
  if (node.kind === "method" && replaced.kind === "method")
    return sameSignature(node, scope, replaced, there) ? null : "it takes or answers something else there";
  if (node.kind === "relation" && replaced.kind === "relation") return rebound(node, before, scope, there);
  return null;
}

/** What is laid out and proven holds for every value that the inherited property takes, and for no other. */
function widened(node: ast.Prop, scope: Scope, before: ast.Prop, there: Scope): string | null {
  const [now, then] = [propertyValue(node, scope), propertyValue(before, there)];
  if (now.kind === "unknown" || then.kind === "unknown") return null;
  if (node.type.name.text !== before.type.name.text || now.kind !== then.kind) return "it has another type there";
  if (node.dynamic !== before.dynamic) return `it is ${before.dynamic ? "" : "not "}\`dynamic\` there`;
  if (node.optional && !before.optional) return "it always has a value there";
  return takesMore(now, then) ? "it takes fewer values there" : null;
}

function takesMore(now: Value, then: Value): boolean {
  if (now.kind === "enum" && then.kind === "enum") return now.of !== then.of || beyond(now.only, then.only);
  if (now.kind === "list" && then.kind === "list")
    return now.count !== then.count || (now.of && then.of ? takesMore(now.of, then.of) : false);
  if (now.kind !== "int" || then.kind !== "int") return false;
  if (now.min < then.min || now.max > then.max) return true;
  return beyond(now.only, then.only);
}

/** Whether one list of values has some that the other has not; without a list there are all. */
function beyond<T>(now: readonly T[] | undefined, then: readonly T[] | undefined): boolean {
  return then !== undefined && !(now?.every((one) => then.includes(one)) ?? false);
}

function rebound(
  node: ast.Relation,
  { node: replaced, type: then }: MemberEntity,
  ...[scope, there]: readonly [Scope, Scope]
): string | null {
  const before = replaced as ast.Relation;
  const now = scope.type!.members.get(node.name.text)?.type;
  if (node.relation !== before.relation) return `it is \`${before.relation}\` there`;
  if (!sameNumber(node.bound, scope, before.bound, there)) return "there are others in number there";
  if (before.value || node.value) return "its value is set where it is declared";
  if (now && then && !isA(now, then)) return `\`${now.name}\` is no \`${then.name}\``;
  return node.optional && !before.optional ? "it is not `optional` there" : null;
}

function sameNumber(now: ast.Bound | undefined, scope: Scope, then: ast.Bound | undefined, there: Scope): boolean {
  if (!now || !then) return now === then;
  const [a, b] = [evaluate(now.count, scope), evaluate(then.count, there)];
  return a.kind !== "int" || b.kind !== "int" || (a.min === b.min && a.max === b.max && a.fixed === b.fixed);
}
