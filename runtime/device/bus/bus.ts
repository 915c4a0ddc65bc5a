import { embed, ObjectType, QomObject, ref, type TypeInfo, typeOf, unparent, unref } from "../../object/index.ts";
import { type Device, idOf } from "../device.ts";
import { DeviceError } from "../errors.ts";
import { type HotplugHandler } from "./hotplug-handler.ts";
import { changeResetParent } from "../reset.ts";
import { type ResetKind, ResetState } from "../resettable.ts";
import { type Session, sessionOf } from "../session.ts";
import { unrealize } from "../realize.ts";

/** What a bus type declares beside what every type does; hooks of base types run first. */
export interface BusInfo<T extends Bus> extends TypeInfo<T> {
  realize?(self: T): void;
  unrealize?(self: T): void;
  resetEnter?(self: T, kind: ResetKind): void;
  resetHold?(self: T, kind: ResetKind): void;
  resetExit?(self: T, kind: ResetKind): void;
  /** Throws to refuse a device at the address that its properties say. */
  checkAddress?(self: T, device: Device): void;
  /** How many devices it takes; no limit if absent. */
  readonly limit?: number;
  /** The addresses that devices on it have, one each; inherited. Absent: they have none. */
  readonly addresses?: AddressRange;
}

/** Addresses of a bus, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** A type of buses. Made by `busType`. */
export class BusType extends ObjectType {
  readonly hooks: BusInfo<Bus>;
  readonly levels: readonly BusType[];
  readonly limit: number;
  readonly addresses: AddressRange | null;

  constructor(info: BusInfo<Bus>, unparent: ((self: Bus) => void) | null) {
    const { unparent: _own, ...rest } = info;
    super((unparent ? { ...rest, unparent } : rest) as unknown as TypeInfo<QomObject>);
    const parent = info.parent && typeOf(info.parent);
    const base = parent instanceof BusType ? parent : null;
    this.hooks = info;
    this.levels = [...(base?.levels ?? []), this];
    this.limit = info.limit ?? base?.limit ?? Infinity;
    this.addresses = info.addresses ?? base?.addresses ?? null;
  }
}

/** Declares a type of buses; its parent is `Bus.type` or derived from it. */
export function busType<T extends Bus>(info: BusInfo<T>): BusType {
  return new BusType(info as unknown as BusInfo<Bus>, null);
}

/**
 * A bus: child of the device that provides it, holding the devices that sit on it, whoever owns those: the composition
 * tree and the bus tree are two.
 */
export class Bus extends QomObject {
  static override readonly type: BusType = new BusType(
    { name: "bus", parent: QomObject.type, abstract: true, class: Bus },
    leaveDevice,
  );

  declare readonly type: BusType;
  readonly session: Session = sessionOf(this.heap);
  /** The device that provides it; null for the machine's system bus, and after unparent. */
  device: Device | null = null;
  realized = false;
  /** The devices that sit on it, in the order in which they came; holds a reference on each (rule 14.3). */
  readonly kids: Device[] = [];
  /** How many devices it takes. */
  limit = Infinity;
  /** Has a say in plugging and unplugging here; its presence makes the bus hot-pluggable. */
  hotplug: HotplugHandler | null = null;
  readonly resetState = new ResetState();
  #nextIndex = 0;

  /** The device at an address, or null. */
  at(address: number): Device | null {
    return this.kids.find((kid) => kid.busAddress === address) ?? null;
  }

  /** The next device's number; numbers are never used again. */
  takeIndex(): number {
    return this.#nextIndex++;
  }
}

/**
 * Makes a bus of type `of` as the part `name` of `device`, with its state `offset` words into the device's.
 * Without a name it is called after its device, or after its type (rule 14.1).
 */
export function addBus<T extends Bus>(
  device: Device,
  of: { new (place: never): T; readonly type: BusType },
  { name, offset = 0, prepare }: { name?: string; offset?: number; prepare?: (bus: T) => void } = {},
): T {
  const called = name ?? busName(device, of.type);
  const bus = embed(device, called, of as never, { offset, prepare: prepare as never }) as unknown as T;
  bus.device = device;
  bus.limit = of.type.limit;
  device.childBuses.push(bus);
  if (device.resetState.count > 0) changeResetParent(bus, null, device.resetState);
  return bus;
}

