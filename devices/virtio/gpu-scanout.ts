import { type AddressSpace } from "@qdl/runtime";
import { type VirtioGpu } from "../../generated/virtio/gpu.ts";
import { type Answer, errors, ok, type Rectangle, rectangleAt, type Request, wordsAt } from "./gpu-commands.ts";
import { backingOf, findResource, Kind, type Piece, pixelBytes, regionOf } from "./gpu-resources.ts";

const headerBytes = 24;

/** Whether a rectangle has pixels, and all of them are inside. */
function isInside(
  { x, y, width, height }: Rectangle,
  whole: { readonly width: number; readonly height: number },
): boolean {
  return width > 0 && height > 0 && x + width <= whole.width && y + height <= whole.height;
}

/** Bytes of the guest from `offset` on in what its pieces make together; false where it has none, or they do not answer. */
function readPieces(memory: AddressSpace, pieces: readonly Piece[], offset: number, bytes: Uint8Array): boolean {
  let skip = offset;
  let done = 0;
  for (const { address, length } of pieces) {
    const count = Math.min(length - skip, bytes.length - done);
    if (count > 0) {
      if (memory.read(address + BigInt(skip), bytes.subarray(done, done + count)) !== 0) return false;
      done += count;
    }
    skip = Math.max(0, skip - length);
    if (done === bytes.length) return true;
  }
  return done === bytes.length;
}

/** Copies a part of an image from the guest's memory, where its lines are as long as the image's (virtio 1.2, section 5.7.6.8). */
export function transferToHost(self: VirtioGpu, { view, memory }: Request): Answer {
  const part = rectangleAt(view, headerBytes);
  const offset = Number(view.getBigUint64(40, true));
  const at = findResource(self, view.getUint32(48, true));
  if (at === null || self.kinds.get(at) !== Kind.image) return { type: errors.resource };
  const whole = { width: self.widths.get(at), height: self.heights.get(at) };
  if (!isInside(part, whole)) return { type: errors.parameter };
  const image = regionOf(self, "image", at)!.ram!;
  const pieces = backingOf(self, at);
  const line = new Uint8Array(part.width * pixelBytes);
  const stride = whole.width * pixelBytes;
  for (let row = 0; row < part.height; row++) {
    if (!readPieces(memory, pieces, offset + row * stride, line)) return { type: errors.parameter };
    const to = (part.y + row) * stride + part.x * pixelBytes;
    image.data.set(line, to);
    image.mark(to, line.length);
  }
  return { type: ok.noData };
}

interface Shown extends Rectangle {
  readonly offset: number;
  readonly stride: number;
}

function show(
  self: VirtioGpu,
  scanout: number,
  ...[number, { x, y, width, height, offset, stride }]: [number: number, shown: Shown]
): Answer {
  if (width > self.xres || height > self.yres) return { type: errors.parameter };
  self.shown.set(scanout, number);
  self.shownX.set(scanout, x);
  self.shownY.set(scanout, y);
  self.shownWidth.set(scanout, width);
  self.shownHeight.set(scanout, height);
  self.shownOffset.set(scanout, offset);
  self.shownStride.set(scanout, stride);
  return { type: ok.noData };
}

/** A scanout shows a part of an image; resource 0 switches it off. */
export function setScanout(self: VirtioGpu, { view }: Request): Answer {
  const part = rectangleAt(view, headerBytes);
  const [scanout, number] = [view.getUint32(40, true), view.getUint32(44, true)];
  if (scanout >= self.maxOutputs) return { type: errors.scanout };
  if (number === 0) return hide(self, scanout);
  const at = findResource(self, number);
  if (at === null || self.kinds.get(at) !== Kind.image) return { type: errors.resource };
  const width = self.widths.get(at);
  if (!isInside(part, { width, height: self.heights.get(at) })) return { type: errors.parameter };
  return show(self, scanout, number, { ...part, offset: 0, stride: width * pixelBytes });
}

function hide(self: VirtioGpu, scanout: number): Answer {
  self.shown.set(scanout, 0);
  const screen = self.screen[scanout]!.ram!;
  screen.data.fill(0);
  screen.mark(0, screen.data.length);
  return { type: ok.noData };
}

/** A scanout shows a part of a blob, whose shape the command says. */
export function setScanoutBlob(self: VirtioGpu, { view }: Request): Answer {
  const part = rectangleAt(view, headerBytes);
  const [scanout, number, width, height] = wordsAt(view, 40);
  const stride = view.getUint32(64, true);
  const offset = view.getUint32(80, true);
  if (scanout >= self.maxOutputs) return { type: errors.scanout };
  if (number === 0) return hide(self, scanout);
  const at = findResource(self, number);
  if (at === null || self.kinds.get(at) === Kind.image) return { type: errors.resource };
  const fits = stride >= width * pixelBytes && offset + stride * height <= self.sizes.get(at);
  return fits && isInside(part, { width, height })
    ? show(self, scanout, number, { ...part, offset, stride })
    : { type: errors.parameter };
}

/** What of a resource is shown comes onto the screens that show it, as far as the rectangle reaches. */
export function flush(self: VirtioGpu, { view, memory }: Request): Answer {
  const part = rectangleAt(view, headerBytes);
  const number = view.getUint32(40, true);
  const at = findResource(self, number);
  if (at === null) return { type: errors.resource };
  for (let scanout = 0; scanout < self.maxOutputs; scanout++)
    if (self.shown.get(scanout) === number && !paint(self, scanout, part, { memory, at }))
      return { type: errors.parameter };
  return { type: ok.noData };
}

/** A resource, and where guest memory is. */
interface Source {
  readonly memory: AddressSpace;
  readonly at: number;
}

/** Copies what a scanout shows of a part onto its screen; false where guest memory does not answer. */
function paint(self: VirtioGpu, scanout: number, part: Rectangle, source: Source): boolean {
  const [shownX, shownY] = [self.shownX.get(scanout), self.shownY.get(scanout)];
  const left = Math.max(part.x, shownX);
  const top = Math.max(part.y, shownY);
  const right = Math.min(part.x + part.width, shownX + self.shownWidth.get(scanout));
  const bottom = Math.min(part.y + part.height, shownY + self.shownHeight.get(scanout));
  if (right <= left) return true;
  const line = new Uint8Array((right - left) * pixelBytes);
  const screen = self.screen[scanout]!.ram!;
  for (let y = top; y < bottom; y++) {
    const from = self.shownOffset.get(scanout) + y * self.shownStride.get(scanout) + left * pixelBytes;
    if (!readResource(self, source, from, line)) return false;
    const to = ((y - shownY) * self.xres + left - shownX) * pixelBytes;
    screen.data.set(line, to);
    screen.mark(to, line.length);
  }
  return true;
}

/** Bytes of a resource: what the host has of it, or the guest. */
function readResource(
  self: VirtioGpu,
  { memory, at }: Source,
  ...[offset, bytes]: [offset: number, bytes: Uint8Array]
): boolean {
  const image = regionOf(self, "image", at);
  if (!image) return readPieces(memory, backingOf(self, at), offset, bytes);
  bytes.set(image.ram!.data.subarray(offset, offset + bytes.length));
  return true;
}
