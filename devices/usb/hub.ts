import { DeviceError } from "@qdl/runtime";
import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type UsbHub, type UsbHubHooks } from "../../generated/usb/hub.ts";
import { hostOf, requestOf } from "./bus.ts";
import { configurationOf, describe, endpointOf, type Identity, interfaceOf, reply, Transfer } from "./descriptors.ts";
import { deviceAt } from "./topology.ts";

const changeEndpoint = 0x81;
const changeInterval = { full: 255, high: 12 } as const;

/** Hubs of high speed say that they have one transaction translator; they are of full speed as well (section 11.23.1). */
const identities = {
  full: { vendor: 0x0409, product: 0x55aa, kind: [9, 0, 0], strings: ["qdl", "hub"] },
  high: { vendor: 0x0409, product: 0x55aa, kind: [9, 0, 1], strings: ["qdl", "hub"] },
} as const satisfies Record<string, Identity>;

const configurationFor = (speed: keyof typeof identities): number[] =>
  configurationOf(1, [
    interfaceOf(0, 1, [9, 0, 0]),
    endpointOf(changeEndpoint, Transfer.interrupt, 1, changeInterval[speed]),
  ]);

const configurations = { full: configurationFor("full"), high: configurationFor("high") } as const;

const hubDescriptorType = 0x29;

/** Power and over-current of each port by itself, 2 ms until power is good; everything can be removed (table 11-13). */
const hubDescriptor = (ports: number): number[] => [9, hubDescriptorType, ports, 0x09, 0, 1, 0, 0, 0xff];

/** Bits of wPortStatus (table 11-21); those of wPortChange lie at the same places (table 11-22). */
const Port = {
  connection: 1 << 0,
  enable: 1 << 1,
  suspend: 1 << 2,
  reset: 1 << 4,
  power: 1 << 8,
  lowSpeed: 1 << 9,
  highSpeed: 1 << 10,
} as const;

const speedBits: ReadonlyMap<string, number> = new Map([
  ["low", Port.lowSpeed],
  ["high", Port.highSpeed],
]);

/** Feature selectors (table 11-17): those from `changes` on clear a bit of wPortChange. */
const Feature = {
  enable: 1,
  suspend: 2,
  reset: 4,
  power: 8,
  changes: 16,
  lastChange: 20,
  test: 21,
  indicator: 22,
} as const;

/** Requests of the class (table 11-16), the type in the high byte. */
const Request = {
  getHubStatus: 0xa000,
  clearHubFeature: 0x2001,
  setHubFeature: 0x2003,
  getHubDescriptor: 0xa006,
  getPortStatus: 0xa300,
  clearPortFeature: 0x2301,
  setPortFeature: 0x2303,
  clearTtBuffer: 0x2308,
  resetTt: 0x2309,
  stopTt: 0x230b,
} as const;
const lastHubFeature = 1;

/** Sets bits of a port, counted from 1, and clears others; what has changed is told. */
function setPort(
  self: UsbHub,
  port: number,
  { on = 0, off = 0, changed = 0 }: { on?: number; off?: number; changed?: number },
): void {
  self.status.set(port - 1, (self.status.get(port - 1) & ~off) | on);
  self.change.set(port - 1, self.change.get(port - 1) | changed);
  if (changed !== 0) hostOf(self)?.wake(self, changeEndpoint);
}

const statusOf = (self: UsbHub, port: number): number => self.status.get(port - 1);

/** A port that has power sees what is there. */
function connect(self: UsbHub, port: number, device: UsbDevice): void {
  if (!(statusOf(self, port) & Port.power)) return;
  const off = Port.lowSpeed | Port.highSpeed;
  setPort(self, port, { off, on: Port.connection | (speedBits.get(device.speed) ?? 0), changed: Port.connection });
}

/** What is behind a port hears the host no more: it, and what is behind it. */
function silence(self: UsbHub, port: number, device: UsbDevice | null): void {
  const heard = (statusOf(self, port) & Port.enable) !== 0;
  setPort(self, port, { off: Port.enable | Port.suspend });
  if (device && heard) self.lost(device);
}

function powerOn(self: UsbHub, port: number): void {
  if (statusOf(self, port) & Port.power) return;
  setPort(self, port, { on: Port.power });
  const device = deviceAt(self.usb, port);
  if (device) connect(self, port, device);
}

function powerOff(self: UsbHub, port: number): void {
  silence(self, port, deviceAt(self.usb, port));
  self.status.set(port - 1, 0);
  self.change.set(port - 1, 0);
}

/** A reset enables the port (section 11.5.1.5). */
function resetPort(self: UsbHub, port: number): void {
  const device = deviceAt(self.usb, port);
  if (!device || !(statusOf(self, port) & Port.connection)) return;
  silence(self, port, device);
  device.busReset();
  setPort(self, port, { on: Port.enable, changed: Port.reset });
}

