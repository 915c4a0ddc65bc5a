import { freed, type QomObject } from "./object.ts";

/**
 * An array of state at a fixed place of its owner's storage: elements of 8, 16 or 32 bits, packed into words from the low
 * end. Elements out of range throw `RangeError`, a freed storage `StorageFreedError`.
 */
export class StateArray {
  readonly length: number;
  readonly #owner: QomObject;
  readonly #word: number;
  readonly #bits: number;
  readonly #signed: boolean;

  /** `word` counts from the first word of the owner's state; `bits` is 8, 16 or 32. */
  constructor(
    owner: QomObject,
    place: { readonly word: number; readonly length: number; readonly bits: number; readonly signed?: boolean },
  ) {
    this.#owner = owner;
    this.#word = place.word;
    this.length = place.length;
    this.#bits = place.bits;
    this.#signed = place.signed ?? false;
  }

  /** Element `index`. */
  get(index: number): number {
    const bits = this.#bits;
    const bit = this.#bitOf(index);
    const word = this.#owner.heap.words[this.#owner.base + this.#word + (bit >>> 5)] ?? freed(this.#owner);
    if (bits === 32) return this.#signed ? word : word >>> 0;
    const high = word << (32 - bits - (bit & 31));
    return this.#signed ? high >> (32 - bits) : high >>> (32 - bits);
  }

  /** Sets element `index` to the low bits of `value`. */
  set(index: number, value: number): void {
    const bit = this.#bitOf(index);
    const { heap, base } = this.#owner;
    if (base < 0) freed(this.#owner);
    const at = base + this.#word + (bit >>> 5);
    const mask = this.#bits === 32 ? -1 : ((1 << this.#bits) - 1) << (bit & 31);
    heap.words[at] = (heap.words[at]! & ~mask) | ((value << (bit & 31)) & mask);
  }

  /** Sets every element. */
  fill(value: number): void {
    for (let index = 0; index < this.length; index++) this.set(index, value);
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.get(index);
  }

  #bitOf(index: number): number {
    if (index >>> 0 >= this.length) throw new RangeError(`element ${index} of ${this.length}`);
    return index * this.#bits;
  }
}
