import { embed, type ObjectType, QomObject, ref, unparent, unref } from "../../object/index.ts";
import { acquire, type Acquisition } from "../acquisition.ts";
import { type Device } from "../device.ts";
import { WiringError } from "../errors.ts";
import { objectType } from "../type.ts";

/** What a type does when one of its input lines changes: `index` within the named array, `level` as it was driven. */
export type LineHandler<T extends Device> = (device: T, index: number, level: number) => void;

/** Where a level can go: an input line, an output that passes it on, or something outside the machine, such as a processor. */
export interface LineSink {
  /** Who it is, for messages. */
  readonly path: string;
  set(level: number): void;
}

/** Sees a level that an input line is driven to. */
export type LineObserver = (line: IrqIn, level: number) => void;

/** An input line. Belongs to its device; calls nobody once that has left the tree (lifetimes, section 3.5). */
export class IrqIn extends QomObject {
  static override readonly type: ObjectType = objectType({ name: "irq", parent: QomObject.type, class: IrqIn });

  /** The device that it belongs to. */
  device: Device | null = null;
  index = 0;
  /** The level that was driven last. */
  level = 0;
  /** Where levels go on to, behind the device's own handler: an input of one of its parts. Null for most. */
  target: LineSink | null = null;
  /** Sees the levels instead of the device: for tests. Of several, the last that came. */
  interceptor: LineObserver | null = null;
  #interceptors: LineObserver[] | null = null;
  #handler: LineHandler<Device> | null = null;

  /** Puts the line to work. */
  enable(device: Device, index: number, handler: LineHandler<Device>): void {
    this.device = device;
    this.index = index;
    this.#handler = handler;
  }

  /** From here on every level is dropped and counted. */
  disable(): void {
    this.#handler = null;
  }

  /** Whether levels still reach the device. */
  get enabled(): boolean {
    return this.#handler !== null;
  }

  /** Drives the line. Every call reaches the device, changed or not (rule 18.1). */
  set(driven: number | boolean): void {
    const level = Number(driven);
    if (this.#handler === null) this.#dead(level);
    else {
      this.level = level;
      if (this.interceptor) this.interceptor(this, level);
      else {
        this.#handler(this.device!, this.index, level);
        if (this.target !== null) this.target.set(level);
      }
    }
  }

  /** See `intercept`; each observer is one of its own. */
  intercept(observer: LineObserver): () => void {
    const all = (this.#interceptors ??= []);
    all.push(observer);
    this.interceptor = observer;
    return () => {
      const at = all.indexOf(observer);
      if (at >= 0) all.splice(at, 1);
      this.interceptor = all.at(-1) ?? null;
    };
  }

  #dead(level: number): void {
    const device = this.device;
    if (!device) return;
    device.session.deadRaises++;
    device.session.trace?.({ event: "dead_line", device, line: this.name, level });
  }
}

/** An output line. Holds nothing: neither the line that it drives nor that one's device. */
export class IrqOut {
  readonly device: Device;
  readonly name: string;
  readonly index: number;
  /** What it drives, or null. */
  target: LineSink | null = null;
  /** The level that it was set to last. */
  level = 0;

  constructor(device: Device, name: string, index: number) {
    this.device = device;
    this.name = name;
    this.index = index;
  }

  /** Who it is, for messages. */
  get path(): string {
    return `${this.device.path}.${this.name}[${this.index}]`;
  }

  /** Drives whatever is connected, changed or not; true is 1. */
  set(driven: number | boolean): void {
    const level = Number(driven);
    this.level = level;
    const target = this.target;
    if (target !== null) target.set(level);
  }

  raise(): void {
    this.set(1);
  }

  lower(): void {
    this.set(0);
  }

  /** Up and down again. */
  pulse(): void {
    this.set(1);
    this.set(0);
  }
}

/** The input lines of one name. */
export interface InputLines {
  readonly name: string;
  /** How many lists of lines its device had before. */
  readonly order: number;
  readonly lines: readonly IrqIn[];
}

/** The output lines of one name. */
export interface OutputLines {
  readonly name: string;
  /** How many lists of lines its device had before. */
  readonly order: number;
  readonly lines: readonly IrqOut[];
}

/** Lines that a device has only while it is realized. */
class PassingLines implements Acquisition {
  readonly #device: Device;
  readonly #made: InputLines | OutputLines;

