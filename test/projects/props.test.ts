import { expect, test } from "vitest";
import { createMachine, createUserObject, resolvePath, setProperty } from "@qdl/runtime";
import { Holder, OpenBoard, PropBoard } from "./props/generated/props.ts";

test("a property without a default must be set before realize, by whoever makes the board", () => {
  const machine = createMachine(OpenBoard);
  expect(() => machine.realize()).toThrow('property "width" is not set');
  setProperty(machine, "width", 32);
  machine.realize();
  expect(machine.part.width).toBe(32);
});

test("an object that users create is refused while a property without a default is unset", () => {
  const machine = createMachine(PropBoard);
  machine.realize();
  const found = resolvePath(machine.treeRoot, "/objects") as { object: Parameters<typeof createUserObject>[0] };
  expect(() => createUserObject(found.object, "first", Holder)).toThrow("file is not set");
  expect(createUserObject(found.object, "second", Holder, { file: "disk" }).file).toBe("disk");
});

test("an optional property reads null until it is set, and takes null again", () => {
  const { middle } = createMachine(PropBoard);
  const [other] = middle.other;
  expect([middle.inner.limit, other!.limit, other!.label, other!.names]).toEqual([12, null, null, null]);
  middle.inner.limit = null;
  expect(middle.inner.limit).toBeNull();
  expect(() => (other!.limit = 0x1_0000)).toThrow(RangeError);
});

test("a list has as many values as it is declared with, each in range", () => {
  const { middle } = createMachine(PropBoard);
  const { inner, other } = middle;
  expect(other[0]!.masks).toEqual([1, 0xff, 3]);
  expect(inner.masks).toEqual([7, 8, 9]);
  expect(other[1]!.wide).toEqual([1n, 0xffff_ffff_ffff_ffffn]);
  expect([other[0]!.modes, other[1]!.modes]).toEqual([
    ["slow", "fast"],
    ["off", "off"],
  ]);
  expect(() => (inner.masks = [1])).toThrow("masks takes 3 values, not 1");
  expect(() => (inner.bounded = [0, 11])).toThrow("bounded takes -10 to 10, not 11");
});

test("tools write lists as text, and read them so", () => {
  const { middle } = createMachine(PropBoard);
  const { inner } = middle;
  for (const [name, text] of [
    ["masks", "1,0x10, 3"],
    ["wide", "5,6"],
    ["modes", "off,slow"],
    ["flags", "true"],
    ["names", "a,b"],
  ])
    setProperty(inner, name!, text!);
  expect([inner.masks, inner.wide, inner.modes, inner.flags, inner.names]).toEqual([
    [1, 16, 3],
    [5n, 6n],
    ["off", "slow"],
    [true],
    ["a", "b"],
  ]);
  expect(inner.property("masks")!.get(inner)).toBe("1,16,3");
  expect(() => setProperty(inner, "modes", "off,quick")).toThrow("modes takes one of off, slow, fast");
});

test("a property takes the values that are listed, and no other", () => {
  const machine = createMachine(PropBoard);
  machine.lanes = 4;
  expect(() => (machine.lanes = 3)).toThrow("lanes takes 1, 2, 4, not 3");
  machine.realize();
  expect([machine.middle.inner.lanes, machine.middle.width, machine.narrow.width]).toEqual([4, 16, 8]);
});
