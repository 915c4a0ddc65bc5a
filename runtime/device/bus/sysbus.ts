import { type MemoryRegion } from "../../memory/index.ts";
import { acquire, type Acquisition } from "../acquisition.ts";
import { Bus, type BusType, busType } from "./bus.ts";
import { Device } from "../device.ts";
import { WiringError } from "../errors.ts";
import { type IrqOut } from "../wiring/irq.ts";
import { type DeviceType, deviceType } from "../type.ts";

/** The bus of devices that stand at fixed addresses of a machine. */
export class SystemBus extends Bus {
  static override readonly type: BusType = busType({ name: "System", parent: Bus.type, class: SystemBus });
}

/** A number that a device gave while it was being realized. */
class Numbered<T> implements Acquisition {
  readonly what = "a number";
  readonly list: T[];
  readonly entry: T;

  constructor(list: T[], entry: T) {
    this.list = list;
    this.entry = entry;
  }

  release(): void {
    this.list.splice(this.list.lastIndexOf(this.entry), 1);
  }
}

/**
 * A device that is reached by regions and lines with numbers. It sits on the machine's system bus without being told to.
 * A generated class numbers them in its init, or, what depends on properties, in its realize.
 */
export class SysBusDevice extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "sys-bus-device",
    parent: Device.type,
    abstract: true,
    class: SysBusDevice,
    busType: SystemBus.type,
  });

  /** Its regions by number. */
  readonly regions: MemoryRegion[] = [];
  /** Its regions of port I/O by number. */
  readonly ports: MemoryRegion[] = [];
  /** Its output lines by number. */
  readonly lines: IrqOut[] = [];

  /** Gives a region the next number; until unrealize, where the device is being realized. */
  addRegion(region: MemoryRegion): void {
    this.#number(this.regions, region);
  }

  /** Gives a region of port I/O the next number; until unrealize, where the device is being realized. */
  addPort(region: MemoryRegion): void {
    this.#number(this.ports, region);
  }

  /** Gives lines the next numbers; until unrealize, where the device is being realized. */
  addLines(lines: readonly IrqOut[]): void {
    for (const line of lines) this.#number(this.lines, line);
  }

  #number<T>(list: T[], entry: T): void {
    list.push(entry);
    acquire(this, new Numbered(list, entry));
  }

  /** Region number `index`. Throws `WiringError` if it has none such. */
  region(index: number): MemoryRegion {
    const region = this.regions[index];
    if (!region) throw new WiringError(this, `it has no region ${index}`);
    return region;
  }

  /** Output line number `index`. Throws `WiringError` if it has none such. */
  line(index: number): IrqOut {
    const line = this.lines[index];
    if (!line) throw new WiringError(this, `it has no line ${index}`);
    return line;
  }
}
