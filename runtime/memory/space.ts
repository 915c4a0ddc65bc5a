import { Attribute, embed, ObjectType, type Place, QomObject, unparent } from "../object/index.ts";
import { type AccessAttributes, AccessResult } from "./access.ts";
import { type Address } from "./address.ts";
import { isAccessValid, readBytes, readTyped, writeBytes, writeTyped } from "./dispatch.ts";
import { AddressSpaceError, RegionOpError } from "./errors.ts";
import { holdRegion, letRegionGo } from "./hold.ts";
import { type MemoryListener } from "./listener.ts";
import { type DmaMapping, type DmaInfo, mapMemory } from "./mapping.ts";
import { type Hook, PageTable } from "./pages.ts";
import { addRegion, childName, type MemoryRegion } from "./region.ts";
import { type MemorySystem, memoryOf, oneOp } from "./system.ts";
import { load, type Loaded, store, type TypedData } from "./typed.ts";
import { type FlatView } from "./view.ts";
import { type RamWindow, windowAt } from "./window.ts";

const noWords = new Int32Array(0);
const noBytes = new Uint8Array(0);

/** Attributes that do not keep a read, or a write, from being a plain one. */
const plainRead = Attribute.writeHook;
const plainWrite = Attribute.readHook;
const hooked = Attribute.readHook | Attribute.writeHook;

