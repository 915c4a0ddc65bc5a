import {
  type Access,
  type AccessAttributes,
  AccessResult,
  chunkSize,
  isValidAccess,
  plainAttributes,
} from "./access.ts";
import { type Address } from "./address.ts";
import { readBank, writeBank } from "./bank-access.ts";
import { RegionOpError } from "./errors.ts";
import { advance, isDirect, isSealed, locate, type Place } from "./locate.ts";
import { readParts, writeParts } from "./parts.ts";
import { type MemoryRegion } from "./region.ts";
import { type AddressSpace } from "./space.ts";
import { oneOp } from "./system.ts";

/** One typed read of `access.size` bytes, little-endian: the low word; the high one is in `access.high`. */
export function readTyped(space: AddressSpace, address: Address, access: Access): number {
  const place = locate(space, address, false);
  const { range } = place;
  const { size } = access;
  if (place.available < size) return readSplit(space, address, access);
  access.wideOffset = place.wideOffset;
  if (range && isDirect(range, false, access.attributes)) {
    if (place.offset + size <= range.region.ram!.data.length) return readRam(range.region, place.offset, access);
    return undecoded(range.region, place.offset, access, false);
  }
  if (access.attributes.memory) return refused(access);
  if (!range) return undecoded(space.memory, place.offset, access, false);
  return readRegion(range.region, place.offset, access);
}

/** One typed write of `access.size` bytes, little-endian; the high word is in `access.high`. */
export function writeTyped(space: AddressSpace, address: Address, value: number, access: Access): void {
  const place = locate(space, address, true);
  const { range } = place;
  const { size } = access;
  if (place.available < size) return writeSplit(space, address, value, access);
  access.wideOffset = place.wideOffset;
  if (range && isDirect(range, true, access.attributes)) {
    if (place.offset + size <= range.region.ram!.data.length)
      return writeRam(range.region, place.offset, value, access);
    undecoded(range.region, place.offset, access, true);
  } else if (access.attributes.memory) refused(access);
  else if (!range || isSealed(range)) undecoded(range?.region ?? space.memory, place.offset, access, true);
  else writeRegion(range.region, place.offset, value, access);
}

function readSplit(space: AddressSpace, address: Address, access: Access): number {
  const bytes = new Uint8Array(8);
  access.result |= readBytes(space, address, bytes.subarray(0, access.size), access.attributes);
  access.high = word(bytes, 4);
  return word(bytes, 0);
}

function writeSplit(space: AddressSpace, address: Address, value: number, access: Access): void {
  const bytes = new Uint8Array(8);
  putWord(bytes, 0, value);
  putWord(bytes, 4, access.high);
  access.result |= writeBytes(space, address, bytes.subarray(0, access.size), access.attributes);
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >> (8 * i);
}

function readRam(region: MemoryRegion, offset: number, access: Access): number {
  const { data } = region.ram!;
  let low = 0;
  let high = 0;
  for (let i = Math.min(access.size, 4) - 1; i >= 0; i--) low = (low << 8) | data[offset + i]!;
  for (let i = access.size - 1; i >= 4; i--) high = (high << 8) | data[offset + i]!;
  access.high = high;
  return low;
}

function writeRam(region: MemoryRegion, offset: number, value: number, access: Access): void {
  const ram = region.ram!;
  for (let i = 0; i < access.size; i++) ram.data[offset + i] = i < 4 ? value >> (8 * i) : access.high >> (8 * (i - 4));
  ram.mark(offset, access.size);
}

function refused(access: Access): 0 {
  access.result |= AccessResult.accessError;
  return 0;
}

/** Nobody answers: counts it, reports it, and ends the access with a decode error. */
function undecoded(at: MemoryRegion | AddressSpace["memory"], offset: number, access: Access, write: boolean): 0 {
  const memory = "memory" in at ? at.memory : at;
  memory.decodeErrors++;
  const region = "memory" in at ? at : null;
  memory.trace?.({ event: "decode_error", region, offset, size: access.size, write });
  access.result |= AccessResult.decodeError;
  return 0;
}

