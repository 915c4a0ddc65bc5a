import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addRegion,
  addSpace,
  type AddressSpace,
  create,
  Heap,
  type MemoryRegion,
  memoryOf,
  type RegionInfo,
} from "@qdl/runtime";
import { byteAt } from "./reference.ts";
import { Part } from "./board.ts";

const span = 96;
const open = { readonly: false, nonvolatile: false, unmergeable: false };
const ops = { endianness: "little" } as const;

type Change =
  | {
      readonly what: "add";
      readonly container: number;
      readonly region: number;
      readonly at: number;
      readonly priority: number;
    }
  | {
      readonly what: "del" | "enable" | "disable" | "readonly" | "nonvolatile" | "unmergeable";
      readonly region: number;
    }
  | { readonly what: "move" | "resize" | "slide"; readonly region: number; readonly at: number };

const index = fc.nat(11);
const place = fc.integer({ min: 0, max: span - 1 });
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("add" as const),
      container: index,
      region: index,
      at: place,
      priority: fc.integer({ min: -2, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom("del", "enable", "disable", "readonly", "nonvolatile", "unmergeable"),
      region: index,
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom("move", "resize", "slide"), region: index, at: place }) },
);
const kinds = fc.array(
  fc.record({
    kind: fc.constantFrom("container", "container", "io", "ram", "rom", "reservation", "alias", "alias"),
    size: fc.integer({ min: 1, max: span }),
    target: index,
    offset: fc.integer({ min: 0, max: span / 2 }),
  }),
  { minLength: 4, maxLength: 12 },
);

function apply(regions: readonly MemoryRegion[], step: Change): void {
  const region = regions[step.region % regions.length]!;
  if (step.what === "add") {
    const container = regions[step.container % regions.length]!;
    if (region.container || region === regions[0]) return;
    try {
      container.addSubregion(region, step.at, step.priority);
    } catch (error) {
      expect(error).toMatchObject({ name: "RegionCycleError" });
    }
  } else if (step.what === "del") region.container?.removeSubregion(region);
  else if (step.what === "enable" || step.what === "disable") region.setEnabled(step.what === "enable");
  else if (step.what === "readonly") region.setReadonly(!region.readonly);
  else if (step.what === "nonvolatile") region.setNonvolatile(!region.nonvolatile);
  else if (step.what === "unmergeable") region.setUnmergeable(!region.unmergeable);
  else if (step.what === "move" && region.container) region.setAddress(step.at);
  else if (step.what === "move") return;
  else if (step.what === "resize") region.setSize(step.at + 1);
  else if ("at" in step && region.target) region.setAliasOffset(step.at);
}

/** Compares a view with the reference, byte by byte, and checks that it is in order and merged as far as it may be. */
function check(space: AddressSpace): void {
  const { ranges } = space.view;
  for (let address = 0n; address < BigInt(3 * span); address++) {
    const expected = space.view.root && byteAt(space.view.root, address, open);
    const range = ranges.find(({ start, end }) => start <= address && address < end);
    const flags =
      range && (range.readonly ? "R" : "") + (range.nonvolatile ? "N" : "") + (range.unmergeable ? "U" : "");
    const found = range ? { region: range.region.label, offset: range.offset + address - range.start, flags } : null;
    expect({ address, found }).toEqual({ address, found: expected && { ...expected, region: expected.region.label } });
  }
  ranges.slice(1).forEach((next, i) => {
    const last = ranges[i]!;
    expect(last.end <= next.start).toBe(true);
    const continues =
      last.end === next.start && last.sameState(next) && last.offset + (last.end - last.start) === next.offset;
    expect(continues && !last.unmergeable).toBe(false);
  });
}

test("a view is what a byte-by-byte reading of the rules says, whatever the tree and however it is changed", () => {
  fc.assert(
    fc.property(kinds, fc.array(change, { minLength: 4, maxLength: 40 }), (wanted, steps) => {
      const heap = new Heap();
      const owner = create(heap, Part).consume();
      const regions: MemoryRegion[] = [];
      for (const { kind, size, target, offset } of [
        { kind: "container", size: span, target: 0, offset: 0 },
        ...wanted,
      ]) {
        const base = { name: `r${regions.length}`, size };
        const alias = kind === "alias" && regions.length > 1;
        const info = alias
          ? { ...base, kind, target: regions[target % regions.length]!, offset }
          : { ...base, kind: kind === "alias" ? "io" : kind, ops };
        regions.push(addRegion(owner, info as RegionInfo));
      }
      const space = addSpace(owner, { name: "s", root: regions[0]! });
      for (const step of steps) {
        apply(regions, step);
        memoryOf(heap).drain();
      }
      check(space);
    }),
    { numRuns: 300 },
  );
});

test("a change inside a transaction shows when the outermost one is committed", () => {
  const heap = new Heap();
  const owner = create(heap, Part).consume();
  const space = addSpace(owner, { name: "s", root: { size: 0x100 } });
  const memory = memoryOf(heap);
  memory.begin();
  space.addSubregion(addRegion(owner, { name: "a", kind: "reservation", size: 0x10 }), 0);
  memory.begin();
  space.addSubregion(addRegion(owner, { name: "b", kind: "reservation", size: 0x10 }), 0x10);
  memory.commit();
  expect(space.view.ranges).toHaveLength(0);
  memory.commit();
  expect(space.view.ranges.map(({ region }) => region.label)).toEqual(["a", "b"]);
});

test("address spaces that show the same share a view", () => {
  const heap = new Heap();
  const owner = create(heap, Part).consume();
  const root = addRegion(owner, { name: "root", kind: "container", size: 1n << 64n });
  const cpu = addRegion(owner, { name: "cpu", kind: "container", size: 1n << 64n });
  cpu.addSubregion(addRegion(owner, { name: "all", kind: "alias", size: 1n << 64n, target: root, offset: 0 }), 0);
  const direct = addSpace(owner, { name: "dma", root });
  const through = addSpace(owner, { name: "cpu", root: cpu });
  root.addSubregion(addRegion(owner, { name: "ram", kind: "ram", size: 0x1000 }), 0x1000);
  root.addSubregion(addRegion(owner, { name: "top", kind: "reservation", size: 0x1000 }), (1n << 64n) - 0x1000n);
  expect(through.view).toBe(direct.view);
  expect(direct.view.ranges.at(-1)!.end).toBe(1n << 64n);
});
