import {
  addChild,
  addRegion,
  addSpace,
  type AddressSpace,
  create,
  dispatchRead,
  dispatchWrite,
  type FlatRange,
  findRegion,
  Heap,
  isPresent,
  type DmaMapping,
  type MemoryListener,
  memoryOf,
  type MemoryRegion,
  ObjectType,
  QomObject,
  ref,
  type RegionInfo,
  releaseRegions,
  unparent,
  unref,
} from "@qdl/runtime";
import { ioOptions, patternOps } from "./io-device.ts";

/** An owner of regions; a plain object that unparents its regions as devices do. */
class Owner extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Owner>({
    name: "owner",
    parent: QomObject.type,
    class: Owner,
    unparent: (owner) => releaseRegions(owner),
  }) as unknown as ObjectType;
}

/** The same, guarded against its own accesses. */
class DeviceOwner extends Owner {
  static override readonly type: ObjectType = new ObjectType<DeviceOwner>({
    name: "device-owner",
    parent: Owner.type,
    class: DeviceOwner,
  }) as unknown as ObjectType;
  readonly realized = true;
}

/** What one operation of a script came to. */
export interface Step {
  readonly op: string;
  readonly events: object[];
  readonly result: unknown;
}

type Words = readonly string[];
type Size = 1 | 2 | 4 | 8;
const fullSize = 0xffff_ffff_ffff_ffffn;
const hex = (value: bigint | number): string => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
const order = (end: string | undefined) => (end === "be" ? "big" : "little") as "big" | "little";
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

/** Plays a script, operation by operation, through the public surface of the runtime. */
export class Player {
  readonly heap = new Heap();
  readonly memory = memoryOf(this.heap);
  readonly live = new Set<QomObject>();
  readonly spaces = new Map<string, AddressSpace>();
  readonly regions = new Map<string, MemoryRegion>();
  readonly #owners = new Map<string, { object: QomObject; refs: number }>();
  readonly #mappings = new Map<string, DmaMapping>();
  readonly #listeners = new Map<string, { space: AddressSpace; listener: MemoryListener }>();
  readonly #regionRefs = new Map<MemoryRegion, number>();
  readonly #inside = new Map<string, () => void>();
  readonly #machine: QomObject;
  readonly #seeds: readonly number[];
  #seedAt = 0;
  #events: object[] = [];

  /** `seeds` are the fills of the memories, in the order of their making. */
  constructor(seeds: readonly number[]) {
    this.#seeds = seeds;
    this.heap.trace = (event) => {
      if (event.event === "init" && event.type.parent === null) this.live.add(event.object);
      if (event.event === "finalize" && event.type.parent === null) this.live.delete(event.object);
    };
    this.#machine = create(this.heap, Owner).consume();
  }