/** Whether the ops of `region` take this access and may run now; else it is ended (rules 22.5 and 22.13). */
function isAllowed(region: MemoryRegion, offset: number, access: Access, write: boolean): boolean {
  const { ops, record, memory } = region;
  const { size } = access;
  if (!ops || !isValidAccess(ops, offset, size) || ops.accepts?.(region.owner, offset, size, write) === false) {
    undecoded(region, offset, access, write);
    return false;
  }
  if (region.ended || !record.answers()) {
    memory.unrealizedAccesses++;
    memory.trace?.({ event: "unrealized", region, offset, size, write });
    access.result |= AccessResult.decodeError;
    return false;
  }
  if (!record.busy || !record.guarded || region.reentrant || region.readonly || region.kind === "romd") return true;
  memory.blockedAccesses++;
  memory.trace?.({ event: "reentrant", region, offset, size, write });
  access.result |= AccessResult.accessError;
  return false;
}

/** Reads from the ops of a region, whatever lies in front of it. The low word; the high one is in `access.high`. */
export function readRegion(region: MemoryRegion, offset: number, access: Access): number {
  if (!isAllowed(region, offset, access, false)) return 0;
  const { memory, record, bank } = region;
  const busy = record.busy;
  memory.nested += oneOp;
  record.busy = true;
  access.region = region;
  try {
    if (bank) return readBank(region, bank, offset, access);
    if (region.ops!.read) return readParts(region, offset, access);
  } catch (cause) {
    throw cause instanceof RegionOpError ? cause : new RegionOpError(region, "a read", cause);
  } finally {
    record.busy = busy;
    memory.nested -= oneOp;
  }
  return undecoded(region, offset, access, false);
}

/** Writes to the ops of a region, whatever lies in front of it. */
export function writeRegion(region: MemoryRegion, offset: number, value: number, access: Access): void {
  if (!isAllowed(region, offset, access, true)) return;
  const { memory, record, bank } = region;
  const busy = record.busy;
  memory.nested += oneOp;
  record.busy = true;
  access.region = region;
  try {
    if (bank) return writeBank(region, bank, { offset, value }, access);
    if (region.ops!.write) return writeParts(region, offset, value, access);
  } catch (cause) {
    throw cause instanceof RegionOpError ? cause : new RegionOpError(region, "a write", cause);
  } finally {
    record.busy = busy;
    memory.nested -= oneOp;
  }
  undecoded(region, offset, access, true);
}

/** Reads bytes in address order, cut into accesses (rules 22.2 and 22.4); returns the ORed results. */
export function readBytes(
  space: AddressSpace,
  address: Address,
  bytes: Uint8Array,
  attributes?: AccessAttributes,
): number {
  const { memory } = space;
  const access = memory.borrow(4, attributes);
  try {
    for (let done = 0; done < bytes.length;) {
      const place = locate(space, advance(address, done), false);
      const left = bytes.length - done;
      const length = directLength(place, left, false, access);
      if (length > 0) {
        bytes.set(place.range!.region.ram!.data.subarray(place.offset, place.offset + length), done);
        done += length;
      } else {
        cut(place, left, access);
        putBytes(bytes, done, readPlace(space, place, access), access);
        done += access.size;
      }
    }
    return access.result;
  } finally {
    memory.giveBack();
  }
}

/** Bytes from `place` on that are copied from or to memory; 0 if ops must do it. */
function directLength({ range, offset, available }: Place, left: number, write: boolean, access: Access): number {
  if (!range || !isDirect(range, write, access.attributes)) return 0;
  return Math.min(left, available, Math.max(range.region.ram!.data.length - offset, 0));
}

/** Makes `access` the first part of what is left. */
function cut(place: Place, left: number, access: Access): void {
  access.size = chunkSize(place.range?.region.ops ?? null, place.offset, left);
  access.high = 0;
  access.wideOffset = place.wideOffset;
}

function readPlace(space: AddressSpace, { range, offset }: Place, access: Access): number {
  if (access.attributes.memory) return refused(access);
  if (!range || isDirect(range, false, access.attributes))
    return undecoded(range?.region ?? space.memory, offset, access, false);
  return readRegion(range.region, offset, access);
}

function putBytes(bytes: Uint8Array, at: number, low: number, access: Access): void {
  for (let i = 0; i < access.size; i++) bytes[at + i] = i < 4 ? low >> (8 * i) : access.high >> (8 * (i - 4));
}

