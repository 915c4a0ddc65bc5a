import { ConsumedError } from "./errors.ts";
import { ref, unref } from "./lifetime.ts";
import { type QomObject } from "./object.ts";
import { attach } from "./tree.ts";

/** A child in a storage of its own, held by its parent. */
export type Child<T extends QomObject> = T & { readonly child: true };

/** One counted reference, in one hand: give it away (`addChild`), copy it (`clone`) or drop it (`using`, dispose). */
export class Owned<T extends QomObject> implements Disposable {
  readonly #object: T;
  #consumed = false;

  constructor(object: T) {
    this.#object = object;
  }

  /** The object. Throws `ConsumedError` once the reference has gone elsewhere. */
  get value(): T {
    if (this.#consumed) throw new ConsumedError(this.#object);
    return this.#object;
  }

  /** A second reference. */
  clone(): Owned<T> {
    return new Owned(ref(this.value));
  }

  /** Hands the reference over to the caller, who must drop it; this handle is spent. */
  consume(): T {
    const object = this.value;
    this.#consumed = true;
    return object;
  }

  [Symbol.dispose](): void {
    if (!this.#consumed) unref(this.consume());
  }
}

/** Adds an owned object to the tree; the parent takes over the reference, the handle is consumed (lifetimes, section 2.1). */
export function addChild<T extends QomObject>(parent: QomObject, name: string, child: Owned<T>): Child<T> {
  attach(parent, name, child.value);
  return child.consume() as Child<T>;
}
