import { addChild, attach, hasProperty, isRooted, type QomObject, ref, unparent } from "../object/index.ts";
import { closeRegions, openRegions } from "../memory/index.ts";
import { acquire, type Acquisition, releaseAll } from "./acquisition.ts";
import { type Bus, leaveBus, joinBus, realizeBus, unrealizeBus } from "./bus/bus.ts";
import { type HotplugHandler } from "./bus/hotplug-handler.ts";
import { childDevices, type Device } from "./device.ts";
import { DeviceError, PropertyError } from "./errors.ts";
import { forgetReset, joinReset } from "./reset.ts";
import { type Session } from "./session.ts";
import { type DeviceType } from "./type.ts";
import { requireWhole } from "./whole.ts";

/** One level of a type whose own realize has run. */
class RealizedLevel implements Acquisition {
  readonly device: Device;
  readonly level: DeviceType;

  constructor(device: Device, level: DeviceType) {
    this.device = device;
    this.level = level;
  }

  get what(): string {
    return `realize of ${this.level.name}`;
  }

  release(): void {
    this.level.hooks.unrealize?.(this.device);
  }
}

/** A part that was realized by its container, and may have come to a bus by that. */
class RealizedPart implements Acquisition {
  readonly part: Device;
  readonly joined: boolean;

  constructor(part: Device, joined: boolean) {
    this.part = part;
    this.joined = joined;
  }

  get what(): string {
    return `realized part ${this.part.path}`;
  }

  release(): void {
    if (this.part.realized) unrealize(this.part);
    if (this.joined) leaveBus(this.part);
  }
}

/** A part that its container put on a bus. */
class PluggedPart implements Acquisition {
  readonly part: Device;

  constructor(part: Device) {
    this.part = part;
  }

  get what(): string {
    return `place on a bus of ${this.part.path}`;
  }

  release(): void {
    leaveBus(this.part);
  }
}

/** A child bus that was realized with its device. */
class RealizedBus implements Acquisition {
  readonly bus: Bus;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  get what(): string {
    return `realized bus ${this.bus.path}`;
  }

  release(): void {
    unrealizeBus(this.bus);
  }
}

/**
 * Realizes a device: its own hooks, base types first; its parts that are on no bus, in the order of their creation; its
 * child buses, newest first (lifetimes, section 3.2; rule 13.3). A device without a parent goes under `/machine/unattached`, one that needs a
 * bus and was given none on the machine's system bus. When anything throws, all that was done is undone, newest first,
 * the device is as before and can be realized again. Throws `DeviceError`, also for one that has lost a part to an unplug, and
 * what hooks throw.
 */
export function realize(device: Device, bus: Bus | null = null, address: number | null = null): void {
  if (device.life !== "unrealized") throw new DeviceError(device, `it cannot be realized: it is ${device.life}`);
  if (bus && device.parentBus && bus !== device.parentBus)
    throw new DeviceError(device, `it sits on bus ${device.parentBus.path} already`);
  if (!isCarried(device)) requireWhole(device);
  const undo: (() => void)[] = [];
  try {
    takePlace(device, bus, address, undo);
    device.life = "realizing";
    becomeReal(device);
  } catch (error) {
    device.session.blame(device, error);
    releaseAll(device);
    for (const timer of device.timers) timer.cancel();
    device.life = "unrealized";
    announceEnd(device);
    for (let step = undo.pop(); step; step = undo.pop()) step();
    throw error;
  }
}

/** Whether its container realizes it, and was asked about all that it contains. */
function isCarried({ parent }: Device): boolean {
  return parent !== null && "life" in parent && parent.life === "realizing";
}

/** Undoes realize in the exact reverse order; goes on when a hook throws and throws at the end what was thrown. */
export function unrealize(device: Device): void {
  if (device.life !== "realized") throw new DeviceError(device, `it cannot be unrealized: it is ${device.life}`);
  device.life = "unrealizing";
  closeRegions(device);
  const errors = releaseAll(device);
  for (const timer of device.timers) timer.cancel();
  device.life = "unrealized";
  device.pendingDeleted = true;
  announceEnd(device);
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `unrealize of ${device.path} failed in several places`);
}

/**
 * Realizes a part from inside its container's realize hook: now, and not after the hooks, for example because what
 * follows in the hook maps or connects what the part's realize makes. Does nothing for a part that is realized.
 */
