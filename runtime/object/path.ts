import { type ObjectType, type InterfaceType } from "./type.ts";
import { children, findSlot } from "./slots.ts";
import { type QomObject } from "./object.ts";

/** What a path leads to; `ambiguous` when a partial path fits several objects (rule 7.2). */
export interface Resolution {
  readonly object: QomObject | null;
  readonly ambiguous: boolean;
}

/** The nearest object up the tree that fits; null if there is none, in a tree that was bent into a ring, too. */
export function above(object: QomObject, fits: (up: QomObject) => boolean): QomObject | null {
  // Who follows at half the speed is met again only in a ring, when all of it was seen.
  let slow = object;
  let late = false;
  for (let up = object.parent; up && up !== slow; up = up.parent) {
    if (fits(up)) return up;
    if (late) slow = slow.parent!;
    late = !late;
  }
  return null;
}

/** The top of the tree that the object is in; itself without a parent, null in a tree that was bent into a ring. */
export function topOf(object: QomObject): QomObject | null {
  return object.parent === null ? object : above(object, (up) => up.parent === null);
}

/** Whether the object is in a tree whose top is a root, named `/`; only then it has a canonical path (rule 4.4). */
export function isRooted(object: QomObject): boolean {
  return topOf(object)?.name === "/";
}

/** What `name` leads to from `object`: a child, or the target of a link or of a property that reads as an object (rule 7.1). */
export function step(object: QomObject, name: string): QomObject | null {
  const slot = findSlot(object, name);
  if (slot) return slot.target;
  const value = object.property(name)?.get(object);
  return typeof value === "object" ? value : null;
}

/**
 * Finds an object by path from the root of its tree. An absolute path (`/machine/uart`) is followed; a relative one is
 * searched in the whole tree, and must fit one object only (rule 7.2). With `wanted`, only objects of that type count;
 * the empty path with a type means the only object of that type.
 */
export function resolvePath(root: QomObject, path: string, wanted?: ObjectType | InterfaceType): Resolution {
  const names = path.split("/").filter((name) => name !== "");
  if (path.startsWith("/")) return { object: fitting(follow(root, names), wanted), ambiguous: false };
  const open = [root];
  let found: QomObject | null = null;
  for (let at = open.pop(); at; at = open.pop()) {
    const object = fitting(follow(at, names), wanted);
    if (object && found) return { object: null, ambiguous: true };
    found ??= object;
    open.push(...children(at));
  }
  return { object: found, ambiguous: false };
}

function follow(from: QomObject, names: readonly string[]): QomObject | null {
  let at: QomObject | null = from;
  for (const name of names) {
    if (at === null) return null;
    at = step(at, name);
  }
  return at;
}

function fitting(object: QomObject | null, wanted?: ObjectType | InterfaceType): QomObject | null {
  return object && (!wanted || object.type.isA(wanted)) ? object : null;
}
