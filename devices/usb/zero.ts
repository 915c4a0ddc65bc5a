import { type Handshake } from "../../generated/usb/bus.ts";
import { type UsbZero, type UsbZeroHooks } from "../../generated/usb/zero.ts";
import { hostOf } from "./bus.ts";
import {
  companionOf,
  configurationOf,
  describe,
  endpointOf,
  type Identity,
  interfaceOf,
  Transfer,
} from "./descriptors.ts";

const identity: Identity = {
  vendor: 0x0525,
  product: 0xa4a0,
  kind: [0xff, 0, 0],
  strings: ["qdl", "source and sink"],
};

const Endpoint = { loop: 1, isochronous: 2 } as const;
const giving = 0x80;
const largestPacket = 1024;
const bulkPackets = { full: 64, high: 512, super: 1024 } as const;
/** Bytes of an isochronous packet: one a millisecond, as sound in two channels has it. */
const samples = 192;
const intervals = { full: 1, high: 4, super: 4 } as const;
/** Streams of an endpoint, as its companion descriptor says it: an exponent. */
const streams = 4;

function configurationFor(speed: keyof typeof bulkPackets): number[] {
  const companion = (attributes: number, bytes: number): number[][] =>
    speed === "super" ? [companionOf(attributes, bytes)] : [];
  const isochronous = (address: number): number[][] => [
    endpointOf(address, Transfer.isochronous, samples, intervals[speed]),
    ...companion(0, samples),
  ];
  const bulk = (address: number): number[][] => [
    endpointOf(address, Transfer.bulk, bulkPackets[speed]),
    ...companion(streams, 0),
  ];
  return configurationOf(1, [
    interfaceOf(0, 4, [0xff, 0, 0]),
    ...bulk(giving | Endpoint.loop),
    ...bulk(Endpoint.loop),
    ...isochronous(giving | Endpoint.isochronous),
    ...isochronous(Endpoint.isochronous),
  ]);
}

const configurations = {
  full: configurationFor("full"),
  high: configurationFor("high"),
  super: configurationFor("super"),
} as const;

/** Keeps a packet of a stream until the host fetches it; one at a time. */
function keep(self: UsbZero, length: number): Handshake {
  const { stream } = self;
  if (stream >= self.held.length) return "stall";
  if (self.held.get(stream) !== 0) return "nak";
  for (let at = 0; at < length; at++) self.loop.set(stream * largestPacket + at, self.packet.get(at));
  self.held.set(stream, length + 1);
  hostOf(self)?.wake(self, giving | Endpoint.loop);
  return "ack";
}

function giveBack(self: UsbZero, most: number): Handshake {
  const { stream } = self;
  if (stream >= self.held.length) return "stall";
  const length = Math.min(self.held.get(stream) - 1, most);
  if (length < 0) return "nak";
  for (let at = 0; at < length; at++) self.packet.set(at, self.loop.get(stream * largestPacket + at));
  self.filled = length;
  self.held.set(stream, 0);
  hostOf(self)?.wake(self, Endpoint.loop);
  return "ack";
}

/** A packet of the source: all its bytes are its number. */
function giveSamples(self: UsbZero, most: number): Handshake {
  if (self.mute) return "nak";
  self.filled = Math.min(samples, most);
  for (let at = 0; at < self.filled; at++) self.packet.set(at, self.given);
  self.given++;
  return "ack";
}

/** Behaviour of the device. */
export const usbZeroHooks: UsbZeroHooks = {
  describe: (self, kind, index) =>
    describe(self, { identity, configuration: configurations[self.speed as keyof typeof configurations] }, kind, index),

  configured(self) {
    for (let stream = 0; stream < self.held.length; stream++) self.held.set(stream, 0);
    self.given = 0;
    self.taken = 0;
    self.bytes = 0;
  },

  acceptData(self, endpoint, length) {
    if (endpoint === Endpoint.loop) return keep(self, length);
    if (endpoint !== Endpoint.isochronous) return "stall";
    self.taken++;
    self.bytes += length;
    return "ack";
  },

  provideData(self, endpoint, most) {
    if (endpoint === Endpoint.loop) return giveBack(self, most);
    return endpoint === Endpoint.isochronous ? giveSamples(self, most) : "stall";
  },
};
