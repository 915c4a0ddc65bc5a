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
import { dropSlot, findSlot, pushSlot } from "./slots.ts";

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
 * an object without a parent (lifetimes, section 2.2). Throws what the hook and finalizers throw, when everything is
 * done, and `DoubleUnparentError` if the hook itself took the object out.
 */
export function unparent(child: QomObject): void {
  const { parent, heap } = child;
  if (!parent) return;
  const slot = findSlot(parent, child.name)!;
  const first = !slot.leaving;
  slot.leaving = true;
  let errors: unknown[] | null = null;
  try {
    if (heap.trace) heap.trace({ event: "unparent", object: child });
    if (first && child.type.unparent) child.type.unparent(child);
    if (slot.target === null) throw new DoubleUnparentError(child);
    if (heap.trace) heap.trace({ event: "unparented", object: child });
  } catch (error) {
    errors = noted(errors, error);
  }
  if (slot.target !== null) {
    detach(child);
    try {
      release(child, parent);
    } catch (error) {
      errors = noted(errors, error);
    }
  }
  if (errors) throwAll(errors, "unparent", child);
}

/**
 * Deletes a child or a link by name: a child is unparented, the reference of a counted link dropped. Throws `NameError` if
 * there is none, and as `requireOpen` and `unparent` do.
 */
export function remove(holder: QomObject, name: string): void {
  requireOpen(holder);
  const slot = findSlot(holder, name);
  if (!slot) throw new NameError(holder, name, "is neither a child nor a link of it");
  const { kind, target } = slot;
  if (kind === "child") {
    unparent(target!);
    return;
  }
  dropSlot(holder, slot);
  slot.target = null;
  if (kind !== "link" && target) unref(target);
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

/** Empties the child's slot in its parent; its last path stays with it, for messages. */
export function detach(child: QomObject): void {
  const parent = child.parent!;
  const slot = findSlot(parent, child.name)!;
  child.name = child.path;
  child.parent = null;
  slot.target = null;
  dropSlot(parent, slot);
}

/** Drops the reference that the parent held. */
function release(child: QomObject, parent: QomObject): void {
  if (child.refs === 1)
    child.ending = ended(child, isLive(parent) ? "finalized when it was unparented" : "finalized with its parent");
  unref(child);
}

function firstFree(parent: QomObject, stem: string): string {
  const taken = new Set<string>();
  for (let slot = parent.slots; slot; slot = slot.older) taken.add(slot.name);
  for (let index = 0; index < mostNumbered; index++) {
    const name = `${stem}${index}]`;
    if (!taken.has(name)) return name;
  }
  throw new NameError(parent, `${stem}*]`, "has no free number");
}
