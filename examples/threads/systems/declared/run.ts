import { create, createMachine, realize, unparent } from "@qdl/runtime";
import { Board, Codec } from "../../generated/declared/board.ts";

/** A device that cannot be realized is as it was before, and can be tried again. */
export function run(say: (line: string) => void): void {
  const board = createMachine(Board);
  board.realize();
  const before = board.live.size;
  const codec = board.adopt(create(board.heap, Codec));
  codec.rate = 0;
  const made = board.live.size;
  try {
    realize(codec);
  } catch (error) {
    say(String(error));
  }
  say(`life: ${codec.life}; objects more than before: ${board.live.size - made}`);
  say(`realized parts: ${[codec.rx, codec.tx].filter((part) => part.realized).length}`);
  codec.rate = 48;
  realize(codec);
  say(`life: ${codec.life}; receive FIFO of ${codec.rx.depth}`);
  unparent(codec);
  board.drain();
  say(`objects more than at the beginning: ${board.live.size - before}`);
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
