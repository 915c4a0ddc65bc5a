import { addChild, type Owned, type QomObject, unparent } from "../../object/index.ts";
import { type Bus } from "./bus.ts";
import { type Device } from "../device.ts";
import { DeviceError } from "../errors.ts";
import { type HotplugHandler } from "./hotplug-handler.ts";
import { handlerOf, realize } from "../realize.ts";

/** Where a device is plugged, and what it is called there. */
export interface PlugPlace {
  /** The bus; absent for a device that needs none, or that takes the machine's system bus. */
  readonly bus?: Bus;
  /** Its address there; absent: the lowest that is free. */
  readonly address?: number;
  /** Its name under `/machine/peripheral`; absent: `/machine/peripheral-anon/device[n]`. */
  readonly name?: string;
}

/**
 * Plugs an owned device: gives it a place in the tree and realizes it. When that fails, nothing is left of it.
 * Throws `DeviceError` for a type or a bus that takes no hot-plugging, `NameError`, and what realize throws.
 */
export function plug<T extends Device>(owned: Owned<T>, { bus, address, name }: PlugPlace = {}): T {
  using handle = owned;
  const device = handle.value;
  const { session } = device;
  const parent = name === undefined ? session.peripheralAnon : session.peripheral;
  if (!parent) throw new DeviceError(device, "there is no machine to plug it into");
  if (session.phase === "ready" && bus) requireHotBus(device, bus);
  const plugged = addChild(parent as QomObject, name ?? "device[*]", handle);
  try {
    realize(plugged, bus ?? null, address ?? null);
  } catch (error) {
    unparent(plugged);
    throw error;
  }
  return plugged;
}

/**
 * Unplugs a device. Where the handler asks the guest first, the device stays until somebody calls `completeUnplug`;
 * otherwise it leaves the tree now, and is finalized when its last holder lets go (rule 15.4).
 * Throws `DeviceError` while it is blocked, or when type, bus or machine take no hot-unplugging.
 */
export function unplug(device: Device): void {
  const handler = requireUnpluggable(device);
  if (handler.unplugRequest) {
    device.unplugPending = true;
    handler.unplugRequest(device);
    return;
  }
  completeUnplug(device);
}

/** Lets a device go whose unplugging was requested; what a handler calls when the guest has agreed. */
export function completeUnplug(device: Device): void {
  const handler = requireUnpluggable(device);
  handler.unplug?.(device);
  device.unplugPending = false;
  unparent(device);
}

/** The guest does not let a device go whose unplugging was requested: it stays, and may be asked for again. */
export function refuseUnplug(device: Device): void {
  if (!device.unplugPending) throw new DeviceError(device, "nobody has asked for its unplugging");
  device.unplugPending = false;
  device.session.trace?.({ event: "unplug_refused", device, path: device.path });
}

/** Refuses unplugging for a reason until the result is called. */
export function blockUnplug(device: Device, reason: string): () => void {
  device.unplugBlockers.push(reason);
  let blocked = true;
  return () => {
    if (!blocked) return;
    blocked = false;
    device.unplugBlockers.splice(device.unplugBlockers.indexOf(reason), 1);
  };
}

function requireUnpluggable(device: Device): HotplugHandler {
  const { unplugBlockers, type, parentBus } = device;
  if (!device.parent) throw new DeviceError(device, "it is not in the tree (any more)");
  if (unplugBlockers.length > 0) throw new DeviceError(device, `it cannot be unplugged: ${unplugBlockers.join(", ")}`);
  if (!type.hotpluggable) throw new DeviceError(device, `devices of type ${type.name} do not support hot-plugging`);
  if (parentBus) requireHotBus(device, parentBus);
  const handler = handlerOf(device);
  if (!handler) throw new DeviceError(device, "nobody handles the unplugging of a device that is on no bus");
  return handler;
}

function requireHotBus(device: Device, bus: Bus): void {
  if (!bus.hotplug && !device.session.hotplug?.(device))
    throw new DeviceError(device, `bus ${bus.path} does not support hot-plugging`);
}
