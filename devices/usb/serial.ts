import { type CharFrontend } from "@qdl/runtime";
import { type Handshake } from "../../generated/usb/bus.ts";
import { type UsbSerial, type UsbSerialHooks } from "../../generated/usb/serial.ts";
import { hostOf, requestOf } from "./bus.ts";
import { configurationOf, describe, endpointOf, type Identity, interfaceOf, reply, Transfer } from "./descriptors.ts";

const identity: Identity = {
  vendor: 0x0525,
  product: 0xa4a7,
  kind: [2, 0, 0],
  strings: ["qdl", "serial line"],
};

const Endpoint = { input: 1, output: 2, events: 3 } as const;
const giving = 0x80;
const eventBytes = 10;

/** Functional descriptors (CDC 1.2, section 5.2.3): header, call management, what is understood, which interfaces belong together. */
const functional = [
  [5, 0x24, 0x00, 0x10, 0x01],
  [5, 0x24, 0x01, 0x00, 0x01],
  [4, 0x24, 0x02, 0x06],
  [5, 0x24, 0x06, 0x00, 0x01],
];

function configurationFor(packet: number): number[] {
  return configurationOf(2, [
    interfaceOf(0, 1, [2, 2, 1]),
    ...functional,
    endpointOf(giving | Endpoint.events, Transfer.interrupt, eventBytes, 8),
    interfaceOf(1, 2, [10, 0, 0]),
    endpointOf(giving | Endpoint.input, Transfer.bulk, packet),
    endpointOf(Endpoint.output, Transfer.bulk, packet),
  ]);
}

const configurations = { full: configurationFor(64), high: configurationFor(512) } as const;

/** Requests of the class (PSTN 1.2, section 6.3). */
const Request = { setLineCoding: 0x2120, getLineCoding: 0xa121, setControlLines: 0x2122, sendBreak: 0x2123 } as const;

/** 115200 bits a second, one stop bit, no parity, eight bits. */
const usualCoding = [0x00, 0xc2, 0x01, 0x00, 0, 0, 8];
const breakEvent = 4;

function happened(self: UsbSerial, event: number): void {
  if (self.configuration === 0) return;
  self.events |= event;
  hostOf(self)?.wake(self, giving | Endpoint.events);
}

const frontend: CharFrontend<UsbSerial> = {
  canReceive: (self) => (self.configuration === 0 ? 0 : self.input.length - self.waiting),

  receive(self, character) {
    self.input.set((self.first + self.waiting) % self.input.length, character);
    self.waiting++;
    hostOf(self)?.wake(self, giving | Endpoint.input);
  },

  breakReceived: (self) => happened(self, breakEvent),
};

/** Bytes that have come in, as many as fit. */
function giveInput(self: UsbSerial, most: number): Handshake {
  if (self.waiting === 0) return "nak";
  const length = Math.min(most, self.waiting);
  for (let at = 0; at < length; at++) self.packet.set(at, self.input.get((self.first + at) % self.input.length));
  self.first = (self.first + length) % self.input.length;
  self.waiting -= length;
  self.filled = length;
  self.chardev?.acceptInput();
  return "ack";
}

/** SERIAL_STATE (PSTN 1.2, section 6.5.4): carrier and ready are always there. */
function giveEvents(self: UsbSerial, most: number): Handshake {
  if (self.events === 0) return "nak";
  const bytes = [0xa1, 0x20, 0, 0, 0, 0, 2, 0, 3 | self.events, 0].slice(0, most);
  for (const [at, byte] of bytes.entries()) self.packet.set(at, byte);
  self.filled = bytes.length;
  self.events = 0;
  return "ack";
}

function setCoding(self: UsbSerial, bytes: Iterable<number>): void {
  let at = 0;
  for (const byte of bytes) self.coding.set(at++, byte);
}

/** Behaviour of the serial line. */
export const usbSerialHooks: UsbSerialHooks = {
  describe: (self, kind, index) =>
    describe(self, { identity, configuration: configurations[self.speed as "full" | "high"] }, kind, index),

  handleRequest(self) {
    const { code, value, length } = requestOf(self);
    switch (code) {
      case Request.setLineCoding:
        if (length !== self.coding.length) return false;
        setCoding(self, [...self.reply].slice(0, length));
        return true;
      case Request.getLineCoding:
        return reply(self, [...self.coding]);
      case Request.setControlLines:
        self.controlLines = value & 3;
        return true;
      case Request.sendBreak:
        if (value !== 0) self.chardev?.sendBreak();
        return true;
      default:
        return false;
    }
  },

  configured(self) {
    self.first = 0;
    self.waiting = 0;
    self.events = 0;
    self.controlLines = 0;
    setCoding(self, usualCoding);
    self.chardev?.acceptInput();
  },

  acceptData(self, endpoint, length) {
    if (endpoint !== Endpoint.output) return "stall";
    for (let at = 0; at < length; at++) self.chardev?.write(self.packet.get(at));
    return "ack";
  },

  provideData(self, endpoint, most) {
    if (endpoint === Endpoint.input) return giveInput(self, most);
    return endpoint === Endpoint.events ? giveEvents(self, most) : "stall";
  },

  openLine: (self) => self.chardev?.attach(self, frontend),
  closeLine: (self) => self.chardev?.detach(self),
};
