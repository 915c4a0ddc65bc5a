import { BufferChardev, connect, createMachine } from "@qdl/runtime";
import { Microbit } from "../../generated/nrf51/microbit.ts";
import { Core } from "./core.ts";
import { loadImage, type Piece } from "./image.ts";

/** 16 MHz. */
const nsPerCycle = 62.5;
/** Cycles between two looks at the devices. */
const slice = 64;

/** A board with firmware, a terminal on its serial line, and a core that runs it. */
export interface Running {
  readonly board: Microbit;
  readonly core: Core;
  readonly terminal: BufferChardev;
  /** Lets `ns` of virtual time pass. Stops before if `until` says so. */
  run(ns: number, until?: () => boolean): void;
}

/** Puts firmware on a new board, and resets it; `prepare` connects what else is to be around the board. */
export function boot(pieces: readonly Piece[], prepare?: (board: Microbit) => void): Running {
  const board = createMachine(Microbit);
  prepare?.(board);
  const terminal = board.addBackend("terminal", BufferChardev);
  board.serial0 = terminal;
  board.realize();
  loadImage(board, pieces);
  const core = new Core(board.soc);
  const request = (level: number): void => void (core.restart ||= level !== 0);
  connect(board, board.soc.resetRequest, { path: "reset", set: request });
  const run = (ns: number, until?: () => boolean): void => {
    for (const end = board.now + ns; board.now < end && !until?.();) {
      if (core.restart) {
        board.reset();
        core.reset();
      }
      board.advance(core.waiting ? untilNext(board, end) : Math.ceil(work(core) * nsPerCycle));
    }
  };
  return { board, core, terminal, run };
}

/** Executes instructions for about a slice. Returns the cycles that they took. */
function work(core: Core): number {
  let cycles = 0;
  while (cycles < slice && !core.waiting) cycles += core.step();
  return Math.max(cycles, 1);
}

/** Time in ns until a timer is due, at most until `end`. */
function untilNext({ session, now }: Microbit, end: number): number {
  return Math.max(1, Math.min(session.clock.nextDue ?? end, end) - now);
}
