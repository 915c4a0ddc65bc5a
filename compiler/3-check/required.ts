import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type Span } from "../source.ts";
import { type CheckedAlias, type CheckedChild, type CheckedType, type Target } from "./checked.ts";
import { missingOf } from "./link-elements.ts";
import { evaluateInt, inLoop } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { askedBy, inArm, type Told, toldBy } from "./told.ts";
import { conditionsOf, endsAt, isTouched, keyOf, placeOf, type Side, type Wires } from "./wires.ts";
import { canHold, type Condition } from "./worlds.ts";

/** Something that whoever contains a type must see to: an element of a `required` line or clock, or a link. */
export interface Need {
  readonly kind: "line" | "link";
  readonly side: Side;
  /** The way to it from an object of the type, aliases followed. */
  readonly place: readonly (string | bigint)[];
  /** The same as an author writes it. */
  readonly name: string;
  readonly span: Span;
  /** Of an array of links: how many there are, by what is said of the properties of the type. */
  readonly count?: (told: Told) => bigint;
}

/** What is known of the types that a type extends and contains. */
export interface Known {
  readonly checked: ReadonlyMap<TypeEntity, CheckedType>;
  readonly wires: ReadonlyMap<TypeEntity, Wires>;
  /** What a type needs from whoever contains it. */
  needsOf(type: TypeEntity): readonly Need[];
}

/**
 * Reports what the parts of a type need and it does not give them: `required` lines that nothing connects, links that
 * nothing sets. What it promotes with an `alias` is left to whoever contains it. An abstract type leaves all to its heirs.
 */
export function checkRequired(type: CheckedType, known: Known, scope: Scope): readonly Need[] {
  const needs = new Map<string, Need>();
  const add = (need: Need): void => void needs.set(keyOf(need.place), need);
  for (const need of type.base ? known.needsOf(type.base) : []) add(need);
  for (const need of ownNeeds(type)) add(need);
  const parts = partsOf(type, known);
  const promoted = parts.length > 0 ? promotedBy(type, known, scope) : new Map<string, string>();
  for (const { child, owner } of parts)
    for (const need of needsOfChild(child, { child, owner, promoted, known, scope, type })) add(need);
  return [...needs.values()];
}

function ownNeeds({ entity, lines, clocks, relations }: CheckedType): Need[] {
  const span = (node: { readonly start: number; readonly end: number }): Span => spanOf(entity.file, node);
  const wired = [...lines, ...clocks.map((clock) => ({ ...clock, least: clock.count ?? 1 }))]
    .filter(({ node, conditions }) => node.required && conditions.length === 0)
    .flatMap(({ name, node, count, least }) => {
      const side: Side = node.direction === "in" ? "sinks" : "sources";
      const need = { kind: "line", side, span: span(node) } as const;
      if (count === null) return [{ ...need, place: [name], name: node.name.text }];
      return Array.from({ length: least }, (_, at) => ({
        ...need,
        place: [name, BigInt(at)],
        name: `${node.name.text}[${at}]`,
      }));
    });
  const linked = relations
    .filter(({ node, conditions }) => isMandatory(node) && conditions.length === 0)
    .map(({ name, node, countIn }): Need => {
      const need = { kind: "link", side: "sinks", place: [name], name: node.name.text, span: span(node) } as const;
      return countIn ? { ...need, count: (told) => countIn(told).min } : need;
    });
  return [...wired, ...linked];
}

/** Whether others must set a relation; what a device holds for its finalizer it may get hold of by itself. */
export function isMandatory({ relation, optional, value }: ast.Relation): boolean {
  return (relation === "link" || relation === "ref") && !optional && !value;
}

/** The elements that the aliases of a type stand for: the name of ours, by their place. */
function promotedBy(type: CheckedType, { checked }: Known, scope: Scope): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (let at: CheckedType | undefined = type; at; at = at.base ? checked.get(at.base) : undefined)
    for (const alias of at.aliases) for (const [key, name] of elementsOf(alias, checked, scope)) names.set(key, name);
  return names;
}

