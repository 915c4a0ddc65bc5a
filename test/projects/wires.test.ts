import { describe, expect, test } from "vitest";
import { createMachine, own, PlainRegionError, realize, setProperty, unparent, unrealize } from "@qdl/runtime";
import { Wires } from "./wires/generated/board.ts";
import { Alarms } from "./wires/generated/parts.ts";

function board(set: (wires: Wires) => void = () => undefined) {
  const made = createMachine(Wires, { prepare: set });
  made.realize();
  made.reset();
  return made;
}

describe("clocks", () => {
  test("drive with their frequency times one number by another", () => {
    const { tree, pair } = board();
    expect(tree.crystal.hz).toBe(40_000_000);
    expect(pair.timer.bus.hz).toBe(96_000_000);
    expect(pair.timer.counter.map(({ hz }) => hz)).toEqual([5_000_000, 5_000_000]);
  });

  test("of an array have a place and a frequency each", () => {
    const { tree, lone } = board();
    expect(tree.branch.map(({ path }) => path)).toEqual([0, 1, 2].map((at) => `/machine/tree/branch[${at}]`));
    expect(lone.map(({ counter }) => counter.map(({ hz }) => hz))).toEqual([
      [32_768, 32_768],
      [5_000_000, 5_000_000],
    ]);
  });

  test("tell the device which of an array has changed", () => {
    const made = board();
    const { timer } = made.pair;
    expect([...timer.counterHz]).toEqual([0, 0]);
    made.crystal.updateHz(80_000_000);
    expect([timer.busHz, ...timer.counterHz]).toEqual([192_000_000, 10_000_000, 10_000_000]);
    made.tree.branch[1]!.updateHz(8_000_000);
    expect([...timer.counterHz]).toEqual([10_000_000, 1_000_000]);
  });
});

describe("timers that depend on properties", () => {
  test("are as many as the property says, each with its number, from realize to unrealize", () => {
    const made = board();
    const device = own(made, "alarms", Alarms, { prepare: (one) => void ([one.channels, one.watched] = [3, true]) });
    expect([device.channel, device.guard, device.timers]).toEqual([[], null, []]);
    realize(device);
    const { channel, guard } = device;
    expect([channel.map(({ index }) => index), device.timers.length]).toEqual([[0, 1, 2], 4]);
    channel[2]!.setIn(10);
    guard!.setIn(20);
    channel[0]!.setIn(100);
    made.advance(50);
    expect([[...device.rung].slice(0, 3), device.barks]).toEqual([[0, 0, 1], 1]);
    unrealize(device);
    expect([device.channel, device.guard, device.timers, channel[0]!.armed]).toEqual([[], null, [], false]);
    channel[0]!.setIn(10);
    made.advance(1000);
    expect(device.rung.get(0)).toBe(0);
    device.channels = 0;
    device.watched = false;
    realize(device);
    expect([device.channel, device.guard, device.timers]).toEqual([[], null, []]);
  });
});

describe("timers of an array", () => {
  test("run out each at its own time, and say which they are", () => {
    const made = board();
    const { timer } = made.pair;
    for (const [index, due] of [30, 10, 20].entries()) timer.compare[index]!.setAt(due);
    made.advance(20);
    expect([...timer.times]).toEqual([0, 1, 1]);
    made.advance(10);
    expect([...timer.times]).toEqual([1, 1, 1]);
  });
});

describe("an alias of some of a part's lines", () => {
  test("has these, counted from its own first", () => {
    const { pair } = board();
    const { tick, counter } = pair.timer;
    expect(pair.fired).toEqual([tick[1], tick[2], tick[3]]);
    expect(pair.late).toEqual([tick[2], tick[3]]);
    expect(pair.second).toEqual([counter[1]]);
    expect(pair.counters).toBe(counter);
  });

  test("is wired as they are", () => {
    const { pair, collector } = board();
    for (const line of pair.timer.tick) line.set(1);
    expect(collector.up).toBe(0b1111);
    pair.late[0]!.set(0);
    expect(collector.up).toBe(0b1011);
  });

  test("is empty while the part is not there", () => {
    const made = createMachine(Wires, { prepare: ({ pair }) => setProperty(pair, "spare", false) });
    expect(made.pair.otherFired).toEqual([]);
    made.realize();
    expect(made.pair.otherFired).toEqual([]);
    expect(board().pair.otherFired.length).toBe(2);
  });
});

