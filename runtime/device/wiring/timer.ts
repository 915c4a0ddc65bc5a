import { acquire, type Acquisition } from "../acquisition.ts";
import { type Device } from "../device.ts";

/** A point in virtual time, in ns, at which a device wants to be called. Dies with its device's place in the tree. */
export class Timer {
  readonly device: Device;
  readonly name: string;
  readonly fire: (device: Device, index: number) => void;
  /** Its number in an array of timers of one name. */
  readonly index: number;
  /** When it is due, in ns; negative while it is not armed. */
  due = -1;
  /** Order among timers that are due together: first armed, first served. */
  order = 0;
  /** Whether it may still be armed. */
  alive = true;

  constructor(device: Device, name: string, fire: (device: Device, index: number) => void, index = 0) {
    this.device = device;
    this.name = name;
    this.fire = fire;
    this.index = index;
  }

  get armed(): boolean {
    return this.due >= 0;
  }

  /** Arms it for virtual time `due`, in ns. Does nothing once its device has left the tree. Throws `RangeError`. */
  setAt(due: number): void {
    if (!Number.isSafeInteger(due) || due < 0) throw new RangeError(`timer ${this.name}: ${due} is not a time in ns`);
    if (this.alive) this.device.session.clock.arm(this, due);
  }

  /** Arms it to fire in `delay` ns from now. */
  setIn(delay: number): void {
    this.setAt(this.device.session.clock.now + delay);
  }

  /** Disarms it; nothing happens if it is not armed. */
  cancel(): void {
    this.device.session.clock.disarm(this);
  }
}

/** A timer that a device's realize has made: its unrealize takes it away. */
class PassingTimer implements Acquisition {
  readonly #timer: Timer;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  get what(): string {
    return `timer ${this.#timer.name}`;
  }

  release(): void {
    const { timers } = this.#timer.device;
    this.#timer.cancel();
    this.#timer.alive = false;
    const at = timers.indexOf(this.#timer);
    if (at >= 0) timers.splice(at, 1);
  }
}

/** Virtual time of a machine, in ns. It moves only when somebody advances it. */
export class VirtualClock {
  #now = 0;
  #advancing = false;
  #next = 0;
  /** Armed timers, a binary heap by due time and order. */
  readonly #queue: Timer[] = [];

  /** Virtual time in ns since the machine was made. */
  get now(): number {
    return this.#now;
  }

  /** When the next timer is due, in ns, or null. */
  get nextDue(): number | null {
    return this.#queue[0]?.due ?? null;
  }

  /** Armed timers, in no order. */
  get armed(): readonly Timer[] {
    return this.#queue;
  }

  /** Lets `ns` pass; fires what falls due on the way, each at its own time. Throws `RangeError` for time that runs back, and from inside a timer. */
  advance(ns: number): void {
    if (!Number.isSafeInteger(ns) || ns < 0) throw new RangeError(`time cannot advance by ${ns} ns`);
    if (this.#advancing) throw new RangeError("time cannot be advanced by what happens in it");
    const end = this.#now + ns;
    this.#advancing = true;
    try {
      for (let first = this.#queue[0]; first && first.due <= end; first = this.#queue[0]) {
        this.#now = Math.max(this.#now, first.due);
        this.disarm(first);
        first.fire(first.device, first.index);
      }
      this.#now = end;
    } finally {
      this.#advancing = false;
    }
  }

  /** Sets the time without firing anything: for restoring a snapshot. */
  restore(now: number): void {
    this.#now = now;
  }

  /** Puts a timer in the queue, or moves it there. */
  arm(timer: Timer, due: number): void {
    this.disarm(timer);
    timer.due = due;
    timer.order = this.#next++;
    this.#queue.push(timer);
    this.#up(this.#queue.length - 1);
  }

  /** Takes a timer out of the queue. */
  disarm(timer: Timer): void {
    if (!timer.armed) return;
    const at = this.#queue.indexOf(timer);
    const last = this.#queue.pop()!;
    if (last !== timer) {
      this.#queue[at] = last;
      this.#down(at);
      this.#up(at);
    }
    timer.due = -1;
  }

  #before(a: number, b: number): boolean {
    const first = this.#queue[a]!;
    const second = this.#queue[b]!;
    return first.due < second.due || (first.due === second.due && first.order < second.order);
  }

  #swap(a: number, b: number): void {
    const first = this.#queue[a]!;
    this.#queue[a] = this.#queue[b]!;
    this.#queue[b] = first;
  }

  #up(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#before(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #down(from: number): void {
    for (let at = from; ;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < this.#queue.length && this.#before(left, least)) least = left;
      if (left + 1 < this.#queue.length && this.#before(left + 1, least)) least = left + 1;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }
}

/**
 * Gives a device a timer; `fire` is a function of its type, and is told which of an array of timers it is. Disarmed at unrealize,
 * dead from unparent on; what realize makes goes with unrealize.
 */
export function timer<T extends Device>(
  device: T,
  name: string,
  ...[fire, index = 0]: [fire: (device: T, index: number) => void, index?: number]
): Timer {
  const made = new Timer(device, name, fire as (device: Device, index: number) => void, index);
  device.timers.push(made);
  acquire(device, new PassingTimer(made));
  return made;
}
