import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { load, store } from "./xhci-memory.ts";

/** States of a slot (xHCI 1.2, section 4.5.3), as its context has them: a slot that is enabled only is 0. */
export const SlotState = { enabled: 0, default: 1, addressed: 2, configured: 3 } as const;

/** States of an endpoint (section 4.8.3). */
export const EndpointState = { disabled: 0, running: 1, halted: 2, stopped: 3, error: 4 } as const;

/** Types of endpoints that there can be (table 6-9); those of IN endpoints are 4 above those of OUT. */
export const EndpointType = { bulkOut: 2, interruptOut: 3, control: 4, bulkIn: 6, interruptIn: 7 } as const;

const contextBytes = 32;
const endpoints = 32;
const connectors = 4;

/** Where the state of an endpoint is kept. */
export const placeOf = (slot: number, endpoint: number): number => slot * endpoints + endpoint;

/** What is on a port, counted from 1, or null. */
export function deviceOn(self: Xhci, port: number): UsbDevice | null {
  const device = self.usb.at(port > connectors ? port - connectors : port) as UsbDevice | null;
  return device?.realized && portOf(device) === port ? device : null;
}

/** The port of a device: that of USB 2.0 or that of USB 3.2 of its connector. */
export function portOf({ busAddress, speed }: UsbDevice): number {
  return busAddress! + (speed === "super" ? connectors : 0);
}

/** How many connectors, and how many ports there are. */
export const connectorCount = connectors;
export const portCount = 2 * connectors;

/** The device of a slot as long as it is there and its port is enabled, or null. */
export function deviceOf(self: Xhci, slot: number): UsbDevice | null {
  const port = self.slotPort.get(slot);
  return port > 0 && self.getPortsc(port - 1) & 2 ? deviceOn(self, port) : null;
}

/** The slot of a port, or 0. */
export function slotOn(self: Xhci, port: number): number {
  for (let slot = 1; slot < self.slotPort.length; slot++)
    if (self.slotEnabled.get(slot) && self.slotPort.get(slot) === port) return slot;
  return 0;
}

/** Reads context `index` of those that begin at `base`: 0 is the slot's, the others are those of endpoints. Throws `HostError`. */
export function contextAt(self: Xhci, base: bigint, index: number): DataView<ArrayBuffer> {
  return load(self, base + BigInt(index * contextBytes), contextBytes);
}

/** Writes a context to the device context of a slot. Throws `HostError`. */
export function setContext(self: Xhci, slot: number, index: number, context: DataView<ArrayBuffer>): void {
  store(self, self.slotContext.get(slot) + BigInt(index * contextBytes), context);
}

/** A slot has a new state; its context says so, with the address of the device. Throws `HostError`. */
export function setSlotState(self: Xhci, slot: number, state: number, context = slotContext(self, slot)): void {
  const address = state >= SlotState.addressed ? slot : 0;
  self.slotState.set(slot, state);
  context.setUint32(12, ((state << 27) | address) >>> 0, true);
  setContext(self, slot, 0, context);
}

/** The context of a slot. Throws `HostError`. */
export const slotContext = (self: Xhci, slot: number): DataView<ArrayBuffer> =>
  contextAt(self, self.slotContext.get(slot), 0);

/** An endpoint has a new state; its context says so, and where its ring goes on. Throws `HostError`. */
export function setEndpointState(self: Xhci, slot: number, endpoint: number, state: number): void {
  const at = placeOf(slot, endpoint);
  self.endpointState.set(at, state);
  const context = contextAt(self, self.slotContext.get(slot), endpoint);
  context.setUint32(0, (context.getUint32(0, true) & ~7) | state, true);
  context.setBigUint64(8, self.endpointDequeue.get(at) | BigInt(self.endpointCycle.get(at)), true);
  setContext(self, slot, endpoint, context);
}

/** Whether an endpoint can be as its context says (section 6.2.3). */
export function isEndpointValid(context: DataView, endpoint: number): boolean {
  const type = (context.getUint32(4, true) >>> 3) & 7;
  if (context.getUint16(6, true) === 0 || context.getUint32(0, true) & 0x7c00) return false;
  if (endpoint === 1) return type === EndpointType.control;
  const incoming = type === EndpointType.bulkIn || type === EndpointType.interruptIn;
  const outgoing = type === EndpointType.bulkOut || type === EndpointType.interruptOut;
  return endpoint % 2 === 1 ? incoming : outgoing;
}

/** Takes an endpoint into service as its context says. Throws `HostError`. */
export function enableEndpoint(self: Xhci, slot: number, endpoint: number, context: DataView<ArrayBuffer>): void {
  const at = placeOf(slot, endpoint);
  const dequeue = context.getBigUint64(8, true);
  self.endpointType.set(at, (context.getUint32(4, true) >>> 3) & 7);
  self.endpointPacket.set(at, context.getUint16(6, true));
  setDequeue(self, at, dequeue);
  setContext(self, slot, endpoint, context);
  setEndpointState(self, slot, endpoint, EndpointState.running);
}

/** Where the ring of an endpoint goes on, its cycle bit in bit 0; what was done of a transfer is forgotten. */
export function setDequeue(self: Xhci, at: number, pointer: bigint): void {
  self.endpointDequeue.set(at, pointer & ~0xfn);
  self.endpointCycle.set(at, Number(pointer & 1n));
  self.endpointDone.set(at, 0);
}

/** Takes an endpoint out of service. Throws `HostError`. */
export function disableEndpoint(self: Xhci, slot: number, endpoint: number): void {
  if (self.endpointState.get(placeOf(slot, endpoint)) === EndpointState.disabled) return;
  setEndpointState(self, slot, endpoint, EndpointState.disabled);
  self.todo.set(slot, self.todo.get(slot) & ~(1 << endpoint));
}

/** Forgets a slot. */
export function forgetSlot(self: Xhci, slot: number): void {
  self.slotEnabled.set(slot, 0);
  self.slotState.set(slot, SlotState.enabled);
  self.slotPort.set(slot, 0);
  self.slotContext.set(slot, 0n);
  self.todo.set(slot, 0);
  for (let endpoint = 0; endpoint < endpoints; endpoint++) self.endpointState.set(placeOf(slot, endpoint), 0);
}