/** Writes bytes in address order, cut into accesses; returns the ORed results. */
export function writeBytes(
  space: AddressSpace,
  address: Address,
  bytes: Uint8Array,
  attributes?: AccessAttributes,
): number {
  const { memory } = space;
  const access = memory.borrow(4, attributes);
  try {
    for (let done = 0; done < bytes.length;) {
      const place = locate(space, advance(address, done), true);
      const left = bytes.length - done;
      const length = directLength(place, left, true, access);
      if (length > 0) {
        const ram = place.range!.region.ram!;
        ram.data.set(bytes.subarray(done, done + length), place.offset);
        ram.mark(place.offset, length);
        done += length;
      } else {
        cut(place, left, access);
        writePlace(space, place, bytes.subarray(done, done + access.size), access);
        done += access.size;
      }
    }
    return access.result;
  } finally {
    memory.giveBack();
  }
}

function writePlace(space: AddressSpace, { range, offset }: Place, bytes: Uint8Array, access: Access): void {
  access.high = access.size === 8 ? word(bytes, 4) : 0;
  let value = 0;
  for (let i = Math.min(access.size, 4) - 1; i >= 0; i--) value = (value << 8) | bytes[i]!;
  if (access.attributes.memory) refused(access);
  else if (!range || isSealed(range) || isDirect(range, true, access.attributes))
    undecoded(range?.region ?? space.memory, offset, access, true);
  else writeRegion(range.region, offset, value, access);
}

/** A question about an access that is not made. */
export interface AccessQuestion {
  readonly length: number;
  readonly write: boolean;
  readonly attributes: AccessAttributes | undefined;
}

/** Whether every part of an access finds somebody who takes it; parts are cut by address, not by offset (rule 22.15). */
export function isAccessValid(space: AddressSpace, address: Address, question: AccessQuestion): boolean {
  const { length, write, attributes = {} } = question;
  for (let done = 0; done < length;) {
    const at = advance(address, done);
    const { range, offset, available } = locate(space, at, write);
    const left = length - done;
    if (range && isDirect(range, write, attributes)) {
      done += Math.min(left, available);
      continue;
    }
    const { region } = range ?? {};
    const low = typeof at === "number" ? at : Number(at & 0xffffn);
    const size = chunkSize(region?.ops ?? null, low, left);
    if (!region?.ops || attributes.memory || (write && isSealed(range!))) return false;
    if (!isValidAccess(region.ops, offset, size)) return false;
    if (region.ops.accepts?.(region.owner, offset, size, write) === false) return false;
    done += size;
  }
  return true;
}

/** Memory that is used without ops. */
export interface DirectMemory {
  readonly region: MemoryRegion;
  readonly offset: number;
  readonly bytes: number;
}

/** The memory at `address`, as far as it goes on in one piece, at most `length` bytes; null if ops answer there. */
export function directAt(space: AddressSpace, address: Address, length: number, write: boolean): DirectMemory | null {
  const first = locate(space, address, write);
  const { range, offset } = first;
  if (!range || !isDirect(range, write, plainAttributes)) return null;
  const { region } = range;
  const limit = Math.min(length, region.ram!.data.length - offset);
  let bytes = Math.min(limit, first.available);
  while (bytes < limit) {
    const next = locate(space, advance(address, bytes), write);
    const goesOn = next.range?.region === region && next.offset === offset + bytes;
    if (!goesOn || !isDirect(next.range!, write, plainAttributes)) break;
    bytes = Math.min(limit, bytes + next.available);
  }
  return bytes > 0 ? { region, offset, bytes } : null;
}

/** What one access to the ops of a region comes to. */
export interface Dispatched {
  readonly result: number;
  /** Low and high word, little-endian. A read by ops that are wider than the access has their upper bytes, too. */
  readonly low: number;
  readonly high: number;
}

/** Reads `size` bytes from the ops of a region, whether it is mapped or not; memory is not looked at (rule 22.5). */
export function dispatchRead(region: MemoryRegion, offset: number, size: 1 | 2 | 4 | 8): Dispatched {
  const access = region.memory.borrow(size);
  try {
    const low = readRegion(region, offset, access);
    return { result: access.result, low, high: access.high };
  } finally {
    region.memory.giveBack();
  }
}

/** Writes `size` bytes to the ops of a region, whether it is mapped or not. Returns the `AccessResult`. */
export function dispatchWrite(
  region: MemoryRegion,
  offset: number,
  size: 1 | 2 | 4 | 8,
  value: { readonly low: number; readonly high?: number },
): number {
  const access = region.memory.borrow(size);
  access.high = value.high ?? 0;
  try {
    writeRegion(region, offset, value.low, access);
    return access.result;
  } finally {
    region.memory.giveBack();
  }
}
