import { children, hasProperty, type QomObject } from "../../object/index.ts";
import { MemoryRegion } from "../../memory/index.ts";
import { Device } from "../../device/index.ts";

/** One object of the tree as far as a snapshot depends on it: facts by name, in words that a report can print. */
export interface LayoutEntry {
  readonly path: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Every object of the tree, parents first, siblings in the order of their creation. */
export function objectsBelow(root: QomObject): QomObject[] {
  const found: QomObject[] = [];
  const walk = (object: QomObject): void => {
    found.push(object);
    for (const child of children(object)) walk(child);
  };
  walk(root);
  return found;
}

/** Whether it belongs to the outside, which no snapshot carries: a backend. */
export function isBackend(object: QomObject): boolean {
  return object.path.startsWith("/chardevs") || object.path.startsWith("/objects");
}

/** Whether it came while its machine was running: a snapshot describes it, instead of expecting it. */
export function isPassing(object: QomObject): boolean {
  return object instanceof MemoryRegion && object.passing;
}

/** What two machines must have in common for a snapshot of one to fit the other. */
export function layoutOf(objects: readonly QomObject[]): LayoutEntry[] {
  return objects
    .filter((object) => !isPassing(object))
    .map((object) => ({ path: object.path, facts: factsOf(object) }));
}

function factsOf(object: QomObject): Record<string, string> {
  const facts: Record<string, string> = { type: object.type.name, words: String(object.type.words) };
  for (const property of object.type.properties.values()) {
    if (!hasProperty(object, property)) continue;
    const { name, type, dynamic, get } = property;
    const value = dynamic ? "dynamic" : get(object);
    facts[`property ${name}`] = typeof value === "object" ? type : `${type} ${String(value)}`;
  }
  if (object instanceof MemoryRegion) facts["memory"] = `${object.kind} of ${object.ram?.data.length ?? 0} bytes`;
  if (object instanceof Device) deviceFacts(object, facts);
  return facts;
}

function deviceFacts(device: Device, facts: Record<string, string>): void {
  for (const { name, lines } of device.inputs) facts[`input ${name}`] = `${lines.length} lines`;
  for (const { name, lines } of device.outputs) facts[`output ${name}`] = `${lines.length} lines`;
  for (const { name } of device.timers) facts[`timer ${name}`] = "timer";
  for (const { hooks } of device.type.levels)
    for (const { name, word, bits, length } of hooks.fields ?? [])
      facts[`field ${name}`] = `${length} x ${bits} bits from word ${word}`;
  facts["life"] = device.life;
  if (device.parentBus)
    facts["place"] = `${device.busAddress ?? `number ${device.busIndex}`} on ${device.parentBus.path}`;
}

/** How two layouts differ, one line a difference, each naming the object and the field; empty if a snapshot fits. */
export function layoutDifferences(here: readonly LayoutEntry[], there: readonly LayoutEntry[]): string[] {
  const mine = new Map(here.map((entry) => [entry.path, entry]));
  const theirs = new Map(there.map((entry) => [entry.path, entry]));
  const differences: string[] = [];
  for (const { path, facts } of here) {
    const other = theirs.get(path);
    if (!other) differences.push(`${path} (${facts["type"]}) is not in the snapshot`);
    else differences.push(...factDifferences(path, facts, other.facts));
  }
  for (const { path, facts } of there)
    if (!mine.has(path)) differences.push(`${path} (${facts["type"]}) is only in the snapshot`);
  return differences;
}

function factDifferences(
  path: string,
  here: Readonly<Record<string, string>>,
  there: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(here), ...Object.keys(there)]);
  return [...names]
    .filter((name) => here[name] !== there[name])
    .map((name) => `${path}: ${name} is ${here[name] ?? "absent"} here, ${there[name] ?? "absent"} in the snapshot`);
}
