import { type FlatView } from "./view.ts";

/** Memory that a processor may touch without asking the address space, as long as `generation` is the space's. */
export interface RamWindow {
  /** Address of its first byte, a multiple of 4. */
  readonly base: number;
  /** Its length, a multiple of 4. */
  readonly bytes: number;
  /** Word i holds the bytes from `base + 4 * i`, the lowest address in the low bits. */
  readonly words: Int32Array;
  /** Byte i has address `base + i`. */
  readonly data: Uint8Array;
  /** False for ROM, and for memory whose written pages are tracked: writes must go to the address space. */
  readonly writable: boolean;
  readonly generation: number;
}

/** The RAM or ROM of a view around `address`, or null if there is none that a processor may touch directly. */
export function windowAt(view: FlatView, address: number, generation: number): RamWindow | null {
  const range = view.find(address);
  const block = range?.region.ram;
  if (!range || !block || (range.region.kind === "romd" && !range.romd)) return null;
  const skip = (4 - (range.first % 4)) % 4;
  const from = range.first + range.shift + skip;
  const bytes = Math.min(range.limit - range.first - skip, block.data.length - from) & ~3;
  if (from % 4 !== 0 || bytes <= 0 || address < range.first + skip) return null;
  if (address >= range.first + skip + bytes || range.limit > Number.MAX_SAFE_INTEGER) return null;
  return {
    base: range.first + skip,
    bytes,
    words: block.words.subarray(from / 4, (from + bytes) / 4),
    data: block.data.subarray(from, from + bytes),
    writable: !range.readonly && !range.dirty && range.region.kind === "ram",
    generation,
  };
}
