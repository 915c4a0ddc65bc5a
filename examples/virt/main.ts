/**
 * Boots the supervisor on the `virt` board, takes a snapshot in the middle, and goes on from it on a second board:
 * `npm run virt`. Exit code 1 when the guest does not end well.
 */
import { readFileSync } from "node:fs";
import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { bootVirt, type Virt } from "./boot.ts";

const millisecond = 1_000_000;
const passed = 0x5555;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function show({ terminal }: Virt): void {
  terminal.onCharacter = (character) => void process.stdout.write(String.fromCharCode(character));
}

function main(): number {
  const program = readFileSync(new URL("../riscv/guests/supervisor.bin", import.meta.url));
  const medium = new Uint8Array(4096);
  medium.set(new TextEncoder().encode("this block was read through virtio, by DMA.\n"));
  const first = bootVirt(program, medium);
  show(first);
  say("virt-riscv boots; its disk, its clock and its terminal each have a task:\n");
  first.run(5 * millisecond);
  first.terminal.feed("typed on the first board, ");
  first.run(20 * millisecond);
  const snapshot = takeSnapshot(first.board);
  const moved = bootVirt(program, first.disk.data.slice());
  restoreSnapshot(moved.board, snapshot);
  show(moved);
  say(`\n-- a snapshot of ${snapshot.length} bytes goes on on another board --`);
  moved.terminal.feed("and on the second one.\x04");
  const halted = moved.run(200 * millisecond);
  const { verdict } = moved.board.finisher;
  const clean = [first, moved].every(({ board }) => board.shutdown().clean);
  const ended = halted && verdict === passed ? "all is well" : `0x${verdict.toString(16)}`;
  say(`\nthe guest says to the test finisher: ${ended}; ${clean ? "nothing is left" : "objects are left"}`);
  return halted && verdict === passed && clean ? 0 : 1;
}

process.exitCode = main();
