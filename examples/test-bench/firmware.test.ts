import assert from "node:assert/strict";
import { test } from "node:test";
import { inputLine, outputLine } from "@qdl/runtime";
import { Bench, millisecond, second } from "./bench.ts";

const firmware = new URL("../microbit/firmware/demo.hex", import.meta.url);
const prompt = "\r\n> ";
const uartTx = 24;
/** The interrupt of TIMER0. */
const timer0 = 8;

test("the firmware reports what it finds, and prompts", () => {
  using bench = new Bench(firmware);
  const report = bench.waitFor(prompt);
  assert.match(report, /^micro:bit\r\n/);
  assert.match(report, /\bdevice 0x89abcdef\r\n/);
  assert.match(report, /\bbutton up\r\n/);
});

test("a line is echoed between quotes", () => {
  using bench = new Bench(firmware);
  bench.waitFor(prompt);
  bench.type("hello\r");
  assert.equal(bench.waitFor(prompt), '"hello"\r\n> ');
});

test("a button that is pressed at power on is reported", () => {
  using bench = new Bench(firmware);
  bench.run(1);
  bench.press("a");
  assert.match(bench.waitFor(prompt), /\bbutton down\r\n/);
});

test("the UART's pin goes high once, before the first character", () => {
  using bench = new Bench(firmware);
  const edges = bench.probe(bench.board.soc.gpio.pin[uartTx]!);
  bench.waitFor("micro:bit");
  assert.deepEqual(
    edges.map(({ level }) => level),
    [1],
  );
});

test("the timer interrupts every 10 ms", () => {
  using bench = new Bench(firmware);
  bench.waitFor(prompt);
  const edges = bench.probe(outputLine(bench.board.soc.timerBlock[0]!, "irq"));
  bench.run(100 * millisecond);
  const times = edges.filter(({ level }) => level === 1).map(({ at }) => at);
  assert.equal(times.length, 10);
  for (const [n, at] of times.slice(1).entries()) assert.equal(at - times[n]!, 10 * millisecond);
});

test("without its timer's interrupt the firmware waits, and goes on once it has it again", () => {
  using bench = new Bench(firmware);
  const mend = bench.cut(inputLine(bench.board.soc.nvic, "line", timer0));
  bench.waitFor("button up\r\n");
  bench.run(second);
  assert.doesNotMatch(bench.output, /beats/);
  mend();
  bench.waitFor("5 beats", 60 * millisecond);
});

test("from one moment, several boards go on, each in its own way", () => {
  using bench = new Bench(firmware);
  bench.waitFor(prompt);
  bench.type("hel");
  bench.run(10 * millisecond);
  const moment = bench.remember();
  using first = bench.fork(moment);
  using second = bench.fork(moment);
  for (const [board, rest] of [
    [first, "lo"],
    [second, "p"],
    [bench, "m"],
  ] as const) {
    board.type(`${rest}\r`);
    assert.equal(board.waitFor(prompt), `"hel${rest}"\r\n> `);
  }
});

test("a board that goes on from a moment does what the first one does, to the nanosecond", () => {
  using bench = new Bench(firmware);
  bench.waitFor("micro:bit");
  using other = bench.fork(bench.remember());
  assert.equal(other.waitFor(prompt), bench.waitFor(prompt));
  assert.equal(other.output, bench.output);
  assert.equal(other.board.now, bench.board.now);
});

test("a button that is pressed before software resets the chip is seen after it", () => {
  using bench = new Bench(firmware);
  bench.waitFor(prompt);
  using pressed = bench.fork(bench.remember());
  pressed.press("a");
  for (const board of [bench, pressed]) board.type("reset\r");
  assert.match(pressed.waitFor("5 beats"), /\bbutton down\r\n/);
  assert.match(bench.waitFor("5 beats"), /\bbutton up\r\n/);
});

test("a wait in vain says what was printed instead", () => {
  using bench = new Bench(firmware);
  assert.throws(
    () => bench.waitFor("macro:bit", 50 * millisecond),
    /^Error: no "macro:bit" within 50 ms.*\nmicro:bit/s,
  );
});
