import { Attribute, embed, ObjectType, type Place, QomObject, unparent } from "../object/index.ts";
import { type AccessAttributes, AccessResult } from "./access.ts";
import { type Address } from "./address.ts";
import { isAccessValid, readBytes, readTyped, writeBytes, writeTyped } from "./dispatch.ts";
import { AddressSpaceError, RegionOpError } from "./errors.ts";
import { holdRegion, letRegionGo } from "./hold.ts";
import { type MemoryListener } from "./listener.ts";
import { type DmaMapping, type DmaInfo, mapMemory } from "./mapping.ts";
import { entriesPerPage, type HookEntry, PageTable } from "./pages.ts";
import { addRegion, type MemoryRegion } from "./region.ts";
import { type MemorySystem, memoryOf } from "./system.ts";
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

const noWords = new Int32Array(0);
const noBytes = new Uint8Array(0);

/** Attributes that make a read, or a write, leave the fast path. */
const slowToRead = 0xff & ~Attribute.writeHook;
const slowToWrite = 0xff & ~Attribute.readHook;
const hooks = Attribute.readHook | Attribute.writeHook;

/**
 * What an initiator sees: the view of a root region, and the accesses to it. A child of its owner, made by `addSpace`.
 *
 * Hot calls (`read8` to `write64`) take an address as an unsigned number below 2^53 and little-endian data; they never throw for
 * what the guest does. A failing access reads 0 and leaves its `AccessResult` in `result`, where results collect until
 * `takeResult()`: a processor tests `space.result !== 0` after each access. `load`, `store`, `read` and `write` return it instead.
 */
export class AddressSpace extends QomObject {
  static override readonly type: ObjectType = new ObjectType<AddressSpace>({
    name: "address-space",
    parent: QomObject.type,
    class: AddressSpace,
    finalize: (space) => space.end(),
  }) as unknown as ObjectType;

  readonly memory: MemorySystem = memoryOf(this.heap);
  /** Failures of hot calls since the last `takeResult`, ORed. */
  result = 0;
  /** Upper half of the last `read64`. */
  high = 0;
  /** Counts the changes of the view; a RAM window of an older one is void. */
  generation = 0;
  /** Name in address maps. */
  label = "";
  /** Mappings that are not released. */
  mappings = 0;
  /** Bytes of bounce buffers in use. */
  bounced = 0;
  #rootRegion: MemoryRegion | null = null;
  #view: FlatView = this.memory.emptyView;
  // the RAM that was hit last; words and bytes begin at its base
  private ramBase = 0;
  private ramBytes = 0;
  private writeBytes = 0;
  private ramWords: Int32Array = noWords;
  private ramData: Uint8Array = noBytes;
  // heap words of the registers in pages that were hit
  private pages: Int32Array;
  private wordSlots: Int32Array;
  private readonly table: PageTable;

  constructor(place: Place) {
    super(place);
    this.table = new PageTable(this.memory);
    this.pages = this.table.pages;
    this.wordSlots = this.table.slots;
  }

  get rootRegion(): MemoryRegion {
    if (!this.#rootRegion) throw new AddressSpaceError(this.label, "it is destroyed");
    return this.#rootRegion;
  }

  get view(): FlatView {
    return this.#view;
  }

  /** The same as on its root. */
  addSubregion(region: MemoryRegion, offset: Address, priority = 0): void {
    this.rootRegion.addSubregion(region, offset, priority);
  }

  removeSubregion(region: MemoryRegion): void {
    this.rootRegion.removeSubregion(region);
  }

  listen(listener: MemoryListener): void {
    this.memory.listen(this, listener);
  }

  /** False if it did not listen. */
  unlisten(listener: MemoryListener): boolean {
    return this.memory.unlisten(this, listener);
  }

  /** The word at `address`, signed. */
  read32(address: number): number {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.ramBytes && (o & 3) === 0) return this.ramWords[o >>> 2]!;
    return this.readRegister(address);
  }

