import { addChild, create, embed, isLive, ObjectType, QomObject, ref, unref } from "../object/index.ts";
import { type RegionOps, resolveOps, type ResolvedOps } from "./access.ts";
import { type Address, addressEnd, wide } from "./address.ts";
import { type RegisterBank } from "./bank.ts";
import { ContainerError, PlainRegionError, RegionCycleError, RegionError, RegionOutlivesOwnerError } from "./errors.ts";
import { holdRegion, letRegionGo } from "./hold.ts";
import { emptyParts, leaveSpaces, type OwnerRecord, ownerRecord, type RealizedOwner } from "./owner.ts";
import { RamBlock } from "./ram.ts";
import { type AddressSpace } from "./space.ts";
import { type MemorySystem, memoryOf } from "./system.ts";

/** What a region is. `reservation` occupies addresses and answers nothing. */
export type RegionKind = "container" | "io" | "ram" | "rom" | "romd" | "alias" | "reservation" | "iommu";

/** Where an iommu region sends an access: to `address` of `space`, for `length` bytes. */
export interface Translation {
  readonly space: AddressSpace;
  readonly address: Address;
  readonly length: number;
  readonly readable: boolean;
  readonly writable: boolean;
}

/** What every region has. */
export interface RegionBase {
  /** Name in address maps; its child name in the owner is this with `[*]`. */
  readonly name: string;
  /** Bytes, 1 to 2^64. */
  readonly size: Address;
  /** Whether the owner's ops may be reached from the owner's own ops (lifetimes, section 4.7). */
  readonly reentrant?: boolean;
  /** A region that is counted on its own and may be destroyed while its owner lives (lifetimes, section 4.4). */
  readonly own?: boolean;
  /** Writes do not reach it, or what it shows. */
  readonly readonly?: boolean;
  /** What it holds outlives power: for those who save it. */
  readonly nonvolatile?: boolean;
  /** Its number in an array of regions of one name. */
  readonly index?: number;
  /** Its child name, for who makes a region again; by default its name with the first free number. */
  readonly child?: string;
  /** It belongs to the machine, which is given as the owner (lifetimes, section 4.5). */
  readonly ofMachine?: boolean;
}

/** A region to be: its kind, and what this kind needs. `ops` and `bank` are for io and romd. */
export type RegionInfo =
  | (RegionBase & { readonly kind: "container" | "reservation" | "ram" | "rom" })
  | (RegionBase & { readonly kind: "io" | "romd"; readonly ops: RegionOps<never> })
  | (RegionBase & { readonly kind: "io"; readonly bank: RegisterBank<never> })
  | (RegionBase & { readonly kind: "alias"; readonly target: MemoryRegion; readonly offset: Address })
  | (RegionBase & {
      readonly kind: "iommu";
      readonly translate: (device: QomObject, offset: number, write: boolean) => Translation | null;
    });

/**
 * A range of addresses that answers, contains others, or shows another region. An object with its own count, a child of its
 * owner and inside the owner's storage (`own` ones have a storage of their own). Made by `addRegion`.
 * While the owner is parented it holds the region; an unparented region that somebody still references holds its owner, so
 * that a device is finalized after its regions (lifetimes, section 4.2).
 */
export class MemoryRegion extends QomObject {
  static override readonly type: ObjectType = new ObjectType<MemoryRegion>({
    name: "memory-region",
    parent: QomObject.type,
    class: MemoryRegion,
    unparent: (region) => region.leaveOwner(),
    finalize: (region) => region.end(),
  }) as unknown as ObjectType;

  readonly memory: MemorySystem = memoryOf(this.heap);
  /** Name in address maps. */
  label = "";
  kind: RegionKind = "container";
  owner: QomObject = this;
  record: OwnerRecord = ownerRecord(this);
  own = false;
  /** Whether it was made when its owner was realized already: it is then no part of the layout of its machine. */
  passing = false;
  ofMachine = false;
  reentrant = false;
  /** Its number in an array of regions of one name; ops find it in `access.region`. */
  index = 0;
  size = 0n;
  /** Offset in the container. */
  address = 0n;
  priority = 0;
  enabled = true;
  readonly = false;
  nonvolatile = false;
  unmergeable = false;
  /** Rom device: whether reads go to the memory instead of the ops. */
  romdMode = true;
  ops: ResolvedOps | null = null;
  bank: RegisterBank | null = null;
  ram: RamBlock | null = null;
  translate: ((device: QomObject, offset: number, write: boolean) => Translation | null) | null = null;
  target: MemoryRegion | null = null;
  targetOffset = 0n;
  container: MemoryRegion | null = null;
  /** Highest priority first; among equals the newest first (rule 20.1). */
  readonly subregions: MemoryRegion[] = [];
  /** How many mapped aliases lead here. */
  mappedAliases = 0;
  /** How many are asking which pages were written. */
  dirtyLogs = 0;
  /** Whether an unparented region holds its owner. */
  holdsOwner = false;
  /** The finalizer has run, or the owner is gone: nothing answers any more. */
  ended = false;

