import { children, type PropertyInfo, type PropertyValue, type QomObject } from "../object/index.ts";
import { type Bus, type Device, type DeviceType, SysBusDevice } from "../device/index.ts";
import { type Machine } from "./machine.ts";
import { objectAt } from "./properties.ts";

/** The composition tree below `path`, one object a line, siblings by name: what `info qom-tree` prints. */
export function qomTree(machine: Machine, path = "/machine"): string {
  const lines: string[] = [];
  const walk = (object: QomObject, indent: string): void => {
    lines.push(`${indent}/${object.name === "/" ? "" : object.name} (${typeNameOf(object)})`);
    const below = children(object).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const child of below) walk(child, `${indent}  `);
  };
  const start = objectAt(machine, path);
  if (start) walk(start, "");
  return lines.map((line) => `${line}\n`).join("");
}

/** A machine's typename is printed with its suffix, as the field does. */
function typeNameOf(object: QomObject): string {
  const { name } = object.type;
  const isMachine = object.type.chain.some((type) => type.name === "machine");
  return isMachine && !name.endsWith("-machine") ? `${name}-machine` : name;
}

/** The bus tree from the system bus on, newest first: what `info qtree` prints. */
export function qtree(machine: Machine): string {
  const lines: string[] = [];
  printBus(lines, machine.systemBus, "");
  return lines.map((line) => `${line}\n`).join("");
}

function printBus(lines: string[], bus: Bus, indent: string): void {
  lines.push(`${indent}bus: ${bus.device === null && bus.name === "sysbus" ? "main-system-bus" : bus.name}`);
  lines.push(`${indent}  type ${bus.type.name}`);
  for (const kid of bus.kids.toReversed()) printDevice(lines, kid, `${indent}  `);
}

function printDevice(lines: string[], device: Device, indent: string): void {
  lines.push(`${indent}dev: ${device.type.name}, id "${device.parent?.name === "peripheral" ? device.name : ""}"`);
  const inner = `${indent}  `;
  for (const line of wires(device)) lines.push(inner + line);
  const { levels } = device.type;
  for (let at = levels.length - 1; at >= 0; at--)
    for (const property of propertiesOf(levels[at]!))
      lines.push(`${inner}${property.name} = ${printed(property, property.get(device))}`);
  if (device instanceof SysBusDevice)
    for (const region of device.regions) {
      const address = region.container ? region.address : 0xffff_ffff_ffff_ffffn;
      lines.push(`${inner}mmio ${hex16(address)}/${hex16(region.size)}`);
    }
  for (const bus of device.childBuses.toReversed()) printBus(lines, bus, inner);
}

function wires(device: Device): string[] {
  const label = (name: string): string => (name.startsWith("unnamed-gpio-") ? "" : name);
  const sysbus = device instanceof SysBusDevice ? new Set(device.lines) : new Set();
  const numbered = device.outputs.filter(({ lines }) => lines.some((line) => sysbus.has(line)));
  const named = device.outputs.filter((lines) => !numbered.includes(lines));
  return [
    ...device.inputs.map(({ name, lines }) => `gpio-in "${label(name)}" ${lines.length}`),
    ...named.map(({ name, lines }) => `gpio-out "${label(name)}" ${lines.length}`),
    ...(sysbus.size > 0 ? [`gpio-out "sysbus-irq" ${sysbus.size}`] : []),
    ...device.clocks.map((clock) => `clock-${clock.direction} "${clock.name}" freq_hz=${frequency(clock.hz)}`),
  ];
}

function propertiesOf(level: DeviceType): readonly PropertyInfo<QomObject>[] {
  return (level.hooks.properties ?? []) as unknown as readonly PropertyInfo<QomObject>[];
}

function printed(property: PropertyInfo<QomObject>, value: PropertyValue): string {
  if (value === null) return property.type.startsWith("link") ? '""' : "<null>";
  if (typeof value === "object") return `"${value.name}"`;
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "boolean") return String(value);
  const wide = BigInt(value);
  if (property.type === "size") return `${wide} (${bytes(wide)})`;
  const shown = property.type === "u64" ? BigInt.asIntN(64, wide) : wide;
  return `${shown} (0x${BigInt.asUintN(64, wide).toString(16)})`;
}

/** A size in the largest binary unit of which it has nearly one, three digits. */
function bytes(size: bigint): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  let value = Number(size);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

/** A frequency in the largest decimal unit, three digits. */
function frequency(hz: number): string {
  const units = ["", "K", "M", "G"];
  let value = hz;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}Hz`;
}

function hex16(value: bigint): string {
  return value >= 1n << 64n ? "ffffffffffffffff" : value.toString(16).padStart(16, "0");
}
