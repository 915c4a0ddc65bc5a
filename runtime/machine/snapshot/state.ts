import { type PropertyValue, type QomObject } from "../../object/index.ts";
import { MemoryRegion } from "../../memory/index.ts";
import { Bus, Clock, Device, IrqIn, type SavedValue, setProperty } from "../../device/index.ts";

/** What a snapshot says of one object beside the words of its storage and the bytes of its memory. */
export type SavedState = Readonly<Record<string, SavedValue>>;

/** State of an object that does not lie in the heap. */
export function saveState(object: QomObject): SavedState {
  const state: Record<string, SavedValue> = {};
  if (object instanceof MemoryRegion) saveRegion(object, state);
  if (object instanceof Clock) state["clock"] = [object.period, object.multiplier, object.divider];
  if (object instanceof IrqIn) state["level"] = object.level;
  if (object instanceof Bus || object instanceof Device)
    state["reset"] = [object.resetState.count, object.resetState.holdPending];
  if (object instanceof Device) saveDevice(object, state);
  for (const { name, dynamic, get } of object.type.properties.values()) {
    const value = dynamic ? get(object) : null;
    if (value !== null && typeof value !== "object") state[`property ${name}`] = value;
  }
  return state;
}

/** Puts the state back. Throws what setters and `outside` hooks throw for values that do not fit. */
export function restoreState(object: QomObject, state: SavedState): void {
  for (const [key, value] of Object.entries(state))
    if (key.startsWith("property ")) setProperty(object, key.slice(9), value as PropertyValue);
  if (object instanceof Device) restoreDevice(object, state);
  if (object instanceof Bus || object instanceof Device) {
    const [count, holdPending] = state["reset"] as [number, boolean];
    object.resetState.count = count;
    object.resetState.holdPending = holdPending;
  }
  if (object instanceof IrqIn) object.level = state["level"] as number;
  if (object instanceof Clock) {
    const [period, multiplier, divider] = state["clock"] as [bigint, bigint, bigint];
    object.setPeriod(period);
    object.setMulDiv(Number(multiplier), Number(divider));
  }
  if (object instanceof MemoryRegion) restoreRegion(object, state);
}

/** Armed timers as `[path, index, due]`, in the order in which they fall due. */
export function saveTimers(devices: readonly Device[]): SavedValue {
  const armed = devices.flatMap((device) =>
    device.timers.map((timer, index) => ({ timer, saved: [device.path, index, timer.due] as const })),
  );
  return armed
    .filter(({ timer }) => timer.armed)
    .sort((a, b) => a.timer.due - b.timer.due || a.timer.order - b.timer.order)
    .map(({ saved }) => saved);
}

/** Disarms all timers and arms those that were armed. */
export function restoreTimers(devices: readonly Device[], saved: SavedValue): void {
  const byPath = new Map(devices.map((device) => [device.path, device]));
  for (const device of devices) for (const timer of device.timers) timer.cancel();
  for (const [path, index, due] of saved as readonly (readonly [string, number, number])[])
    byPath.get(path)!.timers[index]!.setAt(due);
}

function saveDevice(device: Device, state: Record<string, SavedValue>): void {
  state["outputs"] = device.outputs.map(({ lines }) => lines.map((line) => line.level));
  state["outside"] = device.type.levels.map(({ hooks }) => hooks.outside?.save(device) ?? null);
}

function restoreDevice(device: Device, state: SavedState): void {
  const outside = state["outside"] as readonly SavedValue[];
  device.type.levels.forEach(({ hooks }, level) => hooks.outside?.restore(device, outside[level]!));
  const levels = state["outputs"] as readonly (readonly number[])[];
  device.outputs.forEach(({ lines }, name) => lines.forEach((line, index) => (line.level = levels[name]![index]!)));
}

function saveRegion(region: MemoryRegion, state: Record<string, SavedValue>): void {
  state["region"] = [
    region.enabled,
    region.size,
    region.address,
    region.targetOffset,
    region.readonly,
    region.romdMode,
  ];
  state["container"] = region.container?.path ?? null;
}

function restoreRegion(region: MemoryRegion, state: SavedState): void {
  const [enabled, size, address, offset, readonly, romd] = state["region"] as [
    boolean,
    bigint,
    bigint,
    bigint,
    boolean,
    boolean,
  ];
  const container = region.container?.path ?? null;
  if (container !== state["container"])
    throw new RangeError(`${region.path} is in ${container ?? "no container"}, not in ${String(state["container"])}`);
  region.setSize(size);
  region.setAddress(address);
  if (region.target) region.setAliasOffset(offset);
  region.setReadonly(readonly);
  if (region.kind === "romd") region.setRomdMode(romd);
  region.setEnabled(enabled);
}
