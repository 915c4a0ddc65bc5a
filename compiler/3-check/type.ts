import type * as ast from "../1-parse/ast.ts";
import { membersOf } from "../2-bind/members.ts";
import { checkAlias } from "./aliases.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { checkBuses } from "./buses.ts";
import { checkChild } from "./children.ts";
import {
  type CheckedGate,
  type CheckedSpace,
  type CheckedType,
  type CheckedUnimplemented,
  type Target,
} from "./checked.ts";
import { checkConstants } from "./constants.ts";
import { reportEmpty } from "./empty-blocks.ts";
import { evaluate, evaluateConstant, evaluateInt } from "./evaluate.ts";
import { checkVariant, familyShell, memberScope } from "./family.ts";
import { checkConditional, checkForms, checkNeverRealized } from "./forms.ts";
import { collectHooks } from "./hooks.ts";
import { mapsOf } from "./implied-maps.ts";
import { checkImplements, checkInterface, leftOpen } from "./interfaces.ts";
import { checkLabel } from "./labels.ts";
import { Layout, layState } from "./layout.ts";
import { checkClock, checkLine, checkTimer } from "./lines.ts";
import { checkMaps } from "./maps.ts";
import { checkMethod } from "./methods.ts";
import { memberName } from "./names.ts";
import { checkNarrowed } from "./narrow.ts";
import { checkOverrides } from "./overrides.ts";
import { partsOf, type Placed } from "./parts.ts";
import { findMember, resolvePath } from "./path.ts";
import { presentMembers, withoutDead } from "./present.ts";
import { checkProp } from "./properties.ts";
import { checkRegions } from "./regions.ts";
import { checkRelation } from "./relations.ts";
import { type CheckedBases, checkResets } from "./resets.ts";
import { type Scope } from "./scope.ts";
import { checkPorts } from "./sysbus.ts";
import { checkDefaults, checkUnparentOrders } from "./type-rules.ts";
import { describeValue } from "./value.ts";
import { checkConnect } from "./wiring.ts";

/** What is known of the types that a type extends and contains. */
export interface TypeSite {
  readonly words: ReadonlyMap<TypeEntity, number>;
  readonly bases: CheckedBases;
}

/** Everything about one type; the sizes of what it extends and contains are known. */
export function checkType(entity: TypeEntity, { words, bases }: TypeSite, outer: Scope): CheckedType {
  const scope = memberScope(outer);
  const inherited = entity.base ? (words.get(entity.base) ?? 0) : 0;
  if (entity.family) return shellOf(entity, inherited, scope);
  if (entity.node.form === "interface") checkInterface(entity, scope);
  else checkForms(entity, scope);
  checkImplements(entity, scope);
  checkUnparentOrders(entity, scope);
  checkVariant(entity, scope);
  checkConstants(entity, scope);
  checkOverrides(entity, scope);
  checkConditions(entity, scope);
  reportEmpty(entity.node.members, scope);
  checkConditional(entity, scope);
  const members = presentMembers(entity, scope);
  const layout = new Layout(inherited);
  const parts = <Kind extends Parameters<typeof partsOf>[1]>(kind: Kind) => partsOf(entity, kind, scope);
  const states = layState(
    members.flatMap(({ node }) => (node.kind === "state" ? node.fields : [])),
    layout,
    scope,
  );
  const { regions, banks } = checkRegions(parts("region"), parts("bank"), layout, scope);
  const site = { layout, words, scope };
  const children = parts("child").flatMap((child) => checkChild(child, site) ?? []);
  checkNeverRealized(children, scope);
  const methods = parts("method").map((method) => checkMethod(method, scope));
  const onBuses = checkBuses(entity, site);
  const type: CheckedType = {
    entity,
    typename: typenameOf(entity),
    base: entity.base,
    words: layout.words,
    props: parts("prop").map((prop) => checkProp(prop, scope)),
    methods,
    left: leftOpen(entity),
    relations: parts("relation").map((part) => checkRelation(part, scope)),
    states,
    banks,
    regions,
    spaces: parts("space").map((space) => checkSpace(space, scope)),
    unimplemented: parts("unimplemented").flatMap((part) => checkUnimplemented(part, scope) ?? []),
    ...checkWired(entity, scope),
    onBuses,
    ports: checkPorts(entity, scope),
    children,
    narrowed: checkNarrowed(entity, site),
    resets: checkResets(entity, bases, scope),
    aliases: parts("alias").flatMap((alias) => checkAlias(alias, scope) ?? []),
    connections: members.flatMap(({ node, conditions }) =>
      node.kind === "connect" ? (checkConnect(node, conditions, scope) ?? []) : [],
    ),
    mappings: checkMaps(mapsOf(entity, scope), scope),
    realizeOrder: realizeOrderOf(entity, scope),
    unparentOrder: [],
    defaults: checkDefaults(entity, scope),
    hooks: collectHooks(entity, { banks, methods }, scope),
  };
  return withoutDead(type, scope);
}

