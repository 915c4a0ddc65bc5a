import { type QomObject } from "./object.ts";

/** What a slot is: a child, a counted link, a weak link, or a counted handle that outlasts the finalizers. */
export type SlotKind = "child" | "ref" | "link" | "hold";

/** A child or a link of an object: what its finalization lets go, newest first (lifetimes, section 2.3). */
export interface Slot {
  readonly name: string;
  readonly kind: SlotKind;
  /** Null for a link to nothing, and once the slot is taken out. */
  target: QomObject | null;
  older: Slot | null;
  /** For a child: whether its unparent hook is running. */
  leaving?: boolean;
}

/** The slot of that name, or null. */
export function findSlot(object: QomObject, name: string): Slot | null {
  for (let slot = object.slots; slot; slot = slot.older) if (slot.name === name) return slot;
  return null;
}

/** Adds a slot as the newest. */
export function pushSlot(object: QomObject, slot: Slot): void {
  slot.older = object.slots;
  object.slots = slot;
}

/** Takes a slot out, if it is there. */
export function dropSlot(object: QomObject, slot: Slot): void {
  if (object.slots === slot) object.slots = slot.older;
  else for (let at = object.slots; at; at = at.older) if (at.older === slot) at.older = slot.older;
}

/** Gives a child the place of the newest in its parent. */
export function makeNewest({ parent, name }: QomObject): void {
  const slot = parent && findSlot(parent, name);
  if (!slot) return;
  dropSlot(parent, slot);
  pushSlot(parent, slot);
}

/** Children of an object, oldest first. */
export function children(object: QomObject): QomObject[] {
  const found: QomObject[] = [];
  for (let slot = object.slots; slot; slot = slot.older)
    if (slot.kind === "child" && slot.target) found.push(slot.target);
  return found.reverse();
}