  read16(address: number): number {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.ramBytes && (o & 1) === 0) return this.ramData[o]! | (this.ramData[o + 1]! << 8);
    return this.slowRead(address, 2) & 0xffff;
  }

  read8(address: number): number {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.ramBytes) return this.ramData[o]!;
    return this.slowRead(address, 1) & 0xff;
  }

  /** The low word, signed; the high one is in `high`. */
  read64(address: number): number {
    return this.slowRead(address, 8);
  }

  write32(address: number, value: number): void {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.writeBytes && (o & 3) === 0) this.ramWords[o >>> 2] = value;
    else this.writeRegister(address, value);
  }

  write16(address: number, value: number): void {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.writeBytes && (o & 1) === 0) {
      this.ramData[o] = value;
      this.ramData[o + 1] = value >> 8;
    } else this.slowWrite(address, value, 2);
  }

  write8(address: number, value: number): void {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.writeBytes) this.ramData[o] = value;
    else this.slowWrite(address, value, 1);
  }

  write64(address: number, low: number, high: number): void {
    this.slowWrite(address, low, 8, high);
  }

  /** What failed since the last call, ORed; 0 is none. */
  takeResult(): number {
    const { result } = this;
    this.result = AccessResult.ok;
    return result;
  }

  /** Reads bytes in address order, as the guest's accesses would (rule 22.2). Returns the `AccessResult`. */
  read(address: Address, bytes: Uint8Array, attributes?: AccessAttributes): number {
    return readBytes(this, address, bytes, attributes);
  }

  /** Writes bytes in address order. Returns the `AccessResult`. */
  write(address: Address, bytes: Uint8Array, attributes?: AccessAttributes): number {
    return writeBytes(this, address, bytes, attributes);
  }

  /** One typed read of 1, 2, 4 or 8 bytes at any address below 2^64. The value has no sign. */
  load(address: Address, size: 1 | 2 | 4 | 8, order: "little" | "big", attributes?: AccessAttributes): Loaded {
    const access = this.memory.borrow(size, attributes);
    try {
      const low = readTyped(this, address, access);
      const value = (BigInt(access.high >>> 0) << 32n) | BigInt(low >>> 0);
      return { result: access.result, value: ordered(BigInt.asUintN(size * 8, value), size, order) };
    } finally {
      this.memory.giveBack();
    }
  }

  /** One typed write. Returns the `AccessResult`. */
  store(address: Address, data: TypedData, attributes?: AccessAttributes): number {
    const access = this.memory.borrow(data.size, attributes);
    try {
      const value = ordered(BigInt.asUintN(data.size * 8, data.value), data.size, data.order);
      access.high = Number(BigInt.asIntN(32, value >> 32n));
      writeTyped(this, address, Number(BigInt.asIntN(32, value)), access);
      return access.result;
    } finally {
      this.memory.giveBack();
    }
  }

  /** Whether a read, or a write, of `length` bytes would find somebody who takes it (rule 22.15). Calls no ops. */
  accessValid(address: Address, length: number, write: boolean, attributes?: AccessAttributes): boolean {
    return isAccessValid(this, address, { length, write, attributes });
  }

  /** Maps guest memory for a device; see `mapMemory`. */
  map(address: Address, length: number, info: DmaInfo): DmaMapping | null {
    return mapMemory(this, address, length, info);
  }

  /** The RAM or ROM around `address`, or null if there is none that a processor may touch directly. */
  ramWindow(address: number): RamWindow | null {
    const range = this.#view.find(address);
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
      generation: this.generation,
    };
  }

  /**
   * Ends it: its root is let go. Throws `AddressSpaceError`, and changes nothing, while somebody listens to it or has a mapping of it.
   */
  destroy(): void {
    if (!this.#rootRegion) throw new AddressSpaceError(this.label, "it is destroyed already");
    if (this.memory.listenersOf(this).length > 0) throw new AddressSpaceError(this.label, "somebody listens to it");
    if (this.mappings > 0) throw new AddressSpaceError(this.label, `${this.mappings} mappings of it are not released`);
    unparent(this);
  }

  /** Begins to show `root`; called once, by `addSpace`. */
  begin(label: string, root: MemoryRegion): void {
    this.label = label;
    this.#rootRegion = root;
    holdRegion(root);
    this.memory.addSpace(this);
  }

  /** Whether its root is let go. */
  get ended(): boolean {
    return this.#rootRegion === null;
  }

  /** Finalizer. Throws `AddressSpaceError`, when all is let go, for mappings that somebody still has. */
  end(): void {
    const region = this.#rootRegion;
    if (!region) return;
    this.memory.removeSpace(this);
    this.#rootRegion = null;
    letRegionGo(region);
    if (this.mappings > 0) throw new AddressSpaceError(this.label, `it ended with ${this.mappings} mappings in use`);
  }

  /** Takes a new view and forgets all that was cached of the old one. Called by commits. */
  show(view: FlatView): void {
    this.#view = view;
    this.generation++;
    this.ramBase = 0;
    this.ramBytes = 0;
    this.writeBytes = 0;
    this.ramWords = noWords;
    this.ramData = noBytes;
    this.table.clear();
    this.pages = this.table.pages;
    this.wordSlots = this.table.slots;
  }

  private readRegister(address: number): number {
    if (address >= 0 && address <= 0xffff_ffff) {
      const i = this.pages[address >>> 12]! + ((address >>> 2) & (entriesPerPage - 1));
      const w = this.wordSlots[i]!;
      const { heap } = this;
      const attribute = heap.attributes[w]!;
      if (((attribute & slowToRead) | (address & 3) | this.memory.nested) === 0) return heap.words[w]!;
      if (((attribute & ~hooks) | (address & 3) | this.memory.nested) === 0)
        return this.readHook(this.table.entryAt(i), address);
    }
    return this.slowRead(address, 4);
  }

  private writeRegister(address: number, value: number): void {
    if (address >= 0 && address <= 0xffff_ffff) {
      const i = this.pages[address >>> 12]! + ((address >>> 2) & (entriesPerPage - 1));
      const w = this.wordSlots[i]!;
      const { heap } = this;
      const attribute = heap.attributes[w]!;
      if (((attribute & slowToWrite) | (address & 3) | this.memory.nested) === 0) {
        const mask = heap.writable[w]!;
        heap.words[w] = (heap.words[w]! & ~mask) | (value & mask);
        return;
      }
      if (((attribute & ~hooks) | (address & 3) | this.memory.nested) === 0)
        return this.writeHook(this.table.entryAt(i), address, value);
    }
    this.slowWrite(address, value, 4);
  }

  private readHook(entry: HookEntry, address: number): number {
    const { memory } = this;
    const before = this.result;
    memory.nested = 1;
    entry.record.busy = true;
    try {
      return entry.bank.read(entry.owner, address + entry.shift) | 0;
    } catch (cause) {
      throw new RegionOpError(entry.region, "a read", cause);
    } finally {
      entry.record.busy = false;
      memory.nested = 0;
      this.result = before;
    }
  }

  private writeHook(entry: HookEntry, address: number, value: number): void {
    const { memory } = this;
    const before = this.result;
    memory.nested = 1;
    entry.record.busy = true;
    try {
      entry.bank.write(entry.owner, address + entry.shift, value | 0, -1);
    } catch (cause) {
      throw new RegionOpError(entry.region, "a write", cause);
    } finally {
      entry.record.busy = false;
      memory.nested = 0;
      this.result = before;
    }
  }

  private slowRead(address: number, size: number): number {
    this.cache(address);
    const before = this.result;
    const access = this.memory.borrow(size);
    try {
      const low = readTyped(this, address, access);
      this.high = access.high;
      return low;
    } finally {
      this.result = before | access.result;
      this.memory.giveBack();
    }
  }

  private slowWrite(address: number, value: number, size: number, high = 0): void {
    this.cache(address);
    const before = this.result;
    const access = this.memory.borrow(size);
    access.high = high;
    try {
      writeTyped(this, address, value | 0, access);
    } finally {
      this.result = before | access.result;
      this.memory.giveBack();
    }
  }

  /** Makes later accesses near `address` fast: selects its RAM, or looks up the registers of its page. */
  private cache(address: number): void {
    const o = address - this.ramBase;
    if (o >= 0 && o < this.ramBytes) return;
    const window = this.ramWindow(address);
    if (window) {
      this.ramBase = window.base;
      this.ramBytes = window.bytes;
      this.writeBytes = window.writable ? window.bytes : 0;
      this.ramWords = window.words;
      this.ramData = window.data;
    } else if (address >= 0 && address <= 0xffff_ffff && this.table.fill(address >>> 12, this.#view)) {
      this.pages = this.table.pages;
      this.wordSlots = this.table.slots;
    }
  }
}

/** What a typed read found. */
export interface Loaded {
  readonly result: number;
  readonly value: bigint;
}

/** What a typed write writes. */
export interface TypedData {
  readonly size: 1 | 2 | 4 | 8;
  readonly value: bigint;
  readonly order: "little" | "big";
}

function ordered(value: bigint, size: number, order: "little" | "big"): bigint {
  if (order === "little") return value;
  let swapped = 0n;
  for (let i = 0; i < size; i++) swapped |= ((value >> BigInt(8 * i)) & 0xffn) << BigInt(8 * (size - 1 - i));
  return swapped;
}

/** What an address space shows: a region, or a container of `size` bytes that is made for it. */
export interface SpaceInfo {
  readonly name: string;
  readonly root: MemoryRegion | { readonly size: Address };
}

/** Makes an address space as a child of `owner`, which holds it as long as it is parented. */
export function addSpace(owner: QomObject, { name, root }: SpaceInfo): AddressSpace {
  const region = "type" in root ? root : addRegion(owner, { name, kind: "container", size: root.size });
  return embed(owner, `${name}[*]`, AddressSpace, { offset: 0, prepare: (space) => space.begin(name, region) });
}
