import { type Address, type AddressSpace, type MemoryRegion } from "../memory/index.ts";
import { acquire, type Acquisition } from "./acquisition.ts";
import { type Device } from "./device.ts";

/** A region in a container. */
export class Mapping implements Acquisition {
  readonly container: MemoryRegion;
  readonly region: MemoryRegion;

  constructor(container: MemoryRegion, region: MemoryRegion) {
    this.container = container;
    this.region = region;
  }

  get what(): string {
    return `map of ${this.region.path} into ${this.container.path}`;
  }

  release(): void {
    if (this.region.container === this.container) this.container.removeSubregion(this.region);
  }
}

/**
 * Maps `region` into a container, or into the root of an address space, `address` bytes from its start; where regions
 * overlap, the one of the highest priority (0 if absent) is seen. `owner` is who declares the map; a map made by its
 * realize, or later, is taken back by its unrealize.
 * Throws `ContainerError` for a region that is mapped already, `RegionCycleError`, `RangeError`.
 */
export function mapRegion(
  owner: Device,
  into: MemoryRegion | AddressSpace,
  region: MemoryRegion,
  ...[address, priority = 0]: [address: Address, priority?: number]
): Mapping {
  const container = "rootRegion" in into ? into.rootRegion : into;
  container.addSubregion(region, address, priority);
  return acquire(owner, new Mapping(container, region));
}
