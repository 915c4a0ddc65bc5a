import { describe, expect, test } from "vitest";
import {
  addChild,
  addRegion,
  addSpace,
  create,
  findRegion,
  Heap,
  type MemoryRegion,
  memoryOf,
  type QomObject,
  ref,
  releaseRegions,
  unparent,
  unref,
} from "@qdl/runtime";
import { DevicePart, Part } from "./board.ts";

const ops = { endianness: "little", read: () => 0x5a, write: () => undefined } as const;

/** A machine with a tree, whose live objects are known. */
function machine(counting: "own" | "piggyback" = "own") {
  const heap = new Heap();
  const live = new Set<QomObject>();
  heap.trace = (event) => {
    if (event.event === "init" && event.type.parent === null) live.add(event.object);
    if (event.event === "finalize" && event.type.parent === null) live.delete(event.object);
  };
  const memory = memoryOf(heap);
  memory.counting = counting;
  const root = create(heap, Part).consume();
  const sys = addSpace(root, { name: "sys", root: { size: 1n << 32n } });
  const part = (name?: string): DevicePart => {
    const made = create(heap, DevicePart);
    const { value } = made;
    value.leave = () => releaseRegions(value);
    return name === undefined ? made.consume() : addChild(root, name, made);
  };
  return { heap, live, memory, root, sys, part };
}

const schemes = [
  ["counts of their own leak nothing", "own", false],
  ["the owner's count leaks", "piggyback", true],
] as const;

describe.each(schemes)("of three circles, %s", (_, counting, leaks) => {
  test("a subregion and its container with the same owner", () => {
    const { part, live, memory } = machine(counting);
    const owner = part();
    const container = addRegion(owner, { name: "container", kind: "container", size: 0x1000 });
    container.addSubregion(addRegion(owner, { name: "regs", kind: "io", size: 0x100, ops }), 0);
    unref(owner);
    memory.drain();
    expect(live.has(owner)).toBe(leaks);
    expect(live.has(container)).toBe(leaks);
  });

  test("an address space and its root with the same owner", () => {
    const { part, live, memory } = machine(counting);
    const owner = part();
    const root = addRegion(owner, { name: "root", kind: "container", size: 0x1000 });
    const space = addSpace(owner, { name: "own", root });
    unref(owner);
    memory.drain();
    expect(live.has(owner)).toBe(leaks);
    expect(live.has(space)).toBe(leaks);
  });

  test("a device that maps an address which points back to its own region", () => {
    const { part, live, memory, sys } = machine(counting);
    const owner = part();
    const region = addRegion(owner, { name: "buffer", kind: "ram", size: 0x1000 });
    sys.addSubregion(region, 0x1000);
    expect(sys.map(0x1000, 0x100, { write: true, holder: owner })!.region).toBe(region);
    sys.removeSubregion(region);
    memory.drain();
    unref(owner);
    memory.drain();
    expect(live.has(owner)).toBe(leaks);
    expect(live.has(region)).toBe(leaks);
  });
});

test("a region never holds its owner while the owner is in the tree, and always once it has left it", () => {
  const { part, sys } = machine();
  const owner = part("device");
  const region = addRegion(owner, { name: "regs", kind: "io", size: 0x100, ops });
  expect([owner.refs, region.refs]).toEqual([1, 1]);
  sys.addSubregion(region, 0x1000);
  const inView = region.refs;
  expect([owner.refs, inView]).toEqual([1, 3]);
  unparent(owner);
  expect([owner.refs, region.refs, region.parent]).toEqual([1, inView - 1, null]);
});

test("a device that is unplugged under a view, a mapping and a find is finalized after the last of its regions", () => {
  const { part, sys, memory, heap } = machine();
  const owner = part("device");
  const ended: string[] = [];
  const { trace } = heap;
  heap.trace = (event) => {
    trace!(event);
    if (event.event === "finalize" && event.type.name !== "object") ended.push(event.object.type.name);
  };
  const region = addRegion(owner, { name: "buffer", kind: "ram", size: 0x1000 });
  sys.addSubregion(region, 0x1000);
  const mapping = sys.map(0x1000, 16, { write: false })!;
  const found = findRegion(sys.rootRegion, 0x1000, 4)!;
  unparent(owner);
  sys.removeSubregion(region);
  found[Symbol.dispose]();
  mapping.unmap();
  expect(ended).toEqual([]);
  memory.drain();
  expect(ended[0]).toBe("memory-region");
  expect(ended.slice(1)).toContain("device-part");
});

test("a view that an access started on keeps its regions until a quiescent point", () => {
  const { part, sys, memory, live } = machine();
  const owner = part("device");
  let inside: boolean[] = [];
  const region: MemoryRegion = addRegion(owner, {
    name: "regs",
    kind: "io",
    size: 4,
    ops: {
      endianness: "little",
      read: () => {
        sys.removeSubregion(region);
        unparent(owner);
        expect(() => memory.drain()).toThrow(/quiescent/);
        inside = [live.has(region), live.has(owner)];
        return 7;
      },
    },
  });
  sys.addSubregion(region, 0);
  expect(sys.read32(0)).toBe(7);
  expect(inside).toEqual([true, true]);
  expect(sys.read32(0)).toBe(0);
  memory.drain();
  expect([live.has(region), live.has(owner)]).toEqual([false, false]);
});

test("an owner that ends while a stranger holds its region is told so, and the region answers nobody any more", () => {
  const { part, sys } = machine();
  const owner = part();
  const region = addRegion(owner, { name: "regs", kind: "io", size: 4, ops });
  sys.addSubregion(region, 0);
  expect(sys.read8(0)).toBe(0x5a);
  expect(() => unref(owner)).toThrow(/outlives its owner/);
  expect([sys.read8(0), sys.takeResult()]).toEqual([0, 2]);
});

test("a region of the machine can go only with it, an alias or an own region at any time", () => {
  const { root, live, memory, part } = machine();
  const plain = addRegion(root, { name: "rom", kind: "rom", size: 16, ofMachine: true });
  const alias = addRegion(root, { name: "shadow", kind: "alias", size: 16, target: plain, offset: 0, ofMachine: true });
  expect(() => unparent(plain)).toThrow(/own regions/);
  unparent(alias);
  const owner = part("device");
  const own = addRegion(owner, { name: "bar", kind: "ram", size: 16, own: true });
  expect(own.root).toBe(own);
  unparent(own);
  expect([live.has(alias), live.has(own), live.has(owner)]).toEqual([false, false, true]);
  unparent(owner);
  unref(root);
  memory.drain();
  expect([...live].map((object) => object.path)).toEqual([]);
});

test("the region's own reference is one like any other", () => {
  const { part, live } = machine();
  const owner = part("device");
  const region = addRegion(owner, { name: "regs", kind: "reservation", size: 4 });
  ref(region);
  unparent(region);
  expect(owner.refs).toBe(2);
  unref(region);
  expect([owner.refs, live.has(region)]).toEqual([1, false]);
});
