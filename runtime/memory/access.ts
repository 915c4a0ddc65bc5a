import { type QomObject } from "../object/index.ts";
import { type MemoryRegion } from "./region.ts";

/** How an access ended; parts of one access are ORed (rule 22.1). */
export const AccessResult = {
  ok: 0,
  /** The device refused it. */
  error: 1,
  /** Nothing answers at that address, or not with that size. */
  decodeError: 2,
  /** The initiator may not do that: re-entrancy, or memory asked for where a device is. */
  accessError: 4,
} as const;

/** What an access carries beside address and data. */
export interface AccessAttributes {
  readonly secure?: boolean;
  readonly user?: boolean;
  /** Number of the device that started it. */
  readonly requester?: number;
  /** Ends with an access error where a device answers instead of memory. */
  readonly memory?: boolean;
  /** A debugger's access: may write to ROM. */
  readonly debug?: boolean;
}

/** Attributes of an access that carries none. */
export const plainAttributes: AccessAttributes = Object.freeze({});

/**
 * One call of a region's ops: what they need beside offset and value, and where they put what they return beside a value.
 * Valid during the call only; the runtime uses it again.
 */
export class Access {
  /** Bytes: 1, 2, 4 or 8. */
  size = 4;
  /** Upper 32 bits of an 8-byte value: set by a read, given to a write. */
  high = 0;
  /** An `AccessResult` other than ok ends the access with it. */
  result = 0;
  attributes: AccessAttributes = plainAttributes;
  /** The region that is accessed; its `index` tells elements of an array apart. */
  region: MemoryRegion | null = null;
  /** The offset, when it is above 2^53 and the number given is rounded; else null. */
  wideOffset: bigint | null = null;
  /** Bytes of the value in address order; the runtime's own. */
  readonly bytes = new Uint8Array(8);
}

/** Sizes in bytes. */
export interface AccessSizes {
  readonly min?: number;
  readonly max?: number;
  /** Whether an access may lie at an address that is not a multiple of its size. */
  readonly unaligned?: boolean;
}

/**
 * What answers accesses of a hand-made io region. One object per kind of region, never per instance: the device is an
 * argument. Data is 32 bits wide, signed or unsigned; the upper half of an 8-byte value is `access.high`.
 */
export interface RegionOps<T extends QomObject = QomObject> {
  read?(device: T, offset: number, access: Access): number;
  write?(device: T, offset: number, value: number, access: Access): void;
  /** Refuses single accesses (decode error) beyond what sizes can say. */
  accepts?(device: T, offset: number, size: number, write: boolean): boolean;
  readonly endianness: "little" | "big";
  /** What the guest may do; other accesses are decode errors. Absent: 1 to 8 aligned, in parts of 4 (rule 22.5). */
  readonly valid?: AccessSizes;
  /** What the ops are called with; other sizes are split and merged (rule 22.6). Absent: 1 to 4. */
  readonly impl?: AccessSizes;
}

/** What a behaviour module has for a region whose definition says byte order and sizes: both directions, nothing else. */
export interface OpsHooks<T extends QomObject> {
  readonly read: (device: T, offset: number, access: Access) => number;
  readonly write: (device: T, offset: number, value: number, access: Access) => void;
}

/** What a behaviour module has for a region whose definition says nothing of how it is accessed: all of it. */
export interface CompleteOps<T extends QomObject> extends OpsHooks<T> {
  readonly endianness: "little" | "big";
  readonly valid?: AccessSizes;
  readonly impl?: AccessSizes;
}

/** Ops with every default filled in; one shape, so that dispatch stays monomorphic. */
export class ResolvedOps {
  readonly read: ((device: QomObject, offset: number, access: Access) => number) | null;
  readonly write: ((device: QomObject, offset: number, value: number, access: Access) => void) | null;
  readonly accepts: RegionOps["accepts"] | null;
  readonly big: boolean;
  readonly validMin: number;
  readonly validMax: number;
  readonly validUnaligned: boolean;
  readonly implMin: number;
  readonly implMax: number;
  readonly implUnaligned: boolean;

  constructor(ops: RegionOps) {
    this.read = ops.read ? (device, offset, access) => ops.read!(device, offset, access) : null;
    this.write = ops.write ? (device, offset, value, access) => ops.write!(device, offset, value, access) : null;
    this.accepts = ops.accepts ? (...call) => ops.accepts!(...call) : null;
    this.big = ops.endianness === "big";
    this.validMin = ops.valid?.min ?? 0;
    this.validMax = ops.valid?.max ?? 0;
    this.validUnaligned = ops.valid?.unaligned ?? false;
    this.implMin = ops.impl?.min || 1;
    this.implMax = ops.impl?.max || 4;
    this.implUnaligned = ops.impl?.unaligned ?? false;
  }
}

const resolved = new WeakMap<RegionOps, ResolvedOps>();

/** The resolved form of `ops`; one per ops object. */
export function resolveOps(ops: RegionOps): ResolvedOps {
  let known = resolved.get(ops);
  if (!known) resolved.set(ops, (known = new ResolvedOps(ops)));
  return known;
}

/** Whether `size` bytes at `offset` are an access that the ops take, the guest's side (rule 22.5). */
export function isValidAccess(ops: ResolvedOps, offset: number, size: number): boolean {
  if (!ops.validUnaligned && offset % size !== 0) return false;
  return ops.validMax === 0 || (size >= ops.validMin && size <= ops.validMax);
}

/** Bytes of the first part of an access of `length` bytes at `offset`, as the byte path cuts it (rule 22.4). */
export function chunkSize(ops: ResolvedOps | null, offset: number, length: number): number {
  let size = Math.min(ops?.validMax || 4, length);
  if (!ops?.implUnaligned && offset !== 0) {
    const low = offset % 2 ** 31;
    if (low !== 0) size = Math.min(size, low & -low);
  }
  return size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
}
