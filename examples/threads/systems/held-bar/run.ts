import { create, createMachine, isLive, plug, ref, unplug, unref } from "@qdl/runtime";
import { Board, Function } from "../../generated/held-bar/board.ts";

const bar = 0x8000_0000;

/** Somebody holds the BAR while the function is pulled, and lets go later. */
export function run(say: (line: string) => void): void {
  const board = createMachine(Board);
  board.realize();
  const device = plug(create(board.heap, Function), { bus: board.pci });
  device.writeConfig(0x10, bar, 4);
  device.writeConfig(4, 2, 2);
  const { memory } = board;
  const look = (): void => say(`the guest reads 0x${memory.read32(bar).toString(16)}, result ${memory.takeResult()}`);
  const { controller } = device;
  const alive = (): void => say(`alive: function ${isLive(device)}, controller ${isLive(controller)}`);

  look();
  const held = ref(controller.mmio);
  unplug(device);
  board.drain();
  look();
  alive();
  unref(held);
  board.drain();
  alive();
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
