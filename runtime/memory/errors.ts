import { LifetimeError } from "../object/index.ts";
import { type MemoryRegion } from "./region.ts";

/** A region was given a size, an offset or a kind that it cannot have, or was used as a kind that it is not. */
export class RegionError extends LifetimeError {
  static override readonly name: string = "RegionError";
}

/** A region was added where it would contain itself, by containers or aliases. */
export class RegionCycleError extends RegionError {
  static override readonly name: string = "RegionCycleError";

  constructor(region: MemoryRegion, container: MemoryRegion) {
    super(region, `it cannot be added to ${container.path}: it would contain itself`);
  }
}

/** A region was added to a second container, or taken from one that it is not in. */
export class ContainerError extends RegionError {
  static override readonly name: string = "ContainerError";
}

/** A region that somebody still references was released by an owner that is already finalizing (rule 24.5). */
export class RegionOutlivesOwnerError extends RegionError {
  static override readonly name: string = "RegionOutlivesOwnerError";

  constructor(region: MemoryRegion) {
    super(
      region,
      `the region outlives its owner: ${region.refs - 1} references are left on it; unparent the owner first`,
    );
  }
}

/** A plain region was destroyed by somebody other than its owner's end (lifetimes, sections 4.4 and 4.5). */
export class PlainRegionError extends RegionError {
  static override readonly name: string = "PlainRegionError";

  constructor(region: MemoryRegion) {
    super(region, "only aliases, containers and own regions can be destroyed while their owner lives");
  }
}

/** The map was changed where it must not be: out of a listener, or by a commit without a begin. */
export class MapChangeError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "MapChangeError";
  }
}

/** An address space was destroyed, or a mapping released, at the wrong time. */
export class AddressSpaceError extends Error {
  constructor(space: string, problem: string) {
    super(`address space ${space}: ${problem}`);
    this.name = "AddressSpaceError";
  }
}

/** The code behind a region threw; `cause` is what. The access is over and the map is as it was. */
export class RegionOpError extends RegionError {
  static override readonly name: string = "RegionOpError";

  constructor(region: MemoryRegion, what: string, cause: unknown) {
    super(region, `${what} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.cause = cause;
  }
}
