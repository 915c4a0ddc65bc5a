import { type UsbKeyboard, type UsbKeyboardHooks } from "../../generated/usb/keyboard.ts";
import { hostOf, requestOf } from "./bus.ts";
import { configurationOf, describe, endpointOf, type Identity, interfaceOf, reply, Transfer } from "./descriptors.ts";

const identity: Identity = {
  vendor: 0x0627,
  product: 0x0001,
  kind: [0, 0, 0],
  strings: ["qdl", "keyboard"],
};

const reportBytes = 8;
const mostReports = 16;
const reportEndpoint = 0x81;
const firstModifier = 0xe0;

/** What a report means (HID 1.11, appendix E.6): modifiers, a reserved byte, lights, six keys. */
const reportDescriptor = [
  [0x05, 0x01, 0x09, 0x06, 0xa1, 0x01],
  [0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02],
  [0x95, 0x01, 0x75, 0x08, 0x81, 0x01],
  [0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02],
  [0x95, 0x01, 0x75, 0x03, 0x91, 0x01],
  [0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x26, 0xff, 0x00, 0x05, 0x07, 0x19, 0x00, 0x29, 0xff, 0x81, 0x00, 0xc0],
].flat();

const Hid = { descriptor: 0x21, report: 0x22 } as const;
const hidDescriptor = [9, Hid.descriptor, 0x11, 0x01, 0, 1, Hid.report, reportDescriptor.length, 0];

const configuration = configurationOf(1, [
  interfaceOf(0, 1, [3, 1, 1]),
  hidDescriptor,
  endpointOf(reportEndpoint, Transfer.interrupt, reportBytes, 10),
]);

/** Requests of the class (HID 1.11, section 7.2). */
const Request = {
  getReport: 0xa101,
  getIdle: 0xa102,
  getProtocol: 0xa103,
  setReport: 0x2109,
  setIdle: 0x210a,
  setProtocol: 0x210b,
} as const;

/** The keys that are down, as a report says it. */
const report = (self: UsbKeyboard): number[] => [self.modifiers, 0, ...self.keys];

/** Keeps a report for the host; when sixteen wait, the newest gives way. */
function changed(self: UsbKeyboard): void {
  if (self.configuration === 0) return;
  if (self.waiting < mostReports) self.waiting++;
  const at = (self.first + self.waiting - 1) % mostReports;
  for (const [index, byte] of report(self).entries()) self.reports.set(at * reportBytes + index, byte);
  hostOf(self)?.wake(self, reportEndpoint);
}

/** Behaviour of the keyboard. */
export const usbKeyboardHooks: UsbKeyboardHooks = {
  press(self, usage) {
    const keys = [...self.keys];
    const free = keys.indexOf(0);
    if (usage >= firstModifier) self.modifiers |= 1 << (usage - firstModifier);
    else if (free >= 0 && !keys.includes(usage)) self.keys.set(free, usage);
    changed(self);
  },

  release(self, usage) {
    const at = [...self.keys].indexOf(usage);
    if (usage >= firstModifier) self.modifiers &= ~(1 << (usage - firstModifier));
    else if (at >= 0) self.keys.set(at, 0);
    changed(self);
  },

  describe(self, kind, index) {
    if (kind === Hid.descriptor) return reply(self, hidDescriptor);
    if (kind === Hid.report) return reply(self, reportDescriptor);
    return describe(self, { identity, configuration }, kind, index);
  },

  handleRequest(self) {
    const { code, value } = requestOf(self);
    switch (code) {
      case Request.getReport:
        return reply(self, report(self));
      case Request.getIdle:
        return reply(self, [self.idle]);
      case Request.getProtocol:
        return reply(self, [self.protocol]);
      case Request.setReport:
        self.leds = self.reply.get(0);
        return true;
      case Request.setIdle:
        self.idle = value >> 8;
        return true;
      case Request.setProtocol:
        self.protocol = value & 1;
        return true;
      default:
        return false;
    }
  },

  configured(self) {
    self.first = 0;
    self.waiting = 0;
    self.leds = 0;
    self.protocol = 1;
    self.idle = 0;
  },

  provideData(self, endpoint, most) {
    if (endpoint !== (reportEndpoint & 0xf)) return "stall";
    if (self.waiting === 0) return "nak";
    const length = Math.min(reportBytes, most);
    for (let at = 0; at < length; at++) self.packet.set(at, self.reports.get(self.first * reportBytes + at));
    self.filled = length;
    self.first = (self.first + 1) % mostReports;
    self.waiting--;
    return "ack";
  },
};
