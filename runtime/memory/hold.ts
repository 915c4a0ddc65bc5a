import { ref, unref } from "../object/index.ts";
import { type MemoryRegion } from "./region.ts";

/**
 * Takes a reference on a region for a container, an address space, a view, a mapping or a find. The count is the region's
 * own; in the test-only `piggyback` counting it is the owner's, as in the scheme that this one replaces.
 */
export function holdRegion(region: MemoryRegion): void {
  ref(region.memory.counting === "own" ? region : region.owner);
}

/** Drops what `holdRegion` took. */
export function letRegionGo(region: MemoryRegion): void {
  unref(region.memory.counting === "own" ? region : region.owner);
}
