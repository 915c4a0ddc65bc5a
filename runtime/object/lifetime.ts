import { ResurrectionError, UnderflowError } from "./errors.ts";
import { freedBase } from "./heap.ts";
import { type QomObject } from "./object.ts";
import { dropSlot } from "./slots.ts";
import { unparent } from "./tree.ts";

/** Count of an object from the start of its finalization: any reference taken now is noticed by the one test there is. */
const ended = -0x4000_0000;

/** Takes a reference. Throws `ResurrectionError` on an object that is finalizing or finalized (lifetimes, section 1.6). */
export function ref<T extends QomObject>(object: T): T {
  if (object.refs <= 0) throw new ResurrectionError(object);
  object.refs++;
  return object;
}

/** Drops a reference; the last one finalizes the object. Throws `UnderflowError` when there is none to drop. */
export function unref(object: QomObject): void {
  if (--object.refs <= 0) lastReferenceGone(object);
}

/** Takes a reference on the storage: it keeps memory, not the object (lifetimes, section 1.3). */
export function storageRef(object: QomObject): void {
  if (object.root.storageRefs <= 0) throw new ResurrectionError(object);
  object.root.storageRefs++;
}

/** Drops a storage reference; the last one frees the storage. */
export function storageUnref(object: QomObject): void {
  const root = object.root;
  if (root.storageRefs <= 0) throw new UnderflowError(object, "storage reference");
  if (--root.storageRefs === 0) freeStorage(root);
}

/** Whether the object is neither finalizing nor finalized. */
export function isLive(object: QomObject): boolean {
  return object.refs > 0;
}

function lastReferenceGone(object: QomObject): void {
  if (object.refs < 0) {
    object.refs = Math.max(object.refs, ended);
    throw new UnderflowError(object, "reference");
  }
  if (object.parent) {
    object.refs = 1;
    throw new UnderflowError(object, "reference");
  }
  finalize(object);
}

function finalize(object: QomObject): void {
  object.ending = `finalized as ${object.path}`;
  object.refs = ended;
  const errors: unknown[] = [];
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  };
  attempt(() => releaseSlots(object, attempt));
  for (let level = object.type.chain.length - 1; level >= 0; level--) {
    const type = object.type.chain[level]!;
    object.heap.trace?.({ event: "finalize", object, type });
    if (type.finalize) attempt(() => type.finalize!(object));
  }
  attempt(() => storageUnref(object));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `finalization of ${object.path} failed in several places`);
}

function releaseSlots(object: QomObject, attempt: (step: () => void) => void): void {
  while (object.slots) {
    const slot = object.slots;
    const target = slot.target;
    if (slot.kind === "child" && target) attempt(() => unparent(target));
    else if (target) attempt(() => unref(target));
    dropSlot(object, slot);
  }
}

function freeStorage(root: QomObject): void {
  const heap = root.heap;
  const base = root.base;
  heap.trace?.({ event: "free", object: root });
  for (const object of root.embedded ?? []) object.base = freedBase;
  root.base = freedBase;
  if (root.type.words > 0) heap.release(base, root.type.words);
}
