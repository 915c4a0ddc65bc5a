export * from "./access.ts";
export * from "./address.ts";
export * from "./bank.ts";
export { type Dispatched, dispatchRead, dispatchWrite } from "./dispatch.ts";
export * from "./errors.ts";
export * from "./listener.ts";
export { closeRegions, openRegions, ownerRecord, type RealizedOwner, releaseRegions } from "./owner.ts";
export * from "./mapping.ts";
export { flatViews, regionTrees, type TreeOptions } from "./mtree.ts";
export {
  addRegion,
  MemoryRegion,
  type RegionBase,
  type RegionInfo,
  type RegionKind,
  type Translation,
} from "./region.ts";
export * from "./space.ts";
export * from "./system.ts";
export { type Loaded, type TypedData } from "./typed.ts";
export * from "./unimplemented.ts";
export { FlatRange, FlatView } from "./view.ts";
export { type RamWindow } from "./window.ts";
