import { expect, test } from "vitest";
import { cast, createMachine, createUserObject, deleteUserObject, dynamicCast, resolvePath } from "@qdl/runtime";
import { SensorBoard } from "./offers/generated/board.ts";
import { Averaging, Ledger, Named, Sensor } from "./offers/generated/sensors.ts";

function board() {
  const machine = createMachine(SensorBoard);
  machine.realize();
  return machine;
}

test("whoever holds an object by an interface calls what its type does", () => {
  const { reader, warm, exact, damp } = board();
  expect(reader.sensor).toBe(damp);
  expect(reader.seen).toBe(-21);
  expect([warm, exact, damp].map((one: Sensor) => one.sample(1, "celsius"))).toEqual([21, 2001, -21]);
  expect(warm.sample(0, "kelvin")).toBe(293);
  expect(warm.average(exact, 10n)).toBe(1015n);
});

test("a method that is replaced is replaced for every caller", () => {
  const { exact } = board();
  expect((exact as Averaging & Sensor).average(exact, 0n)).toBe(1010n);
});

test("a cast to an interface gives what implements it, or what that extends, and nothing else", () => {
  const { warm, damp, watch } = board();
  expect(cast(warm, Sensor.type).label).toBe("probe");
  expect(dynamicCast(damp, Named.type)).toBe(damp);
  expect([dynamicCast(damp, Averaging.type), dynamicCast(watch, Sensor.type)]).toEqual([null, null]);
  expect(() => cast(watch, Named.type)).toThrow("named");
});

test("the way up to an interface leads to the nearest container that implements it", () => {
  const { pen } = board();
  expect(pen.tip.holder).toBe(pen);
  expect(pen.tip.ask()).toBe(20);
});

test("tools link by name only what implements the interface", () => {
  const machine = createMachine(SensorBoard);
  const { reader, watch, warm } = machine;
  const link = reader.property("sensor")!;
  expect(link.type).toBe("link<sensor-interface>");
  expect(() => link.set!(reader, watch)).toThrow("sensor-interface");
  link.set!(reader, warm);
  expect(reader.sensor).toBe(warm);
});

test("lines of an interface are those of the implementer, its own or promoted", () => {
  const { damp, exact, watch } = board();
  (damp as Sensor).alarm.raise();
  (exact as Sensor).level[1]!.raise();
  expect([...watch.levels]).toEqual([1, 0, 1, 0]);
});

test("an object that users create is completed once, and says whether it may be deleted", () => {
  const machine = board();
  const found = resolvePath(machine.treeRoot, "/objects") as { object: Parameters<typeof createUserObject>[0] };
  const ledger = createUserObject(found.object, "ledger0", Ledger, { locked: true });
  expect(ledger.done).toBe(1);
  expect(() => deleteUserObject(found.object, "ledger0")).toThrow("in use");
  ledger.locked = false;
  deleteUserObject(found.object, "ledger0");
  expect(machine.shutdown().clean).toBe(true);
});
