import { type QomObject } from "../../object/index.ts";
import { MemoryRegion } from "../../memory/index.ts";
import { Device, type SavedValue } from "../../device/index.ts";
import { type Machine } from "../machine.ts";
import { type Parts, pack, SnapshotError, unpack } from "./format.ts";
import { isBackend, layoutDifferences, type LayoutEntry, layoutOf, objectsBelow } from "./layout.ts";
import { restoreState, restoreTimers, type SavedState, saveState, saveTimers } from "./state.ts";

/**
 * The state of a machine as bytes: its storages and memories as they are, the rest by what its types declare. Backends
 * are the outside and not part of it. To be taken between accesses. Throws `SnapshotError` for a machine that is not
 * realized.
 */
export function takeSnapshot(machine: Machine): Uint8Array {
  if (!machine.realized) throw new SnapshotError("only a realized machine has a snapshot");
  machine.drain();
  const objects = inside(machine);
  const header: SavedValue = [
    layoutOf(machine.treeRoot).map(({ path, facts }) => [path, pairs(facts)]),
    objects.map((object) => [object.path, pairs(saveState(object))]),
    machine.now,
    saveTimers(devicesOf(objects)),
  ];
  return pack({ header, buffers: objects.flatMap(buffersOf).map((buffer) => buffer.slice()) });
}

/**
 * Puts a snapshot into a machine of the same layout: realized, with the same devices plugged. It then goes on as the one
 * did from which it was taken. Throws `SnapshotError`, and changes nothing, for a snapshot that is cut short, damaged, or
 * of another layout, whose differences it names. When a type refuses its own state, the machine must be thrown away.
 */
export function restoreSnapshot(machine: Machine, bytes: Uint8Array): void {
  if (!machine.realized) throw new SnapshotError("a snapshot fits a realized machine only");
  machine.drain();
  const { layout, states, now, timers, buffers } = read(unpack(bytes));
  const differences = layoutDifferences(layoutOf(machine.treeRoot), layout);
  if (differences.length > 0) throw new SnapshotError("the snapshot is of another layout", differences);
  const objects = inside(machine);
  try {
    for (const object of objects) restoreState(object, states.get(object.path)!);
  } catch (error) {
    throw new SnapshotError("the snapshot does not fit", [error instanceof Error ? error.message : String(error)]);
  }
  objects.flatMap(buffersOf).forEach((buffer, index) => buffer.set(buffers[index]!));
  machine.session.clock.restore(now);
  restoreTimers(devicesOf(objects), timers);
  machine.drain();
}

interface Contents {
  readonly layout: readonly LayoutEntry[];
  readonly states: ReadonlyMap<string, SavedState>;
  readonly now: number;
  readonly timers: SavedValue;
  readonly buffers: readonly Uint8Array[];
}

function read({ header, buffers }: Parts): Contents {
  const [layout, states, now, timers] = header as readonly [Named[], Named[], number, SavedValue];
  return {
    layout: layout.map(([path, facts]) => ({ path, facts: record(facts) as LayoutEntry["facts"] })),
    states: new Map(states.map(([path, state]) => [path, record(state)])),
    now,
    timers,
    buffers,
  };
}

type Named = readonly [path: string, entries: readonly (readonly [string, SavedValue])[]];

function pairs(facts: Readonly<Record<string, SavedValue>>): SavedValue {
  return Object.entries(facts);
}

function record(entries: Named[1]): SavedState {
  const made = Object.create(null) as Record<string, SavedValue>;
  for (const [name, value] of entries) made[name] = value;
  return made;
}

function inside(machine: Machine): QomObject[] {
  return objectsBelow(machine.treeRoot).filter((object) => !isBackend(object));
}

function devicesOf(objects: readonly QomObject[]): Device[] {
  return objects.filter((object) => object instanceof Device);
}

/** The words of a storage, and the bytes of a memory, in place. */
function buffersOf(object: QomObject): Uint8Array[] {
  const buffers: Uint8Array[] = [];
  if (object.root === object && object.type.words > 0) {
    const { words } = object.heap;
    buffers.push(new Uint8Array(words.buffer, words.byteOffset + 4 * object.base, 4 * object.type.words));
  }
  if (object instanceof MemoryRegion && object.ram) buffers.push(object.ram.data);
  return buffers;
}
