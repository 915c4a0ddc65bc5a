/** Bytes per unit of dirty tracking. */
export const dirtyPage = 4096;

/** The bytes behind a ram, rom or rom device region. */
export class RamBlock {
  readonly data: Uint8Array;
  /** The same bytes as little-endian 32-bit words. */
  readonly words: Int32Array;
  /** One flag per page that was written since it was last asked; null while nobody asks. */
  dirty: Uint8Array | null = null;

  /** Throws `RangeError` when the host has no such memory. */
  constructor(bytes: number) {
    const buffer = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
    this.data = new Uint8Array(buffer, 0, bytes);
    this.words = new Int32Array(buffer);
  }

  /** Records that `length` bytes from `offset` were written. */
  mark(offset: number, length: number): void {
    if (this.dirty) this.dirty.fill(1, Math.floor(offset / dirtyPage), Math.ceil((offset + length) / dirtyPage));
  }
}
