import { type AccessAttributes } from "./access.ts";
import { type Address } from "./address.ts";
import { type AddressSpace } from "./space.ts";
import { type FlatRange } from "./view.ts";

/** How many iommu regions an access may pass through. */
const mostTranslations = 8;
const safe = Number.MAX_SAFE_INTEGER;

/** What lies at an address. */
export class Place {
  range: FlatRange | null = null;
  /** Offset in the region; the address itself where nothing is. */
  offset = 0;
  /** The same, exactly, when the number is rounded. */
  wideOffset: bigint | null = null;
  /** Bytes until something else lies there. */
  available = 0;
}

/** Finds what lies at `address`, through iommu regions. */
export function locate(space: AddressSpace, address: Address, write: boolean, depth = 0): Place {
  const place = typeof address === "number" ? locateNumber(space, address) : locateWide(space, address);
  const region = place.range?.region;
  if (!region?.translate) return place;
  const to = depth < mostTranslations ? region.translate(region.owner, place.offset, write) : null;
  if (!to || !(write ? to.writable : to.readable)) {
    place.range = null;
    return place;
  }
  const inner = locate(to.space, to.address, write, depth + 1);
  inner.available = Math.min(inner.available, to.length, place.available);
  return inner;
}

function locateNumber(space: AddressSpace, address: number): Place {
  if (!(address >= 0 && address <= safe)) return locateWide(space, BigInt(address));
  const place = new Place();
  const range = space.view.find(address);
  place.range = range;
  if (range && range.shift + address <= safe && range.shift >= -safe) {
    place.offset = address + range.shift;
    place.available = range.limit - address;
    return place;
  }
  return locateWide(space, BigInt(address));
}

function locateWide(space: AddressSpace, address: bigint): Place {
  const place = new Place();
  const { ranges } = space.view;
  const at = space.view.indexFrom(address);
  const range = ranges[at];
  const inside = range !== undefined && range.start <= address;
  const offset = inside ? range.offset + (address - range.start) : address;
  const end = inside ? range.end : (range?.start ?? 1n << 64n);
  place.range = inside ? range : null;
  place.offset = Number(offset);
  place.wideOffset = offset > BigInt(safe) ? offset : null;
  place.available = Number(end - address);
  return place;
}

/** Whether reads, or writes, go to memory without any ops (rule 22.3, with our decision on read-only aliases and containers). */
export function isDirect(range: FlatRange, write: boolean, attributes: AccessAttributes): boolean {
  const { kind, ram } = range.region;
  if (!ram) return false;
  if (!write) return kind !== "romd" || range.romd;
  if (attributes.debug) return true;
  return !range.readonly && kind !== "romd";
}

/** Whether a read-only alias or container is in front of the ops. */
export function isSealed(range: FlatRange): boolean {
  return range.readonly && !range.region.readonly;
}

/** The address `by` bytes further on; beyond 2^64 it begins again at 0. */
export function advance(address: Address, by: number): Address {
  if (typeof address === "number") return address + by <= safe ? address + by : BigInt(address) + BigInt(by);
  return BigInt.asUintN(64, address + BigInt(by));
}
