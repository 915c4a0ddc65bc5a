import { isRooted, Link, type PropertyValue, type QomObject, Ref } from "../../object/index.ts";
import { Bus, Clock, Device, IrqIn, type SavedValue, setProperty } from "../../device/index.ts";
import { isBackend } from "./layout.ts";

/** What a snapshot says of one object beside the words of its storage, the bytes of its memory, and where that lies. */
export type SavedState = ReadonlyMap<string, SavedValue>;

/** State of an object that does not lie in the heap. */
export function saveState(object: QomObject): SavedState {
  const state = new Map<string, SavedValue>();
  for (const { name, dynamic, get } of object.type.properties.values()) {
    const value = dynamic ? get(object) : undefined;
    if (value !== undefined && (value === null || typeof value !== "object")) state.set(`property ${name}`, value);
  }
  if (object instanceof Clock) state.set("clock", [object.period, object.multiplier, object.divider]);
  if (object instanceof IrqIn) state.set("level", object.level);
  if (object instanceof Bus || object instanceof Device)
    state.set("reset", [object.resetState.count, object.resetState.holdPending]);
  if (object instanceof Device) {
    state.set("unplug", object.unplugPending);
    object.outputs.forEach(({ name, lines }) =>
      state.set(
        `output ${name}`,
        lines.map((line) => line.level),
      ),
    );
    for (const { name, hooks } of object.type.levels)
      if (hooks.outside) state.set(`outside ${name}`, hooks.outside.save(object));
  }
  return state;
}

/** Why the state of an object cannot be this, one line each; empty if its values are of the right kinds. */
export function stateProblems(object: QomObject, state: SavedState | undefined): string[] {
  if (!state) return [`${object.path}: its state is not in the snapshot`];
  const mine = saveState(object);
  const fits = (key: string): boolean => {
    const [here, there] = [mine.get(key), state.get(key)];
    return here !== undefined && there !== undefined && (key.startsWith("outside ") || isAlike(here, there));
  };
  const wrong = [...new Set([...mine.keys(), ...state.keys()])].filter((key) => !fits(key));
  const count = (state.get("reset") as readonly [number, boolean] | undefined)?.[0] ?? 0;
  if (!wrong.includes("reset") && !(Number.isInteger(count) && count >= 0)) wrong.push("reset");
  return wrong.map((key) => `${object.path}: ${key} is not of the kind that the snapshot says`);
}

/** Whether two values are of one kind; a property that may be empty is text or null. */
function isAlike(a: SavedValue, b: SavedValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => isAlike(one, b[at]!));
  if (a === null || b === null) return typeof (a ?? b ?? "") === "string";
  return typeof a === typeof b && Array.isArray(a) === Array.isArray(b);
}

/** Puts the state back. Throws what setters and `outside` hooks throw for values that do not fit. */
export function restoreState(object: QomObject, state: SavedState): void {
  for (const [key, value] of state)
    if (key.startsWith("property ")) setProperty(object, key.slice(9), value as PropertyValue);
  if (object instanceof Device) restoreDevice(object, state);
  if (object instanceof Bus || object instanceof Device) {
    const [count, holdPending] = state.get("reset") as readonly [number, boolean];
    object.resetState.count = count;
    object.resetState.holdPending = holdPending;
  }
  if (object instanceof IrqIn) object.level = state.get("level") as number;
  if (object instanceof Clock) {
    const [period, multiplier, divider] = state.get("clock") as readonly [bigint, bigint, bigint];
    object.setPeriod(period);
    object.setMulDiv(Number(multiplier), Number(divider));
  }
}

function restoreDevice(device: Device, state: SavedState): void {
  device.unplugPending = state.get("unplug") as boolean;
  for (const { name, lines } of device.outputs) {
    const levels = state.get(`output ${name}`) as readonly number[];
    lines.forEach((line, index) => (line.level = levels[index]!));
  }
  for (const { name, hooks } of device.type.levels) hooks.outside?.restore(device, state.get(`outside ${name}`)!);
}

/** Where a link of an object leads. */
export interface SavedLink {
  readonly holder: string;
  readonly name: string;
  readonly target: string | null;
}

/** Where links lead that lead inside the machine, or nowhere: `[holder, name, target]`. */
export function saveLinks(objects: readonly QomObject[]): SavedValue {
  return objects.flatMap((holder) =>
    linksOf(holder).map((link) => [holder.path, link.name, link.target?.path ?? null] as const),
  );
}

/** Lets links lead where they led; the outside is left alone. */
export function restoreLinks(objects: readonly QomObject[], saved: readonly SavedLink[]): void {
  const byPath = new Map(objects.map((object) => [object.path, object]));
  const targets = new Map(saved.map(({ holder, name, target }) => [`${holder} ${name}`, target]));
  for (const holder of objects)
    for (const link of linksOf(holder)) {
      const path = targets.get(`${holder.path} ${link.name}`);
      if (path === undefined || path === (link.target?.path ?? null)) continue;
      link.set(path === null ? null : byPath.get(path)!);
    }
}

function linksOf(holder: QomObject): (Link<QomObject> | Ref<QomObject>)[] {
  const found: (Link<QomObject> | Ref<QomObject>)[] = [];
  for (let slot = holder.slots; slot; slot = slot.older)
    if ((slot instanceof Link || slot instanceof Ref) && !(slot.target && isOutside(slot.target))) found.push(slot);
  return found.reverse();
}

/** A backend, or what has left the tree and is only kept, by itself or with what it is a part of. */
function isOutside(target: QomObject): boolean {
  return !isRooted(target) || isBackend(target);
}

/** A timer that is armed. */
export interface SavedTimer {
  readonly device: string;
  readonly index: number;
  /** Virtual time in ns. */
  readonly due: number;
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

/** Timers of a snapshot that are not there, one line each. */
export function timerProblems(devices: readonly Device[], saved: readonly SavedTimer[]): string[] {
  const byPath = new Map(devices.map((device) => [device.path, device]));
  return saved
    .filter(({ device, index }) => !byPath.get(device)?.timers[index])
    .map(({ device, index }) => `${device} has no timer ${index}`);
}

/** Disarms all timers and arms those that were armed. */
export function restoreTimers(devices: readonly Device[], saved: readonly SavedTimer[]): void {
  const byPath = new Map(devices.map((device) => [device.path, device]));
  for (const device of devices) for (const timer of device.timers) timer.cancel();
  for (const { device, index, due } of saved) byPath.get(device)!.timers[index]!.setAt(due);
}
