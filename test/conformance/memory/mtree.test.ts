import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  addRegion,
  addSpace,
  create,
  flatViews,
  Heap,
  type MemoryRegion,
  memoryOf,
  ObjectType,
  QomObject,
  type RegionInfo,
  regionTrees,
} from "@qdl/runtime";

class Board extends QomObject {
  static override readonly type: ObjectType = new ObjectType({ name: "board", parent: QomObject.type, class: Board });
}

const line =
  /^( +)([0-9a-f]{16})-([0-9a-f]{16}) \(prio (-?\d+), ([^)]+)\): (?:alias (.+) @(.+) ([0-9a-f]{16})-[0-9a-f]{16}|(.+))$/;
const read = (name: string): string => readFileSync(new URL(`machines/${name}`, import.meta.url), "utf8");
const sections = (text: string): string[] => text.trimEnd().split(/\n\n/);

interface Entry {
  readonly level: number;
  readonly start: bigint;
  readonly size: bigint;
  readonly priority: number;
  readonly kind: string;
  readonly label: string;
  readonly target?: string;
  readonly targetOffset?: bigint;
}

function entry(text: string): Entry {
  const [, indent, start, end, priority, kind, alias, target, offset, label] = line.exec(text)!;
  return {
    level: indent!.length / 2,
    start: BigInt(`0x${start}`),
    size: BigInt(`0x${end}`) - BigInt(`0x${start}`) + 1n,
    priority: Number(priority),
    kind: kind!,
    label: label ?? alias!,
    ...(target !== undefined && { target, targetOffset: BigInt(`0x${offset}`) }),
  };
}

/** Builds the map that a printed one shows: what it prints again must be the same. */
function build(text: string) {
  const heap = new Heap();
  const board = create(heap, Board).consume();
  const memory = memoryOf(heap);
  const roots = new Map<string, { entries: Entry[]; names: string[]; region?: MemoryRegion }>();
  for (const section of sections(text)) {
    const lines = section.split("\n");
    const names = lines.filter((text) => text.startsWith("address-space: ")).map((text) => text.slice(15));
    const entries = lines.filter((text) => text.startsWith(" ")).map(entry);
    const root = entries[0]!.label;
    const key = names.length > 0 && root.startsWith("bus master") ? names.join() : root;
    if (!roots.has(key)) roots.set(key, { entries, names });
    else roots.get(key)!.names.push(...names);
  }
  const named = new Map<string, MemoryRegion>();
  const make = (of: Entry): MemoryRegion => {
    const base = { name: of.label, size: of.size };
    if (of.target !== undefined) {
      const target = named.get(of.target) ?? tree(roots.get(of.target)!);
      return addRegion(board, { ...base, kind: "alias", target, offset: of.targetOffset! });
    }
    const leaf = !leaves.has(of) ? "container" : "reservation";
    const kind = of.kind === "i/o" ? leaf : (of.kind as "ram");
    const size = base.size;
    const made = addRegion(board, {
      ...base,
      size: kind === leaf ? size : 1n,
      kind,
      ops: { endianness: "little" },
    } as RegionInfo);
    made.setSize(size);
    if (!named.has(of.label)) named.set(of.label, made);
    return made;
  };
  const leaves = new Set<Entry>();
  const tree = (root: { entries: Entry[]; region?: MemoryRegion }): MemoryRegion => {
    if (root.region) return root.region;
    const { entries } = root;
    entries.forEach((of, i) => {
      const container =
        ((entries[i + 1]?.level ?? 0) > of.level && !answering.has(of.label)) || containers.has(of.label);
      if (!container) leaves.add(of);
    });
    root.region = make(entries[0]!);
    const open: [Entry, MemoryRegion][] = [[entries[0]!, root.region]];
    for (const of of entries.slice(1)) {
      while (open.at(-1)![0].level >= of.level) open.pop();
      const [above, container] = open.at(-1)!;
      const region = make(of);
      container.addSubregion(region, of.start - above.start, of.priority);
      open.push([of, region]);
    }
    return root.region;
  };
  for (const root of roots.values()) for (const name of root.names) addSpace(board, { name, root: tree(root) });
  return memory;
}

/** Nothing in the text tells an empty container from a device, nor a device with subregions from a container. */
const containers = new Set(["bus master container", "gpex_mmio", "gpex_ioport", "platform bus", "cxl_host_reg"]);
const answering = new Set(["io", "gpex_ioport_window", "gpex_mmio_window"]);

/** Those whose printed trees say all that is needed to build them again. */
const trees = ["sifive_u", "virt-riscv", "virt"];
const views = ["sifive_u", "vexpress-a9", "virt-riscv", "virt"];

test.each(trees)("the region trees of %s are printed as recorded", (machine) => {
  const text = read(`${machine}.mtree.txt`);
  const printed = sections(regionTrees(build(text)));
  const recorded = sections(text);
  for (const section of printed) expect(recorded).toContain(section);
  const spaces = (all: string[]): string[] => all.filter((section) => section.startsWith("address-space")).sort();
  expect(spaces(printed)).toEqual(spaces(recorded));
});

/** A view without its number, its address spaces in order of name. */
function normal(section: string): string {
  const lines = section.split("\n").slice(1);
  const spaces = lines.filter((text) => text.startsWith(' AS "')).sort();
  return [...spaces, ...lines.slice(spaces.length)].join("\n");
}

test.each(views)("the flat views of %s are rendered and printed as recorded", (machine) => {
  const printed = sections(flatViews(build(read(`${machine}.mtree.txt`)))).map(normal);
  expect(printed.sort()).toEqual(
    sections(read(`${machine}.mtree-f.txt`))
      .map(normal)
      .sort(),
  );
});
