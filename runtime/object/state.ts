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

/** 64 bits of state whose low word is word `low` of the owner's, the high one word `high`. Throws `StorageFreedError`. */
export function wideWord(owner: QomObject, low: number, high: number = low + 1): bigint {
  const { words } = owner.heap;
  const lower = words[owner.base + low] ?? freed(owner);
  return (BigInt((words[owner.base + high] ?? freed(owner)) >>> 0) << 32n) | BigInt(lower >>> 0);
}

/** Sets 64 bits of state to the low bits of `value`. Throws `StorageFreedError`. */
export function setWideWord(owner: QomObject, value: bigint, low: number, high: number = low + 1): void {
  if (owner.base < 0) freed(owner);
  const { words } = owner.heap;
  words[owner.base + low] = Number(BigInt.asIntN(32, value));
  words[owner.base + high] = Number(BigInt.asIntN(32, value >> 32n));
}

/** An array of state of 64-bit elements, two words each, low word first; errors as of `StateArray`. */
export class WideStateArray {
  readonly length: number;
  readonly #owner: QomObject;
  readonly #word: number;
  readonly #signed: boolean;

  /** `word` counts from the first word of the owner's state. */
  constructor(owner: QomObject, place: { readonly word: number; readonly length: number; readonly signed?: boolean }) {
    this.#owner = owner;
    this.#word = place.word;
    this.length = place.length;
    this.#signed = place.signed ?? false;
  }

  /** Element `index`. */
  get(index: number): bigint {
    const value = wideWord(this.#owner, this.#at(index));
    return this.#signed ? BigInt.asIntN(64, value) : value;
  }

  /** Sets element `index` to the low bits of `value`. */
  set(index: number, value: bigint): void {
    setWideWord(this.#owner, value, this.#at(index));
  }

  /** Sets every element. */
  fill(value: bigint): void {
    for (let index = 0; index < this.length; index++) this.set(index, value);
  }

  *[Symbol.iterator](): Generator<bigint> {
    for (let index = 0; index < this.length; index++) yield this.get(index);
  }

  #at(index: number): number {
    if (index >>> 0 >= this.length) throw new RangeError(`element ${index} of ${this.length}`);
    return this.#word + 2 * index;
  }
}
