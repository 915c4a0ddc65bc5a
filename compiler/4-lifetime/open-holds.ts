import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { type BoundFile, isA, type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
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
  return (node as ast.Relation).optional && made.some(({ settings }) => !settings.every((list) => sets(list, name)));
}

/** Whether users can make objects of a type, by a command or by plugging them in. */
function isMadeByUsers(type: TypeEntity): boolean {
  return flagOf(type, "user-creatable") !== null || flagOf(type, "hotplug") !== null;
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