export function realizePart(container: Device, part: Device, bus: Bus | null = null): void {
  if (part.realized) return;
  const joins = part.parentBus === null;
  realize(part, bus);
  acquire(container, new RealizedPart(part, joins));
}

/**
 * Puts a part on a bus from inside its container's realize hook, at an address of the bus or at the lowest that is free;
 * it leaves the bus when the container is unrealized. Throws `DeviceError` for a part that sits on a bus, and as `joinBus`.
 */
export function plugPart(container: Device, part: Device, bus: Bus, address: number | null = null): void {
  if (part.parentBus) throw new DeviceError(part, `it sits on bus ${part.parentBus.path} already`);
  joinBus(part, bus, address);
  acquire(container, new PluggedPart(part));
}

/** Who has a say in the plugging of a device: whom the machine names, else its bus's handler (rule 15.1). */
export function handlerOf(device: Device): HotplugHandler | null {
  return device.session.hotplug?.(device) ?? device.parentBus?.hotplug ?? null;
}

/** Gives an owned device without a parent to the machine, as `/machine/unattached/device[n]`. */
export function adopt<T extends Device>(device: { consume(): T; readonly value: T }): T {
  const { session } = device.value;
  return addChild(home(session, device.value), "device[*]", device as never) as T;
}

function announceEnd(device: Device): void {
  if (!device.announced) return;
  device.announced = false;
  device.session.trace?.({ event: "unrealize", device, path: device.realizedPath });
}

function takePlace(device: Device, bus: Bus | null, address: number | null, undo: (() => void)[]): void {
  const { session, type } = device;
  const place = device.parentBus === null ? (bus ?? defaultBus(device)) : null;
  if (place) {
    joinBus(device, place, address);
    undo.push(() => leaveBus(device));
  } else if (type.busType && !device.parentBus)
    throw new DeviceError(device, `it must sit on a bus of type ${type.busType.name}`);
  if (device.hotplugged && session.phase === "ready" && !type.hotpluggable && !insideAnother(device))
    throw new DeviceError(device, `devices of type ${type.name} do not support hot-plugging`);
  if (device.parent !== null && session.unattached && !isRooted(device))
    throw new DeviceError(device, "what it is a part of has no place in the tree yet");
  if (device.parent === null && session.unattached) {
    attach(session.unattached, "device[*]", ref(device));
    undo.push(() => backOut(device));
  }
  handlerOf(device)?.prePlug?.(device);
}

function becomeReal(device: Device): void {
  const { session, type } = device;
  for (const property of type.required)
    if (hasProperty(device, property) && property.get(device) === null)
      throw new PropertyError(device, property.name, "is not set");
  forgetReset(device);
  for (const level of type.levels) {
    level.hooks.realize?.(device);
    acquire(device, new RealizedLevel(device, level));
  }
  for (const part of childDevices(device)) if (!part.realized && !part.parentBus) realizePart(device, part);
  device.realizedPath = device.path;
  session.trace?.({ event: "realize", device, path: device.realizedPath });
  device.announced = true;
  for (const bus of device.childBuses.toReversed()) {
    realizeBus(bus);
    acquire(device, new RealizedBus(bus));
  }
  joinReset(device);
  device.pendingDeleted = false;
  device.unplugPending = false;
  handlerOf(device)?.plug?.(device);
  if (!isRealizable(device)) throw new DeviceError(device, "it left the tree while it was being realized");
  device.life = "realized";
  openRegions(device);
}

/** Outside a machine no place in the tree is asked for. */
function isRealizable(device: Device): boolean {
  return device.parent !== null || device.session.unattached === null;
}

function defaultBus(device: Device): Bus | null {
  const { systemBus } = device.session;
  const wanted = device.type.busType;
  return wanted && systemBus?.type.isA(wanted) ? systemBus : null;
}

/** Whether it is part of another device, whose hot-plugging carries it along. */
function insideAnother(device: Device): boolean {
  return device.parent !== null && device.parent !== device.session.unattached && "life" in device.parent;
}

/** Takes a device whose realize failed out of `unattached` again, with its buses. */
function backOut(device: Device): void {
  const buses = device.childBuses.splice(0);
  try {
    unparent(device);
  } finally {
    device.childBuses.push(...buses);
  }
}

function home(session: Session, device: Device): QomObject {
  if (!session.unattached) throw new DeviceError(device, "there is no machine to give it to");
  return session.unattached;
}
