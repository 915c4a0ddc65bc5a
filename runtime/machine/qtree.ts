import { hasProperty, type PropertyInfo, type PropertyValue, type QomObject } from "../object/index.ts";
import { type Bus, type Device, type DeviceType, idOf, type IrqOut, PciDevice, SysBusDevice } from "../device/index.ts";
import { type Machine } from "./machine.ts";

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
  lines.push(`${indent}dev: ${device.type.name}, id "${idOf(device)}"`);
  const inner = `${indent}  `;
  for (const line of [...wires(device), ...clocks(device)]) lines.push(inner + line);
  for (const level of device.type.levels.toReversed())
    for (const property of propertiesOf(level))
      if (hasProperty(device, property))
        lines.push(`${inner}${property.name} = ${printed(property, property.get(device))}`);
  if (device instanceof SysBusDevice) for (const line of places(device)) lines.push(inner + line);
  if (device instanceof PciDevice) for (const line of functionLines(device)) lines.push(inner + line);
  for (const bus of device.childBuses.toReversed()) printBus(lines, bus, inner);
}

/** Lines of one name, by the order in which they came; the numbered lines of a device are one list, as the field has it. */
interface LineList {
  readonly label: string;
  order: number;
  ins: number;
  outs: number;
}

/** The lists of lines, newest first; one that is both in and out, as the unnamed one may be, says so in this order. */
function wires(device: Device): string[] {
  const lists = new Map<string, LineList>();
  const list = (label: string, order: number): LineList => {
    const found = lists.get(label) ?? { label, order, ins: 0, outs: 0 };
    lists.set(label, found);
    found.order = Math.min(found.order, order);
    return found;
  };
  const numbered = new Set(device instanceof SysBusDevice ? device.lines : []);
  for (const { name, order, lines } of device.inputs) list(labelOf(name), order).ins += lines.length;
  const handedOn = [...numbered].filter((line) => line.device !== device).length;
  // What was taken over from a part came before what is the device's own.
  if (handedOn > 0) list("sysbus-irq", -1).outs += handedOn;
  for (const { name, order, lines } of device.outputs)
    if (!isPin(device, lines) && !areHandedOn(device, lines))
      list(lines.some((line) => numbered.has(line)) ? "sysbus-irq" : labelOf(name), order).outs += lines.length;
  return [...lists.values()]
    .sort((a, b) => b.order - a.order)
    .flatMap(({ label, ins, outs }) => [
      ...(ins > 0 ? [`gpio-in "${label}" ${ins}`] : []),
      ...(outs > 0 ? [`gpio-out "${label}" ${outs}`] : []),
    ]);
}

/** Whether a container gives these lines numbers of its own: then they are its lines (sysbus_pass_irq). */
function areHandedOn(device: Device, lines: readonly IrqOut[]): boolean {
  for (let up = device.parent; up; up = up.parent)
    if (up instanceof SysBusDevice && lines.some((line) => up.lines.includes(line))) return true;
  return false;
}

/** Whether these are a PCI function's interrupt pin, which the field has outside of its lists. */
function isPin(device: Device, lines: readonly IrqOut[]): boolean {
  return device instanceof PciDevice && lines[0] === device.intx;
}

/** Lines without a name of their own are children with one (rule 18.2). */
function labelOf(name: string): string {
  return name === "unnamed-gpio-in" || name === "unnamed-gpio-out" ? "" : name;
}

function clocks(device: Device): string[] {
  return device.clocks
    .toReversed()
    .map((clock) => `clock-${clock.direction} "${clock.name}" freq_hz=${frequency(clock.hz)}`);
}

/** Where the regions of a device lie that have numbers; all ones for one that is in no address space by itself. */
function places(device: SysBusDevice): string[] {
  const roots = device.session.memory.spaces.map(({ rootRegion }) => rootRegion);
  return device.regions.map((region) => {
    const address = region.container && roots.includes(region.container) ? region.address : allOnes;
    return `mmio ${hex16(address)}/${hex16(region.size)}`;
  });
}

const allOnes = 0xffff_ffff_ffff_ffffn;

/** What a PCI function is, where it sits, and where its BARs are mapped, first and last byte. */
function functionLines(device: PciDevice): string[] {
  const [code, vendor, id, subvendor, subsystem] = ([0x0a, 0, 2, 0x2c, 0x2e] as const).map((at) =>
    device.readConfig(at, 2).toString(16).padStart(4, "0"),
  ) as [string, string, string, string, string];
  const place = `${device.slot.toString(16).padStart(2, "0")}.${device.functionNumber}`;
  const what = classNames.get(code) ?? `Class ${code}`;
  const lines = [`class ${what}, addr 00:${place}, pci id ${vendor}:${id} (sub ${subvendor}:${subsystem})`];
  for (let index = 0; index < 6; index++) {
    const bar = device.bar(index);
    if (!bar) continue;
    const address = device.isMapped(index) ? bar.region.address : allOnes;
    const last = BigInt.asUintN(64, address + bar.region.size - 1n);
    const kind = bar.kind === "io" ? "i/o" : "mem";
    lines.push(`bar ${index}: ${kind} at 0x${address.toString(16)} [0x${last.toString(16)}]`);
  }
  return lines;
}

/** Class codes of PCI functions that have a name of their own (PCI Code and ID Assignment). */
const classNames: ReadonlyMap<string, string> = new Map([
  ["0100", "SCSI controller"],
  ["0101", "IDE controller"],
  ["0102", "Floppy controller"],
  ["0103", "IPI controller"],
  ["0104", "RAID controller"],
  ["0106", "SATA controller"],
  ["0107", "SAS controller"],
  ["0180", "Storage controller"],
  ["0200", "Ethernet controller"],
  ["0201", "Token Ring controller"],
  ["0202", "FDDI controller"],
  ["0203", "ATM controller"],
  ["0280", "Network controller"],
  ["0300", "VGA controller"],
  ["0301", "XGA controller"],
  ["0302", "3D controller"],
  ["0380", "Display controller"],
  ["0400", "Video controller"],
  ["0401", "Audio controller"],
  ["0402", "Phone"],
  ["0403", "Audio controller"],
  ["0480", "Multimedia controller"],
  ["0500", "RAM controller"],
  ["0501", "Flash controller"],
  ["0580", "Memory controller"],
  ["0600", "Host bridge"],
  ["0601", "ISA bridge"],
  ["0602", "EISA bridge"],
  ["0603", "MC bridge"],
  ["0604", "PCI bridge"],
  ["0605", "PCMCIA bridge"],
  ["0606", "NUBUS bridge"],
  ["0607", "CARDBUS bridge"],
  ["0608", "RACEWAY bridge"],
  ["0680", "Bridge"],
  ["0700", "Serial port"],
  ["0701", "Parallel port"],
  ["0800", "Interrupt controller"],
  ["0801", "DMA controller"],
  ["0802", "Timer"],
  ["0803", "RTC"],
  ["0900", "Keyboard"],
  ["0901", "Pen"],
  ["0902", "Mouse"],
  ["0a00", "Dock station"],
  ["0b00", "i386 cpu"],
  ["0b01", "i486 cpu"],
  ["0b02", "pentium cpu"],
  ["0b10", "Alpha cpu"],
  ["0b20", "PowerPC cpu"],
  ["0b30", "MIPS cpu"],
  ["0c00", "Firewire controller"],
  ["0c01", "Access bus controller"],
  ["0c02", "SSA controller"],
  ["0c03", "USB controller"],
  ["0c04", "Fibre channel controller"],
  ["0c05", "SMBus"],
]);

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
