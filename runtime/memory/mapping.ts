import { type QomObject } from "../object/index.ts";
import { type Address, addressEnd, wide } from "./address.ts";
import { directAt } from "./dispatch.ts";
import { AddressSpaceError } from "./errors.ts";
import { holdRegion, letRegionGo } from "./hold.ts";
import { type HeldByOwner, ownerRecord } from "./owner.ts";
import { type MemoryRegion } from "./region.ts";
import { type AddressSpace } from "./space.ts";

/** Bytes of bounce buffers that one address space has. */
export const bounceLimit = 4096;

/** What `findRegion` found; holds the region until it is disposed of. */
export class FoundRegion implements Disposable {
  readonly region: MemoryRegion;
  /** Offset in the region. */
  readonly offset: bigint;
  /** Address in the address space. */
  readonly address: bigint;
  /** Bytes of what was asked for that lie in the range. */
  readonly size: bigint;
  readonly readonly: boolean;
  #held = true;

  constructor(found: Pick<FoundRegion, "region" | "offset" | "address" | "size" | "readonly">) {
    this.region = found.region;
    this.offset = found.offset;
    this.address = found.address;
    this.size = found.size;
    this.readonly = found.readonly;
    holdRegion(this.region);
  }

  [Symbol.dispose](): void {
    if (!this.#held) return;
    this.#held = false;
    letRegionGo(this.region);
  }
}

/**
 * What lies at `offset` of `region`, for `size` bytes: the lowest range of the address space whose root contains the region,
 * by containers (rule 25.1). Null if there is no such address space, or nothing lies there.
 */
export function findRegion(region: MemoryRegion, offset: Address, size: Address): FoundRegion | null {
  let top = region;
  let start = wide(offset);
  for (; top.container; top = top.container) start += top.address;
  start = BigInt.asUintN(64, start);
  const space = region.memory.spaces.find((candidate) => candidate.rootRegion === top);
  if (!space) return null;
  const { ranges } = space.view;
  const range = ranges[space.view.indexFrom(start)];
  let end = start + wide(size);
  if (end > addressEnd) end = addressEnd;
  if (!range || range.start >= end) return null;
  const from = range.start > start ? range.start : start;
  return new FoundRegion({
    region: range.region,
    offset: range.offset + (from - range.start),
    address: from,
    size: (range.end < end ? range.end : end) - from,
    readonly: range.readonly,
  });
}

/** Whether something other than `container` itself answers at `offset` of it. */
export function isPresent(container: MemoryRegion, offset: Address): boolean {
  using found = findRegion(container, offset, 1);
  return found !== null && found.region !== container;
}

/** What a mapping is for. */
export interface DmaInfo {
  /** Whether the device writes to memory, instead of reading from it. */
  readonly write: boolean;
  /** The device that maps: its mappings are released before its regions go, so that it may map even its own. */
  readonly holder?: QomObject;
}

/** Guest memory that a device uses directly; or a buffer that is written back, where there is no memory. */
export class DmaMapping implements HeldByOwner, Disposable {
  /** The bytes. */
  readonly data: Uint8Array;
  /** Whether `data` is a copy. */
  readonly bounce: boolean;
  /** Whose memory it is; null for a copy of what nothing answers. */
  readonly region: MemoryRegion | null;
  readonly #space: AddressSpace;
  readonly #address: Address;
  readonly #offset: number;
  readonly #info: DmaInfo;
  #released = false;

  constructor(
    space: AddressSpace,
    info: DmaInfo,
    place: { data: Uint8Array; address: Address; region: MemoryRegion | null; offset: number; bounce: boolean },
  ) {
    this.#space = space;
    this.#info = info;
    this.data = place.data;
    this.#address = place.address;
    this.#offset = place.offset;
    this.region = place.region;
    this.bounce = place.bounce;
    space.mappings++;
    if (this.bounce) space.bounced += this.data.length;
    if (this.region) holdRegion(this.region);
    if (info.holder) ownerRecord(info.holder).hold(this);
  }

  /**
   * Releases it; `used` is how many bytes the device has written. Returns the `AccessResult` of writing back a copy.
   * Throws `AddressSpaceError` when it is released already.
   */
  unmap(used = this.data.length): number {
    if (this.#released) throw new AddressSpaceError(this.#space.label, "a mapping was released twice");
    this.#released = true;
    const { region } = this;
    const { write, holder } = this.#info;
    if (holder) ownerRecord(holder).drop(this);
    this.#space.mappings--;
    if (this.bounce) this.#space.bounced -= this.data.length;
    if (write && !this.bounce) region!.ram!.mark(this.#offset, used);
    try {
      return write && this.bounce && !this.#space.ended
        ? this.#space.write(this.#address, this.data.subarray(0, used))
        : 0;
    } finally {
      if (region) letRegionGo(region);
    }
  }

  release(): void {
    if (!this.#released) this.unmap(0);
  }

  [Symbol.dispose](): void {
    if (!this.#released) this.unmap();
  }
}

/**
 * Maps up to `length` bytes from `address` for a device (rule 25.2). RAM is mapped as far as it goes on; anything else is copied, as
 * far as the bounce buffers reach. Null if nothing can be mapped now.
 */
export function mapMemory(space: AddressSpace, address: Address, length: number, info: DmaInfo): DmaMapping | null {
  if (length === 0) return null;
  const direct = directAt(space, address, length, info.write);
  if (direct) {
    const { region, offset, bytes } = direct;
    const data = region.ram!.data.subarray(offset, offset + bytes);
    return new DmaMapping(space, info, { data, address, region, offset, bounce: false });
  }
  const bytes = Math.min(length, bounceLimit - space.bounced);
  if (bytes <= 0) return null;
  const data = new Uint8Array(bytes);
  if (!info.write) space.read(address, data);
  const region = space.view.ranges[space.view.indexFrom(wide(address))];
  const inside = region && region.start <= wide(address) ? region.region : null;
  return new DmaMapping(space, info, { data, address, region: inside, offset: 0, bounce: true });
}