  /** Whether it answers itself, instead of only containing or showing others. */
  get terminates(): boolean {
    return this.kind !== "container" && this.kind !== "alias";
  }

  /** Whether it has a container, or an alias of it has one. */
  get isMapped(): boolean {
    return this.container !== null || this.mappedAliases > 0;
  }

  /** The kind as address maps print it; an alias has its target's (rule 19.5). */
  get printedKind(): string {
    if (this.target) return this.target.printedKind;
    if (this.kind === "romd") return "romd";
    if (this.ram) return this.readonly ? "rom" : "ram";
    return "i/o";
  }

  /**
   * Puts `region` at `offset` of this one; where siblings overlap, the higher priority is seen, among equals the newer.
   * Throws `ContainerError` if it is in a container, `RegionCycleError` if it would contain itself, `RangeError` for an offset
   * beyond 2^64. What sticks out at the upper end is not seen.
   */
  addSubregion(region: MemoryRegion, offset: Address, priority = 0): void {
    const at = wide(offset);
    if (at < 0n || at >= addressEnd) throw new RangeError(`${region.label}: offset ${at} is beyond 2^64`);
    if (!Number.isInteger(priority)) throw new RangeError(`${region.label}: priority ${priority} is not an integer`);
    if (region.container) throw new ContainerError(region, `it is in ${region.container.path} already`);
    if (reaches(region, this)) throw new RegionCycleError(region, this);
    this.memory.change(() => {
      holdRegion(region);
      region.address = at;
      region.priority = priority;
      this.#insert(region);
      return this.enabled && region.enabled;
    });
  }

  /** Takes `region` out. Throws `ContainerError` if it is not in this container. */
  removeSubregion(region: MemoryRegion): void {
    if (region.container !== this) throw new ContainerError(region, `it is not in ${this.path}`);
    this.memory.change(() => {
      this.#remove(region);
      return this.enabled && region.enabled;
    });
    letRegionGo(region);
  }

  /** Takes out what another owner has put here: this region's own leaves the tree. */
  emptyOfOthers(): void {
    for (const region of [...this.subregions]) if (region.owner !== this.owner) this.removeSubregion(region);
  }

  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.memory.change(() => {
      this.enabled = enabled;
      return true;
    });
  }

  /** Throws `RangeError` for less than 1 or more than 2^64 bytes. */
  setSize(size: Address): void {
    const bytes = checkedSize(this.label, size);
    if (bytes === this.size) return;
    this.memory.change(() => {
      this.size = bytes;
      return true;
    });
  }

  /** Moves it inside its container, to the front of its priority (rule 20.4). */
  setAddress(offset: Address): void {
    const at = wide(offset);
    if (at < 0n || at >= addressEnd) throw new RangeError(`${this.label}: offset ${at} is beyond 2^64`);
    if (at === this.address) return;
    this.memory.change(() => {
      this.address = at;
      const { container } = this;
      if (!container) return false;
      container.#remove(this);
      container.#insert(this);
      return container.enabled && this.enabled;
    });
  }

  setReadonly(on: boolean): void {
    this.#setFlag("readonly", on);
  }

  setNonvolatile(on: boolean): void {
    this.#setFlag("nonvolatile", on);
  }

  setUnmergeable(on: boolean): void {
    this.#setFlag("unmergeable", on);
  }

  /** Rom device: whether reads see the memory (true) or the ops. */
  setRomdMode(on: boolean): void {
    if (this.kind !== "romd") throw new RegionError(this, "it is no rom device");
    this.#setFlag("romdMode", on);
  }

  /** Which part of its target an alias shows. */
  setAliasOffset(offset: Address): void {
    if (!this.target) throw new RegionError(this, "it is no alias");
    const at = wide(offset);
    if (at === this.targetOffset) return;
    this.memory.change(() => {
      this.targetOffset = at;
      return this.enabled;
    });
  }

  /** Begins, or ends one of several, trackings of which pages are written, for a display. */
  trackDirty(on: boolean): void {
    const { ram } = this;
    if (!ram) throw new RegionError(this, "it has no memory whose pages could be tracked");
    if (!on && this.dirtyLogs === 0) throw new RegionError(this, "nobody tracks its pages");
    this.memory.change(() => {
      this.dirtyLogs += on ? 1 : -1;
      if (this.dirtyLogs === 0) ram.dirty = null;
      else ram.dirty ??= new Uint8Array(Math.ceil(ram.data.length / 4096));
      return this.enabled;
    });
  }

  /** One flag per 4 KiB page from that of `offset` on: whether it was written since the last call; clears them. */
  takeDirty(offset = 0, length = this.ram?.data.length ?? 0): Uint8Array {
    const dirty = this.ram?.dirty;
    if (!dirty) throw new RegionError(this, "nobody tracks its pages");
    const from = Math.floor(offset / 4096);
    const taken = dirty.slice(from, Math.ceil((offset + length) / 4096));
    dirty.fill(0, from, from + taken.length);
    return taken;
  }

  /** Unparent hook: from now on this region holds its owner, unless that is ending (rule 24.5). */
  leaveOwner(): void {
    const { owner } = this;
    if (!isLive(owner)) return this.#leaveEndingOwner();
    if (this.memory.counting === "own") {
      ref(owner);
      this.holdsOwner = true;
    }
    const plain = this.ofMachine && this.kind !== "alias" && this.kind !== "container";
    if (plain && !this.record.leaving) throw new PlainRegionError(this);
  }

  /** Finalizer: leaves its container, lets its subregions go, and then its owner. */
  end(): void {
    this.ended = true;
    this.memory.change(() => {
      const inView = this.enabled && (this.container !== null || this.subregions.length > 0);
      if (this.container) this.container.#remove(this);
      for (const region of [...this.subregions]) {
        this.#remove(region);
        letRegionGo(region);
      }
      return inView;
    });
    if (!this.holdsOwner) return;
    this.holdsOwner = false;
    unref(this.owner);
  }

  /** What else belongs to the owner and holds this region goes with it; who holds it still is a stranger. */
  #leaveEndingOwner(): void {
    if (this.memory.counting === "piggyback") return;
    leaveSpaces(this.owner);
    const { container } = this;
    if (container?.owner === this.owner) container.removeSubregion(this);
    if (this.refs > 1) emptyParts(this.owner);
    if (this.refs > 1) this.memory.reclaim();
    if (this.refs <= 1) return;
    this.ended = true;
    this.record.setOpen(false);
    throw new RegionOutlivesOwnerError(this);
  }

  #setFlag(flag: "readonly" | "nonvolatile" | "unmergeable" | "romdMode", on: boolean): void {
    if (this[flag] === on) return;
    this.memory.change(() => {
      this[flag] = on;
      return this.enabled;
    });
  }

  #insert(region: MemoryRegion): void {
    const { subregions } = this;
    let at = 0;
    while (at < subregions.length && subregions[at]!.priority > region.priority) at++;
    subregions.splice(at, 0, region);
    region.container = this;
    for (let alias = region.target; alias; alias = alias.target) alias.mappedAliases++;
  }

  #remove(region: MemoryRegion): void {
    this.subregions.splice(this.subregions.indexOf(region), 1);
    region.container = null;
    for (let alias = region.target; alias; alias = alias.target) alias.mappedAliases--;
  }
}

