import { type QomObject } from "../../object/index.ts";
import { MemoryRegion } from "../../memory/index.ts";
import { Device, type SavedValue } from "../../device/index.ts";
import { type Machine } from "../machine.ts";
import { saveBytes, type SavedBytes } from "./bytes.ts";
import { type Parts, pack, SnapshotError, unpack } from "./format.ts";
import { isBackend, isPassing, layoutDifferences, type LayoutEntry, layoutOf, objectsBelow } from "./layout.ts";
import { mapProblems, missingFunctions, readMap, restoreMap, type SavedRegion, saveMap } from "./map.ts";
import { anything, list, natural, optional, table, text, tuple } from "./read.ts";
import {
  restoreLinks,
  restoreState,
  restoreTimers,
  type SavedLink,
  saveLinks,
  type SavedState,
  type SavedTimer,
  saveState,
  saveTimers,
  stateProblems,
  timerProblems,
} from "./state.ts";

/**
 * The state of a machine as bytes: its storages and memories as they are, where its regions lie, the rest by what its types
 * declare. Backends are the outside and not part of it. To be taken between accesses. Throws `SnapshotError` for a machine
 * that is not realized, and while a region is mapped whose device is gone.
 */
export function takeSnapshot(machine: Machine): Uint8Array {
  if (!machine.realized) throw new SnapshotError("only a realized machine has a snapshot");
  machine.drain();
  const objects = inside(machine);
  const words = withoutTransient(objects.flatMap(wordsOf), objects);
  const buffers = [...words, ...objects.flatMap(memoryOf)];
  const header: SavedValue = [
    layoutOf(objects).map(({ path, facts }) => [path, Object.entries(facts)]),
    objects.map((object) => [object.path, [...saveState(object)]]),
    saveMap(objects),
    saveLinks(objects),
    machine.now,
    saveTimers(devicesOf(objects)),
    buffers.map(([name]) => name),
  ];
  return pack({ header, buffers: buffers.map(([, bytes]) => saveBytes(bytes)) });
}

/**
 * Puts a snapshot into a machine of the same layout: realized, with the same devices plugged. It then goes on as the one
 * did from which it was taken. Regions that came and went while it ran come and go here, too; those that are made of
 * functions must be made again by their device. Throws `SnapshotError`, and changes nothing, for a snapshot that is cut
 * short, damaged, of another layout, whose differences it names, or whose state a type refuses.
 */
export function restoreSnapshot(machine: Machine, bytes: Uint8Array): void {
  if (!machine.realized) throw new SnapshotError("a snapshot fits a realized machine only");
  const contents = read(unpack(bytes));
  machine.drain();
  const { layout, map, links, now, timers, buffers } = contents;
  const before = inside(machine);
  const differences = layoutDifferences(layoutOf(before), layout);
  if (differences.length > 0) throw new SnapshotError("the snapshot is of another layout", differences);
  const problems = contentProblems(before, contents);
  if (problems.length > 0) throw new SnapshotError("the snapshot does not fit", problems);
  changeState(machine, contents);
  restoreMap(map, inside(machine));
  const restored = inside(machine);
  for (const object of restored) fillMemory(object, buffers);
  restoreLinks(restored, links);
  machine.session.clock.restore(now);
  restoreTimers(devicesOf(restored), timers);
  machine.drain();
}

function fillMemory(object: QomObject, buffers: ReadonlyMap<string, SavedBytes>): void {
  for (const [name, bytes] of memoryOf(object)) buffers.get(name)!.copyTo(bytes);
  if (object instanceof MemoryRegion) object.ram?.mark(0, object.ram.data.length);
}

interface Contents {
  readonly layout: readonly LayoutEntry[];
  readonly states: ReadonlyMap<string, SavedState>;
  readonly map: readonly SavedRegion[];
  readonly links: readonly SavedLink[];
  readonly now: number;
  readonly timers: readonly SavedTimer[];
  readonly buffers: ReadonlyMap<string, SavedBytes>;
}

/** Reads the parts of a snapshot. Throws `SnapshotError` for what is none. */
function read({ header, buffers }: Parts): Contents {
  const [layout, states, map, links, now, timers, names] = tuple(
    table(table(text)),
    table(table(anything)),
    readMap,
    list(tuple(text, text, optional(text))),
    natural,
    list(tuple(text, natural, natural)),
    list(text),
  )(header);
  if (names.length !== buffers.length) throw new SnapshotError("the snapshot is damaged: it lacks some of its parts");
  return {
    layout: [...layout].map(([path, facts]) => ({ path, facts: Object.fromEntries(facts) })),
    states,
    map,
    links: links.map(([holder, name, target]) => ({ holder, name, target })),
    now,
    timers: timers.map(([device, index, due]) => ({ device, index, due })),
    buffers: new Map(names.map((name, at) => [name, buffers[at]!])),
  };
}

