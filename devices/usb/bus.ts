import { DeviceError, dynamicCast, type UsbBus } from "@qdl/runtime";
import { type Handshake, type UsbDevice, type UsbDeviceHooks, UsbHost } from "../../generated/usb/bus.ts";
import { reply } from "./descriptors.ts";

/** Standard requests (USB 2.0, table 9-4). */
const Request = {
  getStatus: 0,
  clearFeature: 1,
  setFeature: 3,
  setAddress: 5,
  getDescriptor: 6,
  getConfiguration: 8,
  setConfiguration: 9,
  getInterface: 10,
  setInterface: 11,
} as const;

const kindBits = 0x60;
const recipientBits = 0x1f;
const endpointRecipient = 2;

/** The request of a control transfer (USB 2.0, table 9-2). */
export interface ControlRequest {
  /** Whether the device gives data. */
  readonly giving: boolean;
  readonly standard: boolean;
  readonly recipient: number;
  /** bmRequestType and bRequest, the type in the high byte. */
  readonly code: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/** The request that a device has in hand. */
export function requestOf({ requestLow: low, requestHigh: high }: UsbDevice): ControlRequest {
  const type = low & 0xff;
  const request = (low >>> 8) & 0xff;
  return {
    giving: (type & 0x80) !== 0,
    standard: (type & kindBits) === 0,
    recipient: type & recipientBits,
    code: (type << 8) | request,
    request,
    value: low >>> 16,
    index: high & 0xffff,
    length: high >>> 16,
  };
}

/** Where `halted` has an endpoint. */
const haltBit = (address: number): number => 1 << ((address & 0xf) | (address & 0x80 ? 0x10 : 0));

/** Halts an endpoint, or lets it go on; endpoint 0 does not halt. */
function setHalt(self: UsbDevice, { recipient, value, index }: ControlRequest, on: boolean): boolean {
  if (recipient !== endpointRecipient || value !== 0) return false;
  if ((index & 0xf) !== 0) self.halted = on ? self.halted | haltBit(index) : self.halted & ~haltBit(index);
  return true;
}

function setConfiguration(self: UsbDevice, value: number): boolean {
  if (value > 1) return false;
  self.configuration = value;
  self.halted = 0;
  self.configured();
  return true;
}

function standardRequest(self: UsbDevice, request: ControlRequest): boolean {
  const { value, index, recipient } = request;
  switch (request.request) {
    case Request.getStatus: {
      const halted = recipient === endpointRecipient && (self.halted & haltBit(index)) !== 0;
      return reply(self, [halted ? 1 : 0, 0]);
    }
    case Request.clearFeature:
      return setHalt(self, request, false);
    case Request.setFeature:
      return setHalt(self, request, true);
    case Request.setAddress:
      self.address = value & 0x7f;
      return true;
    case Request.getDescriptor:
      return self.describe(value >> 8, value & 0xff);
    case Request.getConfiguration:
      return reply(self, [self.configuration]);
    case Request.setConfiguration:
      return setConfiguration(self, value);
    case Request.getInterface:
      return reply(self, [0]);
    case Request.setInterface:
      return value === 0;
    default:
      return false;
  }
}

function perform(self: UsbDevice, request: ControlRequest): boolean {
  return request.standard ? standardRequest(self, request) : self.handleRequest();
}

/** OUT on endpoint 0: data of a request, or the end of one that gives data. */
function takeControl(self: UsbDevice, length: number): Handshake {
  const request = requestOf(self);
  if (self.refused) return "stall";
  if (request.giving) return "ack";
  if (self.passed + length > request.length) return "stall";
  for (let at = 0; at < length; at++) self.reply.set(self.passed + at, self.packet.get(at));
  self.passed += length;
  return "ack";
}

/** IN on endpoint 0: data of a request, or the end of one that takes data, which is done then. */
function giveControl(self: UsbDevice, most: number): Handshake {
  const request = requestOf(self);
  self.filled = 0;
  if (self.refused) return "stall";
  if (!request.giving) {
    self.refused = self.passed !== request.length || !perform(self, request);
    return self.refused ? "stall" : "ack";
  }
  const length = Math.min(most, self.replyLength - self.passed);
  for (let at = 0; at < length; at++) self.packet.set(at, self.reply.get(self.passed + at));
  self.passed += length;
  self.filled = length;
  return "ack";
}

/** Whether an endpoint other than 0 answers at all. */
const answers = (self: UsbDevice, address: number): boolean =>
  self.configuration !== 0 && (self.halted & haltBit(address)) === 0;

/** The controller whose bus a device sits on, or null. */
export function hostOf(self: UsbDevice): UsbHost | null {
  return dynamicCast((self.parentBus as UsbBus | null)?.device ?? null, UsbHost.type);
}

function restart(self: UsbDevice): void {
  self.address = 0;
  self.configuration = 0;
  self.halted = 0;
  self.replyLength = 0;
  self.passed = 0;
  self.refused = true;
  self.configured();
}

/** Behaviour that all devices share. */
export const usbDeviceHooks: UsbDeviceHooks = {
  busReset: restart,

  setup(self, bytes) {
    self.requestLow = Number(bytes & 0xffff_ffffn);
    self.requestHigh = Number(bytes >> 32n);
    self.passed = 0;
    self.replyLength = 0;
    const request = requestOf(self);
    self.refused = !request.giving && request.length > self.reply.length;
    if (!request.giving) return;
    self.refused = !perform(self, request);
    self.replyLength = Math.min(self.replyLength, request.length);
  },

  take(self, endpoint, length) {
    if (endpoint === 0) return takeControl(self, length);
    return answers(self, endpoint) ? self.acceptData(endpoint, length) : "stall";
  },

  give(self, endpoint, most) {
    if (endpoint === 0) return giveControl(self, most);
    self.filled = 0;
    return answers(self, endpoint | 0x80) ? self.provideData(endpoint, most) : "stall";
  },

  describe: () => false,
  handleRequest: () => false,
  configured: () => undefined,
  acceptData: () => "stall",
  provideData: () => "stall",

  plugIn(self) {
    const host = hostOf(self);
    if (!host) throw new DeviceError(self, "it sits on no controller's bus");
    host.attach(self);
  },

  pullOut: (self) => hostOf(self)?.detach(self),
  powerUp: restart,
};
