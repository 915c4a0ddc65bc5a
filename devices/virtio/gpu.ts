import { DeviceError, mapRegion, type VirtioFunction } from "@qdl/runtime";
import { type VirtioGpu, type VirtioGpuHooks } from "../../generated/virtio/gpu.ts";
import { type VirtioMmio } from "../../generated/virtio/mmio.ts";
import { type Answer, Command, errors, ok, type Request, wordsAt } from "./gpu-commands.ts";
import { moveCursor, updateCursor } from "./gpu-cursor.ts";
import { edidOf } from "./gpu-edid.ts";
import { flush, setScanout, setScanoutBlob, transferToHost } from "./gpu-scanout.ts";
import {
  addResource,
  attachBacking,
  detachBacking,
  dropAll,
  dropResource,
  findResource,
  Kind,
  type Piece,
  pixelBytes,
  regionOf,
} from "./gpu-resources.ts";
import { configChanged } from "./mmio.ts";
import { gather, lengthOf, pop, push, scatter } from "./queue.ts";

const controlQueue = 0;
const cursorQueue = 1;
/** Displays describe themselves; the driver may make blobs (virtio 1.2, section 5.7.3). */
const edidFeature = 1n << 1n;
const blobFeature = 1n << 3n;
/** Events: displays have come or gone (section 5.7.4). */
const displayEvent = 1;
const eventsClear = 4;
/** Bytes for a description in an answer. */
const edidRoom = 1024;
const hostVisible = 1;
const mostScanouts = 16;
const headerBytes = 24;
/** The longest command: a blob with as many pieces as there can be. */
const mostBytes = 56 + 16 * 16_384;
const fenced = 1;
const pageBytes = 4096n;
const blobMappable = 1;

/** Formats of pixels, all of four bytes (section 5.7.6.8). */
export const formats: readonly number[] = [1, 2, 3, 4, 67, 68, 121, 134];

const displayOf = (self: VirtioGpu, scanout: number) => ({
  width: self.displayWidths.get(scanout),
  height: self.displayHeights.get(scanout),
});

/** Sizes of displays, which are enabled where they are, one beside the other. */
function displayInfo(self: VirtioGpu): Answer {
  const words = new Uint32Array(6 * mostScanouts);
  let x = 0;
  for (let scanout = 0; scanout < mostScanouts; scanout++) {
    const { width, height } = displayOf(self, scanout);
    if (width > 0) words.set([x, 0, width, height, 1, 0], 6 * scanout);
    x += width;
  }
  return { type: ok.displayInfo, words: [...words] };
}

/** What a display says of itself: nothing where there is none. */
function getEdid(self: VirtioGpu, { view }: Request): Answer {
  const scanout = view.getUint32(headerBytes, true);
  if (scanout >= self.maxOutputs) return { type: errors.parameter };
  const display = displayOf(self, scanout);
  const edid = display.width > 0 ? edidOf(scanout + 1, display) : new Uint8Array(0);
  const room = new Uint8Array(edidRoom);
  room.set(edid);
  return { type: ok.edid, words: [edid.length, 0, ...new Uint32Array(room.buffer)] };
}

function setDisplay(self: VirtioGpu, scanout: number, width: number, height: number): void {
  if (scanout >= self.maxOutputs || width > self.xres || height > self.yres)
    throw new DeviceError(self, `it has no scanout ${scanout} for a display of ${width} by ${height} pixels`);
  self.displayWidths.set(scanout, width);
  self.displayHeights.set(scanout, height);
  self.events |= displayEvent;
  configChanged(self.virtioBus.device as VirtioMmio);
}

function create2d(self: VirtioGpu, { view }: Request): Answer {
  const [number, format, width, height] = wordsAt(view, headerBytes);
  if (number === 0 || findResource(self, number) !== null) return { type: errors.resource };
  if (!formats.includes(format) || width === 0 || height === 0) return { type: errors.parameter };
  const bytes = width * height * pixelBytes;
  return { type: addResource(self, number, { kind: "image", width, height, bytes }) ? ok.noData : errors.memory };
}

