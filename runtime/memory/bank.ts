import { Attribute, type QomObject } from "../object/index.ts";
import { type AccessSizes, ResolvedOps } from "./access.ts";

/**
 * One register, or one array of them, each `[offset, attributes, writable, reset]`:
 * - `offset`: bytes from the start of the bank, a multiple of the register's width;
 * - `attributes`: bits of `Attribute`; 0 is a plain register that needs no device code. `readHook` and `writeHook` call the
 *   bank's functions;
 * - `writable`: the bits that a guest's write to a plain register changes; 0 for read-only and constant ones;
 * - `reset`: the value after reset.
 * An array of registers adds `count` and `stride` (bytes); a list of resets gives each element its own. Further, `bytes` of a
 * register that is not as wide as the bank says, and `resetMask`: the bits that a reset changes, if not all.
 */
export type RegisterRow = readonly [
  offset: number,
  attributes: number,
  writable: number,
  reset: number | readonly number[],
  count?: number,
  stride?: number,
  bytes?: 1 | 2 | 4,
  resetMask?: number,
];

/**
 * What the compiler emits, once per bank of a type, as static data. Registers are words of the heap inside the device's
 * storage: the first row has word `device.base + first`, each row the next one, an array as many as it has elements. Nothing
 * lies at offsets that no row names. Rows never share an offset: where one offset is split by direction, the row is the
 * readable register, with `writeHook` for the other.
 * A register of 64 bits is two rows, low word first; hooks see its halves.
 */
export interface RegisterBankInfo<T extends QomObject = QomObject> {
  readonly name: string;
  /** Bytes of the region that shows the bank. */
  readonly size: number;
  /** First word of the registers inside the device's storage. */
  readonly first: number;
  /** Bits of one register: 8, 16 or 32 (the default). */
  readonly width?: 8 | 16 | 32;
  readonly endianness?: "little" | "big";
  /** What the guest may use, in bytes; 1 to 4 unless it says so. Accesses of other sizes are decode errors. */
  readonly access?: AccessSizes;
  /** What an access gets where no register is. `log` reports it as a guest error; `fail` makes it a decode error. */
  readonly unmapped?: { readonly read?: number; readonly log?: boolean; readonly fail?: boolean };
  readonly registers: readonly RegisterRow[];
  /** Value of a `readHook` register: one dense `switch` on `offset` in the generated class, called through this. */
  read?(device: T, offset: number): number;
  /**
   * The guest writes a `writeHook` register: `value` is 0 outside `mask`, which has the bits of the bytes that are written
   * (-1 for a whole word). The runtime stores nothing: the hook does, for example `words[w] = (words[w] & ~(W & mask)) | (value & W)`.
   */
  write?(device: T, offset: number, value: number, mask: number): void;
}

const none = -1;
/** Bytes of a bank that are indexed together: most pages of a large bank have no register, and no index. */
const pageBytes = 4096;

/** A bank as the runtime uses it: static, shared by all devices of the type. */
export class RegisterBank<T extends QomObject = QomObject> {
  readonly name: string;
  readonly size: number;
  readonly first: number;
  /** Words that the registers take. */
  readonly words: number;
  /** Bytes of the narrowest register: the grain in which offsets are looked up. */
  readonly unit: number;
  /** Bytes of a register that does not say its width. */
  readonly usual: number;
  readonly ops: ResolvedOps;
  readonly big: boolean;
  readonly unmappedRead: number;
  readonly unmappedLog: boolean;
  readonly unmappedFail: boolean;
  readonly read: (device: QomObject, offset: number) => number;
  readonly write: (device: QomObject, offset: number, value: number, mask: number) => void;
  readonly #pages: (Int32Array | undefined)[] = [];
  readonly #attributes: Uint8Array;
  readonly #writable: Int32Array;
  readonly #reset: Int32Array;
  /** Bits that a reset changes; null if all of every register. */
  readonly #resetMask: Int32Array | null;
  readonly #offsets: Int32Array;
  readonly #bytes: Uint8Array;

