import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { type BoundFile, isA, type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { evaluate } from "../3-check/evaluate.ts";
import { type Scope } from "../3-check/scope.ts";
import { rounds } from "../3-check/wires.ts";
import { Log } from "../diagnostics/log.ts";
import { flagOf } from "./members.ts";
import { typesOfChild } from "./strong-types.ts";

/** A counted relation that the definitions leave to whoever makes the object, or to its behaviour. */
export interface OpenHold {
  readonly member: MemberEntity;
  /** The type whose relation it is. */
  readonly of: TypeEntity;
  /** What its target must be. */
  readonly target: TypeEntity;
}

/** A child of a type that is, or can be, of another type. */
interface Place {
  readonly container: TypeEntity;
  /** What is set on it where it is of that type: one list, or one of each arm that chooses the type. */
  readonly settings: readonly (readonly ast.Setting[])[];
}

/** Where objects of each type stand as parts of others. */
export type Places = ReadonlyMap<TypeEntity, readonly Place[]>;

/** The children of all types, by their types. */
export function placesOf(types: readonly TypeEntity[]): Places {
  const places = new Map<TypeEntity, Place[]>();
  for (const container of types)
    for (const member of container.members.values()) {
      const { node, owner } = member;
      if (node.kind !== "child") continue;
      for (const of of typesOfChild(member)) {
        const place = { container, settings: settingsAs(of, node, owner.file) };
        places.set(of, [...(places.get(of) ?? []), place]);
      }
    }
  return places;
}

function settingsAs(type: TypeEntity, { settings, choose }: ast.Child, file: BoundFile): Place["settings"] {
  if (!choose) return [settings];
  const arms = choose.arms.filter((arm) => findType(file, arm.type, new Log()) === type);
  return arms.map((arm) => [...settings, ...arm.settings]);
}

/** Counted relations that not every object has set by the text around it: users and behaviour can set those. */
export function findOpenHolds(types: readonly TypeEntity[], places: Places): OpenHold[] {
  return types.flatMap((of) =>
    [...of.members.values()].flatMap((member): OpenHold[] => {
      const { node, owner, type: target } = member;
      if (node.kind !== "relation" || owner !== of || !target || node.value) return [];
      if (node.relation !== "ref" && node.relation !== "hold") return [];
      return isOpen(member, types, places) ? [{ member, of, target }] : [];
    }),
  );
}

/** One that is not optional is set by whoever has such a part: that is checked elsewhere. */
function isOpen({ name, owner, node }: MemberEntity, types: readonly TypeEntity[], places: Places): boolean {
  const makers = types.filter((type) => isA(type, owner) && !type.node.abstract);
  const made = makers.flatMap((type) => places.get(type) ?? []);
  if (made.length === 0) return true;
  if (makers.some(isMadeByUsers)) return true;
  const { optional, bound } = node as ast.Relation;
  if (!optional) return false;
  const elements = bound ? elementsOf(bound, owner) : null;
  return made.some(({ settings, container }) =>
    settings.some((list) => (elements ? !setsAll(list, name, { elements, container }) : !sets(list, name))),
  );
}

/** Whether users can make objects of a type, by a command or by plugging them in. */
function isMadeByUsers(type: TypeEntity): boolean {
  return flagOf(type, "user-creatable") !== null || flagOf(type, "hotplug") !== null;
}

/** How many elements an array of links has at most. */
function elementsOf({ count }: ast.Bound, owner: TypeEntity): bigint {
  const value = evaluate(count, scopeOf(owner));
  return value.kind === "int" ? value.max : 0n;
}

/** Whether settings set every element of an array of links, as far as their text says which ones they set. */
function setsAll(
  settings: readonly ast.Setting[],
  name: string,
  { elements, container }: { readonly elements: bigint; readonly container: TypeEntity },
): boolean {
  const set = new Set<bigint>();
  for (const { target, loop } of settings) {
    if (target.root.text !== name) continue;
    const [step] = target.steps;
    if (!step) return true;
    for (const at of step.kind === "member" ? [] : pickedIn(step, loop, scopeOf(container))) set.add(at);
  }
  return BigInt(set.size) >= elements;
}

/** The elements that an index picks over all rounds of its loop, or a slice at once; none where a property says which. */
function pickedIn(step: Exclude<ast.Step, { kind: "member" }>, loop: ast.Loop | undefined, scope: Scope): bigint[] {
  const constant = (node: ast.Expression, at: Scope): bigint | null => {
    const value = evaluate(node, at);
    return value.kind === "int" && value.min === value.max ? value.min : null;
  };
  const range = step.kind === "slice" ? step.range : loop?.range;
  const [from, to] = range ? [constant(range.from, scope), constant(range.to, scope)] : [0n, 0n];
  if (from === null || to === null || to - from > mostElements) return [];
  if (step.kind === "index") return [...rounds(loop, scope)].flatMap((round) => constant(step.index, round) ?? []);
  return Array.from({ length: Number(to - from) + 1 }, (_, at) => from + BigInt(at));
}

/** More elements than any array of links has. */
const mostElements = 4096n;

/** Where expressions of a type are worked out, without reports: those are made where types are checked. */
function scopeOf(type: TypeEntity): Scope {
  return { file: type.file, log: new Log(), type, locals: new Map(), constants: { values: new Map(), depth: 0 } };
}

function sets(settings: readonly ast.Setting[], name: string): boolean {
  return settings.some(({ target }) => target.root.text === name && target.steps.length === 0);
}

/** Whether every object of a type is a part of one of another type, however deep. */
export function isOnlyInside(type: TypeEntity, container: TypeEntity, places: Places): boolean {
  const seen = new Set([type]);
  for (const one of seen) {
    if (isA(one, container)) continue;
    const around = places.get(one) ?? [];
    if (around.length === 0 || isMadeByUsers(one)) return false;
    for (const { container: outer } of around) seen.add(outer);
  }
  return true;
}