/** Pieces of guest memory that follow a command; null if there are fewer than it says. */
function piecesAt({ view }: Request, at: number, count: number): Piece[] | null {
  if (count > (view.byteLength - at) / 16) return null;
  return Array.from({ length: count }, (_, entry) => ({
    address: view.getBigUint64(at + 16 * entry, true),
    length: view.getUint32(at + 16 * entry + 8, true),
  }));
}

/** A blob: memory of the guest, or of the host, which is made here. */
function createBlob(self: VirtioGpu, request: Request): Answer {
  const { view } = request;
  const [number, memory, flags, count] = wordsAt(view, headerBytes);
  const size = view.getBigUint64(48, true);
  const pieces = piecesAt(request, 56, count);
  const kind = memory === 1 ? "guest" : memory === 2 ? "host" : null;
  if (number === 0 || findResource(self, number) !== null) return { type: errors.resource };
  if (!kind || !pieces || size === 0n || size > 0xffff_ffffn) return { type: errors.parameter };
  const mappable = (flags & blobMappable) !== 0;
  if (!addResource(self, number, { kind, width: 0, height: 0, bytes: Number(size), mappable }))
    return { type: errors.memory };
  return attach(self, findResource(self, number)!, pieces);
}

function attach(self: VirtioGpu, at: number, pieces: readonly Piece[]): Answer {
  return { type: attachBacking(self, at, pieces) ? ok.noData : errors.memory };
}

function attachCommand(self: VirtioGpu, request: Request, at: number): Answer {
  const pieces = piecesAt(request, headerBytes + 8, request.view.getUint32(headerBytes + 4, true));
  return pieces ? attach(self, at, pieces) : { type: errors.parameter };
}

/** Shows a host blob at an offset of the shared memory, which the board has from the first one on. */
function mapBlob(self: VirtioGpu, { view, memory }: Request, at: number): Answer {
  const offset = view.getBigUint64(headerBytes + 8, true);
  const window = self.hostVisible!;
  if (self.hostmemBase === 0n) return { type: errors.unspecified };
  const blob = self.kinds.get(at) === Kind.host && self.mappable.get(at) ? regionOf(self, "image", at) : null;
  if (!blob || blob.container || offset % pageBytes !== 0n || offset + blob.size > window.size)
    return { type: errors.parameter };
  const end = offset + blob.size;
  if (window.subregions.some(({ address, size }) => offset < address + size && address < end))
    return { type: errors.parameter };
  if (!window.container) mapRegion(self, memory, window, self.hostmemBase);
  window.addSubregion(blob, offset);
  return { type: ok.mapInfo, words: [1, 0] };
}

/** Takes a blob out of the shared memory: who has it mapped keeps it. */
function unmapBlob(self: VirtioGpu, _request: Request, at: number): Answer {
  const blob = regionOf(self, "image", at);
  if (!blob?.container) return { type: errors.parameter };
  blob.container.removeSubregion(blob);
  return { type: ok.noData };
}

function unref(self: VirtioGpu, _request: Request, at: number): Answer {
  dropResource(self, at);
  return { type: ok.noData };
}

function detach(self: VirtioGpu, _request: Request, at: number): Answer {
  detachBacking(self, at);
  return { type: ok.noData };
}

/** Commands, and how many bytes each has at least. */
const commands = new Map<number, { readonly bytes: number; run(self: VirtioGpu, request: Request): Answer }>([
  [Command.getDisplayInfo, { bytes: 24, run: displayInfo }],
  [Command.getEdid, { bytes: 32, run: getEdid }],
  [Command.create2d, { bytes: 40, run: create2d }],
  [Command.createBlob, { bytes: 56, run: createBlob }],
  [Command.setScanout, { bytes: 48, run: setScanout }],
  [Command.setScanoutBlob, { bytes: 96, run: setScanoutBlob }],
  [Command.flush, { bytes: 48, run: flush }],
  [Command.transferToHost, { bytes: 56, run: transferToHost }],
]);

