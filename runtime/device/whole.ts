import { type Device, childDevices } from "./device.ts";
import { DeviceError } from "./errors.ts";

/** By device, the devices that its init made: what its realize, its maps and its wires count on. */
const partsOf = new WeakMap<Device, readonly Device[]>();

/** Records the parts of a device whose init has run. */
export function noteParts(device: Device): void {
  const parts = childDevices(device);
  if (parts.length > 0) partsOf.set(device, parts);
}

/**
 * Throws `DeviceError` for a device of which init made a part, however deep, that has left it since: an unplug is for good,
 * and its realize would map, connect and plug what is finalized.
 */
export function requireWhole(device: Device): void {
  for (const part of partsOf.get(device) ?? []) {
    if (part.parent !== device)
      throw new DeviceError(
        device,
        `it cannot be realized without its part ${part.path}, which was unplugged for good`,
      );
    requireWhole(part);
  }
}
