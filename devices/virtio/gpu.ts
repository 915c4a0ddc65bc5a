import { mapRegion, type VirtioFunction } from "@qdl/runtime";
import { type VirtioGpu, type VirtioGpuHooks } from "../../generated/virtio/gpu.ts";
import { type VirtioMmio } from "../../generated/virtio/mmio.ts";
import { type Answer, Command, errors, ok, type Request, wordsAt } from "./gpu-commands.ts";
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
import { gather, lengthOf, pop, push, scatter } from "./queue.ts";

const controlQueue = 0;
const cursorQueue = 1;
/** The driver may make blobs (virtio 1.2, section 5.7.3). */
const blobFeature = 1n << 3n;
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

/** One display is enabled, the others are not there. */
function displayInfo(self: VirtioGpu): Answer {
  const words = new Uint32Array(6 * mostScanouts);
  words.set([0, 0, self.xres, self.yres, 1, 0]);
  return { type: ok.displayInfo, words: [...words] };
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
  [Command.create2d, { bytes: 40, run: create2d }],
  [Command.createBlob, { bytes: 56, run: createBlob }],
  [Command.setScanout, { bytes: 48, run: setScanout }],
  [Command.setScanoutBlob, { bytes: 96, run: setScanoutBlob }],
  [Command.flush, { bytes: 48, run: flush }],
  [Command.transferToHost, { bytes: 56, run: transferToHost }],
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

function execute(self: VirtioGpu, request: Request): Answer {
  const { view } = request;
  if (view.byteLength < headerBytes) return { type: errors.unspecified };
  const type = view.getUint32(0, true);
  const command = commands.get(type);
  if (command) return view.byteLength < command.bytes ? { type: errors.unspecified } : command.run(self, request);
  const other = ofResource.get(type);
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

function control(self: VirtioGpu, transport: VirtioMmio): void {
  for (let chain = pop(transport, controlQueue); chain; chain = pop(transport, controlQueue)) {
    const bytes = new Uint8Array(Math.min(lengthOf(chain.readable), mostBytes));
    gather(transport, chain.readable, 0, bytes);
    const view = new DataView(bytes.buffer);
    const answer = encode(view, execute(self, { view, memory: transport.memory! }));
    push(transport, controlQueue, chain, scatter(transport, chain.writable, 0, answer));
  }
}

/** The screen has no cursor of its own: drivers draw theirs when these commands are only taken. */
function cursor(transport: VirtioMmio): void {
  for (let chain = pop(transport, cursorQueue); chain; chain = pop(transport, cursorQueue))
    push(transport, cursorQueue, chain, 0);
}

const virtioGpu: VirtioFunction<VirtioGpu> = {
  id: 16,
  queues: [64, 16],

  features: ({ hostmemBase }) => (hostmemBase === 0n ? 0n : blobFeature),

  /** Events, events to clear, one scanout, no capability sets (section 5.7.4). */
  config: () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),

  shared({ hostmem, hostmemBase }, number) {
    return number === hostVisible && hostmemBase !== 0n ? { address: hostmemBase, length: BigInt(hostmem) } : null;
  },

  notify(self, queue) {
    const transport = self.virtioBus.device as VirtioMmio;
    if (queue === controlQueue) control(self, transport);
    else cursor(transport);
  },

  reset: dropAll,
};

/** Behaviour of the adapter. */
export const virtioGpuHooks: VirtioGpuHooks = {
  connect(self) {
    self.virtioBus.connect(self, virtioGpu);
  },

  disconnect(self) {
    dropAll(self);
    self.virtioBus.disconnect(self);
  },
};
