import { expect, test } from "vitest";
import { create, createMachine, DeviceError, plug, qtree, unrealize } from "@qdl/runtime";
import { BusBoard } from "./buses/generated/board.ts";
import { Flash, Larger, Thermometer } from "./buses/generated/parts.ts";

function board(prepare: (machine: BusBoard) => void = () => undefined) {
  const machine = createMachine(BusBoard);
  prepare(machine);
  machine.realize();
  return machine;
}

test("a device answers at the address at which it is plugged, or at the lowest that is free", () => {
  const { control, indoor, outdoor, flash } = board();
  const [first, second] = control.i2c;
  expect([first!.at(0x48), second!.at(0x49), second!.at(0x48), first!.at(0x49)]).toEqual([...indoor, outdoor, null]);
  expect(flash.map((one) => [one.parentBus, one.busAddress])).toEqual([
    [control.spi[1], 0],
    [control.spi[1], 1],
  ]);
});

test("an array of buses has as many as a property says, each with the slots that its number gives it", () => {
  const { control } = board();
  expect(control.spi).toHaveLength(2);
  expect(control.i2c.map(({ name, limit }) => [name, limit])).toEqual([
    ["i2c[0]", 2],
    ["i2c[1]", 3],
  ]);
});

test("a bus under a condition, with what is plugged on it, exists where the condition holds", () => {
  expect(board().control.probe).toBeNull();
  const { control } = board((machine) => (machine.probed = true));
  expect(control.probe!.at(0x50)).toBe(control.spy);
  expect(control.spy!.degrees).toBe(99);
});

test("regions and lines have the numbers that a type gives them, inherited ones first", () => {
  const { control, larger } = board();
  expect(control.regions).toEqual([control.fifo, ...control.window, control.data]);
  expect(control.lines).toEqual([control.wake, control.done[3]]);
  expect(larger.regions.slice(4)).toEqual([larger.extra.fifo, larger.lookup]);
  expect(larger.ports).toEqual([larger.extra.data]);
  expect(larger.lines.slice(2)).toEqual(larger.extra.done);
});

test("what is mapped and connected by number is what has the number", () => {
  const { sys, control, larger, watch } = board();
  for (const address of [0x1000, 0x2000, 0x2100, 0x4000, 0x5000]) sys.write32(address, address);
  const words = [control.fifo, ...control.window, larger.extra.fifo, larger.extra.data].map(
    (region) => region.ram!.words[0],
  );
  expect(words).toEqual([0x1000, 0x2000, 0x2100, 0x4000, 0x5000]);
  control.wake.raise();
  larger.extra.done[2]!.raise();
  expect([...watch.levels]).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
});

test("the tree of buses shows regions by number", () => {
  const lines = qtree(board()).split("\n");
  const from = lines.findIndex((line) => line.includes("dev: controller"));
  const rest = lines.slice(from);
  const own = rest
    .slice(1 + rest.findIndex((line, at) => at > 0 && line.includes("dev: controller")))
    .filter((line) => line.includes("mmio "));
  expect(own.slice(0, 2)).toEqual([
    "    mmio 0000000000001000/0000000000000400",
    "    mmio 0000000000002000/0000000000000100",
  ]);
});

test("a device that is realized again has its buses, numbers and places again", () => {
  const machine = createMachine(BusBoard);
  const { larger } = machine;
  machine.realize();
  const numbers = larger.regions.length;
  const places = machine.control.i2c.map((bus) => bus.kids.length);
  unrealize(machine);
  expect([larger.regions.length, machine.control.spi.length, machine.outdoor.parentBus]).toEqual([
    numbers - 1,
    0,
    null,
  ]);
  machine.realize();
  expect(larger.regions).toHaveLength(numbers);
  expect(machine.control.i2c.map((bus) => bus.kids.length)).toEqual(places);
  expect(machine.shutdown().clean).toBe(true);
});

test("a running machine refuses an address that is taken, one that the bus does not have, and a bus of another kind", () => {
  const machine = board();
  const [bus] = machine.control.i2c;
  bus!.hotplug = {};
  const place = (address: number) => () => plug(create(machine.heap, Thermometer), { bus: bus!, address });
  expect(place(0x48)).toThrow("has address 72");
  expect(place(0x78)).toThrow("has addresses 8 to 119");
  expect(() => plug(create(machine.heap, Flash), { bus: bus! })).toThrow(DeviceError);
  expect(place(0x49)().busAddress).toBe(0x49);
  expect(place(0x4a)).toThrow("takes no more than 2");
  expect(machine.shutdown().clean).toBe(true);
});

test("a type that extends another keeps numbers that do not depend on properties from its beginning", () => {
  const machine = createMachine(BusBoard);
  expect(machine.larger).toBeInstanceOf(Larger);
  expect(machine.larger.regions).toHaveLength(5);
});
