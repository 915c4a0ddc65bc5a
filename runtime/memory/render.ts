import { addressEnd } from "./address.ts";
import { type MemoryRegion } from "./region.ts";
import { FlatRange, FlatView, type RangeState } from "./view.ts";

/** Flags that containers and aliases pass down. */
interface Inherited {
  readonly readonly: boolean;
  readonly nonvolatile: boolean;
  readonly unmergeable: boolean;
}

/** Part of the map that is drawn: where offset 0 of the parent lies, and what of it is seen. */
interface Window {
  readonly base: bigint;
  readonly from: bigint;
  readonly to: bigint;
}

/** More regions than any board shows: what aliases of aliases can multiply to is stopped here. */
const mostRanges = 1 << 16;

/**
 * The region at which rendering of an address space may begin: what is only a frame around one region is left away, so that
 * more address spaces share a view (rule 21.2). Null when nothing can be seen.
 */
export function viewRoot(root: MemoryRegion): MemoryRegion | null {
  let region = root;
  while (region.enabled) {
    const inner = region.target ? shownWhole(region) : onlyChild(region);
    if (inner === region || inner === null) return inner;
    region = inner;
  }
  return null;
}

function shownWhole(alias: MemoryRegion): MemoryRegion {
  const target = alias.target!;
  return alias.targetOffset === 0n && alias.size >= target.size ? target : alias;
}

function onlyChild(region: MemoryRegion): MemoryRegion | null {
  if (region.terminates) return region;
  const enabled = region.subregions.filter((sub) => sub.enabled);
  if (enabled.length === 0) return null;
  const only = enabled[0]!;
  return enabled.length === 1 && only.address === 0n && only.size <= region.size ? only : region;
}

/** Regions that may still be drawn for the view at hand. */
let left = 0;

/** Draws the view of what is below `root` (rule 21.3). */
export function renderView(root: MemoryRegion | null): FlatView {
  const ranges: FlatRange[] = [];
  const open = { readonly: false, nonvolatile: false, unmergeable: false };
  left = mostRanges;
  if (root) draw(ranges, root, { base: 0n, from: 0n, to: addressEnd }, open);
  return new FlatView(root, merged(ranges));
}

function draw(ranges: FlatRange[], region: MemoryRegion, window: Window, above: Inherited): void {
  if (!region.enabled) return;
  if (--left < 0) throw new RangeError(`the address map shows more than ${mostRanges} regions`);
  const base = window.base + region.address;
  const from = base > window.from ? base : window.from;
  const end = base + region.size;
  const to = end < window.to ? end : window.to;
  if (from >= to) return;
  const flags = {
    readonly: above.readonly || region.readonly,
    nonvolatile: above.nonvolatile || region.nonvolatile,
    unmergeable: above.unmergeable || region.unmergeable,
  };
  const { target } = region;
  if (target) return draw(ranges, target, { base: base - target.address - region.targetOffset, from, to }, flags);
  for (const sub of region.subregions) draw(ranges, sub, { base, from, to }, flags);
  if (!region.terminates) return;
  fillGaps(ranges, { base, from, to }, { region, ...flags, romd: region.romdMode, dirty: region.dirtyLogs > 0 });
}

/** Adds what of the window no earlier range has. */
function fillGaps(ranges: FlatRange[], { base, from, to }: Window, state: RangeState): void {
  let at = firstBehind(ranges, from);
  let position = from;
  while (position < to) {
    const next = ranges[at];
    const gapEnd = next && next.start < to ? next.start : to;
    if (position < gapEnd) {
      ranges.splice(at, 0, new FlatRange(position, gapEnd, position - base, state));
      at++;
    }
    if (!next || next.start >= to) return;
    position = next.end;
    at++;
  }
}

function firstBehind(ranges: readonly FlatRange[], address: bigint): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.end <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Joins neighbours that continue each other (rule 21.4). */
function merged(ranges: readonly FlatRange[]): FlatRange[] {
  const out: FlatRange[] = [];
  for (const range of ranges) {
    const last = out.at(-1);
    if (last && continues(last, range)) out[out.length - 1] = new FlatRange(last.start, range.end, last.offset, last);
    else out.push(range);
  }
  return out;
}

function continues(last: FlatRange, next: FlatRange): boolean {
  return (
    last.end === next.start &&
    last.offset + (last.end - last.start) === next.offset &&
    last.sameState(next) &&
    last.dirty === next.dirty &&
    !last.unmergeable
  );
}
