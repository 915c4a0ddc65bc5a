import { type VirtioFunction } from "@qdl/runtime";
import { type VirtioConsole, type VirtioConsoleHooks } from "../../generated/virtio/console.ts";
import { type VirtioMmio } from "../../generated/virtio/mmio.ts";
import { guarded } from "./mmio.ts";
import { gather, lengthOf, pop, push, scatter } from "./queue.ts";

// Virtio 1.1, section 5.3: features and queues.
const Feature = { size: 1n << 0n, emergencyWrite: 1n << 2n } as const;
const receiveQueue = 0;
const transmitQueue = 1;
const emergencyOffset = 8;

const transportOf = (self: VirtioConsole): VirtioMmio => self.virtioBus.device as VirtioMmio;

/** Whether the driver has left a buffer in which characters can be put. */
function hasRoom(transport: VirtioMmio): boolean {
  if (!transport.ready.get(receiveQueue) || transport.statusNeedsReset) return false;
  let room = false;
  guarded(transport, () => {
    const index = new Uint8Array(2);
    const failed = transport.memory!.read(transport.available.get(receiveQueue) + 2n, index) !== 0;
    room = !failed && (index[0]! | (index[1]! << 8)) !== transport.nextAvailable.get(receiveQueue);
  });
  return room;
}

function receive(self: VirtioConsole, character: number): void {
  const transport = transportOf(self);
  guarded(transport, () => {
    const chain = pop(transport, receiveQueue);
    if (chain) push(transport, receiveQueue, chain, scatter(transport, chain.writable, 0, Uint8Array.of(character)));
  });
}

function transmit(self: VirtioConsole): void {
  const transport = transportOf(self);
  for (let chain = pop(transport, transmitQueue); chain; chain = pop(transport, transmitQueue)) {
    const bytes = new Uint8Array(lengthOf(chain.readable));
    gather(transport, chain.readable, 0, bytes);
    for (const byte of bytes) self.chardev?.write(byte);
    push(transport, transmitQueue, chain, 0);
  }
}

const virtioConsole: VirtioFunction<VirtioConsole> = {
  id: 3,
  queues: [128, 128],

  features: () => Feature.size | Feature.emergencyWrite,

  /** Columns and rows, then the number of ports, then a register that prints (section 5.3.4). */
  config({ cols, rows }) {
    return Uint8Array.of(cols & 0xff, cols >>> 8, rows & 0xff, rows >>> 8, 1, 0, 0, 0, 0, 0, 0, 0);
  },

  configure(self, offset, value) {
    if (offset === emergencyOffset) self.chardev?.write(value & 0xff);
  },

  notify(self, queue) {
    if (queue === transmitQueue) transmit(self);
    else self.chardev?.acceptInput();
  },
};

/** Behaviour of the console. */
export const virtioConsoleHooks: VirtioConsoleHooks = {
  connect(self) {
    self.virtioBus.connect(self, virtioConsole);
    self.chardev?.attach(self, {
      canReceive: (device) => (hasRoom(transportOf(device)) ? 1 : 0),
      receive: (device, character) => receive(device, character),
    });
  },

  disconnect(self) {
    self.chardev?.detach(self);
    self.virtioBus.disconnect(self);
  },
};
