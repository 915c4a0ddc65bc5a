import { hex16 } from "./address.ts";
import { type MemoryRegion } from "./region.ts";
import { type AddressSpace } from "./space.ts";
import { type MemorySystem } from "./system.ts";
import { type FlatRange, type FlatView } from "./view.ts";

/** What `regionTrees` shows. */
export interface TreeOptions {
  /** Regions that are not enabled, too. */
  readonly disabled?: boolean;
}

/**
 * The regions of every address space as `info mtree` prints them: address spaces of one root together, by name, then the regions that
 * aliases lead to. Subregions stand in address order, at one address the higher priority first.
 */
export function regionTrees(memory: MemorySystem, options: TreeOptions = {}): string {
  const sections: string[][] = [];
  const targets: MemoryRegion[] = [];
  const roots = new Map<MemoryRegion, string[]>();
  for (const space of memory.spaces) roots.set(space.rootRegion, [...(roots.get(space.rootRegion) ?? []), space.label]);
  for (const names of roots.values()) names.sort();
  const printSection = (heads: string[], root: MemoryRegion): void => {
    printTree(heads, root, { base: 0n, level: 1, targets, options });
    sections.push(heads);
  };
  for (const [root, names] of [...roots].sort(([, [one]], [, [other]]) => (one! < other! ? -1 : 1)))
    printSection(
      names.map((name) => `address-space: ${name}`),
      root,
    );
  // grows while it is read: targets lead to further ones
  for (const target of targets) printSection([`memory-region: ${target.label}`], target);
  return printed(sections);
}

/** Sections with an empty line between them. */
function printed(sections: readonly (readonly string[])[]): string {
  return sections.map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n");
}

interface TreePlace {
  readonly base: bigint;
  readonly level: number;
  readonly targets: MemoryRegion[];
  readonly options: TreeOptions;
}

function printTree(out: string[], region: MemoryRegion, place: TreePlace): void {
  const { level, targets, options } = place;
  const base = place.base + region.address;
  const { target } = region;
  if (target && !targets.includes(target)) targets.push(target);
  if (region.enabled || options.disabled) {
    const shown = target
      ? `alias ${region.label} @${target.label} ${bounds(region.targetOffset, region.size)}`
      : region.label;
    const kind = (region.nonvolatile ? "nv-" : "") + region.printedKind;
    const note = region.enabled ? "" : " [disabled]";
    out.push(`${"  ".repeat(level)}${bounds(base, region.size)} (prio ${region.priority}, ${kind}): ${shown}${note}`);
  }
  const sorted = [...region.subregions].sort((a, b) =>
    a.address === b.address ? b.priority - a.priority : a.address < b.address ? -1 : 1,
  );
  for (const sub of sorted) printTree(out, sub, { ...place, base, level: level + 1 });
}

/**
 * The views of every address space as `info mtree -f` prints them, each with the address spaces that share it: first the view of
 * nothing, then in the order in which address spaces were made.
 */
export function flatViews(memory: MemorySystem): string {
  const views = new Map<FlatView, AddressSpace[]>();
  for (const space of memory.spaces) views.set(space.view, [...(views.get(space.view) ?? []), space]);
  const inOrder = [...views].sort(([one], [other]) => Number(one.root !== null) - Number(other.root !== null));
  return printed(inOrder.map(([view, spaces], number) => printView(view, spaces, number)));
}

function printView(view: FlatView, spaces: readonly AddressSpace[], number: number): string[] {
  const names = spaces.map(({ label, rootRegion: { label: root, target } }) => {
    const alias = target ? `, alias ${target.label}` : "";
    return ` AS "${label}", root: ${root}${alias}`;
  });
  const ranges = view.ranges.length > 0 ? view.ranges.map(printRange) : ["  No rendered FlatView"];
  return [`FlatView #${number}`, ...names, ` Root memory region: ${view.root?.label ?? "(none)"}`, ...ranges];
}

function printRange({ start, end, offset, region, readonly, nonvolatile }: FlatRange): string {
  const kind = (nonvolatile ? "nv-" : "") + (readonly ? "rom" : region.printedKind);
  const shown = offset === 0n ? region.label : `${region.label} @${hex16(offset)}`;
  return `  ${bounds(start, end - start)} (prio ${region.priority}, ${kind}): ${shown}`;
}

function bounds(start: bigint, size: bigint): string {
  return `${hex16(start)}-${hex16(start + size - 1n)}`;
}