function elementsOf({ node, target }: CheckedAlias, checked: Known["checked"], scope: Scope): [string, string][] {
  const { name } = node;
  if (target.whole && !target.picked && target.member.node.kind === "relation") {
    const place = placeOf({ ...target, whole: false }, 0, scope);
    return place ? [[keyOf(place), name.text]] : [];
  }
  const many = target.whole || target.slice !== null;
  return Array.from({ length: countOf(target, checked) }, (_, line) => line).flatMap((line) => {
    const place = placeOf(target, line, scope);
    return place ? [[keyOf(place), `${name.text}${many ? `[${line}]` : ""}`] as [string, string]] : [];
  });
}

function countOf({ whole, picked, width, of, member }: Target, checked: Known["checked"]): number {
  if (picked) return picked.count;
  if (!whole) return width;
  const { lines, clocks } = checked.get(of) ?? { lines: [], clocks: [] };
  return [...lines, ...clocks].find(({ node }) => node === member.node)?.count ?? 1;
}

/** The parts that the type must see to: its own, and those that abstract types left to it. */
function partsOf(
  type: CheckedType,
  { checked }: Known,
): { readonly child: CheckedChild; readonly owner: TypeEntity }[] {
  if (type.entity.node.abstract && !type.entity.variant) return [];
  const parts: { child: CheckedChild; owner: TypeEntity }[] = [];
  for (let at: CheckedType | undefined = type; at; at = at.base ? checked.get(at.base) : undefined) {
    if (at !== type && !at.entity.node.abstract) break;
    for (const child of at.children) parts.push({ child, owner: at.entity });
  }
  for (const child of type.narrowed) parts.push({ child: withEarlier(child, type, checked), owner: type.entity });
  return parts.filter(
    ({ child, owner }) => owner === type.entity || !type.narrowed.some(({ name }) => name === child.name),
  );
}

/** A narrowed child with what the types that are extended set on it. */
function withEarlier(child: CheckedChild, { base }: CheckedType, checked: Known["checked"]): CheckedChild {
  const settings = [...child.settings];
  for (let at = base ? checked.get(base) : undefined; at; at = at.base ? checked.get(at.base) : undefined)
    for (const other of [...at.children, ...at.narrowed])
      if (other.name === child.name) settings.push(...other.settings);
  return { ...child, settings };
}

interface Site {
  readonly type: CheckedType;
  readonly child: CheckedChild;
  /** The type that declares the child. */
  readonly owner: TypeEntity;
  readonly promoted: ReadonlyMap<string, string>;
  readonly known: Known;
  readonly scope: Scope;
}

/** What a part needs and its container only promotes; what it forgets is reported. */
function needsOfChild(child: CheckedChild, site: Site): Need[] {
  const { promoted } = site;
  const open: Need[] = [];
  // All lines of one name are forgotten at once.
  const told = new Set<Span>();
  for (const unmet of unmetNeeds(child, site)) {
    const { need } = unmet;
    for (const [index, element] of elementsOfChild(site)) {
      const place = [child.name, ...index, ...need.place];
      const name = promoted.get(keyOf(place));
      if (name !== undefined) {
        open.push(promotedNeed({ ...need, place, name }, site));
        continue;
      }
      const some = promotedElements(place, need, site);
      open.push(...some);
      if (told.has(need.span) || isMet(place, need, site)) continue;
      const missing = missingBeside(some, unmet, site);
      if (missing === null) continue;
      report(need, `${element}.${need.name}${missing}`, site);
      told.add(need.span);
    }
  }
  return open;
}

/** What is missing when some elements of an array of links are left to others. */
function missingBeside(left: readonly Need[], { need, type, missing }: Unmet, site: Site): string | null {
  if (left.length === 0) return missing;
  const others = new Set(left.map(({ place }) => keyOf(place.slice(place.length - need.place.length - 1))));
  return missingFor(need, type, { ...site, others });
}

/** A need that we leave to whoever contains us; how many elements there are follows from what we are told. */
function promotedNeed(need: Need, { child, type, scope }: Site): Need {
  const { count } = need;
  if (!count) return need;
  const member = type.entity.members.get(child.node.name.text)!;
  return { ...need, count: (told) => count(toldBy(member, type.entity, told, scope)) };
}

