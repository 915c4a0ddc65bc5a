import { FinalizedError, UnrootedError } from "./errors.ts";
import { isLive, ref, unref } from "./lifetime.ts";
import { type QomObject } from "./object.ts";
import { isRooted } from "./path.ts";
import { pushSlot, findSlot, type Slot } from "./slots.ts";
import { freeName, requireOpen } from "./tree.ts";

/** What a `Hold` reads as: an object that its holder may use even in its finalizer. */
export type Held<T extends QomObject> = T & { readonly held: true };

/**
 * A weak link of `holder`: does not keep its target alive and reads null once the target is unparented, or finalized
 * (lifetimes, section 2.4). What it is made with need not have a place in the tree yet.
 */
export class Link<T extends QomObject> implements Slot {
  readonly kind = "link";
  readonly name: string;
  older: Slot | null = null;
  readonly #holder: QomObject;
  #target: T | null = null;
  /** The slot in which the target stood; it is empty from the target's unparent on. */
  #place: Slot | null = null;

  /** Throws `NameError`, `FinalizedError`, `StorageFreedError`. */
  constructor(holder: QomObject, name: string, target: T | null = null) {
    this.name = enter(holder, name);
    this.#holder = holder;
    this.target = target;
    pushSlot(holder, this);
  }

  get target(): T | null {
    const target = this.#target;
    if (target === null) return null;
    this.#place ??= placeOf(target);
    if (isLive(target) && (this.#place === null || this.#place.target === target)) return target;
    this.target = null;
    return null;
  }

  set target(target: T | null) {
    this.#target = target;
    this.#place = target && placeOf(target);
  }

  /** Links to `target`, or to nothing. Throws `UnrootedError` for a target that has no place in the tree (rule 5.4). */
  set(target: T | null): void {
    requireOpen(this.#holder);
    if (target && !isRooted(target)) throw new UnrootedError(target, this.#holder, this.name);
    this.target = target;
  }
}

/** A counted link of `holder`: keeps its target alive until `holder` is finalized, before its finalizers (lifetimes, section 2.4). */
export class Ref<T extends QomObject> implements Slot {
  readonly kind: "ref" | "hold" = "ref";
  readonly name: string;
  older: Slot | null = null;
  target: T | null = null;
  readonly #holder: QomObject;

  /** Throws `NameError`, `FinalizedError`, `StorageFreedError`, and `ResurrectionError` for a target that is ending. */
  constructor(holder: QomObject, name: string, target: T | null = null) {
    this.name = enter(holder, name);
    this.#holder = holder;
    if (target) this.target = ref(target);
    pushSlot(holder, this);
  }

  /**
   * Links to `target`, or to nothing, then lets the former target go. Throws `UnrootedError` for a target that has no
   * place in the tree (rule 5.4), `ResurrectionError` for one that is ending, and what the former's finalizers throw.
   */
  set(target: T | null): void {
    requireOpen(this.#holder);
    if (target && !isRooted(target)) throw new UnrootedError(target, this.#holder, this.name);
    const former = this.target;
    this.target = target && ref(target);
    if (former) unref(former);
  }
}

/**
 * A counted handle of `holder` that its finalizers may still use; released after them (lifetimes, section 2.3). The
 * target need not have a place in the tree.
 */
export class Hold<T extends QomObject> implements Slot {
  readonly kind = "hold";
  readonly name: string;
  older: Slot | null = null;
  target: Held<T> | null = null;
  readonly #holder: QomObject;

  /** Throws as `Ref` does. */
  constructor(holder: QomObject, name: string, target: T | null = null) {
    this.name = enter(holder, name);
    this.#holder = holder;
    if (target) this.target = ref(target) as Held<T>;
    pushSlot(holder, this);
  }

  /** Holds `target`, or nothing, then lets the former target go. Throws `ResurrectionError`, and what finalizers throw. */
  set(target: T | null): void {
    if (target) requireOpen(this.#holder);
    if (target && !isLive(this.#holder)) throw new FinalizedError(this.#holder);
    const former = this.target;
    this.target = target && (ref(target) as Held<T>);
    if (former) unref(former);
  }
}

function enter(holder: QomObject, name: string): string {
  requireOpen(holder);
  return freeName(holder, name);
}

function placeOf(target: QomObject): Slot | null {
  return target.parent && findSlot(target.parent, target.name);
}
