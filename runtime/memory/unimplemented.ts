import { type QomObject } from "../object/index.ts";
import { type Access, type RegionOps } from "./access.ts";
import { type Address } from "./address.ts";
import { addRegion, type MemoryRegion } from "./region.ts";

/** Reads 0, swallows writes, tells who traces the memory: every access is noticed, none fails. */
const unimplementedOps: RegionOps = {
  endianness: "little",
  valid: { min: 1, max: 8, unaligned: true },
  impl: { min: 1, max: 8, unaligned: true },
  read: (_owner, offset, access) => {
    note(offset, access, false);
    return 0;
  },
  write: (_owner, offset, _value, access) => note(offset, access, true),
};

/**
 * Makes a region that stands for a device which the board has and the model does not: it reads as 0, and every access is
 * an `unimplemented` event of `MemorySystem.trace`. Throws as `addRegion` does.
 */
export function addUnimplemented(
  owner: QomObject,
  info: { readonly name: string; readonly size: Address },
): MemoryRegion {
  return addRegion(owner, { ...info, kind: "io", ops: unimplementedOps, reentrant: true });
}

function note(offset: number, { region, size }: Access, write: boolean): void {
  region?.memory.trace?.({ event: "unimplemented", region, offset, size, write });
}