/** Why a machine of the right layout cannot have these contents, one line each. Nothing is changed. */
function contentProblems(objects: readonly QomObject[], contents: Contents): string[] {
  const { states, map, links, buffers, now, timers } = contents;
  const lasting = objects.filter((object) => !isPassing(object));
  const paths = new Set([...lasting, ...map].map(({ path }) => path));
  return [
    ...mapProblems(map, objects),
    ...lasting.flatMap((object) => stateProblems(object, states.get(object.path))),
    ...lasting
      .flatMap((object) => [...wordsOf(object), ...memoryOf(object)])
      .flatMap(([name, { length }]) =>
        buffers.get(name)?.length === length ? [] : [`${name} has not as many bytes as here`],
      ),
    ...map
      .filter(({ making }) => isMemory(making?.kind))
      .filter(({ path, size }) => memoryBytes(buffers, path) !== size || !hasRoom(size))
      .map(({ path }) => `${memoryName(path)} has not as many bytes as it says, or more than the host has`),
    ...links
      .filter(({ target }) => target !== null && !paths.has(target))
      .map(({ holder, name, target }) => `${name} of ${holder} leads to ${target}, which is not there`),
    ...timers.filter(({ due }) => due < now).map(({ device }) => `a timer of ${device} is overdue`),
    ...timerProblems(devicesOf(objects), timers),
  ];
}

function isMemory(kind: string | undefined): boolean {
  return kind === "ram" || kind === "rom" || kind === "romd";
}

/** Whether the host has memory of a size. */
function hasRoom(size: bigint): boolean {
  try {
    return new ArrayBuffer(Number(size)).byteLength > 0;
  } catch {
    return false;
  }
}

function memoryBytes(buffers: ReadonlyMap<string, SavedBytes>, path: string): bigint {
  return BigInt(buffers.get(memoryName(path))?.length ?? -1);
}

/** Changes what types may refuse; when one does, everything is as it was. */
function changeState(machine: Machine, { states, map, buffers }: Contents): void {
  const objects = inside(machine);
  const former = new Map(objects.map((object) => [object.path, saveState(object)]));
  const formerWords = new Map(objects.flatMap(wordsOf).map(([name, bytes]) => [name, saveBytes(bytes)]));
  const kept = transientWords(objects).map((words) => [words, words.slice()] as const);
  try {
    putState(objects, states, buffers);
    for (const [words, values] of kept) words.set(values);
    tellRestored(objects);
    const missing = missingFunctions(map, inside(machine));
    if (missing.length > 0) throw new SnapshotError("the snapshot does not fit", missing);
  } catch (error) {
    putState(objects, former, formerWords);
    tellRestored(objects);
    if (error instanceof SnapshotError) throw error;
    throw new SnapshotError("the snapshot does not fit", [error instanceof Error ? error.message : String(error)]);
  }
}

function putState(
  objects: readonly QomObject[],
  states: ReadonlyMap<string, SavedState>,
  buffers: ReadonlyMap<string, SavedBytes>,
): void {
  for (const object of objects) if (!isPassing(object)) restoreState(object, states.get(object.path)!);
  for (const [name, bytes] of objects.flatMap(wordsOf)) buffers.get(name)!.copyTo(bytes);
}

function tellRestored(objects: readonly QomObject[]): void {
  for (const device of devicesOf(objects)) for (const { hooks } of device.type.levels) hooks.restored?.(device);
}

function inside(machine: Machine): QomObject[] {
  return objectsBelow(machine.treeRoot).filter((object) => !isBackend(object));
}

function devicesOf(objects: readonly QomObject[]): Device[] {
  return objects.filter((object) => object instanceof Device);
}

type NamedBytes = readonly [name: string, bytes: Uint8Array];

/** The words of a storage, in place. */
function wordsOf(object: QomObject): NamedBytes[] {
  if (object.root !== object || object.type.words === 0) return [];
  const { words } = object.heap;
  const bytes = new Uint8Array(words.buffer, words.byteOffset + 4 * object.base, 4 * object.heap.extentOf(object));
  return [[`words of ${object.path}`, bytes]];
}

/** The words of fields that no snapshot carries, in place. */
function transientWords(objects: readonly QomObject[]): Int32Array[] {
  return devicesOf(objects).flatMap((device) =>
    device.type.levels.flatMap(({ hooks }) =>
      (hooks.fields ?? [])
        .filter(({ transient }) => transient)
        .map(({ word, bits, length }) => {
          const first = device.base + word;
          return device.heap.words.subarray(first, first + Math.ceil((bits * length) / 32));
        }),
    ),
  );
}

/** Words of storages as a snapshot has them: of fields that it does not carry, nothing. */
function withoutTransient(storages: readonly NamedBytes[], objects: readonly QomObject[]): readonly NamedBytes[] {
  const transient = transientWords(objects);
  if (transient.length === 0) return storages;
  return storages.map(([name, bytes]) => {
    const copy = bytes.slice();
    for (const { byteOffset, byteLength } of transient) {
      const from = byteOffset - bytes.byteOffset;
      if (from >= 0 && from < bytes.length) copy.fill(0, from, from + byteLength);
    }
    return [name, copy];
  });
}

/** The bytes of a memory, in place. */
function memoryOf(object: QomObject): NamedBytes[] {
  return object instanceof MemoryRegion && object.ram ? [[memoryName(object.path), object.ram.data]] : [];
}

function memoryName(path: string): string {
  return `memory of ${path}`;
}
