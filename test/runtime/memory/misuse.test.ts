import { expect, test } from "vitest";
import {
  addRegion,
  addSpace,
  AddressSpaceError,
  ContainerError,
  MapChangeError,
  memoryOf,
  RegionCycleError,
  RegionError,
  RegionOpError,
} from "@qdl/runtime";
import { board } from "./board.ts";

const ops = { endianness: "little", read: () => 1, write: () => undefined } as const;

function space() {
  const { owner, heap } = board();
  return { owner, memory: memoryOf(heap), sys: addSpace(owner, { name: "sys", root: { size: 1n << 32n } }) };
}

test("a cycle through aliases and containers is refused, and the map stays as it was", () => {
  const { owner, sys } = space();
  const outer = addRegion(owner, { name: "outer", kind: "container", size: 0x100 });
  const inner = addRegion(owner, { name: "inner", kind: "container", size: 0x100 });
  const alias = addRegion(owner, { name: "alias", kind: "alias", size: 0x100, target: outer, offset: 0 });
  const second = addRegion(owner, { name: "second", kind: "alias", size: 0x100, target: alias, offset: 0 });
  sys.addSubregion(outer, 0);
  outer.addSubregion(inner, 0);
  expect(() => outer.addSubregion(outer, 0)).toThrow(ContainerError);
  for (const looped of [alias, second]) expect(() => inner.addSubregion(looped, 0)).toThrow(RegionCycleError);
  expect(() => inner.addSubregion(sys.rootRegion, 0)).toThrow(RegionCycleError);
  expect([alias.container, second.refs, inner.subregions.length]).toEqual([null, 1, 0]);
  inner.addSubregion(addRegion(owner, { name: "regs", kind: "io", size: 4, ops }), 8);
  expect(sys.view.ranges.map(({ start }) => start)).toEqual([8n]);
});

test("sizes and offsets that no region can have are refused", () => {
  const { owner, sys } = space();
  const make = (size: number | bigint) => () => addRegion(owner, { name: "bad", kind: "reservation", size });
  for (const size of [0, -1, (1n << 64n) + 1n, 1.5, Number.NaN, 2 ** 60]) expect(make(size)).toThrow(RangeError);
  expect(owner.slots).not.toBeNull();
  const good = addRegion(owner, { name: "bad", kind: "reservation", size: 4 });
  expect(good.name).toBe("bad[0]");
  for (const offset of [1n << 64n, -1]) expect(() => sys.addSubregion(good, offset)).toThrow(RangeError);
  expect(() => good.setSize(0)).toThrow(RangeError);
  expect(() => good.setAliasOffset(4)).toThrow(RegionError);
  expect(() => good.setRomdMode(false)).toThrow(RegionError);
  expect(() => good.trackDirty(true)).toThrow(RegionError);
  expect(() => sys.addSubregion(good, 0, 0.5)).toThrow(RangeError);
  expect([good.size, good.refs, good.container]).toEqual([4n, 1, null]);
});

test("a region is in one container at a time", () => {
  const { owner, sys } = space();
  const region = addRegion(owner, { name: "regs", kind: "io", size: 4, ops });
  sys.addSubregion(region, 0);
  expect(() => sys.addSubregion(region, 8)).toThrow(ContainerError);
  sys.removeSubregion(region);
  expect(() => sys.removeSubregion(region)).toThrow(ContainerError);
});

test("an address space with listeners or mappings is not destroyed, and works on", () => {
  const { owner, sys, memory } = space();
  sys.addSubregion(addRegion(owner, { name: "ram", kind: "ram", size: 0x1000 }), 0);
  const listener = { priority: 0 };
  sys.listen(listener);
  expect(() => sys.destroy()).toThrow(AddressSpaceError);
  expect(sys.unlisten(listener)).toBe(true);
  expect(sys.unlisten(listener)).toBe(false);
  const mapping = sys.map(0x10, 8, { write: true })!;
  expect(() => sys.destroy()).toThrow(/mappings/);
  mapping.data[0] = 7;
  mapping.unmap();
  expect(() => mapping.unmap()).toThrow(AddressSpaceError);
  expect(sys.read8(0x10)).toBe(7);
  sys.destroy();
  expect(() => sys.destroy()).toThrow(AddressSpaceError);
  expect(memory.spaces).toEqual([]);
});

test("a listener that changes the map is told not to, the others still hear of everything", () => {
  const { owner, sys } = space();
  const region = addRegion(owner, { name: "regs", kind: "io", size: 4, ops });
  const heard: string[] = [];
  const meddler = { priority: 0, regionAdd: () => region.setEnabled(false) };
  sys.listen(meddler);
  sys.listen({ priority: 1, regionAdd: () => void heard.push("add"), commit: () => void heard.push("commit") });
  expect(() => sys.addSubregion(region, 0)).toThrow(MapChangeError);
  expect(heard).toEqual(["commit", "add", "commit"]);
  expect([region.enabled, sys.read8(0)]).toEqual([true, 1]);
  sys.unlisten(meddler);
  region.setEnabled(false);
  expect(sys.view.ranges).toEqual([]);
});

test("an op that throws ends its access with a typed error, and the next one works", () => {
  const { owner, sys, memory } = space();
  let broken = true;
  const read = (): number => {
    if (broken) throw new Error("out of paper");
    return 5;
  };
  sys.addSubregion(addRegion(owner, { name: "regs", kind: "io", size: 4, ops: { endianness: "little", read } }), 0);
  expect(() => sys.read32(0)).toThrow(RegionOpError);
  expect(() => sys.read32(0)).toThrow(/sys|regs.*out of paper/);
  broken = false;
  expect([sys.read32(0), sys.result, memory.nested]).toEqual([5, 0, 0]);
});

test("a commit without a begin is refused", () => {
  const { memory } = space();
  expect(() => memory.commit()).toThrow(MapChangeError);
});

test("aliases that multiply without end are stopped, and the last map that could be drawn stays", () => {
  const { owner, sys } = space();
  sys.addSubregion(addRegion(owner, { name: "low", kind: "reservation", size: 4 }), 0xffff_0000);
  let bomb = addRegion(owner, { name: "seed", kind: "reservation", size: 1 });
  for (let level = 0; level < 24; level++) {
    const pair = addRegion(owner, { name: "pair", kind: "container", size: 1n << 40n });
    for (const half of [0n, 1n << BigInt(level + 1)])
      pair.addSubregion(
        addRegion(owner, { name: "half", kind: "alias", size: 1n << 40n, target: bomb, offset: 0 }),
        half,
      );
    bomb = pair;
  }
  const before = sys.view;
  expect(() => sys.addSubregion(bomb, 0)).toThrow(/more than/);
  expect(sys.view).toBe(before);
  sys.removeSubregion(bomb);
  expect(sys.view.ranges).toHaveLength(1);
});
