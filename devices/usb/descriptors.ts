import { type UsbDevice } from "../../generated/usb/bus.ts";

/** Kinds of descriptors (USB 2.0, table 9-5). */
export const Descriptor = {
  device: 1,
  configuration: 2,
  string: 3,
  interface: 4,
  endpoint: 5,
  qualifier: 6,
  store: 15,
} as const;

/** Who a device is (USB 2.0, table 9-8). */
export interface Identity {
  readonly vendor: number;
  readonly product: number;
  /** Class, subclass and protocol; zeros leave it to the interfaces. */
  readonly kind: readonly [number, number, number];
  /** Strings 1, 2, ...: manufacturer, product. */
  readonly strings: readonly string[];
}

const word = (value: number): number[] => [value & 0xff, value >> 8];

/** Bytes of the largest packet of endpoint 0 (USB 2.0, section 5.5.3); 512, as an exponent, at super speed (USB 3.2, section 9.6.1). */
const controlPackets = { low: 8, full: 64, high: 64, super: 9 } as const;
const controlPacket = ({ speed }: UsbDevice): number => controlPackets[speed];
const english = 0x0409;
const selfPowered = 0xc0;

/** A device descriptor; the version is that of USB 2.0 at all of its speeds. */
function deviceDescriptor(self: UsbDevice, { vendor, product, kind }: Identity): number[] {
  return [
    18,
    Descriptor.device,
    ...word(self.speed === "super" ? 0x320 : 0x200),
    ...kind,
    controlPacket(self),
    ...word(vendor),
    ...word(product),
    0,
    1,
    1,
    2,
    0,
    1,
  ];
}

/** What a device that can do both speeds would be at the other one (USB 2.0, section 9.6.2). */
function qualifierDescriptor(self: UsbDevice, { kind }: Identity): number[] {
  return [10, Descriptor.qualifier, ...word(0x200), ...kind, controlPacket(self), 1, 0];
}

function stringDescriptor({ strings }: Identity, index: number): number[] | null {
  if (index === 0) return [4, Descriptor.string, ...word(english)];
  const text = strings[index - 1];
  if (text === undefined) return null;
  const units = Array.from({ length: text.length }, (_, at) => word(text.charCodeAt(at))).flat();
  return [2 + units.length, Descriptor.string, ...units];
}

/** A configuration with what it consists of: interfaces, what belongs to their classes, endpoints. */
export function configurationOf(interfaces: number, parts: readonly (readonly number[])[]): number[] {
  const bytes = parts.flat();
  return [9, Descriptor.configuration, ...word(9 + bytes.length), interfaces, 1, 0, selfPowered, 0, ...bytes];
}

/** An interface of a class, with as many endpoints (USB 2.0, table 9-12). */
export function interfaceOf(number: number, endpoints: number, kind: readonly [number, number, number]): number[] {
  return [9, Descriptor.interface, number, 0, endpoints, ...kind, 0];
}

/** How an endpoint moves data (USB 2.0, table 9-13); isochronous ones are asynchronous. */
export const Transfer = { isochronous: 5, bulk: 2, interrupt: 3 } as const;

/** An endpoint; the address of an IN endpoint has bit 7 set. */
export function endpointOf(address: number, transfer: number, packet: number, interval = 0): number[] {
  return [7, Descriptor.endpoint, address, transfer, ...word(packet), interval];
}

/** What follows an endpoint of super speed (USB 3.2, section 9.6.7): no bursts, attributes, bytes of a service interval. */
export function companionOf(attributes: number, bytes: number): number[] {
  return [6, 0x30, 0, attributes, ...word(bytes)];
}

/** What a device of super speed can do (USB 3.2, section 9.6.2): link power management as USB 2.0 has it, and its speed. */
const binaryStore = [
  [5, Descriptor.store, 22, 0, 2],
  [7, 16, 2, 2, 0, 0, 0],
  [10, 16, 3, 0, ...word(8), 3, 0, ...word(0)],
].flat();

/** Puts bytes where the host reads them. */
export function reply(self: UsbDevice, bytes: readonly number[]): true {
  const length = Math.min(bytes.length, self.reply.length);
  for (let at = 0; at < length; at++) self.reply.set(at, bytes[at]!);
  self.replyLength = length;
  return true;
}

/** What a device with one configuration says of itself. */
export interface Description {
  readonly identity: Identity;
  readonly configuration: readonly number[];
}

/** Answers a request for a descriptor; false if there is no such descriptor. */
export function describe(
  self: UsbDevice,
  { identity, configuration }: Description,
  kind: number,
  index: number,
): boolean {
  if (kind === Descriptor.device) return reply(self, deviceDescriptor(self, identity));
  if (kind === Descriptor.configuration && index === 0) return reply(self, configuration);
  if (kind === Descriptor.qualifier && self.speed === "high") return reply(self, qualifierDescriptor(self, identity));
  if (kind === Descriptor.store && self.speed === "super") return reply(self, binaryStore);
  const text = kind === Descriptor.string ? stringDescriptor(identity, index) : null;
  return text !== null && reply(self, text);
}