describe("what a part promotes", () => {
  test("is set by who contains it, and wired", () => {
    const { pair, sys, collector } = board();
    expect([pair.dma.memory, pair.dma.burst]).toEqual([sys, 16n]);
    expect(pair.memory).toBe(sys);
    pair.dma.done.set(1);
    expect(collector.up).toBe(0b1_0000);
  });

  test("is not realized while a link that it needs leads nowhere", () => {
    const made = board();
    unrealize(made);
    made.drain();
    made.pair.memory = null;
    expect(() => realize(made.pair)).toThrow('property "memory" is not set');
    made.pair.memory = made.sys;
    realize(made.pair);
    expect(made.pair.dma.realized).toBe(true);
  });
});

describe("a region", () => {
  test("can belong to a part, and goes with it", () => {
    const made = board();
    expect([made.pages.owner, made.pages.parent]).toEqual([made.pair, made.pair]);
    made.sys.write32(0x10, 7);
    expect(made.pages.ram!.data[0x10]).toBe(7);
  });

  test("without an owner belongs to the machine, and cannot be freed before it", () => {
    const made = board();
    expect(made.common.owner).toBe(made);
    expect(() => unparent(made.common)).toThrow(PlainRegionError);
    expect(made.shutdown().clean).toBe(true);
  });
});

test("of two branches that exclude each other, one is wired", () => {
  const first = board();
  for (const { tick } of first.lone) tick[0]!.set(1);
  expect(first.collector.up).toBe(0x100);
  const second = board((made) => (made.crystalFirst = false));
  second.lone[0]!.tick[1]!.set(1);
  second.lone[1]!.tick[0]!.set(1);
  expect(second.collector.up).toBe(0x100);
});

test("shuts down with nothing left", () => {
  expect(board().shutdown()).toEqual({ left: [], errors: [], clean: true });
});

describe("lines of which a property says how many there are", () => {
  const ends = ({ many }: Wires): number[] => [many.source.length, many.group.length, many.inputs.length];

  test("are made when their device is realized, and are gone when it is unrealized", () => {
    const made = createMachine(Wires, {
      prepare: (wires) => {
        setProperty(wires, "inputs", 20);
        setProperty(wires.pair, "spare", false);
      },
    });
    expect(ends(made)).toEqual([0, 0, 0]);
    made.realize();
    expect(ends(made)).toEqual([18, 2, 1]);
    expect(made.many.source[17]!.path).toBe("/machine/many/source[17]");
    const [line] = made.many.source;
    unrealize(made);
    expect(ends(made)).toEqual([0, 0, 0]);
    expect(line!.enabled).toBe(false);
    setProperty(made, "inputs", 9);
    realize(made);
    expect(ends(made)).toEqual([7, 2, 1]);
    expect(made.many.outputs.map(({ name, lines }) => [name, lines.length])).toEqual([["group", 2]]);
  });

  test("are connected once the device that has them is realized", () => {
    const made = board();
    const [, lone] = made.lone;
    lone!.compared[1]!.set(1);
    expect(made.collector.up).toBe(1 << 6);
    lone!.compared[0]!.set(1);
    expect(made.collector.up).toBe(0b11 << 5);
  });

  test("are promoted and counted like others, by what the container is told", () => {
    const made = board();
    const { cluster, lone, collector } = made;
    expect([cluster.input.length, cluster.upper]).toEqual([12, cluster.inner.source.slice(2, 4)]);
    lone[0]!.compared[0]!.set(1);
    expect([cluster.inner.source[11]!.level, collector.up]).toEqual([1, 1 << 7]);
    lone[0]!.compared[2]!.set(1);
    expect(cluster.inner.source[3]!.level).toBe(1);
  });

  test("that are not there for a connection make realize fail, and leave nothing behind", () => {
    const made = createMachine(Wires, { prepare: (wires) => setProperty(wires, "inputs", 7) });
    expect(() => made.realize()).toThrow("many.source has 5 lines, so there is no many.source[5]");
    expect(ends(made)).toEqual([0, 0, 0]);
  });
});
