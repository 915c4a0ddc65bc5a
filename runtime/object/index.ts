export * from "./create.ts";
export {
  CastError,
  ConsumedError,
  DoubleParentError,
  DoubleUnparentError,
  FinalizedError,
  LifetimeError,
  NameError,
  OccupiedError,
  OverflowError,
  ParentReferenceError,
  ResurrectionError,
  StorageFreedError,
  StorageInUseError,
  StorageSizeError,
  UnderflowError,
  UnrootedError,
  UserObjectError,
} from "./errors.ts";
export * from "./finalizing.ts";
export * from "./handles.ts";
export * from "./heap.ts";
export { isLive, ref, storageRef, storageUnref, unref } from "./lifetime.ts";
export * from "./link-array.ts";
export * from "./links.ts";
export * from "./object.ts";
export { isRooted, resolvePath, type Resolution } from "./path.ts";
export * from "./property.ts";
export * from "./registry.ts";
export { children, findSlot, makeNewest, type Slot, type SlotKind } from "./slots.ts";
export * from "./state.ts";
export * from "./trace.ts";
export { attach, remove, requireOpen, unparent } from "./tree.ts";
export * from "./type.ts";
export * from "./value.ts";
export * from "./watch.ts";
