import {
  noted,
  OverflowError,
  ParentReferenceError,
  ResurrectionError,
  StorageFreedError,
  StorageInUseError,
  throwAll,
  UnderflowError,
} from "./errors.ts";
import { freedBase } from "./heap.ts";
import { type QomObject } from "./object.ts";
import { Count } from "./phase.ts";
import { dropSlot, findSlot, type Slot } from "./slots.ts";
import { here } from "./stack.ts";
import { detach, unparent } from "./tree.ts";

/**
 * Takes a reference. Throws `ResurrectionError` on an object that is finalizing or finalized (lifetimes, section 1.6),
 * `OverflowError` beyond 2^31 - 1 references (rule 8.1).
 */
export function ref<T extends QomObject>(object: T): T {
  const count = (object.count + 1) | 0;
  if (count <= 1) return refSlowly(object);
  object.count = count;
  return object;
}

/**
 * Drops a reference; the last one finalizes the object. Throws `UnderflowError` when there is none to drop, and what
 * finalizers throw; `ParentReferenceError` when it was the parent's, which has lost the child then (rule 8.3e).
 */
export function unref(object: QomObject): void {
  if (--object.count <= 0) unrefSlowly(object);
}

/** Takes a reference on the storage: it keeps memory, not the object (lifetimes, section 1.3). Throws `StorageFreedError`. */
export function storageRef(object: QomObject): void {
  if (object.base <= freedBase) throw new StorageFreedError(object);
  object.root.storageRefs++;
}

/**
 * Drops a storage reference; the last one frees the storage. Throws `StorageFreedError`, `UnderflowError` when there is
 * none to drop, and `StorageInUseError` when it is that of an object which lives there.
 */
export function storageUnref(object: QomObject): void {
  const { root } = object;
  if (object.base <= freedBase) throw new StorageFreedError(object);
  if (root.storageRefs <= 0) throw new UnderflowError(object, "storage reference");
  if (root.storageRefs > 1) root.storageRefs--;
  else {
    const resident = root.heap.isFixed(root) ? null : unfinished(root);
    if (resident) throw new StorageInUseError(root, resident);
    root.storageRefs = 0;
    freeStorage(root, `freed when a storage reference was dropped through ${object.path}`);
  }
}

/** Whether the object is neither finalizing nor finalized. */
export function isLive(object: QomObject): boolean {
  return object.count > Count.finalized;
}

/**
 * Undoes a construction that failed: out of the tree, finalizers of the `levels` of its chain that were initialized,
 * storage given back (lifetimes, section 1.7). Returns what went wrong on the way with `cause` before it.
 */
export function abandon(object: QomObject, cause: unknown, levels: number): unknown[] {
  const errors = noted(null, cause);
  try {
    unparent(object);
  } catch (error) {
    noted(errors, error);
  }
  try {
    if (object.refs === 1) {
      object.heap.tracker?.dropped(object);
      object.ending = ended(object, "finalized because its construction failed");
      finalize(object, levels);
    } else unref(object);
  } catch (error) {
    noted(errors, error);
  }
  return errors;
}

function refSlowly<T extends QomObject>(object: T): T {
  if (object.count > 0) throw new OverflowError(object);
  if (object.count <= Count.finalized) throw new ResurrectionError(object);
  object.count++;
  object.heap.tracker?.took(object);
  return object;
}

/** Ends an object at once if it has no children and links and nobody listens; else does all that an unref may mean. */
function unrefSlowly(object: QomObject): void {
  const { heap, type } = object;
  if (object.count !== 0 || object.slots || object.parent || heap.trace || heap.captureStacks) {
    unrefInFull(object);
    return;
  }
  const { finalizers } = type;
  let errors: unknown[] | null = null;
  object.ending ??= "finalized when its last reference was dropped";
  object.count = Count.finalizing;
  for (let at = 0; at < finalizers.length; at++)
    try {
      finalizers[at]!(object);
    } catch (error) {
      errors = noted(errors, error);
    }
  object.count = Count.finalized;
  // Only roots have storage references.
  if (object.storageRefs === 1 && object.resident === null && !heap.hasExtents) {
    object.storageRefs = 0;
    const { base } = object;
    object.base = freedBase;
    if (type.words > 0) heap.release(base, type.words);
  } else errors = leave(object, errors);
  if (errors) throwAll(errors, "finalization", object);
}

function unrefInFull(object: QomObject): void {
  object.count++;
  if (!isLive(object)) throw new UnderflowError(object, "reference");
  object.heap.tracker?.dropped(object);
  if (object.refs > 1) object.count--;
  else {
    object.ending ??= ended(object, "finalized when its last reference was dropped");
    finalize(object, object.type.chain.length);
  }
}

