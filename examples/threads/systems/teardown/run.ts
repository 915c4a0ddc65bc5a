import { createMachine, ref, unref } from "@qdl/runtime";
import { Board } from "../../generated/teardown/board.ts";
import { events } from "./board.ts";

/** A whole machine ends, first cleanly, then with a reference that somebody has forgotten. */
export function run(say: (line: string) => void): void {
  events.length = 0;
  const machine = (): Board => {
    const board = createMachine(Board);
    board.realize();
    return board;
  };
  const clean = machine().shutdown();
  for (const event of events) say(event);
  say(`shutdown is clean: ${clean.clean}`);

  const board = machine();
  const forgotten = ref(board.uart[0]!);
  const { left } = board.shutdown();
  for (const { path, type, holders } of left) say(`left: ${path} (${type}), held by ${holders.join(", ")}`);
  unref(forgotten);
}