/** The name of a bus that was given none: after its device if that has an id, otherwise after its type (rule 14.1). */
function busName(device: Device, type: BusType): string {
  if (idOf(device) !== "") return `${idOf(device)}.${device.childBuses.length}`;
  return `${type.name.toLowerCase()}.${device.session.nextBusNumber(type.name)}`;
}

/**
 * Puts a device on a bus, at an address of the bus or at the lowest that is free. Throws `DeviceError` if it does not belong
 * there or the address is taken, and what the bus's own check throws.
 */
export function joinBus(device: Device, bus: Bus, address: number | null = null): void {
  const wanted = device.type.busType;
  if (!wanted) throw new DeviceError(device, `devices of type ${device.type.name} sit on no bus`);
  if (!bus.type.isA(wanted)) throw new DeviceError(device, `it needs a bus of type ${wanted.name}, not ${bus.path}`);
  if (bus.kids.length >= bus.limit) throw new DeviceError(device, `bus ${bus.path} takes no more than ${bus.limit}`);
  const place = placeOn(bus, device, address);
  for (const level of bus.type.levels) level.hooks.checkAddress?.(bus, device);
  const old = device.parentBus;
  if (old) takeOff(device, old);
  device.parentBus = ref(bus);
  device.busIndex = bus.takeIndex();
  device.busAddress = place;
  bus.kids.push(ref(device));
  if (device.realized) changeResetParent(device, old?.resetState ?? null, bus.resetState);
  if (old) unref(old);
  device.session.trace?.({ event: "plug", device, bus });
}

/** The address that a device gets on a bus; null where devices have none. */
function placeOn(bus: Bus, device: Device, wanted: number | null): number | null {
  const { addresses } = bus.type;
  if (!addresses) {
    if (wanted !== null) throw new DeviceError(device, `bus ${bus.path} has no addresses`);
    return null;
  }
  const { first, last } = addresses;
  if (wanted === null) {
    for (let address = first; address <= last; address++) if (!bus.at(address)) return address;
    throw new DeviceError(device, `bus ${bus.path} has no free address`);
  }
  if (wanted < first || wanted > last)
    throw new DeviceError(device, `bus ${bus.path} has addresses ${first} to ${last}, not ${wanted}`);
  const other = bus.at(wanted);
  if (other && other !== device) throw new DeviceError(device, `${other.path} has address ${wanted} of ${bus.path}`);
  return wanted;
}

/** Takes a device off its bus, if it sits on one. */
export function leaveBus(device: Device): void {
  const bus = device.parentBus;
  if (!bus) return;
  takeOff(device, bus);
  device.parentBus = null;
  device.session.trace?.({ event: "leave", device, bus });
  unref(bus);
}

/** The bus's reference on the device goes at the next quiescent point: somebody may be walking the bus (rule 14.3). */
function takeOff(device: Device, bus: Bus): void {
  bus.kids.splice(bus.kids.indexOf(device), 1);
  device.busAddress = null;
  device.session.defer(() => unref(device));
}

/** Realizes a bus, not the devices on it. When a hook throws, those that ran are undone. */
export function realizeBus(bus: Bus): void {
  const { levels } = bus.type;
  let done = 0;
  try {
    for (; done < levels.length; done++) levels[done]!.hooks.realize?.(bus);
  } catch (error) {
    while (--done >= 0) levels[done]!.hooks.unrealize?.(bus);
    throw error;
  }
  bus.realized = true;
}

/** Unrealizes the devices on a bus, newest first, then the bus. */
export function unrealizeBus(bus: Bus): void {
  const { levels } = bus.type;
  for (let at = bus.kids.length - 1; at >= 0; at--) {
    const kid = bus.kids[at];
    if (kid?.realized) unrealize(kid);
  }
  for (let at = levels.length - 1; at >= 0; at--) levels[at]!.hooks.unrealize?.(bus);
  bus.realized = false;
}

/** Unparent of a bus: own hooks; whoever sits on it leaves the tree, newest first (rule 14.5). */
function leaveDevice(self: Bus): void {
  const { levels } = self.type;
  for (let at = levels.length - 1; at >= 0; at--) levels[at]!.hooks.unparent?.(self);
  for (let kid = self.kids.at(-1); kid; kid = self.kids.at(-1)) {
    if (kid.parent) unparent(kid);
    else leaveBus(kid);
    if (self.kids.at(-1) === kid) self.kids.pop();
  }
  const siblings = self.device?.childBuses;
  if (siblings?.includes(self)) siblings.splice(siblings.indexOf(self), 1);
  self.device = null;
}
