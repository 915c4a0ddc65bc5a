import type * as ast from "../1-parse/ast.ts";
import { isA, type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { evaluateInt } from "./evaluate.ts";
import { membersOf } from "../2-bind/members.ts";
import { methodValue } from "./methods.ts";
import { memberName } from "./names.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

const allowed: ReadonlySet<ast.Member["kind"]> = new Set([
  "typename",
  "prop",
  "method",
  "irq",
  "clock",
  "bus",
  "broken",
]);

/** An interface says what its implementers have, and nothing of how: no state, no behaviour, no defaults. */
export function checkInterface(entity: TypeEntity, scope: Scope): void {
  for (const node of entity.node.implements)
    scope.log.report("check/interface-member", spanOf(scope.file, node), { name: entity.name, what: "implements" });
  for (const { node, conditions } of membersOf(entity)) {
    const span = spanOf(scope.file, node);
    if (!allowed.has(node.kind) || conditions.length > 0) {
      const what = conditions.length > 0 ? "when" : node.kind;
      scope.log.report("check/interface-member", span, { name: entity.name, what });
    }
    const detail = detailOf(node);
    if (detail && "name" in node && node.name)
      scope.log.report("check/interface-detail", spanOf(scope.file, detail), { name: node.name.text });
  }
}

/** What goes beyond saying that something is there; null if nothing does. */
function detailOf(node: ast.Member): ast.Node | null {
  switch (node.kind) {
    case "prop":
      return node.default ?? node.domain ?? (node.optional ? node.name : null);
    case "irq":
      return node.hook ?? (node.required ? node.name : null);
    case "clock":
      return node.hook ?? node.frequency ?? node.multiply ?? node.divide ?? (node.required ? node.name : null);
    case "bus":
      return node.slots ?? null;
    default:
      return null;
  }
}

/** A type that can be made has everything that its interfaces ask for; it is each of them in one way (rule 1.6). */
export function checkImplements(entity: TypeEntity, scope: Scope): void {
  if (entity.node.form === "interface") return;
  reportTwice(entity, scope);
  reportNames(entity, scope);
  if (entity.node.abstract) return;
  for (const { one, node, from } of implementedBy(entity)) {
    const place = from === entity ? spanOf(scope.file, node) : spanOf(scope.file, entity.node.name);
    for (const wanted of one.members.values()) {
      if (wanted.name.includes(".")) continue;
      const found = entity.members.get(wanted.name);
      const related = [{ span: spanOf(wanted.owner.file, wanted.node), message: "it is asked for here" }];
      const blanks = { type: entity.name, interface: one.name, name: wanted.name };
      if (!found) scope.log.report("check/not-implemented", place, blanks, { related });
      else if (found.conditions.length > 0 || !matches(found, wanted, scope))
        scope.log.report("check/implemented-otherwise", ownPlace(found, entity, scope), blanks, { related });
    }
  }
}

/** What the interfaces that an abstract type names ask for, and it does not have; a family leaves all of it to its members. */
export function leftOpen(entity: TypeEntity): MemberEntity[] {
  if (!entity.node.abstract || entity.node.form === "interface") return [];
  const left = new Map<string, MemberEntity>();
  for (const one of entity.interfaces)
    for (const wanted of one.members.values())
      if (entity.family || !entity.members.has(wanted.name)) left.set(wanted.name, wanted);
  return [...left.values()];
}

/** Reports what the class cannot call as its interface does, because the runtime's class that it extends has the name. */
function reportNames(entity: TypeEntity, scope: Scope): void {
  for (const { one, node, from } of implementedBy(entity))
    for (const { name, owner, node: asked } of one.members.values()) {
      if (from !== entity || memberName(name, entity) === memberName(name, owner)) continue;
      const related = [{ span: spanOf(owner.file, asked), message: "it is asked for here" }];
      const blanks = { type: entity.name, interface: one.name, name };
      scope.log.report("check/interface-name", spanOf(scope.file, node), blanks, { related });
    }
}

function ownPlace(found: MemberEntity, entity: TypeEntity, scope: Scope) {
  return found.owner === entity ? spanOf(scope.file, found.node) : spanOf(scope.file, entity.node.name);
}

interface Implemented {
  readonly one: TypeEntity;
  readonly node: ast.TypeRef;
  /** The type that says so. */
  readonly from: TypeEntity;
}

/** The interfaces of a type with where they are named, its own first. */
function implementedBy(entity: TypeEntity): Implemented[] {
  const found: Implemented[] = [];
  for (let from: TypeEntity | null = entity; from; from = from.base)
    for (const node of from.node.implements) {
      const one = from.file.names.get(node.name.text);
      if (one?.kind === "type" && one.node.form === "interface") found.push({ one, node, from });
    }
  return found;
}

function reportTwice(entity: TypeEntity, scope: Scope): void {
  const all = implementedBy(entity);
  for (const [at, { one, node, from }] of all.entries()) {
    if (from !== entity) return;
    const other = all.slice(at + 1).find((later) => common(one, later.one) !== null);
    if (!other) continue;
    const related = [{ span: spanOf(other.from.file, other.node), message: "this is the other one" }];
    const blanks = { type: entity.name, interface: common(one, other.one)!.name };
    scope.log.report("check/implemented-twice", spanOf(scope.file, node), blanks, { related });
  }
}

/** An interface that both are; null if there is none. */
function common(a: TypeEntity, b: TypeEntity): TypeEntity | null {
  for (let at: TypeEntity | null = a; at; at = at.base) if (isA(b, at)) return at;
  return null;
}

/** Whether a member is what an interface asks for. */
function matches(member: MemberEntity, wanted: MemberEntity, outer: Scope): boolean {
  const found = behindAlias(member, outer);
  if (!found) return true;
  const [a, b] = [found.node, wanted.node];
  const [here, there] = [homeOf(found, outer), homeOf(wanted, outer)];
  if (a.kind === "prop" && b.kind === "prop")
    return sameType(a.type, here, b.type, there) && (a.dynamic || !b.dynamic) && !a.optional;
  if (a.kind === "method" && b.kind === "method") return sameSignature(a, here, b, there);
  if (a.kind === "irq" && b.kind === "irq") return a.direction === b.direction && sameCount(a, here, b, there);
  if (a.kind === "clock" && b.kind === "clock") return a.direction === b.direction && sameCount(a, here, b, there);
  if (a.kind !== "bus" || b.kind !== "bus") return false;
  return found.type === null || wanted.type === null || (isA(found.type, wanted.type) && sameCount(a, here, b, there));
}

/** What an alias leads to; the member itself if it is none, null after a report. */
function behindAlias(member: MemberEntity, scope: Scope): MemberEntity | null {
  if (member.node.kind !== "alias") return member;
  return resolvePath(member.node.target, { ...scope, file: member.owner.file }, new Set([member.node]))?.member ?? null;
}

function homeOf({ owner }: MemberEntity, scope: Scope): Scope {
  return { ...scope, file: owner.file, type: owner, locals: new Map() };
}

function sameType(a: ast.TypeRef, here: Scope, b: ast.TypeRef, there: Scope): boolean {
  const [one, other] = [here.file.names.get(a.name.text), there.file.names.get(b.name.text)];
  const named = one || other ? one === other : a.name.text === b.name.text;
  return named && (a.count !== undefined) === (b.count !== undefined);
}

/** Whether two methods take and answer the same; each is read where it is declared. */
export function sameSignature(a: ast.Method, here: Scope, b: ast.Method, there: Scope): boolean {
  return (
    a.parameters.length === b.parameters.length &&
    a.parameters.every(({ type }, at) => sameValue(type, here, b.parameters[at]!.type, there)) &&
    sameValue(a.result, here, b.result, there)
  );
}

function sameValue(a: ast.TypeRef | undefined, here: Scope, b: ast.TypeRef | undefined, there: Scope): boolean {
  if (!a || !b) return a === b;
  const [one, other] = [methodValue(a, here), methodValue(b, there)];
  if (!one || !other) return true;
  return one.kind === other.kind && ("of" in one ? "of" in other && one.of === other.of : true);
}

type Counted = ast.Irq | ast.Clock | ast.BusMember;

function sameCount(a: Counted, here: Scope, b: Counted, there: Scope): boolean {
  if (!a.bound || !b.bound) return a.bound === b.bound;
  const one = evaluateInt(a.bound.count, here, "a count");
  const other = evaluateInt(b.bound.count, there, "a count");
  return !one || !other || (one.min === other.min && one.max === other.max);
}
