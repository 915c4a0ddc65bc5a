import { DoubleParentError, NameError, ResurrectionError } from "./errors.ts";
import { isLive, unref } from "./lifetime.ts";
import { type QomObject } from "./object.ts";
import { dropSlot, findSlot, pushSlot } from "./slots.ts";

const longestName = 255;

/**
 * Makes `child` a child of `parent`, which takes over the caller's reference (lifetimes, section 2.1).
 * Throws `DoubleParentError`, `NameError`, and `ResurrectionError` for a parent that is ending.
 */
export function attach(parent: QomObject, name: string, child: QomObject): void {
  if (!isLive(parent)) throw new ResurrectionError(parent);
  if (child.parent) throw new DoubleParentError(child);
  if (name === "" || name.includes("/")) throw new NameError(parent, name, "is not a name");
  if (name.length > longestName) throw new NameError(parent, name, `is longer than ${longestName} characters`);
  const free = name.endsWith("[*]") ? firstFree(parent, name.slice(0, -3)) : name;
  if (findSlot(parent, free) || parent.property(free)) throw new NameError(parent, free, "is taken");
  child.parent = parent;
  child.name = free;
  pushSlot(parent, { name: free, kind: "child", target: child, older: null });
}

/**
 * Takes an object out of the tree: its unparent hook, its name, its parent's reference, in this order.
 * Does nothing to an object without a parent (lifetimes, section 2.2).
 */
export function unparent(child: QomObject): void {
  const parent = child.parent;
  if (!parent) return;
  const slot = findSlot(parent, child.name)!;
  try {
    child.type.unparent?.(child);
  } finally {
    child.heap.trace?.({ event: "unparent", object: child });
    child.name = child.path;
    child.parent = null;
    dropSlot(parent, slot);
    unref(child);
  }
}

function firstFree(parent: QomObject, stem: string): string {
  for (let index = 0; ; index++) if (!findSlot(parent, `${stem}[${index}]`)) return `${stem}[${index}]`;
}
