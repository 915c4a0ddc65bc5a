import { type Address, type AddressSpace, type MemoryRegion } from "../memory/index.ts";
import { acquire, type Acquisition } from "./acquisition.ts";
import { type Device } from "./device.ts";

/** Where a region is seen. */
export interface MapPlace {
  /** The container, or the address space whose root is it. */
  readonly into: MemoryRegion | AddressSpace;
  /** Bytes from the start of the container. */
  readonly address: Address;
  /** Where regions overlap, the highest is seen; 0 if absent. */
  readonly priority?: number;
}

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
 * Maps a region. `owner` is who declares the map; a map made by its realize, or later, is taken back by its unrealize.
 * Throws `ContainerError` for a region that is mapped already, `RegionCycleError`, `RangeError`.
 */
export function mapRegion(owner: Device, region: MemoryRegion, { into, address, priority = 0 }: MapPlace): Mapping {
  const container = "rootRegion" in into ? into.rootRegion : into;
  container.addSubregion(region, address, priority);
  return acquire(owner, new Mapping(container, region));
}
