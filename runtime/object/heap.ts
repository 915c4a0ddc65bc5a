import { type Trace } from "./trace.ts";

/** Attribute bits of a heap word; a word with none of them is plain and needs no device code (the guest's fast path). */
export const Attribute = {
  readHook: 1,
  writeHook: 2,
  unassigned: 4,
  unrealized: 8,
  dead: 16,
  size: 32,
  watched: 64,
  traced: 128,
} as const;

/** Where a freed object's state seems to be: no index reaches it, so that every access is out of bounds and thus noticed. */
export const freedBase = -0x4000_0000;

/**
 * The memory of one machine: a growable array of 32-bit words, beside it one attribute byte and one mask of guest-writable
 * bits per word. A storage is an extent of it. Sizes and indices are in words.
 */
export class Heap {
  words = new Int32Array(4096);
  attributes = new Uint8Array(4096).fill(Attribute.dead);
  writable = new Int32Array(4096);
  /** Who listens to the events of this machine's objects; null costs nothing. */
  trace: Trace | null = null;
  #end = 0;
  readonly #free = new Map<number, number[]>();

  /** Reserves an extent of zeroed words and returns its first index. */
  allocate(words: number): number {
    const reused = this.#free.get(words)?.pop();
    const base = reused ?? this.#end;
    if (reused === undefined) {
      this.#end += words;
      if (this.#end > this.words.length) this.#grow(this.#end);
    }
    this.words.fill(0, base, base + words);
    this.attributes.fill(0, base, base + words);
    this.writable.fill(0, base, base + words);
    return base;
  }

  /** Gives an extent back and marks its words dead, so that a guest access that still reaches them is noticed. */
  release(base: number, words: number): void {
    this.attributes.fill(Attribute.dead, base, base + words);
    this.writable.fill(0, base, base + words);
    const list = this.#free.get(words);
    if (list) list.push(base);
    else this.#free.set(words, [base]);
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.words.length * 2);
    const words = new Int32Array(size);
    words.set(this.words);
    const attributes = new Uint8Array(size).fill(Attribute.dead);
    attributes.set(this.attributes);
    const writable = new Int32Array(size);
    writable.set(this.writable);
    this.words = words;
    this.attributes = attributes;
    this.writable = writable;
  }
}
