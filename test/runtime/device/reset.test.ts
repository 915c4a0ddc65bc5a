import { beforeEach, describe, expect, test } from "vitest";
import {
  addBus,
  ArmCpu,
  assertReset,
  Bus,
  type BusType,
  busType,
  changeResetParent,
  Container,
  create,
  createMachine,
  Device,
  type DeviceType,
  deviceType,
  embed,
  type Embedded,
  inReset,
  joinBus,
  Machine,
  realize,
  realizePart,
  releaseReset,
  reset,
  resetAlone,
  ResetError,
  ResetKind,
  unparent,
  unrealize,
} from "@qdl/runtime";

const log: string[] = [];
beforeEach(() => void (log.length = 0));

class Slot extends Bus {
  static override readonly type: BusType = busType<Slot>({
    name: "slot",
    parent: Bus.type,
    class: Slot,
    resetHold: (self) => void log.push(`hold ${self.name}`),
  });
}

/** A device that notes its phases; `onEnter`, `onHold` and `onExit` misbehave for it. */
class Unit extends Device {
  static override readonly type: DeviceType = deviceType<Unit>({
    name: "unit",
    parent: Device.type,
    class: Unit,
    hotpluggable: true,
    resetEnter: (self, kind) => self.step("enter", kind, self.onEnter),
    resetHold: (self, kind) => self.step("hold", kind, self.onHold),
    resetExit: (self, kind) => self.step("exit", kind, self.onExit),
  });

  onEnter: (() => void) | null = null;
  onHold: (() => void) | null = null;
  onExit: (() => void) | null = null;

  step(name: string, kind: ResetKind, misbehave: (() => void) | null): void {
    log.push(kind === ResetKind.cold ? `${name} ${this.name}` : `${name} ${this.name} for ${kind}`);
    misbehave?.();
  }
}

/** A unit that sits on a slot. */
class Card extends Unit {
  static override readonly type: DeviceType = deviceType<Card>({
    name: "card",
    parent: Unit.type,
    class: Card,
    busType: Slot.type,
  });
}

/** A processor with a part, a controller with two buses. */
class Rig extends Machine {
  static override readonly type: DeviceType = deviceType<Rig>({
    name: "rig",
    parent: Machine.type,
    class: Rig,
    init: (self) => {
      self.cpu = embed(self, "cpu", Unit, { offset: 0 });
      embed(self.cpu, "fpu", Unit, { offset: 0 });
      self.host = embed(self, "host", Unit, { offset: 0 });
      self.bus = addBus(self.host, Slot, { name: "a" });
      self.bus.hotplug = {};
      addBus(self.host, Slot, { name: "b" });
    },
  });

  cpu!: Embedded<Unit>;
  host!: Embedded<Unit>;
  bus!: Slot;
}

/** A processor that says when it stops and when it starts. */
class Processor extends ArmCpu {
  static override readonly type: DeviceType = deviceType<Processor>({
    name: "processor",
    parent: ArmCpu.type,
    class: Processor,
    resetHold: (self) => void log.push(`hold ${self.name}`),
    resetExit: (self) => void log.push(`exit ${self.name}`),
  });
}

/** A cluster of two processors, neither on a bus nor direct parts of the machine. */
class Pair extends Machine {
  static override readonly type: DeviceType = deviceType<Pair>({
    name: "pair",
    parent: Machine.type,
    class: Pair,
    init: (self) => {
      const cluster = embed(self, "cluster", Container, { offset: 0 });
      self.cpus = [0, 1].map((at) => embed(cluster, `cpu${at}`, Processor, { offset: 0 }));
    },
    realize: (self) => {
      for (const cpu of self.cpus) realizePart(self, cpu);
    },
  });

  cpus: Processor[] = [];
}

function rig(): Rig {
  const machine = createMachine(Rig);
  machine.realize();
  return machine;
}

