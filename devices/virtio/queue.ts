import { type VirtioMmio } from "../../generated/virtio/mmio.ts";

// Virtio 1.1, section 2.6.5: flags of a descriptor; section 2.6.6: flags of the available ring.
const next = 1;
const deviceWrites = 2;
const indirect = 4;
const noInterrupt = 1;
const descriptorBytes = 16;

/** A piece of guest memory. */
export interface Piece {
  readonly address: bigint;
  readonly length: number;
}

/** What the driver hands over at once: what the device reads, then what it writes. */
export interface Chain {
  readonly head: number;
  readonly readable: readonly Piece[];
  readonly writable: readonly Piece[];
}

/** The driver has set a queue up so that it cannot be followed: the device needs a reset. */
export class QueueError extends Error {}

/** Takes the next chain of a queue, or null if the driver has put none there. Throws `QueueError`. */
export function pop(self: VirtioMmio, queue: number): Chain | null {
  const size = self.sizes.get(queue);
  const ring = self.available.get(queue);
  const at = self.nextAvailable.get(queue);
  if (at === load16(self, ring + 2n)) return null;
  const head = load16(self, ring + 4n + 2n * BigInt(at % size));
  self.nextAvailable.set(queue, at + 1);
  return follow(self, queue, head);
}

/** Gives a chain back, `written` bytes of which were filled, and raises the interrupt if the driver wants it. */
export function push(self: VirtioMmio, queue: number, { head }: Chain, written: number): void {
  const size = self.sizes.get(queue);
  const ring = self.used.get(queue);
  const at = self.nextUsed.get(queue);
  const entry = new DataView(new ArrayBuffer(8));
  entry.setUint32(0, head, true);
  entry.setUint32(4, written, true);
  store(self, ring + 4n + 8n * BigInt(at % size), new Uint8Array(entry.buffer));
  self.nextUsed.set(queue, at + 1);
  const index = self.nextUsed.get(queue);
  store(self, ring + 2n, Uint8Array.of(index & 0xff, index >>> 8));
  if (load16(self, self.available.get(queue)) & noInterrupt) return;
  self.interruptStatusUsed = 1;
  self.intr.set(1);
}

/** Bytes of all pieces together. */
export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** What lies in pieces, from byte `from` on, as far as `bytes` and the pieces reach. Returns how many there were. */
export function gather(self: VirtioMmio, pieces: readonly Piece[], from: number, bytes: Uint8Array): number {
  return transfer(self, { pieces, from, write: false }, bytes);
}

/** Puts bytes into pieces, from byte `from` on, as far as the pieces reach. Returns how many there were. */
export function scatter(self: VirtioMmio, pieces: readonly Piece[], from: number, bytes: Uint8Array): number {
  return transfer(self, { pieces, from, write: true }, bytes);
}

interface Transfer {
  readonly pieces: readonly Piece[];
  readonly from: number;
  readonly write: boolean;
}

function transfer(self: VirtioMmio, { pieces, from, write }: Transfer, bytes: Uint8Array): number {
  let skip = from;
  let done = 0;
  for (const { address, length } of pieces) {
    const count = Math.min(length - skip, bytes.length - done);
    if (count > 0) {
      touch(self, address + BigInt(Math.max(0, skip)), bytes.subarray(done, done + count), write);
      done += count;
    }
    skip = Math.max(0, skip - length);
  }
  return done;
}

/** Reads or writes guest memory where it lies, piece by piece as it is mapped. */
function touch(self: VirtioMmio, address: bigint, bytes: Uint8Array, write: boolean): void {
  if (!self.memory!.accessValid(address, bytes.length, write)) throw new QueueError("nothing answers at a buffer");
  for (let done = 0; done < bytes.length;) {
    const mapping = self.memory!.map(address + BigInt(done), bytes.length - done, { write, holder: self });
    if (!mapping) throw new QueueError("nothing can be mapped at a buffer");
    const { data } = mapping;
    if (write) data.set(bytes.subarray(done, done + data.length));
    else bytes.set(data, done);
    done += data.length;
    if (mapping.unmap() !== 0) throw new QueueError("nothing answers at a buffer");
  }
}

function follow(self: VirtioMmio, queue: number, head: number): Chain {
  const size = self.sizes.get(queue);
  const table = self.descriptors.get(queue);
  const readable: Piece[] = [];
  const writable: Piece[] = [];
  let at = head;
  for (let seen = 0; ; seen++) {
    if (at >= size || seen >= size) throw new QueueError("a chain leaves its table, or never ends");
    const entry = new DataView(load(self, table + BigInt(at * descriptorBytes), descriptorBytes).buffer);
    const flags = entry.getUint16(12, true);
    if (flags & indirect) throw new QueueError("an indirect table was not offered");
    const piece = { address: entry.getBigUint64(0, true), length: entry.getUint32(8, true) };
    if (flags & deviceWrites) writable.push(piece);
    else if (writable.length > 0) throw new QueueError("what the device reads follows what it writes");
    else readable.push(piece);
    if (!(flags & next)) return { head, readable, writable };
    at = entry.getUint16(14, true);
  }
}

function load(self: VirtioMmio, address: bigint, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (self.memory!.read(address, bytes) !== 0) throw new QueueError("nothing answers where a queue lies");
  return bytes;
}

function load16(self: VirtioMmio, address: bigint): number {
  const [low, high] = load(self, address, 2) as Uint8Array & [number, number];
  return low | (high << 8);
}

function store(self: VirtioMmio, address: bigint, bytes: Uint8Array): void {
  if (self.memory!.write(address, bytes) !== 0) throw new QueueError("nothing answers where a queue lies");
}