/** SetPortFeature (section 11.24.2.13); false for what there is not. */
function setFeature(self: UsbHub, port: number, feature: number): boolean {
  switch (feature) {
    case Feature.power:
      powerOn(self, port);
      return true;
    case Feature.reset:
      resetPort(self, port);
      return true;
    case Feature.suspend:
      if (statusOf(self, port) & Port.enable) setPort(self, port, { on: Port.suspend });
      return true;
    default:
      return feature === Feature.test || feature === Feature.indicator;
  }
}

/** ClearPortFeature (section 11.24.2.2). */
function clearFeature(self: UsbHub, port: number, feature: number): boolean {
  switch (feature) {
    case Feature.power:
      powerOff(self, port);
      return true;
    case Feature.enable:
      silence(self, port, deviceAt(self.usb, port));
      return true;
    case Feature.suspend:
      if (statusOf(self, port) & Port.suspend) setPort(self, port, { off: Port.suspend, changed: Port.suspend });
      return true;
    case Feature.indicator:
      return true;
    default:
      if (feature < Feature.changes || feature > Feature.lastChange) return false;
      self.change.set(port - 1, self.change.get(port - 1) & ~(1 << (feature - Feature.changes)));
      return true;
  }
}

/** A request for a port. */
function portRequest(
  self: UsbHub,
  code: number,
  { value, port }: { readonly value: number; readonly port: number },
): boolean {
  if (port < 1 || port > self.status.length) return false;
  if (code === Request.setPortFeature) return setFeature(self, port, value);
  if (code === Request.clearPortFeature) return clearFeature(self, port, value);
  const [status, change] = [statusOf(self, port), self.change.get(port - 1)];
  return reply(self, [status & 0xff, status >> 8, change & 0xff, change >> 8]);
}

/** Which ports have changed, as the endpoint for changes says it: bit n is port n (section 11.12.4). */
const changedPorts = (self: UsbHub): number =>
  [...self.change].reduce((bits, change, index) => (change === 0 ? bits : bits | (2 << index)), 0);

const isHighSpeed = (self: UsbHub): boolean => self.speed === "high";

/** Behaviour of the hub. */
export const usbHubHooks: UsbHubHooks = {
  attach(self, device) {
    if (device.speed === "super" || (device.speed === "high" && !isHighSpeed(self)))
      throw new DeviceError(device, `${self.path} has no ${device.speed} speed: set \`speed\` to full`);
    if (device.busAddress! > self.status.length)
      throw new DeviceError(device, `${self.path} has ${self.status.length} connectors`);
    connect(self, device.busAddress!, device);
  },

  detach(self, device) {
    const port = device.busAddress!;
    if (!(statusOf(self, port) & Port.connection)) return;
    silence(self, port, device);
    setPort(self, port, { off: Port.connection | Port.lowSpeed | Port.highSpeed, changed: Port.connection });
  },

  wake: (self, device, endpoint) => hostOf(self)?.wake(device, endpoint),

  lost(self, device) {
    hostOf(self)?.lost(device);
  },

  isEnabled: (self, port) =>
    port >= 1 && port <= self.status.length && (statusOf(self, port) & (Port.enable | Port.suspend)) === Port.enable,

  describe(self, kind, index) {
    const speed = self.speed as keyof typeof identities;
    return describe(self, { identity: identities[speed], configuration: configurations[speed] }, kind, index);
  },

  handleRequest(self) {
    const { code, value, index } = requestOf(self);
    switch (code) {
      case Request.getHubDescriptor:
        return reply(self, hubDescriptor(self.status.length));
      case Request.getHubStatus:
        return reply(self, [0, 0, 0, 0]);
      case Request.clearHubFeature:
      case Request.setHubFeature:
        return value <= lastHubFeature;
      case Request.getPortStatus:
      case Request.setPortFeature:
      case Request.clearPortFeature:
        return portRequest(self, code, { value, port: index & 0xff });
      case Request.clearTtBuffer:
      case Request.resetTt:
      case Request.stopTt:
        return isHighSpeed(self);
      default:
        return false;
    }
  },

  /** Ports have power when the host gives it. */
  configured(self) {
    for (let port = 1; port <= self.status.length; port++) powerOff(self, port);
  },

  provideData(self, endpoint, most) {
    if (endpoint !== (changeEndpoint & 0xf)) return "stall";
    const bits = changedPorts(self);
    if (bits === 0 || most === 0) return "nak";
    self.packet.set(0, bits);
    self.filled = 1;
    return "ack";
  },

  openBus(self) {
    self.usb.hotplug = {};
  },
};
