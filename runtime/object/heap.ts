import { type QomObject } from "./object.ts";
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

/** What rows of register banks say of hooks: constants by themselves, so that a bundler can drop a bank that nobody uses. */
export const readHook = 1;
export const writeHook = 2;
export const bothHooks = 3;

/** Where a freed object's state seems to be: no index reaches it, so that every access is out of bounds and thus noticed. */
export const freedBase = -0x4000_0000;

/** Words that a heap has room for unless it is made with another limit: 1 GiB of state. */
const usualLimit = 2 ** 28;

/** Sizes of extents, in blocks of four words, whose free ones are listed in an array: those below. */
const listedSizes = 256;

/** Attributes of four words that are dead. */
const deadQuad = Attribute.dead * 0x0101_0101;

/** The arrays of a heap, several elements at a time. */
interface Wide {
  readonly pairs: Float64Array;
  readonly quads: Int32Array;
}

/** Who keeps account of single references, when somebody asked for it; see `watchObjects`. */
export interface Tracker {
  /** An object was made, with one reference. */
  born(object: QomObject): void;
  took(object: QomObject): void;
  dropped(object: QomObject): void;
  /** A handle was made for a reference; `handle` is the key under which it is `forgotten` once it is consumed. */
  handed(handle: object, object: QomObject): void;
  forgotten(handle: object): void;
}

/** What of a storage is not as its type says: words behind its object's own, and whether it is never given back. */
export interface Extent {
  readonly words: number;
  readonly fixed: boolean;
}

/**
 * The memory of one machine: a growable array of 32-bit words, beside it one attribute byte and one mask of guest-writable
 * bits per word; a mask says nothing where no register lies. A storage is an extent of it. Sizes and indices are in words. `words`, `attributes` and `writable` are
 * other arrays after growth: who caches one of them compares `generation`, or listens with `onGrowth`.
 */
export class Heap {
  words = new Int32Array(4096);
  attributes = new Uint8Array(4096).fill(Attribute.dead);
  writable = new Int32Array(4096);
  /** Counts how often the arrays were replaced by larger ones. */
  generation = 0;
  /** Most words that it will ever have room for. */
  readonly limit: number;
  /** Who listens to the events of this machine's objects; null costs nothing. Many listen through `subscribe`. */
  trace: Trace | null = null;
  /** Who keeps account of references; null costs nothing. */
  tracker: Tracker | null = null;
  /** Whether the end of every object is recorded with its stack: about 100 times slower, for development. */
  captureStacks = false;
  /** Whether any storage is not just its type's size: a field, because asking a map for its size is a call. */
  hasExtents = false;
  #end = 0;
  #wide = wide(this);
  /** By size in blocks of four words, the newest extent that was given back; its first word says which one was before. */
  readonly #free = new Int32Array(listedSizes).fill(-1);
  /** The same for larger extents, by size in words. */
  readonly #freeLarge = new Map<number, number[]>();
  readonly #extents = new Map<QomObject, Extent>();
  readonly #growth: (() => void)[] = [];

  constructor({ limit = usualLimit }: { readonly limit?: number } = {}) {
    this.limit = limit;
  }

  /** Reserves an extent of zeroed words and returns its first index. Throws `RangeError` beyond the heap's limit. */
  allocate(words: number): number {
    const blocks = (words + 3) >> 2;
    if (blocks >= listedSizes) return this.#allocateLarge(blocks << 2);
    const base = this.#free[blocks]!;
    if (base < 0) return this.#extend(blocks << 2);
    this.#free[blocks] = this.words[base]!;
    // Loops, because `fill` costs more than a small extent does; two words, or four attributes, at a time.
    const { pairs, quads } = this.#wide;
    const end = (base >> 2) + blocks;
    for (let at = base >> 2; at < end; at++) {
      pairs[2 * at] = 0;
      pairs[2 * at + 1] = 0;
      quads[at] = 0;
    }
    return base;
  }

  /** Gives an extent back and marks its words dead, so that a guest access that still reaches them is noticed. */
  release(base: number, words: number): void {
    const blocks = (words + 3) >> 2;
    if (blocks >= listedSizes) {
      this.#releaseLarge(base, blocks << 2);
      return;
    }
    const { quads } = this.#wide;
    const end = (base >> 2) + blocks;
    for (let at = base >> 2; at < end; at++) quads[at] = deadQuad;
    this.words[base] = this.#free[blocks]!;
    this.#free[blocks] = base;
  }

  /** Has `listener` called after each growth, when the arrays are new ones. */
  onGrowth(listener: () => void): void {
    this.#growth.push(listener);
  }

  /** Records that the storage of `root` is not just its type's size. */
  setExtent(root: QomObject, extent: Extent): void {
    this.#extents.set(root, extent);
    this.hasExtents = true;
  }

  /** Size of the storage of `root`, in words. */
  extentOf(root: QomObject): number {
    return this.#extents.get(root)?.words ?? root.type.words;
  }

  /** Whether the storage of `root` is never given back. */
  isFixed(root: QomObject): boolean {
    return this.#extents.get(root)?.fixed ?? false;
  }

  /** Gives the storage of `root` back, which began at `base`. */
  releaseStorage(root: QomObject, base: number): void {
    const words = this.extentOf(root);
    if (words > 0) this.release(base, words);
    this.#extents.delete(root);
    this.hasExtents = this.#extents.size > 0;
  }

  #allocateLarge(words: number): number {
    const base = this.#freeLarge.get(words)?.pop();
    if (base === undefined) return this.#extend(words);
    this.words.fill(0, base, base + words);
    this.attributes.fill(0, base, base + words);
    return base;
  }

  #releaseLarge(base: number, words: number): void {
    this.attributes.fill(Attribute.dead, base, base + words);
    const list = this.#freeLarge.get(words);
    if (list) list.push(base);
    else this.#freeLarge.set(words, [base]);
  }

  /** Takes words that nobody had before: zero, but for their attributes. */
  #extend(words: number): number {
    const base = this.#end;
    if (base + words > this.words.length) this.#grow(base + words);
    this.#end += words;
    this.attributes.fill(0, base, base + words);
    return base;
  }

  #grow(needed: number): void {
    if (needed > this.limit) throw new RangeError(`a heap of ${needed} words is larger than its limit, ${this.limit}`);
    const size = Math.min(Math.max(needed, this.words.length * 2), (this.limit + 3) & ~3);
    const words = new Int32Array(size);
    const attributes = new Uint8Array(size);
    const writable = new Int32Array(size);
    words.set(this.words);
    attributes.set(this.attributes);
    attributes.fill(Attribute.dead, this.attributes.length);
    writable.set(this.writable);
    this.words = words;
    this.attributes = attributes;
    this.writable = writable;
    this.#wide = wide(this);
    this.generation++;
    for (const listener of this.#growth) listener();
  }
}

function wide({ words, attributes }: Heap): Wide {
  return {
    pairs: new Float64Array(words.buffer),
    quads: new Int32Array(attributes.buffer),
  };
}
