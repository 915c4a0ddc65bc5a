import { BufferChardev, connect, connectClock, create, createMachine, mapRegion } from "@qdl/runtime";
import { CountdownTimer, EvaluationBoard } from "serial-kit";

const second = 1_000_000_000;

// The board of the package, with a terminal on its serial port, and one more of the package's timers on its bus.
const board = createMachine(EvaluationBoard, { properties: { ram_size: 0x8000 } });
const terminal = board.addBackend("terminal", BufferChardev);
board.serial = terminal;
const made = create(board.heap, CountdownTimer);
connectClock(board.refclk, made.value.clk);
const extra = board.plug(made, { name: "extra" });
mapRegion(board, board.sys, extra.mmio, 0x4000_2000);
board.realize();
board.reset();

// What a guest would do.
for (const character of "hello\n") board.sys.write32(0x4000_0000, character.charCodeAt(0));
terminal.feed("!");
const answer = String.fromCharCode(board.sys.read32(0x4000_0000));

const ticks: number[] = [];
connect(board, extra.irq, { path: "ticks", set: (level) => void (level && ticks.push(board.now / second)) });
board.sys.write32(0x4000_2000, 500_000);
board.sys.write32(0x4000_2008, 0b111);
for (let times = 0; times < 3; times++) {
  board.advance(second / 2);
  board.sys.write32(0x4000_200c, 1);
}

// @ts-expect-error: the types of the package know what a timer has
void extra.baudRate;

console.log(terminal.text + answer);
console.log(`ticks at ${ticks.join(", ")} s`);
console.log(board.shutdown().clean ? "nothing is left" : "objects are left");
