import { create, createMachine, isLive, unplug } from "@qdl/runtime";
import { VirtRiscv } from "../../../../generated/riscv/virt.ts";
import { VirtioGpu } from "../../../../generated/virtio/gpu.ts";
import { Guest } from "./guest.ts";

const window = 0x3_0000_0000;
const Command = { unref: 0x102, createBlob: 0x10c, mapBlob: 0x208, unmapBlob: 0x209 } as const;
const ofTheHost = 2;
const mappable = 1;
const page = 0x1000;

/** A board with a graphics adapter behind its first transport. */
function start() {
  const board = createMachine(VirtRiscv, { properties: { ram_size: 1 << 20, flash_blocks: 1, virtio_legacy: false } });
  const bus = board.virtio[0]!.virtioMmioBus;
  bus.hotplug = {};
  const made = create(board.heap, VirtioGpu, { prepare: (gpu) => void (gpu.hostmemBase = BigInt(window)) });
  const gpu = board.plug(made, { bus });
  board.realize();
  board.reset();
  return { board, gpu, guest: new Guest(board.memory) };
}

/** A mapping of host memory outlives its place in the window, then its resource, then the whole device. */
export function run(say: (line: string) => void): void {
  const { board, gpu, guest } = start();
  const { memory } = guest;
  const look = (): void => {
    const value = memory.read32(window + page);
    say(`the guest reads 0x${value.toString(16)}, result ${memory.takeResult()}`);
  };
  guest.send(Command.createBlob, 1, ofTheHost, mappable, 0, 0, 0, page, 0);
  guest.send(Command.mapBlob, 1, 0, page, 0);
  memory.write32(window + page, 0x1234);
  look();
  const blob = gpu.hostVisible!.subregions[0]!;
  const mapping = memory.map(window + page, page, { write: true })!;
  const still = (when: string): void =>
    say(`${when} the mapping reads 0x${(mapping.data[0]! | (mapping.data[1]! << 8)).toString(16)}`);
  guest.send(Command.unmapBlob, 1);
  look();
  still("unmapped:");
  guest.send(Command.unref, 1);
  still("unreferenced:");
  unplug(gpu);
  board.drain();
  still("unplugged:");
  mapping.unmap();
  while (!board.session.settled) board.drain();
  say(`released: alive are blob ${isLive(blob)}, device ${isLive(gpu)}`);
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
