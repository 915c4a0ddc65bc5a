import { createMachine } from "@qdl/runtime";
import { Board } from "../../generated/south-bridge/board.ts";

/** The same board with USB and without. */
export function run(say: (line: string) => void): void {
  for (const usb of [true, false]) {
    const board = createMachine(Board, { properties: { usb } });
    board.realize();
    const { uhci } = board.south;
    say(uhci ? `USB with ${uhci.ports} ports, in a storage of its own: ${uhci.root === uhci}` : "no USB");
    say(`shutdown is clean: ${board.shutdown().clean}`);
  }
}
