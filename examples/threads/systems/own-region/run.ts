import { create, createMachine, plug, unplug } from "@qdl/runtime";
import { Board, Display } from "../../generated/own-region/board.ts";

const bar = 0x8_0000_0000;

/** A guest's mapping of host memory outlives its place in the window, then the whole device. */
export function run(say: (line: string) => void): void {
  const board = createMachine(Board);
  board.realize();
  const device = plug(create(board.heap, Display), { bus: board.pci });
  device.writeConfig(0x20, 0, 4);
  device.writeConfig(0x24, 8, 4);
  device.writeConfig(4, 2, 2);
  const { memory } = board;
  const look = (): void => {
    const value = memory.read32(bar + 0x2000);
    say(`the guest reads 0x${value.toString(16)}, result ${memory.takeResult()}`);
  };
  const blob = device.show(0x2000n, 0x1000);
  memory.write32(bar + 0x2000, 0x1234);
  look();
  const mapping = memory.map(bar + 0x2000, 0x1000, { write: true })!;
  device.hide(blob);
  look();
  say(`the mapping still reads 0x${(mapping.data[0]! | (mapping.data[1]! << 8)).toString(16)}`);
  unplug(device);
  board.drain();
  say(`after unplug it reads 0x${(mapping.data[0]! | (mapping.data[1]! << 8)).toString(16)}`);
  mapping.unmap();
  board.drain();
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
