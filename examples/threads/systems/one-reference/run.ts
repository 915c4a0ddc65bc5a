import { create, createMachine, unparent } from "@qdl/runtime";
import { Board, Chip, Processor } from "../../generated/one-reference/board.ts";
import { finalized } from "./board.ts";

/** An owned part, and one that is added by hand: each has one reference, and goes with its parent. */
export function run(say: (line: string) => void): void {
  finalized.count = 0;
  const board = createMachine(Board);
  board.realize();
  const chip = board.adopt(create(board.heap, Chip));
  const loose = create(board.heap, Processor);
  const added = board.adopt(loose);
  say(`references: ${chip.cpu.map((cpu) => cpu.refs).join(", ")}; added by hand: ${added.refs}`);
  try {
    board.adopt(loose);
  } catch (error) {
    say(String(error));
  }
  unparent(chip);
  unparent(added);
  board.drain();
  say(`finalized: ${finalized.count} of 3`);
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
