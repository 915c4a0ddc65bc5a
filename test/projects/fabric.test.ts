import { describe, expect, test } from "vitest";
import { createMachine, type MemoryEvent, traceMachine, unrealize } from "@qdl/runtime";
import { Fabric } from "./fabric/generated/board.ts";

function board(set: (fabric: Fabric) => void = () => undefined) {
  const made = createMachine(Fabric, { prepare: set });
  made.realize();
  made.reset();
  return made;
}

describe("regions", () => {
  test("of a container answer at their offsets in it, at any depth", () => {
    const { sys } = board();
    expect(sys.read32(0x1000_0000)).toBe(4);
    sys.write32(0x1000_1800, 0x1234_5678);
    expect(sys.read32(0x1000_1800)).toBe(0x1234_5678);
    expect(sys.takeResult()).toBe(0);
    sys.read32(0x1000_3000);
    expect(sys.takeResult()).not.toBe(0);
  });

  test("of an array are as many as the property says, and know their number", () => {
    const { sys, hub } = board((fabric) => (fabric.ports = 3));
    expect(hub.mmioPort.map(({ index }) => index)).toEqual([0, 1, 2]);
    for (let port = 0; port < 3; port++) sys.write32(0x1000_0440 + 0x10 * port, 0x0100_0000 * (port + 1));
    expect([0, 1, 2].map((port) => hub.written.get(port))).toEqual([1, 2, 3]);
    expect(sys.read32(0x1000_0460)).toBe(0x0300_0000);
    sys.takeResult();
    sys.read32(0x1000_0470);
    expect(sys.takeResult()).not.toBe(0);
  });

  test("take the access sizes of their braces, or of the behaviour module where there are none", () => {
    const { sys } = board();
    expect(sys.read8(0x1000_0004)).toBe(4);
    expect(sys.read8(0x1001_0005)).toBe(0x45);
    sys.takeResult();
    sys.read32(0x1001_0004);
    expect(sys.takeResult()).not.toBe(0);
    sys.write32(0x1000_0000, 1);
    expect(sys.takeResult()).toBe(1);
  });

  test("that are readonly drop writes, while what they show takes them", () => {
    const { sys, hub } = board();
    hub.scratch.ram!.data[0x100] = 7;
    sys.write8(0x1000_1000, 9);
    sys.takeResult();
    expect(sys.read8(0x1000_1000)).toBe(7);
  });

  test("of a rom device read as memory until its ops say otherwise", () => {
    const { sys, flash } = board();
    flash.array.ram!.data.set([0x11, 0x22]);
    expect([sys.read8(0x2000_0000), sys.read8(1)]).toEqual([0x11, 0x22]);
    sys.write8(0x2000_0000, 0x70);
    expect([flash.commands, sys.read8(0x2000_0000)]).toEqual([1, 0x80]);
    expect([flash.array.nonvolatile, flash.spare.own, flash.spare.nonvolatile]).toEqual([true, true, false]);
  });

  test("of an iommu lead where the behaviour module says, and nowhere where it does not allow it", () => {
    const made = board((fabric) => (fabric.mmu.page = 1));
    made.sys.write32(0x3000_1010, 0xcafe);
    expect(made.mmu.dma.read32(0x2010)).toBe(0xcafe);
    made.mmu.dma.write32(0x9010, 1);
    expect(made.mmu.dma.takeResult()).not.toBe(0);
    expect(made.sys.read32(0x3000_1010)).toBe(0xcafe);
  });

  test("of an array can be shown one by one", () => {
    const { sys } = board();
    sys.write32(0x3000_0000, 5);
    expect(sys.read32(0x4000_3000)).toBe(5);
  });
});

describe("unimplemented", () => {
  test("reads 0, fails no access, and is told to who traces", () => {
    const made = board();
    const lines: string[] = [];
    const end = traceMachine(made, (line) => lines.push(line));
    made.sys.write16(0x5000_8002, 0xffff);
    expect(made.sys.read32(0x5000_8001)).toBe(0);
    end();
    expect(made.sys.takeResult()).toBe(0);
    expect(lines).toEqual([
      "unimplemented /machine/radio[0]+0x8002 2 write",
      "unimplemented /machine/radio[0]+0x8001 4 read",
    ]);
  });

  test("gives way to what is implemented inside it", () => {
    const made = board();
    const events: MemoryEvent[] = [];
    made.session.memory.trace = (event) => events.push(event);
    expect(made.sys.read32(0x5000_0000)).toBe(0);
    expect(events).toEqual([]);
  });
});

describe("lines", () => {
  test("go through gates and faces to where they are taken", () => {
    const made = board();
    const { pair, sink, sys } = made;
    pair.beat.set(1);
    expect([pair.first.beats, pair.second.beats]).toEqual([1, 1]);
    expect(sys.read32(0x5000_0000)).toBe(1);
    expect(sink.levels).toBe(0b11_0001);
    pair.beat.set(0);
    expect(sink.levels).toBe(0b00_0001);
  });

  test("of an alias are those of the part", () => {
    const { pair } = board();
    expect(pair.secondBeat).toBe(pair.second.beat);
    expect(pair.counters).toBe(pair.first.mmio);
  });
});

test("what a property decides goes with unrealize and comes back otherwise", () => {
  const made = board();
  expect(made.many?.in.length).toBe(2);
  unrealize(made);
  expect([made.many, made.hub.mmioPort]).toEqual([null, []]);
  made.lanes = 3;
  made.ports = 1;
  made.realize();
  expect([made.many?.in.length, made.hub.mmioPort.length]).toEqual([3, 1]);
  made.pair.beat.set(1);
  expect(made.sink.levels & 1).toBe(1);
});

test("shuts down with nothing left", () => {
  expect(board().shutdown()).toEqual({ left: [], errors: [], clean: true });
});
