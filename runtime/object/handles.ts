import { ConsumedError } from "./errors.ts";
import { ref, storageRef, storageUnref, unref } from "./lifetime.ts";
import { type QomObject } from "./object.ts";
import { attach } from "./tree.ts";

/** A child in a storage of its own, held by its parent. */
export type Child<T extends QomObject> = T & { readonly child: true };

/** One counted reference, in one hand: give it away (`addChild`), copy it (`clone`) or drop it (`using`, dispose). */
export class Owned<T extends QomObject> implements Disposable {
  declare private readonly object: T;
  declare private consumed: boolean;

  /** Takes over a reference that the caller holds. */
  constructor(object: T) {
    (this as unknown as { object: T }).object = object;
    this.consumed = false;
    object.heap.tracker?.handed(this, object);
  }

  /** A handle for a further reference on an object. Throws `ResurrectionError`. */
  static of<T extends QomObject>(object: T): Owned<T> {
    return new Owned(ref(object));
  }

  /** The object. Throws `ConsumedError` once the reference has gone elsewhere. */
  get value(): T {
    if (this.consumed) throw new ConsumedError(this.object);
    return this.object;
  }

  /** A second reference. Throws `ConsumedError`. */
  clone(): Owned<T> {
    return new Owned(ref(this.value));
  }

  /** Hands the reference over to the caller, who must drop it; this handle is spent. Throws `ConsumedError`. */
  consume(): T {
    const object = this.value;
    this.consumed = true;
    object.heap.tracker?.forgotten(this);
    return object;
  }

  /** Drops the reference unless it has gone elsewhere; throws what finalizers throw. */
  [Symbol.dispose](): void {
    if (!this.consumed) unref(this.consume());
  }
}

/** One storage reference, in one hand: keeps an object's memory, not the object (lifetimes, section 1.3). */
export class StorageRef<T extends QomObject> implements Disposable {
  readonly #object: T;
  #consumed = false;

  /** Takes a reference on the storage that the object lies in. Throws `StorageFreedError`. */
  constructor(object: T) {
    storageRef(object);
    this.#object = object;
    object.heap.tracker?.handed(this, object);
  }

  /** The object, which may be finalized. Throws `ConsumedError` once the reference is dropped. */
  get value(): T {
    if (this.#consumed) throw new ConsumedError(this.#object);
    return this.#object;
  }

  /** Drops the reference, once. */
  [Symbol.dispose](): void {
    if (this.#consumed) return;
    this.#consumed = true;
    this.#object.heap.tracker?.forgotten(this);
    storageUnref(this.#object);
  }
}

/**
 * Adds an owned object to the tree; the parent takes over the reference, the handle is consumed (lifetimes, section 2.1).
 * When it throws, the handle is as before. Throws `ConsumedError`, `DoubleParentError`, `NameError`, `ResurrectionError`,
 * `FinalizedError`, `StorageFreedError`.
 */
export function addChild<T extends QomObject>(parent: QomObject, name: string, child: Owned<T>): Child<T> {
  attach(parent, name, child.value);
  return child.consume() as Child<T>;
}

/** As `addChild`, and any later use of `child` does not compile. */
export function giveChild<T extends QomObject>(
  parent: QomObject,
  name: string,
  child: Owned<T>,
): asserts child is never {
  addChild(parent, name, child);
}

/** Drops what a handle holds; any later use of `handle` does not compile. Throws what finalizers throw. */
export function drop(handle: Owned<QomObject> | StorageRef<QomObject>): asserts handle is never {
  handle[Symbol.dispose]();
}
