import { type Block, type VirtioFunction } from "@qdl/runtime";
import { type VirtioBlk, type VirtioBlkHooks } from "../../generated/virtio/blk.ts";
import { type VirtioMmio } from "../../generated/virtio/mmio.ts";
import { type Chain, gather, lengthOf, pop, push, scatter } from "./queue.ts";

// Virtio 1.1, section 5.2.3: features; section 5.2.6: requests and how they end.
const Feature = { readOnly: 1n << 5n, blockSize: 1n << 6n, flush: 1n << 9n } as const;
const Request = { in: 0, out: 1, flush: 4, getId: 8 } as const;
const Status = { ok: 0, ioError: 1, unsupported: 2 } as const;

const sectorBytes = 512;
const headerBytes = 16;
const idBytes = 20;

/** What a request came to: its status, and the bytes that were written for the driver. */
interface Outcome {
  readonly status: number;
  readonly written: number;
}

function perform(self: VirtioBlk, transport: VirtioMmio, chain: Chain): Outcome {
  const header = new DataView(new ArrayBuffer(headerBytes));
  if (gather(transport, chain.readable, 0, new Uint8Array(header.buffer)) < headerBytes)
    return { status: Status.ioError, written: 0 };
  const drive = self.drive!;
  const offset = Number(header.getBigUint64(8, true)) * sectorBytes;
  switch (header.getUint32(0, true)) {
    case Request.in:
      return read(drive, offset, transport, chain);
    case Request.out:
      return write(drive, offset, transport, chain);
    case Request.flush:
      drive.flush();
      return { status: Status.ok, written: 0 };
    case Request.getId: {
      const id = new Uint8Array(idBytes);
      id.set(new TextEncoder().encode(self.serial).subarray(0, idBytes));
      return { status: Status.ok, written: scatter(transport, dataOf(chain), 0, id) };
    }
    default:
      return { status: Status.unsupported, written: 0 };
  }
}

/** Where a request's data goes: all that the device writes but the last byte, which is the status. */
function dataOf({ writable }: Chain) {
  const last = writable.at(-1)!;
  return [...writable.slice(0, -1), { ...last, length: last.length - 1 }];
}

/** Whether whole sectors lie on the disk. */
function fits(drive: Block, offset: number, length: number): boolean {
  return length % sectorBytes === 0 && offset + length <= drive.size;
}

type Step = [drive: Block, offset: number, transport: VirtioMmio, chain: Chain];

function read(...[drive, offset, transport, chain]: Step): Outcome {
  const data = dataOf(chain);
  const length = lengthOf(data);
  if (!fits(drive, offset, length)) return { status: Status.ioError, written: 0 };
  const bytes = new Uint8Array(length);
  drive.read(offset, bytes);
  return { status: Status.ok, written: scatter(transport, data, 0, bytes) };
}

function write(...[drive, offset, transport, chain]: Step): Outcome {
  const length = lengthOf(chain.readable) - headerBytes;
  if (drive.readonly || !fits(drive, offset, length)) return { status: Status.ioError, written: 0 };
  const bytes = new Uint8Array(length);
  gather(transport, chain.readable, headerBytes, bytes);
  drive.write(offset, bytes);
  return { status: Status.ok, written: 0 };
}

const virtioBlk: VirtioFunction<VirtioBlk> = {
  id: 2,
  queues: [128],

  features: ({ drive }) => Feature.blockSize | Feature.flush | (drive?.readonly ? Feature.readOnly : 0n),

  /** Capacity in sectors at 0, size of a block at 20 (section 5.2.4). */
  config({ drive }) {
    const config = new DataView(new ArrayBuffer(24));
    config.setBigUint64(0, BigInt(Math.floor((drive?.size ?? 0) / sectorBytes)), true);
    config.setUint32(20, sectorBytes, true);
    return new Uint8Array(config.buffer);
  },

  notify(self, queue) {
    const transport = self.virtioBus.device as VirtioMmio;
    for (let chain = pop(transport, queue); chain; chain = pop(transport, queue)) {
      const room = lengthOf(chain.writable);
      // Without room for its status a request cannot be answered.
      if (room === 0) push(transport, queue, chain, 0);
      else {
        const { status, written } = perform(self, transport, chain);
        scatter(transport, chain.writable, room - 1, Uint8Array.of(status));
        push(transport, queue, chain, written + 1);
      }
    }
  },
};

/** Behaviour of the block device. */
export const virtioBlkHooks: VirtioBlkHooks = {
  connect(self) {
    self.drive?.attach(self);
    self.virtioBus.connect(self, virtioBlk);
  },

  disconnect(self) {
    self.virtioBus.disconnect(self);
    self.drive?.detach(self);
  },
};