  /** Throws `RangeError` for rows that overlap, lie outside the bank, or are misaligned, and for hooks that are missing. */
  constructor(info: RegisterBankInfo<T>) {
    this.name = info.name;
    this.size = info.size;
    this.first = info.first;
    const usual = (info.width ?? 32) / 8;
    this.usual = usual;
    this.unit = info.registers.reduce((least, [, , , , , , bytes = usual]) => Math.min(least, bytes), usual);
    this.big = info.endianness === "big";
    const access = info.access ?? { min: 1, max: 4 };
    this.ops = new ResolvedOps({
      endianness: info.endianness ?? "little",
      valid: { min: 1, max: 4, ...access },
      impl: { min: 1, max: access.max ?? 4, unaligned: access.unaligned ?? false },
    });
    this.unmappedRead = info.unmapped?.read ?? 0;
    this.unmappedLog = info.unmapped?.log ?? false;
    this.unmappedFail = info.unmapped?.fail ?? false;
    this.read = (info.read ?? missingHook(info.name, "read")) as (device: QomObject, offset: number) => number;
    this.write = (info.write ?? missingHook(info.name, "write")) as typeof this.write;
    const elements = info.registers.flatMap((row) => expand(row, usual));
    this.words = elements.length;
    this.#attributes = Uint8Array.from(elements, ([, attributes]) => attributes);
    this.#writable = Int32Array.from(elements, ([, , writable]) => writable);
    this.#reset = Int32Array.from(elements, ([, , , reset]) => reset);
    this.#resetMask = info.registers.some(([, , , , , , , resetMask]) => resetMask !== undefined)
      ? Int32Array.from(elements, ([, , , , , resetMask]) => resetMask)
      : null;
    this.#offsets = Int32Array.from(elements, ([offset]) => offset);
    this.#bytes = Uint8Array.from(elements, ([, , , , bytes]) => bytes);
    elements.forEach((element, word) => this.#place(element, word, info));
  }

  /** Word of the register that has the byte at `offset`, counted from the first; -1 where none is. */
  wordAt(offset: number): number {
    const page = this.#pages[Math.floor(offset / pageBytes)];
    return page ? page[Math.floor((offset % pageBytes) / this.unit)]! : none;
  }

  /** First byte of the register at a word. */
  offsetOf(word: number): number {
    return this.#offsets[word]!;
  }

  /** Bytes of the register at a word. */
  bytesOf(word: number): number {
    return this.#bytes[word]!;
  }

  /** Describes the registers of a new device to its heap, and gives them their reset values. */
  install(device: QomObject): void {
    const base = device.base + this.first;
    device.heap.attributes.set(this.#attributes, base);
    device.heap.writable.set(this.#writable, base);
    device.heap.words.set(this.#reset, base);
  }

  /** Gives every register its reset value, bits outside its reset mask excepted; calls no hook. */
  reset(device: QomObject): void {
    const { words } = device.heap;
    const base = device.base + this.first;
    const masks = this.#resetMask;
    if (!masks) words.set(this.#reset, base);
    else for (const [at, mask] of masks.entries()) words[base + at] = (words[base + at]! & ~mask) | this.#reset[at]!;
  }

  /** Sets or clears `bit` in the attributes of every register: `unrealized` when the device is not realized, `watched`. */
  flag(device: QomObject, bit: number, on: boolean): void {
    const { attributes } = device.heap;
    const base = device.base + this.first;
    for (let w = base; w < base + this.words; w++) attributes[w] = on ? attributes[w]! | bit : attributes[w]! & ~bit;
  }

  #place([offset, attributes, , , bytes]: Element, word: number, info: RegisterBankInfo<T>): void {
    const where = `bank ${info.name}: register at 0x${offset.toString(16)}`;
    if (offset % bytes !== 0 || offset < 0 || offset + bytes > info.size)
      throw new RangeError(`${where} is misaligned or outside the bank`);
    if ((attributes & Attribute.readHook && !info.read) || (attributes & Attribute.writeHook && !info.write))
      throw new RangeError(`${where} has a hook, and the bank has no function for it`);
    const page = (this.#pages[Math.floor(offset / pageBytes)] ??= new Int32Array(pageBytes / this.unit).fill(none));
    const first = (offset % pageBytes) / this.unit;
    for (let at = first; at < first + bytes / this.unit; at++) {
      if (page[at] !== none) throw new RangeError(`${where} overlaps another one`);
      page[at] = word;
    }
  }
}

type Element = readonly [
  offset: number,
  attributes: number,
  writable: number,
  reset: number,
  bytes: number,
  resetMask: number,
];

function expand(row: RegisterRow, usual: number): Element[] {
  const [offset, attributes, writable, reset, count = 1, stride = usual, bytes = usual, resetMask = -1] = row;
  return Array.from({ length: count }, (_, i) => [
    offset + i * stride,
    attributes,
    writable,
    (typeof reset === "number" ? reset : reset[i]!) & resetMask,
    bytes,
    resetMask,
  ]);
}

function missingHook(bank: string, direction: string): () => never {
  return () => {
    throw new RangeError(`bank ${bank} has no ${direction} function`);
  };
}
