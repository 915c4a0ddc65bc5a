import { expect, test } from "vitest";
import { createMachine, createUserObject, deleteUserObject, resolvePath, unparent } from "@qdl/runtime";
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
