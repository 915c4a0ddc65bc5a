import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { deviceAt, followRoute, placeOfDevice, translatorOf } from "./topology.ts";

const connectors = 4;
/** PED of PORTSC. */
const enabled = 2;

/** How many connectors, and how many ports there are. */
export const connectorCount = connectors;
export const portCount = 2 * connectors;

/** What is on a port, counted from 1, or null. */
export function deviceOn(self: Xhci, port: number): UsbDevice | null {
  const device = deviceAt(self.usb, port > connectors ? port - connectors : port);
  return device && portOf(device) === port ? device : null;
}

/** The port of a device: that of USB 2.0 or that of USB 3.2 of its connector. */
export function portOf(device: UsbDevice): number {
  return placeOfDevice(device).connector + (device.speed === "super" ? connectors : 0);
}

/**
 * The device of a slot, or null: it is there, every port on its way is enabled, and a hub that has to translate for it is the one that its
 * slot context names (section 4.3.3).
 */
export function deviceOf(self: Xhci, slot: number): UsbDevice | null {
  const port = self.slotPort.get(slot);
  if (port === 0 || !(self.getPortsc(port - 1) & enabled)) return null;
  const device = followRoute(deviceOn(self, port), self.slotRoute.get(slot));
  return device && isTranslated(self, slot, device) ? device : null;
}

function isTranslated(self: Xhci, slot: number, device: UsbDevice): boolean {
  const translator = translatorOf(device);
  if (!translator) return true;
  const [hubSlot, connector] = [self.slotTranslator.get(slot) & 0xff, self.slotTranslator.get(slot) >>> 8];
  return (
    hubSlot === slotOfDevice(self, translator.hub) &&
    connector === translator.connector &&
    self.slotHub.get(hubSlot) >= connector
  );
}

/** The slot of a port and a route, or 0. */
export function slotAt(self: Xhci, port: number, route: number): number {
  for (let slot = 1; slot < self.slotPort.length; slot++)
    if (self.slotEnabled.get(slot) && self.slotPort.get(slot) === port && self.slotRoute.get(slot) === route)
      return slot;
  return 0;
}

/** The slot of a device, or 0. */
export function slotOfDevice(self: Xhci, device: UsbDevice): number {
  return device.busAddress === null ? 0 : slotAt(self, portOf(device), placeOfDevice(device).route);
}
