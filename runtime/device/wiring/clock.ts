import { embed, type ObjectType, QomObject, ref } from "../../object/index.ts";
import { type Device } from "../device.ts";
import { WiringError } from "../errors.ts";
import { objectType } from "../type.ts";

/** When a clock's callback is called; a mask. */
export const ClockEvent = {
  /** Before a new period is taken: the old one can still be read. */
  preUpdate: 1,
  /** After the new period has been taken. */
  update: 2,
} as const;

/** What a type does when one of its clock inputs changes; `event` is one of `ClockEvent`. */
export type ClockHandler<T extends Device> = (device: T, event: number, clock: Clock) => void;

/** One nanosecond in the unit of periods, 2^-32 ns. */
export const NANOSECOND = 1n << 32n;
const second = 1_000_000_000n << 32n;

/** Period, in units of 2^-32 ns, of a frequency in Hz; 0 Hz is a stopped clock, period 0. Throws `RangeError`. */
export function periodOfHz(hz: number | bigint): bigint {
  const exact = BigInt(hz);
  if (exact < 0n) throw new RangeError(`${hz} Hz is not a frequency`);
  return exact === 0n ? 0n : second / exact;
}

/** Frequency in Hz, rounded down, of a period in units of 2^-32 ns; 0 for a stopped clock. */
export function hzOfPeriod(period: bigint): number {
  return period === 0n ? 0 : Number(second / period);
}

/** A clock of a device: its own source of time, or the input that another clock drives. */
export class Clock extends QomObject {
  static override readonly type: ObjectType = objectType({
    name: "clock",
    parent: QomObject.type,
    class: Clock,
    unparent: (self: Clock) => self.silence(),
    finalize: (self: Clock) => self.detach(),
  });

  /** The device that it belongs to. */
  device: Device | null = null;
  /** Whether its device is driven by it or drives others with it. */
  direction: "in" | "out" = "in";
  /** Units of 2^-32 ns; 0 while stopped. */
  period = 0n;
  /** The clock that drives it. Holds no reference. */
  source: Clock | null = null;
  /** The clocks that it drives, in the order of their connection. Holds no references. */
  readonly driven: Clock[] = [];
  #multiplier = 1n;
  #divider = 1n;
  #handler: ClockHandler<Device> | null = null;
  #events = 0;

  /** Frequency in Hz, rounded down; 0 while stopped. */
  get hz(): number {
    return hzOfPeriod(this.period);
  }