  constructor(device: Device, made: InputLines | OutputLines) {
    this.#device = device;
    this.#made = made;
  }

  get what(): string {
    return `lines ${this.#made.name}`;
  }

  release(): void {
    for (const lists of [this.#device.inputs, this.#device.outputs]) {
      const at = lists.findIndex((list) => list === this.#made);
      if (at >= 0) lists.splice(at, 1);
    }
    for (const line of this.#made.lines) {
      line.target = null;
      if (line instanceof IrqOut) continue;
      line.disable();
      unparent(line);
      unref(line);
    }
  }
}

/**
 * Gives a device `count` input lines `name[0]`, `name[1]`, …; `handler` is a function of the type. Lines that its realize
 * makes go with its unrealize.
 */
export function irqIn<T extends Device>(
  device: T,
  name: string,
  count: number,
  handler: LineHandler<T>,
): readonly IrqIn[] {
  const lines: IrqIn[] = [];
  const made: InputLines = { name, order: listsOf(device), lines };
  device.inputs.push(made);
  acquire(device, new PassingLines(device, made));
  for (let index = 0; index < count; index++) {
    const line = embed(device, `${name}[${index}]`, IrqIn, { offset: 0 });
    line.enable(device, index, handler as LineHandler<Device>);
    lines.push(ref(line));
  }
  return lines;
}

/** Gives a device `count` output lines called `name`; those that its realize makes go with its unrealize. */
export function irqOut(device: Device, name: string, count: number): readonly IrqOut[] {
  const lines = Array.from({ length: count }, (_, index) => new IrqOut(device, name, index));
  const made: OutputLines = { name, order: listsOf(device), lines };
  device.outputs.push(made);
  acquire(device, new PassingLines(device, made));
  return lines;
}

function listsOf(device: Device): number {
  return device.inputs.length + device.outputs.length;
}

/** The input line `name[index]`. Throws `WiringError` if the device has none such. */
export function inputLine(device: Device, name: string, index = 0): IrqIn {
  const line = device.inputs.find((lines) => lines.name === name)?.lines[index];
  if (!line) throw new WiringError(device, `it has no input line ${name}[${index}]`);
  return line;
}

/** The output line `name[index]`. Throws `WiringError` if the device has none such. */
export function outputLine(device: Device, name: string, index = 0): IrqOut {
  const line = device.outputs.find((lines) => lines.name === name)?.lines[index];
  if (!line) throw new WiringError(device, `it has no output line ${name}[${index}]`);
  return line;
}

/** Line `index` of `lines`, of which a property of their device says how many there are. Throws `WiringError` if there is none. */
export function lineOf<Line>(owner: Device, ...[name, lines, index]: [string, readonly Line[], number]): Line {
  const line = lines[index];
  if (line === undefined)
    throw new WiringError(owner, `${name} has ${lines.length} lines, so there is no ${name}[${index}]`);
  return line;
}

/** Where a wire begins: an output, or an input of a container that hands its levels on. */
export type LineSource = IrqOut | IrqIn;

/** A wire from an output to an input. */
export class Connection implements Acquisition {
  readonly from: LineSource;
  readonly to: LineSink;

  constructor(from: LineSource, to: LineSink) {
    this.from = from;
    this.to = to;
  }

  get what(): string {
    return `connection from ${this.from.path} to ${this.to.path}`;
  }

  release(): void {
    if (this.from.target === this.to) this.from.target = null;
  }
}

/**
 * Connects an output to an input, or to an output of the container, which passes its levels on; or an input of the
 * container to an input of a part. `owner` is who declares it, and its unrealize undoes a connection that its realize
 * made. The wire holds nobody. Throws `WiringError` for a line that drives another one already: use a gate.
 */
export function connect(owner: Device, from: LineSource, to: LineSink): Connection {
  if (from.target && from.target !== to)
    throw new WiringError(from.device ?? owner, `its line ${from.path} drives ${from.target.path} already`);
  from.target = to;
  return acquire(owner, new Connection(from, to));
}

/** Lets `observer` see the levels of an input instead of its device, until the result is called: for tests. */
export function intercept(line: IrqIn, observer: LineObserver): () => void {
  return line.intercept((seen, level) => observer(seen, level));
}