/** What to record about an end: the operation, with its stack when the heap captures stacks. */
export function ended(object: QomObject, how: string): string {
  return object.heap.captureStacks ? `${how}, ${here()}` : how;
}

/** Slots, then finalizers from the derived type to the base, then the storage reference (lifetimes, section 2.3). */
function finalize(object: QomObject, levels: number): void {
  object.count = Count.releasing;
  let errors = releaseSlots(object);
  object.count = Count.finalizing;
  const { chain } = object.type;
  const { heap } = object;
  for (let level = levels - 1; level >= 0; level--) {
    const type = chain[level]!;
    try {
      if (heap.trace) heap.trace({ event: "finalize", object, type });
      if (type.finalize) type.finalize(object);
    } catch (error) {
      errors = noted(errors, error);
    }
  }
  errors = releaseHolds(object, errors);
  if (object.parent) {
    errors = noted(errors, new ParentReferenceError(object));
    detach(object);
  }
  object.count = Count.finalized;
  errors = leave(object, errors);
  if (errors) throwAll(errors, "finalization", object);
}

function releaseSlots(object: QomObject): unknown[] | null {
  let errors: unknown[] | null = null;
  for (let slot = nextSlot(object); slot; slot = nextSlot(object)) {
    try {
      releaseSlot(object, slot);
    } catch (error) {
      errors = noted(errors, error);
      dropSlot(object, slot);
    }
  }
  return errors;
}

function releaseSlot(object: QomObject, slot: Slot): void {
  const { target } = slot;
  if (slot.kind === "child" && target) {
    unparent(target);
    return;
  }
  dropSlot(object, slot);
  slot.target = null;
  if (slot.kind === "ref" && target) unref(target);
}

/** What is let go next: as the type orders it, otherwise the newest; holds stay. */
function nextSlot(object: QomObject): Slot | null {
  for (const name of object.type.unparentOrder) {
    const slot = name.endsWith("[*]") ? newestOf(object, name.slice(0, -2)) : findSlot(object, name);
    if (slot && slot.kind !== "hold") return slot;
  }
  let slot = object.slots;
  while (slot && slot.kind === "hold") slot = slot.older;
  return slot;
}

function newestOf(object: QomObject, stem: string): Slot | null {
  for (let slot = object.slots; slot; slot = slot.older)
    if (slot.kind !== "hold" && slot.name.startsWith(stem) && slot.name.endsWith("]")) return slot;
  return null;
}

function releaseHolds(object: QomObject, before: unknown[] | null): unknown[] | null {
  let errors = before;
  for (let slot = object.slots; slot; slot = object.slots) {
    const { target } = slot;
    dropSlot(object, slot);
    slot.target = null;
    try {
      if (target) unref(target);
    } catch (error) {
      errors = noted(errors, error);
    }
  }
  return errors;
}

function leave(object: QomObject, before: unknown[] | null): unknown[] | null {
  try {
    leaveStorage(object);
  } catch (error) {
    return noted(before, error);
  }
  return before;
}

/** Gives back the storage reference that a finalized object held (lifetimes, section 2.3c). */
function leaveStorage(object: QomObject): void {
  const { root } = object;
  if (--root.storageRefs > 0) return;
  if (root.storageRefs < 0) {
    root.storageRefs = 0;
    throw new UnderflowError(object, "storage reference");
  }
  const resident = unfinished(root);
  if (!resident) {
    freeStorage(root, root === object ? null : `freed with the finalization of ${object.path}`);
    return;
  }
  root.storageRefs = unfinishedCount(root);
  throw new StorageInUseError(root, resident);
}

/** An object of the storage that is not finalized, the root first; null if there is none. */
function unfinished(root: QomObject): QomObject | null {
  if (root.count !== Count.finalized) return root;
  for (let at = root.resident; at; at = at.resident) if (at.count !== Count.finalized) return at;
  return null;
}

function unfinishedCount(root: QomObject): number {
  let found = root.count === Count.finalized ? 0 : 1;
  for (let at = root.resident; at; at = at.resident) if (at.count !== Count.finalized) found++;
  return found;
}

/** Frees the storage of a root unless it is fixed; `how` is recorded where it did not go with the root itself. */
function freeStorage(root: QomObject, how: string | null): void {
  const { heap, base } = root;
  if (heap.isFixed(root)) return;
  if (how) root.ending = ended(root, `${root.ending}; ${how}`);
  for (let at = root.resident; at; at = at.resident) at.base = freedBase;
  root.base = freedBase;
  heap.releaseStorage(root, base);
  heap.trace?.({ event: "free", object: root });
}