/** The elements of an array of links that have a name of ours each. */
function promotedElements(place: Need["place"], need: Need, { promoted }: Site): Need[] {
  if (!need.count) return [];
  const key = `${keyOf(place)} `;
  return [...promoted].flatMap(([other, name]): Need[] => {
    if (!other.startsWith(key) || !/^\d+$/.test(other.slice(key.length))) return [];
    const { count: _all, ...one } = need;
    return [{ ...one, place: [...place, BigInt(other.slice(key.length))], name }];
  });
}

/** What a type that the child can have needs, and which of it its settings do not give. */
interface Unmet {
  readonly need: Need;
  readonly type: TypeEntity;
  readonly missing: string;
}

/** What the types that a child can have need, and its own settings do not give. */
function unmetNeeds(child: CheckedChild, site: Site): Unmet[] {
  const types = [child.type, ...(child.arms ?? []).map(({ type }) => type)];
  const unmet = new Map<string, Unmet>();
  for (const type of new Set(types))
    for (const need of site.known.needsOf(type)) {
      // A setting that was refused was meant to give something.
      if (need.kind === "link" && hasRefused(child)) continue;
      const missing = need.kind === "link" ? missingFor(need, type, { ...site, others: new Set() }) : "";
      if (missing !== null) unmet.set(keyOf(need.place), { need, type, missing });
    }
  return [...unmet.values()];
}

function hasRefused({ node, settings, arms }: CheckedChild): boolean {
  return (
    settings.length < node.settings.length || (arms ?? []).some((arm) => arm.settings.length < arm.node.settings.length)
  );
}

/** What is missing of a link where the child has this type: by each arm that gives it, with what is set on all. */
function missingFor(need: Need, of: TypeEntity, site: Site & { readonly others: ReadonlySet<string> }): string | null {
  const { child, type, owner, others, scope } = site;
  const whole = type.entity.members.get(child.node.name.text)!;
  const arms = (child.arms ?? []).filter((arm) => of === child.type || arm.type === of);
  const cases = arms.map((arm) => ({ member: inArm(whole, arm.node), settings: [...child.settings, ...arm.settings] }));
  const home: Scope = { ...scope, file: owner.file };
  const { place, count } = need;
  const { bound } = child.node;
  const all = bound ? (evaluateInt(bound.count, { ...home, log: new Log() }, "a count")?.max ?? 1n) : 1n;
  const inside = inLoop(home, bound?.index?.text, 0n, all);
  for (const { member, settings } of cases.length > 0 ? cases : [{ member: whole, settings: child.settings }]) {
    const wanted = {
      place,
      others,
      count: count ? (world: Told) => count(toldBy(member, type.entity, world, home)) : null,
      asks: count ? askedBy(member, home) : [],
    };
    const missing = missingOf(wanted, { child: member, settings, bound, conditions: child.conditions, scope: inside });
    if (missing !== null) return missing;
  }
  return null;
}

function* elementsOfChild({ child, scope }: Site): Generator<readonly [index: readonly bigint[], name: string]> {
  const name = child.node.name.text;
  if (!child.node.bound) {
    yield [[], name];
    return;
  }
  const count = evaluateInt(child.node.bound.count, scope, "the number of children")?.max ?? 0n;
  for (let at = 0n; at < count; at++) yield [[at], `${name}[${at}]`];
}

/** Whether something connects the place whenever the part is there. */
function isMet(place: Need["place"], need: Need, { type, child, owner, known, scope }: Site): boolean {
  if (need.kind === "link") return false;
  const wires = known.wires.get(type.entity)!;
  if (isTouched(wires, need.side, place)) return true;
  const there = child.conditions.map((node): Condition => ({ node, scope: { ...scope, file: owner.file } }));
  return !canHold(there, endsAt(wires, need.side, keyOf(place)).map(conditionsOf));
}

function report(need: Need, name: string, { type, child, owner, scope }: Site): void {
  const span = spanOf(owner.file, child.node.name);
  const related = [{ span: need.span, message: need.kind === "link" ? "it is not `optional`" : "it is `required`" }];
  if (owner !== type.entity)
    related.push({ span: spanOf(type.entity.file, type.entity.node.name), message: "this type can be made" });
  scope.log.report(need.kind === "link" ? "check/unset-link" : "check/unconnected", span, { name }, { related });
}