  /** What its inputs get: its period times multiplier by divider, in units of 2^-32 ns. */
  get driving(): bigint {
    return (this.period * this.#multiplier) / this.#divider;
  }

  get multiplier(): bigint {
    return this.#multiplier;
  }

  get divider(): bigint {
    return this.#divider;
  }

  /** Calls `handler` for the events of the mask; it goes silent when the clock or its device leaves the tree. */
  listen<T extends Device>(device: T, events: number, handler: ClockHandler<T>): void {
    this.#handler = handler as ClockHandler<Device>;
    this.#events = events;
    this.device = device;
  }

  /** From here on nobody is called (lifetimes, section 3.5). */
  silence(): void {
    this.#handler = null;
  }

  /** Takes a period, in units of 2^-32 ns, without telling the clocks that it drives; true if it changed. */
  setPeriod(period: bigint): boolean {
    if (period < 0n || period >= 1n << 64n) throw new RangeError(`clock ${this.path}: ${period} is not a period`);
    if (this.period === period) return false;
    this.period = period;
    return true;
  }

  /** Takes a period and tells the clocks that it drives. */
  update(period: bigint): void {
    if (this.setPeriod(period)) this.propagate();
  }

  /** Takes a frequency in Hz and tells the clocks that it drives. */
  updateHz(hz: number | bigint): void {
    this.update(periodOfHz(hz));
  }

  /**
   * Takes a period as if it came from its source: preUpdate, the period, update, then the clocks that it drives.
   * Nothing happens if the period is what it has.
   */
  drive(period: bigint): void {
    if (this.period === period) return;
    this.#call(ClockEvent.preUpdate);
    this.period = period;
    this.#call(ClockEvent.update);
    this.propagate();
  }

  /** Gives its inputs its period, newest connection first; one that has it already is left out with all behind it. */
  propagate(): void {
    const period = this.driving;
    for (let at = this.driven.length - 1; at >= 0; at--) this.driven[at]?.drive(period);
  }

  /** Sets what its inputs' period is multiplied and divided by; takes effect with the next `propagate` or `update`. */
  setMulDiv(multiplier: number, divider: number): void {
    if (!Number.isInteger(multiplier) || !Number.isInteger(divider) || multiplier < 0 || divider <= 0)
      throw new RangeError(`clock ${this.path}: ${multiplier} by ${divider} is not a ratio`);
    this.#multiplier = BigInt(multiplier);
    this.#divider = BigInt(divider);
  }

  /** Connects it to the clock that drives it from now on; callbacks are not called. Throws `WiringError` if it has one. */
  setSource(source: Clock): void {
    if (this.source) throw new WiringError(this, `it is driven by ${this.source.path} already`);
    for (let up: Clock | null = source; up; up = up.source)
      if (up === this) throw new WiringError(this, "it would drive itself");
    this.source = source;
    source.driven.push(this);
    this.adopt(source.driving);
  }

  /** Cuts its connections: what it drove keeps its period and has no source. */
  detach(): void {
    for (const clock of this.driven) clock.source = null;
    this.driven.length = 0;
    const siblings = this.source?.driven;
    if (siblings?.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.source = null;
  }

  /** Takes a period from its source without any callback, and so do the clocks that it drives. */
  adopt(period: bigint): void {
    this.period = period;
    for (let at = this.driven.length - 1; at >= 0; at--) this.driven[at]?.adopt(this.driving);
  }

  #call(event: number): void {
    if (this.#handler !== null && (this.#events & event) !== 0) this.#handler(this.device!, event, this);
  }
}

/** A clock input: a clock that a source drives. */
export type ClockIn = Clock;
/** A clock output: a clock that its device sets and that drives others. */
export type ClockOut = Clock;

/** Who is called when a clock changes: `handler`, a function of the type, for the events of the mask. */
export interface ClockListener<T extends Device> {
  readonly events: number;
  readonly handler: ClockHandler<T>;
}

/** Gives a device a clock input. */
export function clockIn<T extends Device>(device: T, name: string, listener?: ClockListener<T>): ClockIn {
  return addClock(device, name, "in", listener);
}

/** Gives a device a clock output; `listener` hears what drives it, such as a clock of one of its parts. */
export function clockOut<T extends Device>(device: T, name: string, listener?: ClockListener<T>): ClockOut {
  return addClock(device, name, "out", listener);
}

/** Connects a clock input to its source. Throws `WiringError` once the input's device is realized (rule 17.8). */
export function connectClock(from: Clock, to: ClockIn): void {
  if (to.device?.realized) throw new WiringError(to, "it cannot be connected any more: its device is realized");
  to.setSource(from);
}

/** The clock `name` of a device. Throws `WiringError` if it has none such. */
export function clockOf(device: Device, name: string): Clock {
  const clock = device.clocks.find((one) => one.name === name);
  if (!clock) throw new WiringError(device, `it has no clock ${name}`);
  return clock;
}

function addClock<T extends Device>(
  device: T,
  name: string,
  direction: "in" | "out",
  listener?: ClockListener<T>,
): Clock {
  if (device.life !== "unrealized") throw new WiringError(device, `clock ${name} cannot be added: it is realized`);
  const clock = embed(device, name, Clock, { offset: 0, prepare: (made) => void (made.device = device) });
  clock.direction = direction;
  if (listener) clock.listen(device, listener.events, listener.handler);
  device.clocks.push(ref(clock));
  return clock;
}
