import { dynamicCast, type UsbBus } from "@qdl/runtime";
import { UsbBranch, UsbDevice } from "../../generated/usb/bus.ts";

/** Where a device is: a connector of the root, and from there one of each hub, four bits each, the first one lowest. */
export interface UsbPlace {
  readonly connector: number;
  readonly route: number;
}

/** The hub that a device is, or null. */
const branchOf = (device: UsbDevice): UsbBranch | null => dynamicCast(device, UsbBranch.type);

/** What provides the bus on which a device sits. */
const above = (device: UsbDevice): unknown => (device.parentBus as UsbBus | null)?.device;

/** The device behind a connector of a bus that is realized, or null. */
export function deviceAt(usb: UsbBus, connector: number): UsbDevice | null {
  const device = usb.at(connector) as UsbDevice | null;
  return device?.realized ? device : null;
}

/** Where a device is, hubs included. */
export function placeOfDevice(device: UsbDevice): UsbPlace {
  let at = device;
  let route = 0;
  for (let hub = above(at); hub instanceof UsbDevice; hub = above(at)) {
    route = (route << 4) | at.busAddress!;
    at = hub;
  }
  return { connector: at.busAddress!, route };
}

/** The device at the end of a route from another, as long as every connector on the way is enabled; or null. */
export function followRoute(from: UsbDevice | null, route: number): UsbDevice | null {
  let device = from;
  for (let rest = route; rest !== 0 && device; rest >>>= 4) {
    const branch = branchOf(device);
    const connector = rest & 0xf;
    device = branch?.isEnabled(connector) ? deviceAt(branch.usb, connector) : null;
  }
  return device;
}

/** The hub of high speed nearest to a device of a lower one, and the connector that leads there; null without one on its way. */
export function translatorOf(device: UsbDevice): { readonly hub: UsbDevice; readonly connector: number } | null {
  let at = device;
  for (let hub = above(at); hub instanceof UsbDevice; hub = above(at)) {
    if (hub.speed === "high" && at.speed !== "high") return { hub, connector: at.busAddress! };
    at = hub;
  }
  return null;
}

/** A device and those that can be heard through it. */
export function* reachable(device: UsbDevice): Generator<UsbDevice> {
  yield device;
  const branch = branchOf(device);
  for (const kid of (branch?.usb.kids ?? []) as UsbDevice[])
    if (kid.realized && branch!.isEnabled(kid.busAddress!)) yield* reachable(kid);
}
