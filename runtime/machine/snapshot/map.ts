import { findSlot, makeNewest, type QomObject, unparent } from "../../object/index.ts";
import { addRegion, addressEnd, MemoryRegion, type RegionInfo } from "../../memory/index.ts";
import { acquire, Device, Mapping, type SavedValue } from "../../device/index.ts";
import { SnapshotError } from "./format.ts";
import { isPassing } from "./layout.ts";
import { integer, list, natural, optional, type Read, text, truth, tuple, wide } from "./read.ts";

/** What makes a region that was not there when its machine began: whose child it is, and what it consists of. */
interface Making {
  readonly owner: string;
  readonly child: string;
  readonly label: string;
  readonly kind: string;
  readonly own: boolean;
  readonly reentrant: boolean;
  readonly index: number;
  readonly target: string | null;
}

/** A region in a container, and the device that mapped it there; null if that lasts as long as the machine. */
interface Placing {
  readonly region: string;
  readonly address: bigint;
  readonly priority: number;
  readonly mapper: string | null;
}

/** What a snapshot says of one region. */
export interface SavedRegion {
  readonly path: string;
  readonly making: Making | null;
  /** Where it is in its container, or was in its last one. */
  readonly address: bigint;
  readonly priority: number;
  readonly size: bigint;
  readonly targetOffset: bigint;
  /** enabled, readonly, nonvolatile, unmergeable, romd mode. */
  readonly flags: readonly boolean[];
  /** What it contains, the first in front. */
  readonly placed: readonly Placing[];
}

/** The regions of a machine as a snapshot says them. Throws `SnapshotError` if one is mapped that is in the tree no more. */
export function saveMap(objects: readonly QomObject[]): SavedValue {
  const mappers = mappersOf(objects);
  return regionsOf(objects).map((region) => {
    const { path, address, priority, size, targetOffset } = region;
    const flags = [region.enabled, region.readonly, region.nonvolatile, region.unmergeable, region.romdMode];
    const placed = region.subregions.map((sub) => {
      if (!sub.parent) throw new SnapshotError(`${sub.path} is still mapped, but its device is gone`);
      return [sub.path, sub.address, sub.priority, mappers.get(sub) ?? null];
    });
    return [path, region.passing ? saveMaking(region) : null, [address, priority], size, targetOffset, flags, placed];
  });
}

function saveMaking(region: MemoryRegion): SavedValue {
  const { owner, name, label, kind, own, reentrant, index, target } = region;
  return [owner.path, name, label, kind, own, reentrant, index, target?.path ?? null];
}

/** Reads what `saveMap` wrote. Throws `SnapshotError`. */
export const readMap: Read<SavedRegion[]> = list((value) => {
  const [path, made, [address, priority], size, targetOffset, flags, placings] = tuple(
    text,
    optional(tuple(text, text, text, text, truth, truth, natural, optional(text))),
    tuple(wide, integer),
    wide,
    wide,
    tuple(truth, truth, truth, truth, truth),
    list(tuple(text, wide, integer, optional(text))),
  )(value);
  const placed = placings.map(([region, address, priority, mapper]) => ({ region, address, priority, mapper }));
  const plain = { path, making: null, address, priority, size, targetOffset, flags, placed };
  if (!made) return plain;
  const [owner, child, label, kind, own, reentrant, index, target] = made;
  return { ...plain, making: { owner, child, label, kind, own, reentrant, index, target } };
});

/** Kinds of regions that consist of nothing but data, so that a snapshot can make them again. */
const makeable = new Set(["ram", "rom", "alias", "container", "reservation"]);