/**
 * What an initiator sees: the view of a root region, and the accesses to it. A child of its owner, made by `addSpace`.
 *
 * Hot calls (`read8` to `write64`) take an address below 2^53 (one of 32 bits may be signed) and little-endian data; they never throw for
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
  // the RAM that was hit last, all of it below 2^32; words and bytes begin at its base, an int32; lengths are in words
  private ramBase = 0;
  private ramLength = 0;
  private writeLength = 0;
  private ramWords: Int32Array = noWords;
  private ramData: Uint8Array = noBytes;
  // the plain registers that were read and written last
  private readAddress = 0;
  private readWord = this.memory.nowhere;
  private writeAddress = 0;
  private writeWord = this.memory.nowhere;
  // the hooked ones
  private readHook: Hook | null = null;
  private writeHook: Hook | null = null;
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

  /**
   * The word at `address`, signed. Small, so that it is inlined where a processor calls it: the bounds of the array tell what is
   * outside the RAM and, as the offset is rotated, what is misaligned. A register that is polled is the second guess.
   */
  read32(address: number): number {
    const o = (address | 0) - this.ramBase;
    const word = this.ramWords[((o >>> 2) | (o << 30)) >>> 0];
    if (word !== undefined && (address <= 0x7fff_ffff || address <= 0xffff_ffff)) return word | 0;
    if (address === this.readAddress) {
      const { heap } = this;
      const w = this.readWord;
      if (((heap.attributes[w]! & ~plainRead) | this.memory.nested) === 0) return heap.words[w]!;
    }
    return this.readRegister(address) | 0;
  }

  read16(address: number): number {
    const o = (address | 0) - this.ramBase;
    const i = (o >>> 1) | (o << 31);
    if (i >>> 0 < this.ramLength * 2 && address <= 0xffff_ffff)
      return this.ramData[2 * i]! | (this.ramData[2 * i + 1]! << 8);
    return this.slowRead(address, 2) & 0xffff;
  }

  read8(address: number): number {
    const o = (address | 0) - this.ramBase;
    if (o >>> 0 < this.ramLength * 4 && address <= 0xffff_ffff) return this.ramData[o >>> 0]!;
    return this.slowRead(address, 1) & 0xff;
  }

  /** The low word, signed; the high one is in `high`. */
  read64(address: number): number {
    return this.slowRead(address, 8);
  }

  write32(address: number, value: number): void {
    const o = (address | 0) - this.ramBase;
    const i = ((o >>> 2) | (o << 30)) >>> 0;
    if (i < this.writeLength >>> 0 && (address <= 0x7fff_ffff || address <= 0xffff_ffff)) {
      this.ramWords[i] = value;
      return;
    }
    if (address === this.writeAddress) {
      const { heap } = this;
      const w = this.writeWord;
      if (((heap.attributes[w]! & ~plainWrite) | this.memory.nested) === 0) {
        const mask = heap.writable[w]!;
        heap.words[w] = (heap.words[w]! & ~mask) | (value & mask);
        return;
      }
    }
    this.writeRegister(address, value);
  }

  write16(address: number, value: number): void {
    const o = (address | 0) - this.ramBase;
    const i = (o >>> 1) | (o << 31);
    if (i >>> 0 < this.writeLength * 2 && address <= 0xffff_ffff) {
      this.ramData[2 * i] = value;
      this.ramData[2 * i + 1] = value >> 8;
    } else this.slowWrite(address, value, 2);
  }

  write8(address: number, value: number): void {
    const o = (address | 0) - this.ramBase;
    if (o >>> 0 < this.writeLength * 4 && address <= 0xffff_ffff) this.ramData[o >>> 0] = value;
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
    return load(this, address, { size, order, attributes });
  }

  /** One typed write. Returns the `AccessResult`. */
  store(address: Address, data: TypedData, attributes?: AccessAttributes): number {
    return store(this, address, data, attributes);
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
    return windowAt(this.#view, address, this.generation);
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
    this.readWord = this.memory.nowhere;
    this.writeWord = this.memory.nowhere;
    this.readHook = null;
    this.writeHook = null;
    if (!this.selectRam(view.largestRam())) this.selectRam(-1);
    this.table.clear();
    this.pages = this.table.pages;
    this.wordSlots = this.table.slots;
  }

  /** Reads a register that was not the last one, or that has a hook; anything else the slow way. */
  private readRegister(address: number): number {
    const { heap, memory, result } = this;
    let hook = this.readHook;
    if (hook === null || address !== hook.address) {
      const slot = this.slotAt(address);
      const w = this.wordSlots[slot]!;
      const attribute = heap.attributes[w]! | memory.nested;
      if ((attribute & ~plainRead) === 0) {
        this.readAddress = address | 0;
        this.readWord = w;
        return heap.words[w]!;
      }
      if ((attribute & ~hooked) !== 0) return this.slowRead(address, 4) | 0;
      hook = this.table.hookAt(slot);
      this.readHook = hook;
    } else if (((heap.attributes[hook.word]! & ~hooked) | memory.nested) !== 0) return this.slowRead(address, 4) | 0;
    const { record } = hook;
    memory.nested = oneOp;
    record.busy = true;
    let value: number;
    try {
      value = hook.read(hook.owner, hook.offset) | 0;
    } catch (cause) {
      throw this.failed(hook, result, "a read", cause);
    }
    record.busy = false;
    memory.nested = 0;
    this.result = result;
    return value;
  }

  private writeRegister(address: number, value: number): void {
    const { heap, memory, result } = this;
    let hook = this.writeHook;
    if (hook === null || address !== hook.address) {
      const slot = this.slotAt(address);
      const w = this.wordSlots[slot]!;
      const attribute = heap.attributes[w]! | memory.nested;
      if ((attribute & ~plainWrite) === 0) {
        this.writeAddress = address | 0;
        this.writeWord = w;
        const mask = heap.writable[w]!;
        heap.words[w] = (heap.words[w]! & ~mask) | (value & mask);
        return;
      }
      if ((attribute & ~hooked) !== 0) return this.slowWrite(address, value, 4);
      hook = this.table.hookAt(slot);
      this.writeHook = hook;
    } else if (((heap.attributes[hook.word]! & ~hooked) | memory.nested) !== 0)
      return this.slowWrite(address, value, 4);
    const { record } = hook;
    memory.nested = oneOp;
    record.busy = true;
    try {
      hook.write(hook.owner, hook.offset, value | 0, -1);
    } catch (cause) {
      throw this.failed(hook, result, "a write", cause);
    }
    record.busy = false;
    memory.nested = 0;
    this.result = result;
  }

  /** Where the page table has an address; the first slot, which leads nowhere, for what it cannot have. */
  private slotAt(address: number): number {
    if (address > 0xffff_ffff || (address & 3) !== 0) return 0;
    return this.pages[address >>> 12]! + ((address >>> 2) & 1023);
  }

  /** The end of a hook that threw, and what its caller throws. */
  private failed({ record, region }: Hook, result: number, what: string, cause: unknown): RegionOpError {
    record.busy = false;
    this.memory.nested = 0;
    this.result = result;
    return new RegionOpError(region, what, cause);
  }

  private slowRead(address: number, size: number): number {
    this.cache(address);
    const before = this.result;
    const access = this.memory.borrow(size);
    try {
      const low = readTyped(this, address < 0 ? address >>> 0 : address, access);
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
      writeTyped(this, address < 0 ? address >>> 0 : address, value | 0, access);
    } finally {
      this.result = before | access.result;
      this.memory.giveBack();
    }
  }

  /** Makes later accesses near `address` fast: selects its RAM, or looks up the registers of its page. */
  private cache(address: number): void {
    if (address > 0xffff_ffff) return;
    const o = (address | 0) - this.ramBase;
    if (o >>> 0 < this.ramLength * 4) return;
    if (this.selectRam(address >>> 0) || !this.table.fill(address >>> 12, this.#view)) return;
    this.pages = this.table.pages;
    this.wordSlots = this.table.slots;
  }

  /** Makes the RAM at `address` (-1 is nowhere) the one that is tested first; false if there is none. */
  private selectRam(address: number): boolean {
    const window = this.ramWindow(address);
    const fits = window !== null && window.base + window.bytes <= 2 ** 32;
    if (!fits && address >= 0) return false;
    this.ramBase = fits ? window.base | 0 : 0;
    this.ramLength = fits ? window.words.length : 0;
    this.writeLength = fits && window.writable ? window.words.length : 0;
    this.ramWords = fits ? window.words : noWords;
    this.ramData = fits ? window.data : noBytes;
    return fits;
  }
}

/** What an address space shows: a region, or a container of `size` bytes that is made for it. */
export interface SpaceInfo {
  readonly name: string;
  readonly root: MemoryRegion | { readonly size: Address };
}

/** Makes an address space as a child of `owner`, which holds it as long as it is parented. */
export function addSpace(owner: QomObject, { name, root }: SpaceInfo): AddressSpace {
  const region = "type" in root ? root : addRegion(owner, { name, kind: "container", size: root.size });
  return embed(owner, childName(name), AddressSpace, { offset: 0, prepare: (space) => space.begin(name, region) });
}
