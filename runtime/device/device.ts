import { children, QomObject, unparent, unref } from "../object/index.ts";
import { releaseRegions } from "../memory/index.ts";
import { type Acquisition } from "./acquisition.ts";
import { type Bus } from "./bus/bus.ts";
import { type Clock } from "./wiring/clock.ts";
import { DeviceError } from "./errors.ts";
import { leaveBus } from "./bus/bus.ts";
import { type InputLines, type OutputLines } from "./wiring/irq.ts";
import { applyGlobals } from "./property.ts";
import { unrealize } from "./realize.ts";
import { ResetState } from "./resettable.ts";
import { type Session, sessionOf } from "./session.ts";
import { type Timer } from "./wiring/timer.ts";
import { type DeviceInfo, DeviceType } from "./type.ts";
import { noteParts } from "./whole.ts";

/**
 * Anything that is realized: base of every device and of the machine. A generated class adds the fields of its parts
 * and a `static override readonly type = deviceType({...})` with the hooks of its type (see `DeviceInfo`).
 */
export class Device extends QomObject {
  static override readonly type: DeviceType = new DeviceType(
    {
      name: "device",
      parent: QomObject.type,
      abstract: true,
      class: Device,
      postInit: completeDevice,
      finalize: finalizeDevice,
    } satisfies DeviceInfo<Device>,
    leaveTree,
  );

  declare readonly type: DeviceType;
  readonly session: Session = sessionOf(this.heap);
  /** Where it stands between its realize and its unrealize. */
  life: "unrealized" | "realizing" | "realized" | "unrealizing" = "unrealized";
  /** The bus that it sits on; holds a reference on it (rule 14.4). */
  parentBus: Bus | null = null;
  /** Its number on that bus. */
  busIndex = -1;
  /** Its address on that bus; null where devices have none. */
  busAddress: number | null = null;
  /** The buses that it provides, in the order of their creation. */
  readonly childBuses: Bus[] = [];
  /** Whether it was made when its machine was running already. */
  readonly hotplugged: boolean = this.session.phase === "ready";
  /** From unrealize to finalize: its end is still to be announced (rule 13.9). */
  pendingDeleted = false;
  /** The path to announce then; the one it had when it was realized. */
  realizedPath = "";
  /** Whether those who listen have heard of its realize, and not yet of its unrealize. */
  announced = false;
  /** Whether an unplug was asked for and is not yet done. */
  unplugPending = false;
  /** Why it cannot be unplugged now; empty if it can. */
  readonly unplugBlockers: string[] = [];
  readonly resetState = new ResetState();
  /** What it has got hold of since it began to realize, in order. */
  readonly acquired: Acquisition[] = [];
  readonly inputs: InputLines[] = [];
  readonly outputs: OutputLines[] = [];
  readonly clocks: Clock[] = [];
  readonly timers: Timer[] = [];

  /** Whether it is realized: between the end of its realize and the beginning of its unrealize. */
  get realized(): boolean {
    return this.life === "realized";
  }
}

/** What follows the inits of all levels. */
function completeDevice(self: Device): void {
  applyGlobals(self);
  noteParts(self);
}

/** Unparent of a device: own hooks, unrealize, buses, its place on its bus, its regions, then what could still call it. */
function leaveTree(self: Device): void {
  const errors: unknown[] = [];
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  };
  const { levels } = self.type;
  for (let at = levels.length - 1; at >= 0; at--) attempt(() => levels[at]!.hooks.unparent?.(self));
  if (self.realized) attempt(() => unrealize(self));
  for (let bus = self.childBuses.at(-1); bus; bus = self.childBuses.at(-1)) {
    const newest = bus;
    attempt(() => unparent(newest));
    if (self.childBuses.at(-1) === newest) self.childBuses.pop();
  }
  attempt(() => leaveBus(self));
  attempt(() => releaseRegions(self));
  attempt(() => silence(self));
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, `${self.path}: unparent`);
}

/** Nobody may call into the device from here on: not a line, a clock or a timer (lifetimes, section 3.5). */
function silence(self: Device): void {
  for (const { lines } of self.inputs) for (const line of lines) line.disable();
  for (const clock of self.clocks) clock.silence();
  for (const timer of self.timers) {
    timer.cancel();
    timer.alive = false;
  }
}

function finalizeDevice(self: Device): void {
  silence(self);
  for (const { lines } of self.outputs) for (const line of lines) line.target = null;
  for (const { lines } of self.inputs)
    for (const line of lines) {
      line.target = null;
      unref(line);
    }
  for (const clock of self.clocks) unref(clock);
  if (self.unplugBlockers.length > 0)
    throw new DeviceError(self, `it ended while its unplug was blocked: ${self.unplugBlockers.join(", ")}`);
  if (!self.pendingDeleted) return;
  self.pendingDeleted = false;
  self.session.trace?.({ event: "deleted", device: self, path: self.realizedPath });
}

/** The name that a device was plugged with; empty if it was plugged with none, or is a part of something. */
export function idOf(device: Device): string {
  const { parent, session, name } = device;
  return parent !== null && parent === session.peripheral ? name : "";
}

/** The devices among the direct children of `object`, oldest first. */
export function childDevices(object: QomObject): Device[] {
  return children(object).filter((child): child is Device => child instanceof Device);
}
