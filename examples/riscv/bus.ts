/** What a read returns when nothing accepted it. No read of any width has this value: data is unsigned. */
export const BUS_ERROR = -1;

/**
 * All that the processor sees of the world. Addresses and data are unsigned (`>>> 0`), little-endian, and naturally aligned:
 * the processor raises its misaligned exceptions before it asks.
 *
 * A failing access is a result, not an exception and not a flag that somebody has to clear: a read returns `BUS_ERROR`, a write
 * returns false. The processor turns either into an access fault.
 */
export interface Bus {
  read8(address: number): number;
  read16(address: number): number;
  read32(address: number): number;
  write8(address: number, value: number): boolean;
  write16(address: number, value: number): boolean;
  write32(address: number, value: number): boolean;
}

/**
 * Plain memory that the processor may touch without asking the bus: word i holds the bytes from `base + 4 * i`, the lowest address in the
 * low bits. `base` is a multiple of 4. Writes to a window that is not writable (a ROM) go to the bus, which decides what they mean.
 */
export interface MemoryWindow {
  readonly base: number;
  readonly words: Int32Array;
  readonly writable: boolean;
}

const NOWHERE = new Int32Array(0);

/**
 * The window that was hit last, kept flat so that the test for a hit is one subtraction and one comparison.
 * An address is in it when `(address - base) >>> 0 < bytes`; its word is then `words[offset >>> 2]`.
 */
export class WindowCache {
  base = 0;
  bytes = 0;
  words: Int32Array = NOWHERE;
  private windows: readonly MemoryWindow[] = [];

  /** Takes these windows from now on and forgets the last hit. */
  replace(windows: readonly MemoryWindow[]): void {
    this.windows = windows;
    this.bytes = 0;
    this.words = NOWHERE;
  }

  /** Makes the window that holds `address` the current one; false, and nothing changes, when there is none. */
  select(address: number): boolean {
    for (const window of this.windows) {
      if ((address - window.base) >>> 0 < window.words.byteLength) {
        this.base = window.base | 0;
        this.bytes = window.words.byteLength;
        this.words = window.words;
        return true;
      }
    }
    return false;
  }
}
