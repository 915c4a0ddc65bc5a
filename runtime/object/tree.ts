import {
  DoubleParentError,
  DoubleUnparentError,
  FinalizedError,
  NameError,
  noted,
  ResurrectionError,
  StorageFreedError,
  throwAll,
} from "./errors.ts";
import { ended, isLive, unref } from "./lifetime.ts";
import { type QomObject } from "./object.ts";
import { Count } from "./phase.ts";
import { dropSlot, findSlot, pushSlot, type Slot } from "./slots.ts";

const longestName = 255;

/** Most children of one name pattern `name[*]` (rule 3.2). */
const mostNumbered = 32_767;

/**
 * Makes `child` a child of `parent`, which takes over the caller's reference (lifetimes, section 2.1). A name that ends
 * in `[*]` gets the first free number. Throws `DoubleParentError`, `NameError`, `ResurrectionError` for a child that is
 * ending, and `FinalizedError` or `StorageFreedError` for a parent whose finalizers run or have run.
 */
export function attach(parent: QomObject, name: string, child: QomObject): void {
  requireOpen(parent);
  if (child.parent) throw new DoubleParentError(child);
  if (!isLive(child)) throw new ResurrectionError(child);
  const free = freeName(parent, name);
  if (parent.property(free)) throw new NameError(parent, free, "is taken by a property of its type");
  child.parent = parent;
  child.name = free;
  pushSlot(parent, { name: free, kind: "child", target: child, older: null, leaving: false });
}

/**
 * Takes an object out of the tree: its unparent hook, its name, its parent's reference, in this order. Does nothing to
 * an object without a parent (lifetimes, section 2.2). Throws `DoubleUnparentError` from inside its unparent hook, and
 * what the hook and finalizers throw, when everything is done.
 */
export function unparent(child: QomObject): void {
  const { parent } = child;
  if (!parent) return;
  const slot = findSlot(parent, child.name)!;
  if (slot.leaving) {
    detach(child, parent, slot);
    throw new DoubleUnparentError(child);
  }
  slot.leaving = true;
  let errors: unknown[] | null = null;
  try {
    child.heap.trace?.({ event: "unparent", object: child });
    child.type.unparent?.(child);
  } catch (error) {
    errors = noted(errors, error);
  }
  child.heap.trace?.({ event: "unparented", object: child });
  detach(child, parent, slot);
  if (child.refs === 1)
    child.ending = ended(child, isLive(parent) ? "finalized when it was unparented" : "finalized with its parent");
  try {
    unref(child);
  } catch (error) {
    errors = noted(errors, error);
  }
  if (errors) throwAll(errors, "unparent", child);
}

/** Throws unless children and links may be added to the object: `FinalizedError`, `StorageFreedError` (rule 8.7). */
export function requireOpen(parent: QomObject): void {
  if (isLive(parent) || parent.count === Count.releasing) return;
  throw parent.phase === "freed" ? new StorageFreedError(parent) : new FinalizedError(parent);
}

/** The name to use for `name` in `parent`, numbered if it ends in `[*]`. Throws `NameError` if there is none. */
export function freeName(parent: QomObject, name: string): string {
  if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0"))
    throw new NameError(parent, name, "is not a name");
  if (name.length > longestName) throw new NameError(parent, name, `is longer than ${longestName} characters`);
  if (name.endsWith("[*]")) return firstFree(parent, name.slice(0, -2));
  if (findSlot(parent, name)) throw new NameError(parent, name, "is taken");
  return name;
}

function detach(child: QomObject, parent: QomObject, slot: Slot): void {
  if (slot.target === null) return;
  child.name = child.path;
  child.parent = null;
  slot.target = null;
  dropSlot(parent, slot);
}

function firstFree(parent: QomObject, stem: string): string {
  const taken = new Set<string>();
  for (let slot = parent.slots; slot; slot = slot.older) if (slot.name.startsWith(stem)) taken.add(slot.name);
  for (let index = 0; index < mostNumbered; index++) {
    const name = `${stem}${index}]`;
    if (!taken.has(name)) return name;
  }
  throw new NameError(parent, `${stem}*]`, "has no free number");
}
