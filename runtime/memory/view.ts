import { holdRegion, letRegionGo } from "./hold.ts";
import { type MemoryRegion } from "./region.ts";

/** Addresses [start, end) that one region answers, beginning at `offset` of it. Immutable. */
export class FlatRange {
  readonly start: bigint;
  /** First address behind it. */
  readonly end: bigint;
  readonly region: MemoryRegion;
  readonly offset: bigint;
  readonly readonly: boolean;
  readonly nonvolatile: boolean;
  readonly unmergeable: boolean;
  readonly romd: boolean;
  readonly dirty: boolean;
  /** The same as numbers: exact for everything below 2^53. */
  readonly first: number;
  readonly limit: number;
  /** Offset in the region minus address. */
  readonly shift: number;

  constructor(start: bigint, end: bigint, offset: bigint, of: RangeState) {
    this.start = start;
    this.end = end;
    this.region = of.region;
    this.offset = offset;
    this.readonly = of.readonly;
    this.nonvolatile = of.nonvolatile;
    this.unmergeable = of.unmergeable;
    this.romd = of.romd;
    this.dirty = of.dirty;
    this.first = Number(start);
    this.limit = Number(end);
    this.shift = Number(offset - start);
  }

  /** Whether it shows the same in the same way, dirty tracking aside. */
  sameAs(other: FlatRange): boolean {
    return (
      this.start === other.start && this.end === other.end && this.offset === other.offset && this.sameState(other)
    );
  }

  /** Whether region and flags are the same. */
  sameState(other: FlatRange): boolean {
    return (
      this.region === other.region &&
      this.readonly === other.readonly &&
      this.nonvolatile === other.nonvolatile &&
      this.unmergeable === other.unmergeable &&
      this.romd === other.romd
    );
  }
}

/** What a range is made from: the region and the flags that it has there. */
export interface RangeState {
  readonly region: MemoryRegion;
  readonly readonly: boolean;
  readonly nonvolatile: boolean;
  readonly unmergeable: boolean;
  readonly romd: boolean;
  readonly dirty: boolean;
}

/**
 * An address space as a list of ranges in address order, none overlapping. Immutable and counted: address spaces with the
 * same root share one; it holds its regions until it is reclaimed at a quiescent point (lifetimes, section 4.6).
 */
export class FlatView {
  /** Region at which rendering began; null for a view of nothing. */
  readonly root: MemoryRegion | null;
  readonly ranges: readonly FlatRange[];
  #users = 0;

  constructor(root: MemoryRegion | null, ranges: readonly FlatRange[]) {
    this.root = root;
    this.ranges = ranges;
    if (root) holdRegion(root);
    for (const range of ranges) holdRegion(range.region);
  }

  /** Address spaces and readers that use it. */
  get users(): number {
    return this.#users;
  }

  hold(): void {
    this.#users++;
  }

  /** Drops one use; the last one gives the regions back, which may finalize them. */
  letGo(): void {
    if (--this.#users > 0) return;
    for (const range of this.ranges) letRegionGo(range.region);
    if (this.root) letRegionGo(this.root);
  }

  /** The range that has `address`, or null. */
  find(address: number): FlatRange | null {
    const { ranges } = this;
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ranges[middle]!.limit <= address) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low];
    return range && range.first <= address ? range : null;
  }

  /** An address in the largest piece of memory below 2^32; -1 if there is none. */
  largestRam(): number {
    let largest: FlatRange | null = null;
    for (const range of this.ranges) {
      if (!range.region.ram || range.limit > 2 ** 32) continue;
      if (!largest || range.limit - range.first > largest.limit - largest.first) largest = range;
    }
    return largest ? Math.min(largest.first + 4, largest.limit - 1) : -1;
  }

  /** Index of the first range that ends behind `address`. */
  indexFrom(address: bigint): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ranges[middle]!.end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