/** A family: what it replaces is looked at here, all else in each of its members. */
function shellOf(entity: TypeEntity, words: number, scope: Scope): CheckedType {
  checkOverrides(entity, scope);
  return familyShell(entity, words, typenameOf(entity));
}

/** What a type has at the ends of wires, and its timers. */
function checkWired(entity: TypeEntity, scope: Scope): Pick<CheckedType, "gates" | "lines" | "clocks" | "timers"> {
  return {
    gates: partsOf(entity, "gate", scope).map((gate) => checkGate(gate, scope)),
    lines: partsOf(entity, "irq", scope).flatMap((line) => checkLine(line, scope) ?? []),
    clocks: partsOf(entity, "clock", scope).flatMap((clock) => checkClock(clock, scope) ?? []),
    timers: partsOf(entity, "timer", scope).flatMap((timer) => checkTimer(timer, scope) ?? []),
  };
}

/** The typename: as declared, or the name in the way of typenames: `LineController` is `line-controller`. */
export function typenameOf(entity: TypeEntity): string {
  if (entity.variant?.typename !== undefined) return entity.variant.typename;
  const declared = entity.node.members.find((member) => member.kind === "typename");
  return declared?.value ?? entity.name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

function checkConditions(entity: TypeEntity, scope: Scope): void {
  const seen = new Set<ast.Expression>();
  for (const { conditions } of membersOf(entity))
    for (const condition of conditions) {
      if (seen.has(condition)) continue;
      seen.add(condition);
      const value = evaluate(condition, scope);
      if (value.kind === "bool" || value.kind === "unknown" || (entity.variant && value.fixed)) continue;
      const blanks = { what: "a condition", wanted: "a truth value", found: describeValue(value) };
      scope.log.report("check/wrong-kind", spanOf(scope.file, condition), blanks);
    }
}

function checkSpace(part: Placed<ast.Space>, scope: Scope): CheckedSpace {
  checkLabel(part.node, scope);
  const bits = evaluateConstant(part.node.bits, scope, "the bits of a space");
  if (bits !== null && (bits < 1n || bits > 64n))
    scope.log.report("check/space-bits", spanOf(scope.file, part.node.bits), { bits: String(bits) });
  const root = part.node.root ? regionAt(part.node.root, scope) : null;
  return { ...part, phase: root?.phase ?? part.phase, bits: Number(bits ?? 32n), root };
}

/** The region that a path leads to; null after a report. */
function regionAt(path: ast.Path, scope: Scope): Target | null {
  const target = resolvePath(path, scope);
  if (!target || (target.member.node.kind === "region" && !target.whole)) return target;
  scope.log.report("check/not-a-region", spanOf(scope.file, path), { name: target.member.name });
  return null;
}

function checkUnimplemented(part: Placed<ast.Unimplemented>, scope: Scope): CheckedUnimplemented | null {
  checkLabel(part.node, scope);
  const size = evaluateConstant(part.node.size, scope, "the size of an unimplemented device");
  if (size !== null && size < 1n)
    scope.log.report("check/empty-region", spanOf(scope.file, part.node.size), { name: part.node.name.text });
  return size === null ? null : { ...part, size };
}

/** A gate has at least one line on its many-sided end, and at most as many as its type counts. */
function checkGate(part: Placed<ast.Gate>, scope: Scope): CheckedGate {
  const { bound } = part.node;
  const count = evaluateInt(bound.count, scope, "the number of lines");
  if (count && (count.min < 1n || count.max > 65535n))
    scope.log.report("check/count", spanOf(scope.file, bound), { what: "lines", count: String(count.max) });
  return part;
}

function realizeOrderOf(entity: TypeEntity, scope: Scope): string[] | null {
  const node = entity.node.members.find((member) => member.kind === "realize");
  if (!node) return null;
  const listed = node.order.flatMap((path) => {
    const member = findMember(entity, path.root, scope);
    if (member && member.node.kind !== "child") {
      scope.log.report("check/not-a-child", spanOf(scope.file, path), { name: member.name });
      return [];
    }
    return member ? [member.name] : [];
  });
  const all = presentMembers(entity, scope).flatMap(({ node: child }) =>
    child.kind === "child" && !child.override ? [child.name.text] : [],
  );
  const missing = all.filter((name) => !listed.includes(name));
  if (missing.length > 0) {
    const blanks = { missing: missing.map((name) => `\`${name}\``).join(", ") };
    scope.log.report("check/realize-order", spanOf(scope.file, node), blanks);
  }
  return listed.map((name) => memberName(name, entity.members.get(name)?.owner));
}
