import { type Xhci } from "../../generated/usb/xhci.ts";
import { load, store } from "./xhci-memory.ts";

/** States of a slot (xHCI 1.2, section 4.5.3), as its context has them: a slot that is enabled only is 0. */
export const SlotState = { enabled: 0, default: 1, addressed: 2, configured: 3 } as const;

/** States of an endpoint (section 4.8.3). */
export const EndpointState = { disabled: 0, running: 1, halted: 2, stopped: 3, error: 4 } as const;

/** Types of endpoints (table 6-9); those of IN endpoints are 4 above those of OUT. */
export const EndpointType = {
  isochronousOut: 1,
  bulkOut: 2,
  interruptOut: 3,
  control: 4,
  isochronousIn: 5,
  bulkIn: 6,
  interruptIn: 7,
} as const;

const contextBytes = 32;
const endpoints = 32;

/** Where the state of an endpoint is kept. */
export const placeOf = (slot: number, endpoint: number): number => slot * endpoints + endpoint;

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

/** An endpoint has a new state; its context says so, where its ring goes on, and what is done. Throws `HostError`. */
export function setEndpointState(self: Xhci, slot: number, endpoint: number, state: number): void {
  const at = placeOf(slot, endpoint);
  self.endpointState.set(at, state);
  const context = contextAt(self, self.slotContext.get(slot), endpoint);
  context.setUint32(0, (context.getUint32(0, true) & ~7) | state, true);
  context.setBigUint64(8, self.endpointDequeue.get(at) | BigInt(self.endpointCycle.get(at)), true);
  context.setUint32(20, self.endpointDone.get(at), true);
  setContext(self, slot, endpoint, context);
}

/** What an endpoint is to be, as its context says (section 6.2.3). */
export interface EndpointForm {
  readonly type: number;
  readonly packet: number;
  /** Packets that it may move at one service opportunity. */
  readonly burst: number;
  /** From one service opportunity to the next: microframes, as a power of two. */
  readonly interval: number;
  /** How many streams it has, number 0 included; 0 for none. */
  readonly streams: number;
  readonly linear: boolean;
}

/** Reads the form of an endpoint out of its context. */
export function formOf(context: DataView): EndpointForm {
  const [first, second] = [context.getUint32(0, true), context.getUint32(4, true)];
  const streams = (first >>> 10) & 0x1f;
  return {
    type: (second >>> 3) & 7,
    packet: second >>> 16,
    burst: (((second >>> 8) & 0xff) + 1) * (((first >>> 8) & 3) + 1),
    interval: (first >>> 16) & 0xff,
    streams: streams === 0 ? 0 : 2 ** (streams + 1),
    linear: (first & 0x8000) !== 0,
  };
}

const bulk: readonly number[] = [EndpointType.bulkIn, EndpointType.bulkOut];
const isochronous: readonly number[] = [EndpointType.isochronousIn, EndpointType.isochronousOut];
/** Interrupt endpoints, too: what has its time, and its share of the bus. */
export const periodic: readonly number[] = [...isochronous, EndpointType.interruptIn, EndpointType.interruptOut];
const mostStreams = 16;
const longestInterval = 15;
const superSpeed = 4;

/** Whether an endpoint of a device can be as its context says: streams are for bulk endpoints of super speed, in one array. */
export function isEndpointValid(context: DataView, endpoint: number, speed: number): boolean {
  const { type, packet, interval, streams, linear } = formOf(context);
  if (packet === 0) return false;
  if (streams > 0 && !(bulk.includes(type) && speed >= superSpeed && linear && streams <= mostStreams)) return false;
  if (periodic.includes(type) && interval > longestInterval) return false;
  if (endpoint === 1) return type === EndpointType.control;
  return type !== EndpointType.control && type !== 0 && type > EndpointType.control === (endpoint % 2 === 1);
}

/** Takes an endpoint into service as its context says. Throws `HostError`. */
export function enableEndpoint(self: Xhci, slot: number, endpoint: number, context: DataView<ArrayBuffer>): void {
  const at = placeOf(slot, endpoint);
  setForm(self, at, formOf(context));
  setDequeue(self, at, context.getBigUint64(8, true));
  setContext(self, slot, endpoint, context);
  setEndpointState(self, slot, endpoint, EndpointState.running);
}

/** Keeps the form of an endpoint; nothing has rung, and nothing is due. */
export function setForm(self: Xhci, at: number, { type, packet, burst, interval, streams }: EndpointForm): void {
  self.endpointType.set(at, type);
  self.endpointPacket.set(at, packet);
  self.endpointBurst.set(at, burst);
  self.endpointInterval.set(at, interval);
  self.endpointStreams.set(at, streams);
  self.endpointRung.set(at, 0);
  self.endpointDue.set(at, 0);
}

/** The interrupter that is told of a slot's rings running dry (section 6.2.2). Throws `HostError`. */
export function targetOfSlot(self: Xhci, slot: number): number {
  const target = slotContext(self, slot).getUint32(8, true) >>> 22;
  return target < self.eventFull.length ? target : 0;
}

/** Where the ring of an endpoint goes on, its cycle bit in bit 0; what was done of a transfer is forgotten. */
export function setDequeue(self: Xhci, at: number, pointer: bigint): void {
  self.endpointDequeue.set(at, pointer & ~0xfn);
  self.endpointCycle.set(at, self.endpointStreams.get(at) > 0 ? 0 : Number(pointer & 1n));
  self.endpointDone.set(at, 0);
}

/** Takes an endpoint out of service. Throws `HostError`. */
export function disableEndpoint(self: Xhci, slot: number, endpoint: number): void {
  if (self.endpointState.get(placeOf(slot, endpoint)) === EndpointState.disabled) return;
  setEndpointState(self, slot, endpoint, EndpointState.disabled);
  self.endpointDue.set(placeOf(slot, endpoint), 0);
  self.todo.set(slot, self.todo.get(slot) & ~(1 << endpoint));
}

/** Forgets a slot. */
export function forgetSlot(self: Xhci, slot: number): void {
  self.slotEnabled.set(slot, 0);
  self.slotState.set(slot, SlotState.enabled);
  self.slotPort.set(slot, 0);
  self.slotRoute.set(slot, 0);
  self.slotTranslator.set(slot, 0);
  self.slotHub.set(slot, 0);
  self.slotContext.set(slot, 0n);
  self.todo.set(slot, 0);
  for (let endpoint = 0; endpoint < endpoints; endpoint++) {
    self.endpointState.set(placeOf(slot, endpoint), 0);
    self.endpointDue.set(placeOf(slot, endpoint), 0);
  }
}