/** Commands of the cursor queue. */
const cursorCommands: typeof commands = new Map([
  [Command.updateCursor, { bytes: 56, run: updateCursor }],
  [Command.moveCursor, { bytes: 56, run: moveCursor }],
]);

/** Commands whose first word behind the header is a resource that there must be. */
const ofResource = new Map<
  number,
  { readonly bytes: number; run(self: VirtioGpu, request: Request, at: number): Answer }
>([
  [Command.unref, { bytes: 32, run: unref }],
  [Command.attachBacking, { bytes: 32, run: attachCommand }],
  [Command.detachBacking, { bytes: 32, run: detach }],
  [Command.mapBlob, { bytes: 40, run: mapBlob }],
  [Command.unmapBlob, { bytes: 32, run: unmapBlob }],
]);

function execute(self: VirtioGpu, request: Request, queue: number): Answer {
  const { view } = request;
  if (view.byteLength < headerBytes) return { type: errors.unspecified };
  const type = view.getUint32(0, true);
  const command = (queue === cursorQueue ? cursorCommands : commands).get(type);
  if (command) return view.byteLength < command.bytes ? { type: errors.unspecified } : command.run(self, request);
  const other = queue === controlQueue ? ofResource.get(type) : undefined;
  if (!other || view.byteLength < other.bytes) return { type: errors.unspecified };
  const at = findResource(self, view.getUint32(headerBytes, true));
  return at === null ? { type: errors.resource } : other.run(self, request, at);
}

/** An answer as the driver reads it: the header keeps fence and context of the command (section 5.7.6.7). */
function encode(request: DataView, { type, words = [] }: Answer): Uint8Array {
  const answer = new DataView(new ArrayBuffer(headerBytes + 4 * words.length));
  answer.setUint32(0, type, true);
  if (request.byteLength >= headerBytes && request.getUint32(4, true) & fenced)
    for (let at = 4; at < headerBytes; at += 4) answer.setUint32(at, request.getUint32(at, true), true);
  for (const [index, word] of words.entries()) answer.setUint32(headerBytes + 4 * index, word, true);
  return new Uint8Array(answer.buffer);
}

function serve(self: VirtioGpu, transport: VirtioMmio, queue: number): void {
  for (let chain = pop(transport, queue); chain; chain = pop(transport, queue)) {
    const bytes = new Uint8Array(Math.min(lengthOf(chain.readable), mostBytes));
    gather(transport, chain.readable, 0, bytes);
    const view = new DataView(bytes.buffer);
    const answer = encode(view, execute(self, { view, memory: transport.memory! }, queue));
    push(transport, queue, chain, scatter(transport, chain.writable, 0, answer));
  }
}

const virtioGpu: VirtioFunction<VirtioGpu> = {
  id: 16,
  queues: [64, 16],

  features: ({ hostmemBase }) => edidFeature | (hostmemBase === 0n ? 0n : blobFeature),

  /** Events, events to clear, scanouts, no capability sets (section 5.7.4). */
  config: ({ events, maxOutputs }) => new Uint8Array(Uint32Array.of(events, 0, maxOutputs, 0).buffer),

  configure(self, offset, value) {
    if (offset === eventsClear) self.events &= ~value;
  },

  shared({ hostmem, hostmemBase }, number) {
    return number === hostVisible && hostmemBase !== 0n ? { address: hostmemBase, length: BigInt(hostmem) } : null;
  },

  notify(self, queue) {
    serve(self, self.virtioBus.device as VirtioMmio, queue);
  },

  reset: dropAll,
};

/** Behaviour of the adapter. */
export const virtioGpuHooks: VirtioGpuHooks = {
  plugDisplay: setDisplay,
  unplugDisplay: (self, scanout) => setDisplay(self, scanout, 0, 0),

  connect(self) {
    self.displayWidths.set(0, self.xres);
    self.displayHeights.set(0, self.yres);
    self.virtioBus.connect(self, virtioGpu);
  },

  disconnect(self) {
    dropAll(self);
    self.virtioBus.disconnect(self);
  },
};
