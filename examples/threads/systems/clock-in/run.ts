import { connectClock, create, createMachine, isLive, ref, unparent, unref } from "@qdl/runtime";
import { Board, Timer } from "../../generated/clock-in/board.ts";

/** The clock changes before a device goes, while it goes and is still held, and after it has gone. */
export function run(say: (line: string) => void): void {
  const board = createMachine(Board);
  board.realize();
  const timer = board.adopt(create(board.heap, Timer));
  connectClock(board.refclk, timer.clk);
  const change = (hz: number): void => {
    const before = timer.heard;
    board.refclk.updateHz(hz);
    say(`${hz / 1e6} MHz: the timer hears ${timer.heard - before} changes`);
  };

  change(20_000_000);
  const held = ref(timer);
  unparent(timer);
  change(30_000_000);
  unref(held);
  board.drain();
  board.refclk.updateHz(40_000_000);
  say(`40 MHz: the timer is alive: ${isLive(timer)}`);
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