/** Why a machine cannot have this map, one line each; empty if it can. Nothing is changed. */
export function mapProblems(saved: readonly SavedRegion[], objects: readonly QomObject[]): string[] {
  const here = new Map(objects.map((object) => [object.path, object]));
  const there = new Map(saved.map((region) => [region.path, region]));
  const problems = regionsOf(objects)
    .filter(({ path, passing }) => !passing && !there.has(path))
    .map(({ path }) => `${path} is not in the snapshot`);
  if (there.size < saved.length) problems.push("a region is in the snapshot twice");
  const placed = new Set<string>();
  for (const region of saved) {
    const { path, making, address: at, size, targetOffset, placed: subs } = region;
    if (at < 0n || at >= addressEnd) problems.push(`${path} cannot be at ${at}`);
    if (size < 1n || size > addressEnd) problems.push(`${path} cannot have ${size} bytes`);
    if (targetOffset < 0n || targetOffset >= addressEnd) problems.push(`${path} cannot show offset ${targetOffset}`);
    if (making) problems.push(...makingProblems(region, making, { here, there }));
    else if (!(here.get(path) instanceof MemoryRegion)) problems.push(`${path} is no region here`);
    for (const { region: sub, address, mapper } of subs) {
      if (!there.has(sub) || placed.has(sub)) problems.push(`${sub} cannot be in ${path}`);
      if (address < 0n || address >= addressEnd) problems.push(`${sub} cannot be at ${address}`);
      if (mapper !== null && !(here.get(mapper) instanceof Device)) problems.push(`${mapper} is no device here`);
      placed.add(sub);
    }
  }
  return problems.length > 0 ? problems : cycleProblems({ here, there });
}

interface Known {
  readonly here: ReadonlyMap<string, QomObject>;
  readonly there: ReadonlyMap<string, SavedRegion>;
}

function makingProblems({ path }: SavedRegion, making: Making, { here, there }: Known): string[] {
  const { owner, child, kind, target } = making;
  const present = here.get(path);
  if (present) return isPassing(present) ? [] : [`${path} is there from the beginning here`];
  if (!makeable.has(kind)) return [];
  const parent = here.get(owner);
  if (!parent || `${owner}/${child}` !== path || findSlot(parent, child)) return [`${path} has no place here`];
  return (kind === "alias") === (target !== null && there.has(target)) ? [] : [`${path} shows nothing that is here`];
}

/** Regions that only their device can make again, and has not, one line each. */
export function missingFunctions(saved: readonly SavedRegion[], objects: readonly QomObject[]): string[] {
  const here = new Map(regionsOf(objects).map((region) => [region.path, region]));
  return saved
    .filter(({ making }) => making && !makeable.has(making.kind))
    .filter(({ path, making, size }) => here.get(path)?.kind !== making!.kind || here.get(path)!.size !== size)
    .map(({ path }) => `${path} is made of functions, and its device has not made it again`);
}

/** No region may contain or show itself. */
function cycleProblems({ here, there }: Known): string[] {
  const open = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string): boolean => {
    if (done.has(path)) return true;
    if (open.has(path)) return false;
    open.add(path);
    const { placed, making } = there.get(path)!;
    const shown = making ? making.target : ((here.get(path) as MemoryRegion).target?.path ?? null);
    const next = placed.map(({ region }) => region);
    if (shown !== null && there.has(shown)) next.push(shown);
    const fine = next.every(visit);
    open.delete(path);
    done.add(path);
    return fine;
  };
  return [...there.keys()].filter((path) => !visit(path)).map((path) => `${path} would contain itself`);
}

/** Gives a machine the map of a snapshot, in one change; `mapProblems` must have found none. */
export function restoreMap(saved: readonly SavedRegion[], objects: readonly QomObject[]): void {
  const regions = new Map(regionsOf(objects).map((region) => [region.path, region]));
  const there = new Map(saved.map((region) => [region.path, region]));
  const { memory } = [...regions.values()][0] ?? {};
  memory?.change(() => {
    for (const [path, region] of regions)
      if (region.passing && !isAsSaved(region, there.get(path))) {
        regions.delete(path);
        removePassing(region);
      }
    const known = new Map(objects.map((object) => [object.path, object]));
    for (const { path } of saved) makeRegion(path, { regions, there, known });
    // Those that were there already may have come in another order: in the saved one, they go in that of the saved machine.
    for (const { path, making } of saved) if (making) makeNewest(regions.get(path)!);
    for (const one of saved) restoreRegion(regions.get(one.path)!, one);
    // All leave before any comes: what was above may come to be below.
    const moving = saved.filter((one) => !isPlaced(one, regions));
    for (const { path } of moving) emptyRegion(regions.get(path)!);
    for (const one of moving) fillRegion(one, regions);
    for (const one of saved) restorePlace(regions.get(one.path)!, one);
    return true;
  });
  restoreMappers(saved, objects, regions);
}

interface Remaking {
  readonly regions: Map<string, MemoryRegion>;
  readonly there: ReadonlyMap<string, SavedRegion>;
  readonly known: ReadonlyMap<string, QomObject>;
}

