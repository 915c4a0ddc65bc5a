/** A realize that fails, wherever it does, has not been. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addBus,
  addRegion,
  addSpace,
  type AddressSpace,
  Bus,
  type BusType,
  busType,
  children,
  clockIn,
  connect,
  Device,
  type DeviceType,
  deviceType,
  embed,
  flatViews,
  irqIn,
  irqOut,
  createMachine,
  Machine,
  mapRegion,
  onUnrealize,
  own,
  plugPart,
  qomTree,
  qtree,
  type QomObject,
  realizePart,
  regionTrees,
  SysBusDevice,
  timer,
  untilUnrealize,
} from "@qdl/runtime";

/** Counts the steps of a realize and fails at one of them. */
let steps = 0;
let failing = -1;
function step(): void {
  if (steps++ === failing) throw new Error("no power");
}

class Rack extends Bus {
  static override readonly type: BusType = busType<Rack>({
    name: "rack",
    parent: Bus.type,
    class: Rack,
    realize: step,
  });
}

/** A part that gets hold of everything that can be got hold of, with a step between each and the next. */
class Part extends Device {
  static override readonly type: DeviceType = deviceType<Part>({
    name: "part",
    parent: Device.type,
    class: Part,
    init: (self) => {
      irqOut(self, "out", 1);
      irqIn(self, "in", 1, () => undefined);
      clockIn(self, "clk");
      timer(self, "tick", () => undefined);
      addRegion(self, { name: "registers", kind: "ram", size: 0x100 });
      addBus(self, Rack, { name: `${self.name}-left` });
      addBus(self, Rack, { name: `${self.name}-right` });
    },
    realize: (self) => {
      step();
      mapRegion(self, self.space, children(self).find(({ name }) => name === "registers[0]") as never, self.at);
      step();
      if (self.to) connect(self, self.outputs[0]!.lines[0]!, self.to.inputs[0]!.lines[0]!);
      self.timers[0]!.setIn(5);
      step();
      const passing = untilUnrealize(self, addRegion(self, { name: "passing", kind: "container", size: 0x10 }));
      mapRegion(self, self.space, passing, self.at + 0x800);
      untilUnrealize(self, own(self, "late", Leaf));
      step();
      onUnrealize(self, "noted", (part) => (part.noted = false));
      self.noted = true;
      realizePart(self, self.inner);
      step();
    },
  });

  space!: AddressSpace;
  at = 0;
  noted = false;
  to: Part | null = null;
  inner!: Leaf;
}

class Leaf extends Device {
  static override readonly type: DeviceType = deviceType<Leaf>({
    name: "leaf",
    parent: Device.type,
    class: Leaf,
    realize: step,
  });
}

class Carried extends Device {
  static override readonly type: DeviceType = deviceType<Carried>({
    name: "carried",
    parent: Device.type,
    class: Carried,
    busType: Rack.type,
    realize: step,
  });
}

/** Comes to the machine's system bus by its realize. */
class Fixed extends SysBusDevice {
  static override readonly type: DeviceType = deviceType<Fixed>({
    name: "fixed",
    parent: SysBusDevice.type,
    class: Fixed,
    realize: step,
  });
}

class Stack extends Machine {
  static override readonly type: DeviceType = deviceType<Stack>({
    name: "stack",
    parent: Machine.type,
    class: Stack,
    init: (self) => {
      const space = addSpace(self, { name: "space", root: { size: 0x1_0000 } });
      for (let at = 0; at < 3; at++) {
        const part = embed(self, `part${at}`, Part, {
          offset: 0,
          prepare: (made) => Object.assign(made, { space, at: 0x1000 * at }),
        });
        part.inner = embed(part, "inner", Leaf, { offset: 0 });
        part.to = self.parts.at(-1) ?? null;
        self.parts.push(part);
      }
      self.carried = embed(self, "carried", Carried, { offset: 0 });
      self.fixed = embed(self, "fixed", Fixed, { offset: 0 });
    },
    realize: (self) => {
      for (const part of self.parts) realizePart(self, part);
      plugPart(self, self.carried, self.parts[0]!.childBuses[1]!);
      realizePart(self, self.carried);
    },
  });

  readonly parts: Part[] = [];
  carried!: Carried;
  fixed!: Fixed;
}

/** All that can be seen of a machine. */
function seen(machine: Stack): unknown {
  const { memory, clock } = machine.session;
  const held = (object: QomObject): unknown[] => [
    object.path,
    object.refs,
    object instanceof Device && [
      object.life,
      object instanceof Part && object.noted,
      object.acquired.length,
      object.outputs.map(({ lines }) => lines[0]!.target?.path),
    ],
    ...children(object).map(held),
  ];
  const trees = [qomTree(machine, "/"), qtree(machine), regionTrees(memory), flatViews(memory)];
  return [trees, held(machine.treeRoot), clock.armed.length, machine.live.size];
}

function machineOfParts(): Stack {
  [steps, failing] = [0, -1];
  return createMachine(Stack);
}

test("a realize that fails at any step leaves the machine as it was, and the next one makes what it would have made", () => {
  const whole = machineOfParts();
  whole.realize();
  whole.drain();
  const [wanted, all] = [seen(whole), steps];
  expect(all).toBe(29);
  fc.assert(
    fc.property(fc.array(fc.nat(all - 1), { minLength: 1, maxLength: 3 }), (failures) => {
      const machine = machineOfParts();
      const before = seen(machine);
      for (failing of failures) {
        steps = 0;
        expect(() => machine.realize()).toThrow("no power");
        machine.drain();
        expect(seen(machine)).toEqual(before);
      }
      failing = -1;
      machine.realize();
      machine.drain();
      expect(seen(machine)).toEqual(wanted);
      expect(machine.shutdown()).toEqual({ left: [], errors: [], clean: true });
    }),
    { numRuns: 60 },
  );
});