  play(op: string): Step {
    this.#events = [];
    const [verb, ...words] = op.split(" ") as [string, ...string[]];
    const act = this.#verbs[verb];
    if (!act) throw new Error(`the player does not know ${verb}`);
    const result = act(words);
    return { op, events: this.#events, result };
  }

  /** Lets go of everything, as a machine that ends; returns what is left. */
  end(): QomObject[] {
    const attempt = (step: () => void): void => {
      try {
        step();
      } catch {
        // a script that ended in a misuse leaves its own errors; what counts is what is left
      }
    };
    for (const mapping of this.#mappings.values()) attempt(() => mapping.release());
    for (const { space, listener } of this.#listeners.values()) space.unlisten(listener);
    for (const space of this.spaces.values()) attempt(() => space.destroy());
    for (const [region, refs] of this.#regionRefs) for (let i = 0; i < refs; i++) attempt(() => unref(region));
    for (const owner of this.#owners.values()) while (owner.refs > 0) attempt(() => this.#dropOwner(owner));
    for (let round = 0; round < 10 && !this.memory.settled; round++) attempt(() => this.memory.drain());
    attempt(() => unref(this.#machine));
    for (let round = 0; round < 10 && !this.memory.settled; round++) attempt(() => this.memory.drain());
    return [...this.live];
  }

  /** The byte path's answer to a typed access, for departures. */
  readAsBytes(space: string, address: bigint, size: number): { res: number; data: Uint8Array } {
    const data = new Uint8Array(size);
    return { res: this.spaces.get(space)!.read(address, data), data };
  }

  readonly #verbs: Record<string, (words: Words) => unknown> = {
    obj: ([name]) => this.#addOwner(name!, Owner),
    dev: ([name]) => this.#addOwner(name!, DeviceOwner),
    mr: (words) => this.#addRegion(words),
    add: ([container, offset, name, priority]) =>
      this.#mr(container).addSubregion(this.#mr(name), BigInt(offset!), Number(priority ?? 0)),
    del: ([container, name]) => this.#mr(container).removeSubregion(this.#mr(name)),
    enable: ([name, on]) => this.#mr(name).setEnabled(on === "1"),
    setaddr: ([name, offset]) => this.#mr(name).setAddress(BigInt(offset!)),
    setsize: ([name, size]) => this.#mr(name).setSize(sizeOf(size!)),
    setalias: ([name, offset]) => this.#mr(name).setAliasOffset(BigInt(offset!)),
    ro: ([name, on]) => this.#mr(name).setReadonly(on === "1"),
    romd: ([name, on]) => this.#mr(name).setRomdMode(on === "1"),
    nv: ([name, on]) => this.#mr(name).setNonvolatile(on === "1"),
    unmerge: ([name, on]) => this.#mr(name).setUnmergeable(on === "1"),
    noguard: ([name]) => void (this.#mr(name).reentrant = true),
    begin: () => this.memory.begin(),
    commit: () => this.memory.commit(),
    as: ([name, root]) => void this.spaces.set(name!, addSpace(this.#machine, { name: name!, root: this.#mr(root) })),
    asdel: ([name]) => {
      this.#as(name).destroy();
      this.spaces.delete(name!);
    },
    listen: ([name, space, priority]) => this.#listen(name!, this.#as(space), Number(priority)),
    unlisten: ([name]) => {
      const { space, listener } = this.#listeners.get(name!)!;
      space.unlisten(listener);
      this.#listeners.delete(name!);
    },
    flat: ([space]) => this.#flat(this.#as(space)),
    find: (words) => this.#find(words),
    present: ([name, offset]) => isPresent(this.#mr(name), BigInt(offset!)),
    mapped: ([name]) => this.#mr(name).isMapped,
    mrref: ([name]) => this.#refRegion(this.#mr(name), 1),
    mrunref: ([name]) => this.#refRegion(this.#mr(name), -1),
    ref: ([name]) => {
      const owner = this.#owners.get(name!)!;
      ref(owner.object);
      owner.refs++;
    },
    unref: ([name]) => this.#dropOwner(this.#owners.get(name!)!),
    unparent: ([name]) => unparent(this.#mr(name)),
    rd: ([space, address, length]) => {
      const data = new Uint8Array(Number(length));
      const res = this.#as(space).read(BigInt(address!), data);
      return { res, data: Buffer.from(data).toString("hex") };
    },
    wr: ([space, address, data]) => ({ res: this.#as(space).write(BigInt(address!), bytesOf(data!)) }),
    ld: ([space, address, size, end]) => {
      const loaded = this.#as(space).load(BigInt(address!), Number(size) as Size, order(end));
      return { res: loaded.result, val: hex(loaded.value) };
    },
    st: ([space, address, size, value, end]) => ({
      res: this.#as(space).store(BigInt(address!), {
        size: Number(size) as Size,
        value: BigInt(value!),
        order: order(end),
      }),
    }),
    dispatch_rd: (words) => this.#dispatchRead(words),
    dispatch_wr: ([name, offset, size, value, end]) => {
      const data = ordered(BigInt(value!), Number(size), end);
      const halves = { low: Number(BigInt.asIntN(32, data)), high: Number(BigInt.asIntN(32, data >> 32n)) };
      return { res: dispatchWrite(this.#mr(name), Number(offset), Number(size) as Size, halves) };
    },
    access_valid: ([space, address, length, direction]) =>
      this.#as(space).accessValid(BigInt(address!), Number(length), direction === "w"),
    map: ([name, space, address, length, direction]) => {
      const mapping = this.#as(space).map(BigInt(address!), Number(length), { write: direction === "w" });
      if (!mapping) return { len: 0, null: true };
      this.#mappings.set(name!, mapping);
      const { data, bounce, region } = mapping;
      return { len: data.length, bounce, mr: bounce ? "" : region!.label };
    },
    poke: ([name, offset, byte]) => void (this.#mappings.get(name!)!.data[Number(offset)] = Number(byte)),
    unmap: ([name, used]) => {
      const mapping = this.#mappings.get(name!)!;
      this.#mappings.delete(name!);
      mapping.unmap(used === undefined ? mapping.data.length : Number(used));
    },
    reent: ([name, space, address, length]) => {
      this.#inside.set(name!, () => {
        const res = this.#as(space).read(BigInt(address!), new Uint8Array(Number(length)));
        this.#events.push({ ev: "reentrant_result", res });
      });
    },
    drain: () => this.memory.drain(),
    refs: () => undefined,
  };

  #mr(name: string | undefined): MemoryRegion {
    return this.regions.get(name!)!;
  }

  #as(name: string | undefined): AddressSpace {
    return this.spaces.get(name!)!;
  }

  #addOwner(name: string, of: typeof Owner): void {
    const object = addChild(this.#machine, name, create(this.heap, of));
    this.#owners.set(name, { object, refs: 1 });
  }

  /** The script's first reference is the tree's. */
  #dropOwner(owner: { object: QomObject; refs: number }): void {
    if (--owner.refs > 0) unref(owner.object);
    else unparent(owner.object);
  }

  #refRegion(region: MemoryRegion, by: 1 | -1): void {
    this.#regionRefs.set(region, (this.#regionRefs.get(region) ?? 0) + by);
    if (by > 0) ref(region);
    else unref(region);
  }

  #addRegion([name, kind, size, owner, ...options]: Words): unknown {
    const ofMachine = owner === "-";
    const base = { name: name!, size: sizeOf(size!), ofMachine };
    const to = ofMachine ? this.#machine : this.#owners.get(owner!)!.object;
    const region = addRegion(to, this.#regionInfo(kind!, base, options));
    this.regions.set(name!, region);
    if (!region.ram) return undefined;
    const seed = this.#seeds[this.#seedAt++]!;
    region.ram.data.forEach((_, i) => (region.ram!.data[i] = i ^ (i >> 8) ^ seed));
    return { seed };
  }

  #regionInfo(kind: string, base: { name: string; size: bigint; ofMachine: boolean }, options: Words): RegionInfo {
    if (kind === "alias") {
      const [target, offset] = options;
      return { ...base, kind, target: this.#mr(target), offset: BigInt(offset!) };
    }
    if (kind === "resv") return { ...base, kind: "reservation" };
    if (kind === "container" || kind === "ram" || kind === "rom") return { ...base, kind };
    const record = (event: object): void => void this.#events.push(event);
    const inside = (): void => this.#inside.get(base.name)?.();
    const ops = patternOps(base.name, ioOptions(options), { record, inside });
    return { ...base, kind: kind === "romd" ? "romd" : "io", ops };
  }

  #listen(name: string, space: AddressSpace, priority: number): void {
    const say = (ev: string) => (range: FlatRange) =>
      this.#events.push({
        ev,
        listener: name,
        start: hex(range.start),
        size: `0x${(range.end - range.start).toString(16).padStart(17, "0")}`,
        mr: range.region.label,
        off: hex(range.offset),
        ro: Number(range.readonly),
        nv: Number(range.nonvolatile),
      });
    const listener: MemoryListener = {
      priority,
      begin: () => void this.#events.push({ ev: "begin", listener: name }),
      commit: () => void this.#events.push({ ev: "commit", listener: name }),
      regionAdd: say("region_add"),
      regionDel: say("region_del"),
      regionNop: say("region_nop"),
    };
    this.#listeners.set(name, { space, listener });
    space.listen(listener);
  }

  #flat({ view }: AddressSpace): unknown {
    const ranges = view.ranges.map((range) => [
      hex(range.start),
      hex(range.end - 1n),
      range.region.label,
      hex(range.offset),
      (range.readonly ? "R" : "") + (range.nonvolatile ? "N" : "") + (range.unmergeable ? "U" : ""),
    ]);
    return { root: view.root?.label ?? "(none)", ranges };
  }

  #find([name, offset, size, hold]: Words): unknown {
    using found = findRegion(this.#mr(name), BigInt(offset!), BigInt(size!));
    if (!found) return null;
    if (hold) this.#refRegion(found.region, 1);
    return {
      mr: found.region.label,
      off: hex(found.offset),
      as_off: hex(found.address),
      size: hex(found.size),
      ro: Number(found.readonly),
    };
  }

  #dispatchRead([name, offset, size, end]: Words): unknown {
    const { result, low, high } = dispatchRead(this.#mr(name), Number(offset), Number(size) as Size);
    const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    return { res: result, val: hex(ordered(value, Number(size), end)) };
  }
}

function sizeOf(text: string): bigint {
  const size = BigInt(text);
  return size === fullSize ? 1n << 64n : size;
}

function ordered(value: bigint, size: number, end: string | undefined): bigint {
  if (end !== "be" || size === 1) return value;
  const bytes = Array.from({ length: size }, (_, i) => (value >> BigInt(8 * i)) & 0xffn);
  return bytes.reduce((swapped, byte) => (swapped << 8n) | byte, 0n);
}
