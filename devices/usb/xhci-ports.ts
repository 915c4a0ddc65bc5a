import { DeviceError } from "@qdl/runtime";
import { type UsbDevice, UsbSpeedNumbers } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { Completion, EventType, post } from "./xhci-events.ts";
import { guarded, isRunning } from "./xhci-memory.ts";
import { connectorCount, deviceOn, portCount, portOf, slotOfDevice } from "./xhci-topology.ts";
import { note, work } from "./xhci-work.ts";

/** Bits of PORTSC (xHCI 1.2, section 5.4.8). */
const Port = {
  connected: 1,
  enabled: 1 << 1,
  reset: 1 << 4,
  link: 0xf << 5,
  speed: 0xf << 10,
  strobe: 1 << 16,
  connectChange: 1 << 17,
  warmResetChange: 1 << 19,
  resetChange: 1 << 21,
  linkChange: 1 << 22,
  changes: 0xfe << 16,
  warmReset: 1 << 31,
} as const;

/** Link states (table 5-27). */
const Link = { u0: 0, u3: 3, detect: 5, polling: 7, resume: 15 } as const;
const fromLink = (state: number): number => state << 5;
const linkOf = (portsc: number): number => (portsc >> 5) & 0xf;

/** Replaces bits of a port's register. */
function setBits(self: Xhci, port: number, mask: number, bits: number): void {
  self.setPortsc(port - 1, (self.getPortsc(port - 1) & ~mask) | bits);
}

function postPort(self: Xhci, port: number): void {
  guarded(self, () => post(self, 0, { parameter: BigInt(port << 24), code: Completion.success, type: EventType.port }));
}

/** Something has changed on a port: the first change is an event (section 4.19.2). */
function changed(self: Xhci, port: number, change: number): void {
  const before = self.getPortsc(port - 1) & Port.changes;
  setBits(self, port, 0, change);
  self.usbstsPcd = 1;
  if (before === 0 && isRunning(self)) postPort(self, port);
}

/** Tells of changes that came while the controller was halted. */
export function reportPorts(self: Xhci): void {
  for (let port = 1; port <= portCount; port++) if (self.getPortsc(port - 1) & Port.changes) postPort(self, port);
}

/** What a port shows of the device on it: one of USB 3 is ready for use, one of USB 2 waits for a reset (section 4.19.1). */
function connect(self: Xhci, port: number, device: UsbDevice): void {
  const speed = UsbSpeedNumbers[device.speed] << 10;
  const ready = device.speed === "super";
  const state = ready ? Port.enabled | fromLink(Link.u0) : fromLink(Link.polling);
  setBits(self, port, Port.link | Port.speed | Port.enabled, Port.connected | speed | state);
}

/** A device is there. Throws `DeviceError` if there is no such connector. */
export function attach(self: Xhci, device: UsbDevice): void {
  if ((device.busAddress ?? 0) > connectorCount)
    throw new DeviceError(
      device,
      `${self.path} has ${connectorCount} connectors, and none of number ${device.busAddress}`,
    );
  const port = portOf(device);
  connect(self, port, device);
  changed(self, port, Port.connectChange);
}

/** A device on a port goes. */
export function detach(self: Xhci, device: UsbDevice): void {
  if (!self.realized) return;
  const port = portOf(device);
  setBits(self, port, Port.connected | Port.enabled | Port.link | Port.speed, fromLink(Link.detect));
  lost(self, device);
  changed(self, port, Port.connectChange);
}

/** A device answers no more: what its endpoints have in hand ends with an error. */
export function lost(self: Xhci, device: UsbDevice): void {
  if (!self.realized) return;
  const slot = slotOfDevice(self, device);
  if (slot !== 0) for (let endpoint = 1; endpoint < 32; endpoint++) note(self, slot, endpoint);
  work(self);
}

/** A port shows again what it has shown, if the device there has kept its address meanwhile (section 4.23.2). */
export function restorePort(self: Xhci, port: number, portsc: number): void {
  const device = deviceOn(self, port);
  if (device && device.address !== 0 && portsc & Port.enabled) self.setPortsc(port - 1, portsc);
}

/** Every port finds what is on it, after a reset. */
export function detect(self: Xhci): void {
  for (let port = 1; port <= portCount; port++) {
    const device = deviceOn(self, port);
    if (!device) continue;
    connect(self, port, device);
    changed(self, port, Port.connectChange);
  }
}

function resetPort(self: Xhci, port: number, change: number): void {
  const device = deviceOn(self, port);
  if (!device) return;
  device.busReset();
  setBits(self, port, Port.link, Port.enabled | fromLink(Link.u0));
  changed(self, port, change);
}

/** The driver moves the link of an enabled port: to sleep, awake, or on the way there (section 4.15). */
function moveLink(self: Xhci, port: number, from: number, to: number): void {
  const allowed = self.getPortsc(port - 1) & Port.enabled && (to === Link.u0 || to === Link.u3 || to === Link.resume);
  setBits(self, port, Port.link, fromLink(allowed ? to : from));
  if (allowed && to === Link.u0 && from !== Link.u0) changed(self, port, Port.linkChange);
}

/** The driver has written PORTSC. */
export function portWritten(self: Xhci, index: number, value: number, old: number): void {
  const port = index + 1;
  setBits(self, port, Port.reset | Port.warmReset | Port.strobe | Port.link, old & Port.link);
  if (value & Port.strobe) moveLink(self, port, linkOf(old), linkOf(value));
  const warm = value & Port.warmReset && port > connectorCount;
  if (warm) resetPort(self, port, Port.resetChange | Port.warmResetChange);
  else if (value & Port.reset) resetPort(self, port, Port.resetChange);
}
