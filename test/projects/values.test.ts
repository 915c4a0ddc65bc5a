import { expect, test } from "vitest";
import { createMachine, flatViews, restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { ValueBoard } from "./values/generated/values.ts";

function board(prepare: (machine: ValueBoard) => void = () => {}) {
  const machine = createMachine(ValueBoard);
  prepare(machine);
  machine.realize();
  machine.reset();
  const { chip: clocks, sys } = machine;
  const read = (offset: number): number => sys.read32(0x10_0000 + offset) >>> 0;
  const write = (offset: number, value: number): void => sys.write32(0x10_0000 + offset, value);
  return { machine, clocks, sys, read, write };
}

test("a bit that is computed from another one of its register follows it, and the rest is written as usual", () => {
  const { clocks, read, write } = board();
  expect(read(0)).toBe(0x110);
  clocks.crCause = 3;
  write(0, 0xffff_fff5);
  expect(read(0)).toBe(0x13b);
  expect(clocks.crHsirdy).toBe(1);
  write(0, 0);
  expect(read(0)).toBe(0x118);
});

test("what the device writes to such a register leaves its computed bits right, too", () => {
  const { clocks, read } = board();
  clocks.cr = 0xf;
  expect(clocks.cr).toBe(0x3f);
  clocks.crHsion = 0;
  expect([clocks.crHsirdy, clocks.crSelf]).toEqual([0, 0]);
  clocks.crSelf = 1;
  expect(read(0)).toBe(0x11c);
});

test("a register that is computed from computed bits follows them", () => {
  const { read, write } = board();
  write(0, 1);
  expect(read(4)).toBe(1);
  write(0, 0);
  expect(read(4)).toBe(0);
});

test("a hook for writes of a computed register is called", () => {
  const { clocks, write } = board();
  write(0x34, 1);
  expect(clocks.kept).toBe(1);
});

test("registers are computed from properties as they are when the device is reset", () => {
  const { read } = board(({ chip: clocks }) => {
    clocks.ident = 0x42;
    clocks.speed = "slow";
    clocks.locked = true;
  });
  expect(read(8)).toBe(0x4342);
  expect(read(0)).toBe(0x100);
});

test("a reset gives registers, parts of them, arrays and fields the values that properties say", () => {
  const { machine, clocks, read, write } = board(({ chip: clocks }) => {
    clocks.modeReset = 0x1234_5678;
    clocks.strength = 3;
  });
  expect([0x0c, 0x10, 0x20, 0x24, 0x28, 0x30].map(read)).toEqual([0x1234_5678, 0x1234_0000, 4, 4, 4, 0xff]);
  for (const offset of [0x0c, 0x10, 0x28, 0x30]) write(offset, 0xffff_ffff);
  machine.reset();
  expect([0x0c, 0x10, 0x28, 0x30].map(read)).toEqual([0x1234_5678, 0x1234_ffff, 4, 0xff]);
  expect(clocks.getPinsPin(3)).toBe(3);
});

test("a loop takes addresses and line numbers out of lists, and constants of other files are what they say", () => {
  const { machine } = board();
  expect(flatViews(machine.session.memory).match(/[0-9a-f]{16}(?=-\w+ \(prio 0, ram\))/g)).toEqual([
    "0000000000001000",
    "0000000000004000",
    "0000000000009000",
    "0000000000204000",
  ]);
  expect(machine.source.map(({ place, below }) => [place, below])).toEqual([
    [0, 0x2000],
    [0x2000, 0x1fff],
    [0x4000, 0x1ffe],
  ]);
  machine.source[0]!.out.raise();
  machine.source[2]!.out.raise();
  expect(machine.collector.seen).toBe((1 << 7) | (1 << 5));
});

test("a property picks an element of a list when its device is realized", () => {
  expect(board().machine.late.place).toBe(2 + 20);
  expect(board((machine) => (machine.at = 2)).machine.late.place).toBe(5 + 30);
});

test("what is transient is not part of a snapshot, and a restore leaves it as it is", () => {
  const { machine, clocks } = board();
  clocks.kept = 1;
  const before = takeSnapshot(machine);
  clocks.lookedUp = 77;
  clocks.small.set(5, 9);
  expect(takeSnapshot(machine)).toEqual(before);
  clocks.kept = 2;
  restoreSnapshot(machine, before);
  expect([clocks.kept, clocks.lookedUp, clocks.small.get(5)]).toEqual([1, 77, 9]);
});

test("a device hears that a snapshot was put in place, and makes again what follows from it", () => {
  const { machine, clocks } = board();
  clocks.kept = 41;
  const snapshot = takeSnapshot(machine);
  expect(clocks.rebuilt).toBe(0);
  clocks.kept = 0;
  restoreSnapshot(machine, snapshot);
  expect(clocks.rebuilt).toBe(42);
});
