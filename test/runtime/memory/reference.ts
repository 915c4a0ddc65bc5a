import { type MemoryRegion } from "@qdl/runtime";

/** What lies at one byte. */
export interface Byte {
  readonly region: MemoryRegion;
  readonly offset: bigint;
  readonly flags: string;
}

interface Flags {
  readonly readonly: boolean;
  readonly nonvolatile: boolean;
  readonly unmergeable: boolean;
}

/**
 * What lies at `address` of the parent's inside, found the slow way from the rules: a region that is enabled and has the
 * address asks its subregions, highest priority first, among equals the newest; what none of them answers it answers
 * itself, if it is no container. An alias asks its target, wherever that is mapped.
 */
export function byteAt(region: MemoryRegion, address: bigint, above: Flags): Byte | null {
  const inside = address - region.address;
  if (!region.enabled || inside < 0n || inside >= region.size) return null;
  const flags = {
    readonly: above.readonly || region.readonly,
    nonvolatile: above.nonvolatile || region.nonvolatile,
    unmergeable: above.unmergeable || region.unmergeable,
  };
  const { target } = region;
  if (target) return byteAt(target, inside + region.targetOffset + target.address, flags);
  for (const sub of region.subregions) {
    const found = byteAt(sub, inside, flags);
    if (found) return found;
  }
  if (region.kind === "container") return null;
  const letters = (flags.readonly ? "R" : "") + (flags.nonvolatile ? "N" : "") + (flags.unmergeable ? "U" : "");
  return { region, offset: inside, flags: letters };
}
