import { createMachine } from "@qdl/runtime";
import { Board } from "../../generated/second-uart/board.ts";

/** Both implementations in the same bytes. */
export function run(say: (line: string) => void): void {
  for (const uart_type of ["plain", "logging"]) {
    const board = createMachine(Board, { properties: { uart_type } });
    board.realize();
    board.reset();
    const { uart, marker } = board;
    say(`${uart!.type.name}: in the board's storage ${uart!.root === board}, marker ${marker}`);
    say(`shutdown is clean: ${board.shutdown().clean}`);
  }
}
