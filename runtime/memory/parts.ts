import { type Access } from "./access.ts";
import { type MemoryRegion } from "./region.ts";

/**
 * Reads through ops whose own sizes differ from the access: calls them once per part and merges (rule 22.6).
 * Returns the low word in little-endian order; the high one is in `access.high`.
 */
export function readParts(region: MemoryRegion, offset: number, access: Access): number {
  const ops = region.ops!;
  const { size } = access;
  const part = clamp(size, ops.implMin, ops.implMax);
  if (part === size && !ops.big) {
    const before = access.result;
    access.high = 0;
    access.result = 0;
    const low = ops.read!(region.owner, offset, access);
    access.result |= before;
    return low;
  }
  const bytes = new Uint8Array(8);
  const before = access.result;
  let result = 0;
  access.size = part;
  for (let at = 0; at < size; at += part) {
    access.high = 0;
    access.result = 0;
    const low = ops.read!(region.owner, offset + at, access);
    result |= access.result;
    mergePart(bytes, ops.big ? size - part - at : at, low, access);
  }
  access.size = size;
  access.result = before | result;
  if (ops.big) reverse(bytes, size);
  access.high = wordAt(bytes, 4);
  return wordAt(bytes, 0);
}

function mergePart(bytes: Uint8Array, shift: number, low: number, access: Access): void {
  for (let i = 0; i < access.size; i++) {
    const to = i + shift;
    if (to >= 0 && to < 8) bytes[to]! |= i < 4 ? low >> (8 * i) : access.high >> (8 * (i - 4));
  }
}

/** Writes through ops whose own sizes differ from the access: splits it into their parts (rule 22.6). */
export function writeParts(region: MemoryRegion, offset: number, value: number, access: Access): void {
  const ops = region.ops!;
  const { size } = access;
  const part = clamp(size, ops.implMin, ops.implMax);
  const bytes = new Uint8Array(8);
  putValue(bytes, value, access.high);
  bytes.fill(0, size);
  if (ops.big) reverse(bytes, size);
  let result = access.result;
  access.size = part;
  for (let at = 0; at < size; at += part) {
    givePart(region, offset + at, { bytes, shift: ops.big ? size - part - at : at }, access);
    result |= access.result;
  }
  access.size = size;
  access.result = result;
}

/** A value, and which of its bytes a part begins with. */
interface Shifted {
  readonly bytes: Uint8Array;
  readonly shift: number;
}

function givePart(region: MemoryRegion, offset: number, shifted: Shifted, access: Access): void {
  const { bytes, shift } = shifted;
  const { bytes: given, size } = access;
  given.fill(0);
  for (let i = 0; i < size; i++) given[i] = bytes[i + shift] ?? 0;
  access.high = wordAt(given, 4);
  access.result = 0;
  region.ops!.write!(region.owner, offset, narrowed(wordAt(given, 0), size), access);
}

function narrowed(value: number, size: number): number {
  return size === 1 ? value & 0xff : size === 2 ? value & 0xffff : value;
}

function clamp(size: number, min: number, max: number): number {
  return Math.max(Math.min(size, max), min);
}

function putValue(bytes: Uint8Array, low: number, high: number): void {
  for (let i = 0; i < 4; i++) {
    bytes[i] = low >> (8 * i);
    bytes[i + 4] = high >> (8 * i);
  }
}

function reverse(bytes: Uint8Array, size: number): void {
  bytes.subarray(0, size).reverse();
  bytes.fill(0, size);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
