import { PropertyError } from "../errors.ts";
import { Device } from "../device.ts";
import { type IrqIn, type IrqOut, irqIn, irqOut } from "./irq.ts";
import { type DeviceType, deviceType, type SavedValue } from "../type.ts";

/** A gate that makes one line of many: its output is up while any input is. */
export class OrGate extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "or-irq",
    parent: Device.type,
    class: OrGate,
    properties: [
      { name: "num-lines", type: "u16", get: (self) => self.in.length, set: (self, n) => self.setLines(Number(n)) },
    ],
    resetHold: (self) => self.clear(),
    outside: { save: (self) => self.up.map(Number), restore: (self, value) => self.restore(value) },
  });

  in: readonly IrqIn[] = [];
  readonly out: IrqOut = irqOut(this, "out", 1)[0]!;
  /** Which inputs are up. */
  readonly up: boolean[] = [];

  /** Makes its input lines: once, before realize. */
  setLines(count: number): void {
    countOnce(this, this.in.length, count);
    for (let line = 0; line < count; line++) this.up.push(false);
    this.in = irqIn(this, "in", count, orChanged);
  }

  /** Takes all inputs for down, without telling anybody. */
  clear(): void {
    this.up.fill(false);
  }

  restore(value: SavedValue): void {
    if (!Array.isArray(value) || value.length !== this.up.length) throw new RangeError("another number of lines");
    value.forEach((level, index) => (this.up[index] = level !== 0));
  }
}

function orChanged(self: OrGate, index: number, level: number): void {
  self.up[index] = level !== 0;
  self.out.set(self.up.includes(true) ? 1 : 0);
}

/** A gate that makes many lines of one: each output follows the input. */
export class SplitGate extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "split-irq",
    parent: Device.type,
    class: SplitGate,
    properties: [
      { name: "num-lines", type: "u16", get: (self) => self.out.length, set: (self, n) => self.setLines(Number(n)) },
    ],
    init: (self) => void (self.in = irqIn(self, "in", 1, splitChanged)[0]!),
  });

  in!: IrqIn;
  out: readonly IrqOut[] = [];

  /** Makes its output lines: once, before realize. */
  setLines(count: number): void {
    countOnce(this, this.out.length, count);
    this.out = irqOut(this, "out", count);
  }
}

function splitChanged(self: SplitGate, _index: number, level: number): void {
  for (const line of self.out) line.set(level);
}

function countOnce(self: Device, before: number, count: number): void {
  if (before > 0) throw new PropertyError(self, "num-lines", "was set already");
  if (!Number.isInteger(count) || count < 1 || count > 65535) throw new RangeError(`${count} is not a number of lines`);
}