/**
 * Makes a region as a child of `owner`, inside its storage. Throws `RangeError` for a size that no region can have and for a
 * memory that the host does not have.
 */
export function addRegion(owner: QomObject, info: RegionInfo): MemoryRegion {
  const size = checkedSize(info.name, info.size);
  const child = info.child ?? childName(info.name);
  if (!info.own) {
    const offset = "bank" in info ? info.bank.first : 0;
    return embed(owner, child, MemoryRegion, { offset, prepare: (region) => prepare(region, owner, size, info) });
  }
  using made = create(owner.heap, MemoryRegion);
  prepare(made.value, owner, size, info);
  return addChild(owner, child, made);
}

function prepare(region: MemoryRegion, owner: QomObject, size: bigint, info: RegionInfo): void {
  region.owner = owner;
  region.record = ownerRecord(owner);
  region.label = info.name;
  region.kind = info.kind;
  region.size = size;
  region.own = info.own ?? false;
  region.passing = (owner as Partial<RealizedOwner>).realized === true;
  region.ofMachine = info.ofMachine ?? false;
  region.reentrant = info.reentrant ?? false;
  region.readonly = info.kind === "rom" || (info.readonly ?? false);
  region.nonvolatile = info.nonvolatile ?? false;
  region.index = info.index ?? 0;
  if ("ops" in info) region.ops = resolveOps(info.ops as RegionOps);
  if ("bank" in info) useBank(region, info.bank as RegisterBank);
  if ("target" in info) {
    region.target = info.target;
    region.targetOffset = wide(info.offset);
  }
  if ("translate" in info) region.translate = info.translate;
  if (info.kind === "ram" || info.kind === "rom" || info.kind === "romd") region.ram = new RamBlock(Number(size));
}

function useBank(region: MemoryRegion, bank: RegisterBank): void {
  region.bank = bank;
  region.ops = bank.ops;
  bank.install(region.owner);
  region.record.addBank(bank);
}

function checkedSize(name: string, size: Address): bigint {
  const bytes = wide(size);
  if (bytes < 1n || bytes > addressEnd) throw new RangeError(`${name}: a region has 1 to 2^64 bytes, not ${bytes}`);
  return bytes;
}

/** Name of a child that is called `name` in address maps; there may be several of one name (rule 19.2). */
export function childName(name: string): string {
  return `${name.replace(/[/[\]\\]/g, escaped)}[*]`;
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16)}`;
}

/** Whether `goal` is shown or contained by `from`, however deep. */
function reaches(from: MemoryRegion, goal: MemoryRegion): boolean {
  const seen = new Set<MemoryRegion>();
  const open = [from];
  for (let region = open.pop(); region; region = open.pop()) {
    if (region === goal) return true;
    if (seen.has(region)) continue;
    seen.add(region);
    if (region.target) open.push(region.target);
    open.push(...region.subregions);
  }
  return false;
}
