import { addRegion, children, MemoryRegion, unparent } from "@qdl/runtime";
import { type VirtioGpu } from "../../generated/virtio/gpu.ts";

/** Bytes of a pixel, in every format that there is (virtio 1.2, section 5.7.6.8). */
export const pixelBytes = 4;
/** Bytes that all resources of a device may take together, and pieces that one may consist of. */
const mostBytes = 256 * 1024 * 1024;
const mostPieces = 16_384;
/** Bytes in which a piece is kept: address, length. */
const entryBytes = 16;

/** A piece of guest memory. */
export interface Piece {
  readonly address: bigint;
  readonly length: number;
}

/** What a resource is made of. */
export interface Shape {
  readonly kind: "image" | "guest" | "host";
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Whether a blob may be shown in the shared memory. */
  readonly mappable?: boolean;
}

/** Kinds as the state has them. */
export const Kind = { none: 0, image: 1, guest: 2, host: 3 } as const;

/** Where the device keeps a resource, or null if the driver has none of that number. */
export function findResource(self: VirtioGpu, number: number): number | null {
  for (let at = 0; at < self.numbers.length; at++)
    if (self.kinds.get(at) !== Kind.none && self.numbers.get(at) === number) return at;
  return null;
}

function taken(self: VirtioGpu): number {
  let bytes = 0;
  for (let at = 0; at < self.sizes.length; at++) bytes += self.sizes.get(at);
  return bytes;
}

/** The region of a resource: `image` for what the host keeps, `backing` for the list of its guest memory. */
export function regionOf(self: VirtioGpu, name: "image" | "backing", at: number): MemoryRegion | null {
  const number = self.numbers.get(at);
  const is = (child: unknown): child is MemoryRegion =>
    child instanceof MemoryRegion && child.label === name && child.index === number;
  return children(self).find(is) ?? null;
}

/** Makes a resource; false if there is no room for it. What the host keeps of it is a region of its own. */
export function addResource(
  self: VirtioGpu,
  number: number,
  { kind, width, height, bytes, mappable = false }: Shape,
): boolean {
  let at = 0;
  while (at < self.kinds.length && self.kinds.get(at) !== Kind.none) at++;
  if (at === self.kinds.length || bytes > mostBytes - taken(self)) return false;
  if (kind !== "guest") addRegion(self, { kind: "ram", name: "image", size: bytes, own: true, index: number });
  self.numbers.set(at, number);
  self.kinds.set(at, Kind[kind]);
  self.widths.set(at, width);
  self.heights.set(at, height);
  self.sizes.set(at, bytes);
  self.mappable.set(at, mappable ? 1 : 0);
  self.pieces.set(at, 0);
  return true;
}

/** Takes a resource away. Its memory stays for whoever has it mapped. */
export function dropResource(self: VirtioGpu, at: number): void {
  detachBacking(self, at);
  const image = regionOf(self, "image", at);
  if (image) {
    image.container?.removeSubregion(image);
    unparent(image);
  }
  for (let scanout = 0; scanout < self.shown.length; scanout++)
    if (self.shown.get(scanout) === self.numbers.get(at)) self.shown.set(scanout, 0);
  self.kinds.set(at, Kind.none);
  self.numbers.set(at, 0);
  self.sizes.set(at, 0);
}

/** Takes all resources away, and cursors. */
export function dropAll(self: VirtioGpu): void {
  for (let at = 0; at < self.kinds.length; at++) if (self.kinds.get(at) !== Kind.none) dropResource(self, at);
  for (let scanout = 0; scanout < self.cursorShown.length; scanout++) self.cursorShown.set(scanout, 0);
}

/** Gives a resource its guest memory; false if there is too much of it. */
export function attachBacking(self: VirtioGpu, at: number, pieces: readonly Piece[]): boolean {
  if (pieces.length > mostPieces) return false;
  detachBacking(self, at);
  if (pieces.length === 0) return true;
  const index = self.numbers.get(at);
  const size = pieces.length * entryBytes;
  const list = viewOf(addRegion(self, { kind: "ram", name: "backing", size, own: true, index }));
  for (const [entry, { address, length }] of pieces.entries()) {
    list.setBigUint64(entry * entryBytes, address, true);
    list.setUint32(entry * entryBytes + 8, length, true);
  }
  self.pieces.set(at, pieces.length);
  return true;
}

/** Forgets the guest memory of a resource. */
export function detachBacking(self: VirtioGpu, at: number): void {
  const region = regionOf(self, "backing", at);
  if (region) unparent(region);
  self.pieces.set(at, 0);
}

/** The guest memory of a resource, piece by piece. */
export function backingOf(self: VirtioGpu, at: number): Piece[] {
  const region = regionOf(self, "backing", at);
  if (!region) return [];
  const list = viewOf(region);
  return Array.from({ length: self.pieces.get(at) }, (_, entry) => ({
    address: list.getBigUint64(entry * entryBytes, true),
    length: list.getUint32(entry * entryBytes + 8, true),
  }));
}

function viewOf({ ram }: MemoryRegion): DataView {
  const { data } = ram!;
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
