import { type MemoryRegion } from "../../memory/index.ts";
import { Bus, type BusType, busType } from "./bus.ts";
import { Device } from "../device.ts";
import { WiringError } from "../errors.ts";
import { type IrqOut } from "../wiring/irq.ts";
import { type DeviceType, deviceType } from "../type.ts";

/** The bus of devices that stand at fixed addresses of a machine. */
export class SystemBus extends Bus {
  static override readonly type: BusType = busType({ name: "System", parent: Bus.type, class: SystemBus });
}

/**
 * A device that is reached by regions and lines with numbers. It sits on the machine's system bus without being told to.
 * A generated class calls `addRegion` and `addLine` in its init, in the order of its definition.
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
  /** Its output lines by number. */
  readonly lines: IrqOut[] = [];

  /** Gives the region the next number. */
  addRegion(region: MemoryRegion): void {
    this.regions.push(region);
  }

  /** Gives the lines the next numbers. */
  addLines(lines: readonly IrqOut[]): void {
    this.lines.push(...lines);
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