describe("the reset of a machine", () => {
  test("reaches devices on no bus and their parts, each phase for all before the next, children before parents", () => {
    const machine = rig();
    const card = machine.plug(create(machine.heap, Card), { bus: machine.bus, name: "card" });
    log.length = 0;
    machine.reset();
    const order = ["card", "host", "fpu", "cpu"];
    expect(log.filter((line) => line.startsWith("enter"))).toEqual(order.map((name) => `enter ${name}`));
    expect(log.filter((line) => line.startsWith("hold"))).toEqual(
      ["b", "card", "a", "host", "fpu", "cpu"].map((name) => `hold ${name}`),
    );
    expect(log.findIndex((line) => line.startsWith("hold"))).toBe(order.length);
    expect(log.slice(-4)).toEqual(order.map((name) => `exit ${name}`));
    expect(inReset(card)).toBe(false);
  });

  test("reaches processors, and takes them out of a running machine's reset with the rest", () => {
    const machine = createMachine(Pair);
    machine.realize();
    log.length = 0;
    machine.reset();
    expect(log).toEqual(["hold cpu1", "hold cpu0", "exit cpu1", "exit cpu0"]);
    assertReset(machine);
    expect(machine.cpus.map(inReset)).toEqual([true, true]);
    releaseReset(machine);
    expect(machine.cpus.map((cpu) => [inReset(cpu), cpu.parentBus])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(machine.shutdown().clean).toBe(true);
  });

  test("tells the kind of reset, and counts holders: only the first takes in, only the last lets out", () => {
    const machine = rig();
    assertReset(machine.cpu, ResetKind.wakeup);
    assertReset(machine);
    releaseReset(machine);
    expect(inReset(machine.cpu)).toBe(true);
    releaseReset(machine.cpu);
    expect(log.filter((line) => line.endsWith("cpu for 2"))).toEqual(["enter cpu for 2", "hold cpu for 2"]);
    expect(log.filter((line) => line === "exit cpu")).toHaveLength(1);
  });

  test("of a device alone leaves what is below it as it is", () => {
    const machine = rig();
    log.length = 0;
    resetAlone(machine.host);
    expect(log).toEqual(["enter host", "hold host", "exit host"]);
    machine.host.onEnter = () => resetAlone(machine.cpu);
    expect(() => resetAlone(machine.host)).toThrow(ResetError);
    expect(machine.session.entering).toBe(false);
  });

  test("can reset something else from a hold or an exit phase", () => {
    const machine = rig();
    machine.host.onHold = () => reset(machine.cpu);
    reset(machine.host);
    expect(log).toContain("exit cpu");
    machine.host.onHold = null;
    machine.host.onExit = () => reset(machine.cpu);
    reset(machine.host);
    expect(log.filter((line) => line === "exit cpu")).toHaveLength(2);
  });
});

describe("plugging into something that is held in reset", () => {
  test("a device joins with the right count and leaves with the others, hot or cold", () => {
    for (const phase of ["building", "ready"] as const) {
      log.length = 0;
      const machine = rig();
      machine.session.phase = phase;
      assertReset(machine.host);
      assertReset(machine.bus);
      const card = create(machine.heap, Card).consume();
      realize(card, machine.bus);
      expect(card.resetState.count).toBe(2);
      releaseReset(machine.bus);
      releaseReset(machine.host);
      expect(inReset(card)).toBe(false);
      expect(log.filter((line) => line.startsWith("exit device"))).toHaveLength(1);
    }
  });

  test("a bus that is added to a held device is held, too", () => {
    const machine = rig();
    assertReset(machine.host);
    const late = addBus(machine.host, Slot, { name: "late" });
    expect(inReset(late)).toBe(true);
    releaseReset(machine.host);
    expect(inReset(late)).toBe(false);
  });

  test("a part that is realized late, on no bus, joins its container", () => {
    const machine = rig();
    assertReset(machine.cpu);
    const late = embed(machine.cpu, "late", Unit, { offset: 0 });
    realize(late);
    expect(late.resetState.count).toBe(1);
    releaseReset(machine.cpu);
    expect(inReset(late)).toBe(false);
  });

  test("a device that is realized again while it is held is reset again, with all below it, and leaves with the others", () => {
    const machine = rig();
    assertReset(machine);
    assertReset(machine);
    const card = machine.plug(create(machine.heap, Card), { bus: machine.bus, name: "card" });
    unrealize(machine.host);
    log.length = 0;
    realize(machine.host);
    realize(card);
    expect([machine.host, machine.bus, card].map(({ resetState }) => resetState.count)).toEqual([2, 2, 2]);
    // The card is on the bus of the host, and so is reset with it before it is realized.
    expect(log.filter((line) => /hold (host|card)/.test(line))).toEqual(["hold card", "hold host", "hold card"]);
    releaseReset(machine);
    expect([machine.host, card].map(inReset)).toEqual([true, true]);
    releaseReset(machine);
    expect([machine.host, card, machine].map(inReset)).toEqual([false, false, false]);
    expect(log.filter((line) => line === "exit card")).toHaveLength(1);
    expect(machine.shutdown().clean).toBe(true);
  });

  test("a hold of its own ends with its unrealize", () => {
    const machine = rig();
    assertReset(machine.host);
    unrealize(machine.host);
    realize(machine.host);
    expect([machine.host, machine.bus].map(inReset)).toEqual([false, false]);
    expect(() => releaseReset(machine.host)).toThrow(ResetError);
    expect(machine.shutdown().clean).toBe(true);
  });

  test("a device that is put there, and is realized only afterwards, has nothing to leave", () => {
    const machine = rig();
    assertReset(machine);
    const card = machine.adopt(create(machine.heap, Card));
    joinBus(card, machine.bus);
    const late = embed(machine.cpu, "late", Unit, { offset: 0 });
    releaseReset(machine);
    realize(card);
    realize(late);
    expect([card, late, machine].map(inReset)).toEqual([false, false, false]);
    expect(machine.shutdown().clean).toBe(true);
  });

  test("one that moves takes the count of its new bus, and one that leaves leaves the rest as it was", () => {
    const machine = rig();
    const [a, b] = machine.host.childBuses as [Slot, Slot];
    const cards = [a, a].map((bus) => machine.plug(create(machine.heap, Card), { bus }));
    assertReset(b);
    joinBus(cards[0]!, b);
    expect([inReset(cards[0]!), inReset(cards[1]!)]).toEqual([true, false]);
    joinBus(cards[0]!, a);
    expect(inReset(cards[0]!)).toBe(false);
    releaseReset(b);
    assertReset(a);
    unparent(cards[0]!);
    releaseReset(a);
    expect(inReset(cards[1]!)).toBe(false);
    expect(machine.shutdown().clean).toBe(true);
  });
});

describe("what changes while a reset runs", () => {
  test("a device that leaves in the hold phase leaves the others to finish", () => {
    const machine = rig();
    const [first, second] = [0, 1].map(() => machine.plug(create(machine.heap, Card), { bus: machine.bus }));
    second!.onHold = () => machine.unplug(first!);
    machine.cpu.onHold = () => unparent(machine.cpu);
    machine.reset();
    expect([machine.bus.kids, inReset(second!), inReset(machine)]).toEqual([[second], false, false]);
    expect(machine.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a device that comes in the hold phase joins, one that comes in the exit phase is refused", () => {
    const machine = rig();
    let late: Card | null = null;
    machine.host.onHold = () => {
      machine.host.onHold = null;
      late = machine.plug(create(machine.heap, Card), { bus: machine.bus });
    };
    machine.reset();
    expect(late).not.toBeNull();
    expect(inReset(late!)).toBe(false);
    const before = machine.live.size;
    late!.onExit = () => void machine.plug(create(machine.heap, Card), { bus: machine.bus });
    expect(() => machine.reset()).toThrow(/just leaving reset/);
    machine.drain();
    expect(machine.live.size).toBe(before);
  });
});

describe("misuse of reset is refused", () => {
  test("inside an enter phase, inside an own exit phase, without a begin, and when something moves meanwhile", () => {
    const machine = rig();
    const { host, cpu } = machine;
    host.onEnter = () => reset(cpu);
    expect(() => reset(host)).toThrow(ResetError);
    const second = rig();
    second.host.onExit = () => reset(second.host);
    expect(() => reset(second.host)).toThrow(/inside its own exit phase/);
    expect(() => releaseReset(rig().cpu)).toThrow(/nobody had begun/);
    const third = rig();
    third.host.onExit = () => changeResetParent(third.cpu, null, third.host.resetState);
    expect(() => reset(third.host)).toThrow(/moved while a reset was in progress/);
  });

  test("more than 50 holders are taken for a mistake", () => {
    const { cpu } = rig();
    for (let times = 0; times < 50; times++) assertReset(cpu);
    expect(() => assertReset(cpu)).toThrow(/more than 50 times/);
  });
});
