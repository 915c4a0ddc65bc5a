import { expect, test } from "vitest";
import { createMachine, createUserObject, deleteUserObject, resolvePath, unparent } from "@qdl/runtime";
import { BigStore, FastCore, FastModule, NarrowBoard, SmallStore } from "./types/generated/narrow.ts";
import { Ledger, SpeedNumbers, TypeBoard } from "./types/generated/types.ts";
import { left } from "./types/types.ts";

function board() {
  const machine = createMachine(TypeBoard);
  machine.realize();
  return machine;
}

test("a type that extends another gives inherited properties its own defaults and ranges", () => {
  const machine = createMachine(TypeBoard);
  const { derived } = machine;
  expect([derived.speed, derived.width]).toEqual(["fast", 16]);
  expect(() => (derived.width = 64)).toThrow(RangeError);
  derived.width = 32;
  expect(derived.width).toBe(32);
});

test("values of an enum have the numbers of the hardware", () => {
  expect(SpeedNumbers).toEqual({ stopped: 0, slow: 4, fast: 5 });
});

test("children end in the order that their parent declares", () => {
  const machine = board();
  left.length = 0;
  unparent(machine.whole);
  machine.drain();
  expect(left).toEqual(["first", "third", "third", "second"]);
  expect(machine.shutdown().clean).toBe(true);
});

test("users create objects of a type that says so, by name, and delete them", () => {
  const machine = board();
  const objects = resolvePath(machine.treeRoot, "/objects");
  const container = (objects as { object: Parameters<typeof createUserObject>[0] }).object;
  expect(createUserObject(container, "ledger0", Ledger).path).toBe("/objects/ledger0");
  deleteUserObject(container, "ledger0");
  expect(machine.shutdown().clean).toBe(true);
});

test("a type that extends another has children of narrower types in the places of its own, with what both set", () => {
  const machine = createMachine(NarrowBoard);
  const { fast, plain } = machine;
  expect(plain.core).not.toBeInstanceOf(FastCore);
  expect(fast.core).toBeInstanceOf(FastCore);
  expect([fast.core.speed, fast.core.depth]).toEqual([2, 6]);
  expect(fast.helper.map((one) => one.depth)).toEqual([8, 8]);
  expect(plain.helper.every((one) => !(one instanceof FastCore))).toBe(true);
  machine.realize();
  expect(fast.cache).toBeInstanceOf(FastCore);
  expect(fast.peer).toBe(machine.core);
  fast.core.predicted.set(3, 7);
  expect([fast.core.predicted.get(3), plain.core.retired]).toEqual([7, 0]);
  expect(fast.type.isA(plain.type)).toBe(true);
  expect(machine.shutdown().clean).toBe(true);
});

test("what a property that is replaced takes is what its own type says", () => {
  const { fast, plain } = createMachine(NarrowBoard);
  plain.banks = 1;
  expect(() => (fast.banks = 2)).toThrow(RangeError);
  expect([fast.banks, FastModule.type.properties.get("banks")!.get(fast)]).toEqual([4, 4]);
});

test("the members of a family that extends another have what it replaces", () => {
  const machine = createMachine(NarrowBoard);
  machine.realize();
  const { small, big, sys } = machine;
  expect([small, big]).toEqual([expect.any(SmallStore), expect.any(BigStore)]);
  expect([small.done.length, big.done.length]).toEqual([2, 4]);
  expect([small.window.size, big.window.size]).toEqual([0x2000n, 0x8000n]);
  const read = (address: number) => sys.read32(address);
  expect([0, 4, 8].map(read)).toEqual([0x11, 0x5, 0]);
  expect([0x1000, 0x1004, 0x1008, 0x1010].map(read)).toEqual([0x12, 0x5, 0x7, 0xff]);
  // In a register that shares its place with another, too.
  expect([0xc, 0x100c].map(read)).toEqual([0x2, 0x6]);
  expect(machine.shutdown().clean).toBe(true);
});

test("a type that extends another resets inherited registers to its own values, from the beginning and at every reset", () => {
  const machine = createMachine(NarrowBoard);
  const { sys } = machine;
  machine.realize();
  const registers = [0x0, 0x4, 0x10, 0x18, 0x20, 0x24, 0x28, 0x2c];
  const readAll = () => [0x3000, 0x4000, 0x5000].map((base) => registers.map((at) => sys.read32(base + at)));
  const first = [0x10, 0, 0xff, 0xff, 0xa, 0xa, 1, 0];
  const later = [0x20, 2, 0x7f, 0x7f, 0x5, 0x5, 2, 0];
  expect(readAll()).toEqual([first, later, [0x31, 3, ...later.slice(2)]]);
  for (const base of [0x3000, 0x4000, 0x5000])
    for (const at of registers.filter((one) => one !== 0x4)) sys.write32(base + at, 0xc1);
  machine.reset();
  // Bits outside its reset mask keep what was written.
  expect(readAll()).toEqual([
    [0x10, 1, ...first.slice(2, 4), 0xca, 0xca, 1, 0xc1],
    [...later.slice(0, 4), 0xc5, 0xc5, 2, 0xc1],
    [0x31, 3, ...later.slice(2, 4), 0xc5, 0xc5, 2, 0xc1],
  ]);
  expect(machine.shutdown().clean).toBe(true);
});