/** Makes a region that is not there, after what it shows. */
function makeRegion(path: string, remaking: Remaking): MemoryRegion {
  const { regions, there, known } = remaking;
  const present = regions.get(path);
  if (present) return present;
  const { making, size, targetOffset } = there.get(path)!;
  const { label: name, kind, own, reentrant, index, child, owner, target } = making!;
  const shown = target === null ? {} : { target: makeRegion(target, remaking), offset: targetOffset };
  const info = { name, kind, size, own, reentrant, index, child, ...shown } as RegionInfo;
  const made = addRegion(known.get(owner)!, info);
  regions.set(path, made);
  return made;
}

/** Whether a region that came while the machine ran is the one that was saved. */
function isAsSaved(region: MemoryRegion, saved: SavedRegion | undefined): boolean {
  if (!saved?.making) return false;
  const { label, kind, own, target } = saved.making;
  const shown = region.target?.path ?? null;
  const bytes = region.ram ? BigInt(region.ram.data.length) : saved.size;
  return (
    region.label === label && region.kind === kind && region.own === own && shown === target && bytes === saved.size
  );
}

function removePassing(region: MemoryRegion): void {
  region.container?.removeSubregion(region);
  unparent(region);
}

function restoreRegion(region: MemoryRegion, { size, targetOffset, flags }: SavedRegion): void {
  const [enabled, readonly, nonvolatile, unmergeable, romdMode] = flags as [
    boolean,
    boolean,
    boolean,
    boolean,
    boolean,
  ];
  region.setSize(size);
  if (region.target) region.setAliasOffset(targetOffset);
  region.setReadonly(readonly);
  region.setNonvolatile(nonvolatile);
  region.setUnmergeable(unmergeable);
  if (region.kind === "romd") region.setRomdMode(romdMode);
  region.setEnabled(enabled);
}

/** A region in no container keeps where it was last, which address maps show. */
function restorePlace(region: MemoryRegion, { address, priority }: SavedRegion): void {
  if (region.container) return;
  region.address = address;
  region.priority = priority;
}

/** Whether a container has its subregions where they were, in their order. */
function isPlaced({ path, placed }: SavedRegion, regions: ReadonlyMap<string, MemoryRegion>): boolean {
  const { subregions } = regions.get(path)!;
  return (
    subregions.length === placed.length &&
    placed.every(({ region, address, priority }, at) => {
      const sub = subregions[at]!;
      return sub === regions.get(region) && sub.address === address && sub.priority === priority;
    })
  );
}

function emptyRegion(container: MemoryRegion): void {
  for (const sub of [...container.subregions]) container.removeSubregion(sub);
}

/** The last comes first: among those of one priority, the newest is in front. */
function fillRegion({ path, placed }: SavedRegion, regions: ReadonlyMap<string, MemoryRegion>): void {
  const container = regions.get(path)!;
  for (const { region, address, priority } of placed.toReversed())
    container.addSubregion(regions.get(region)!, address, priority);
}

/** Who has mapped what takes it back at its unrealize, as in the machine that was saved. */
function restoreMappers(
  saved: readonly SavedRegion[],
  objects: readonly QomObject[],
  regions: ReadonlyMap<string, MemoryRegion>,
): void {
  const devices = new Map(objects.filter((object) => object instanceof Device).map((device) => [device.path, device]));
  const mappers = mappersOf(objects);
  for (const { path, placed } of saved)
    for (const { region, mapper } of placed) {
      const sub = regions.get(region)!;
      if (mapper !== null && mappers.get(sub) !== mapper)
        acquire(devices.get(mapper)!, new Mapping(regions.get(path)!, sub));
    }
}

/** The path of the device that has mapped a region where it is. */
function mappersOf(objects: readonly QomObject[]): Map<MemoryRegion, string> {
  const devices = objects.filter((object) => object instanceof Device);
  return new Map(devices.flatMap((device) => mappedBy(device).map((region) => [region, device.path])));
}

function mappedBy(device: Device): MemoryRegion[] {
  const mappings = device.acquired.filter((held) => held instanceof Mapping);
  return mappings.filter(({ region, container }) => region.container === container).map(({ region }) => region);
}

function regionsOf(objects: readonly QomObject[]): MemoryRegion[] {
  return objects.filter((object) => object instanceof MemoryRegion);
}
