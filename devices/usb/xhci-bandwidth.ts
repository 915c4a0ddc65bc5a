import { UsbSpeedNumbers } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { store } from "./xhci-memory.ts";
import { EndpointState, type EndpointForm, periodic, placeOf } from "./xhci-slots.ts";
import { connectorCount, deviceOf, portCount } from "./xhci-topology.ts";

/** Bytes that a bus of a speed has for periodic endpoints in a frame: 90 %, and 80 % of high speed (USB 2.0, sections 5.6.4 and 5.7.4). */
const capacities: ReadonlyMap<number, number> = new Map([
  [UsbSpeedNumbers.full, 1350],
  [UsbSpeedNumbers.low, 1350],
  [UsbSpeedNumbers.high, 48_000],
  [UsbSpeedNumbers.super, 450_000],
]);

const endpoints = 32;
const microframesOfFrame = 8;
/** A byte of low speed takes the time of eight of full speed. */
const slowness = 8;

/** Bytes that an endpoint moves in a frame, as bytes of the bus of its device. */
function loadOf(form: Pick<EndpointForm, "type" | "packet" | "burst" | "interval">, speed: number): number {
  if (!periodic.includes(form.type)) return 0;
  const bytes = (form.packet * form.burst * microframesOfFrame) / 2 ** form.interval;
  return speed === UsbSpeedNumbers.low ? bytes * slowness : bytes;
}

/** The speed of a slot's device; 0 if it does not answer. */
export function speedOf(self: Xhci, slot: number): number {
  const device = deviceOf(self, slot);
  return device ? UsbSpeedNumbers[device.speed] : 0;
}

/** What shares a bus: the slots of a root port, or those for which a hub translates. */
interface Domain {
  readonly port: number;
  /** The slot of the hub; 0 for the bus of the port itself. */
  readonly hub: number;
}

const isIn = (self: Xhci, slot: number, { port, hub }: Domain): boolean =>
  self.slotPort.get(slot) === port && (hub === 0 || (self.slotTranslator.get(slot) & 0xff) === hub);

/** Bytes of a frame that the slots of a bus have reserved, but for one slot. */
function loadOn(self: Xhci, domain: Domain, but = 0): number {
  let sum = 0;
  for (let slot = 1; slot < self.slotEnabled.length; slot++)
    if (slot !== but && self.slotEnabled.get(slot) && isIn(self, slot, domain)) sum += loadOfSlot(self, slot);
  return sum;
}

function loadOfSlot(self: Xhci, slot: number): number {
  const speed = speedOf(self, slot);
  let sum = 0;
  for (let endpoint = 1; endpoint < endpoints; endpoint++) {
    const at = placeOf(slot, endpoint);
    if (self.endpointState.get(at) === EndpointState.disabled) continue;
    const [type, packet] = [self.endpointType.get(at), self.endpointPacket.get(at)];
    sum += loadOf({ type, packet, burst: self.endpointBurst.get(at), interval: self.endpointInterval.get(at) }, speed);
  }
  return sum;
}

/** Whether the bus of a slot has room for the endpoints that it is to have, all of them (section 4.14.2). */
export function hasRoom(self: Xhci, slot: number, forms: readonly EndpointForm[]): boolean {
  const speed = speedOf(self, slot);
  const domain = { port: self.slotPort.get(slot), hub: self.slotTranslator.get(slot) & 0xff };
  const asked = forms.reduce((sum, form) => sum + loadOf(form, speed), 0);
  return asked === 0 || loadOn(self, domain, slot) + asked <= (capacities.get(speed) ?? 0);
}

function percentOf(self: Xhci, domain: Domain, speed: number): number {
  const capacity = capacities.get(speed) ?? 0;
  return capacity === 0 ? 0 : Math.max(0, Math.floor(100 - (100 * loadOn(self, domain)) / capacity));
}

/** A port of the root, by the speeds that it has. */
const isOfPort = (port: number, speed: number): boolean => port > connectorCount === (speed === UsbSpeedNumbers.super);

/** What is left of the buses of the root's ports, or of a hub's, in percent (section 6.2.6): a byte each, behind one. Throws `HostError`. */
export function storePortBandwidth(self: Xhci, into: bigint, ...[hub, speed]: [hub: number, speed: number]): void {
  const count = hub === 0 ? portCount : self.slotHub.get(hub);
  const translated = speed === UsbSpeedNumbers.full || speed === UsbSpeedNumbers.low;
  const percents = Array.from({ length: count }, (_, index) => {
    if (hub !== 0) return percentOf(self, { port: self.slotPort.get(hub), hub: translated ? hub : 0 }, speed);
    return isOfPort(index + 1, speed) ? percentOf(self, { port: index + 1, hub: 0 }, speed) : 0;
  });
  store(self, into, new DataView(Uint8Array.of(0, ...percents).buffer));
}
