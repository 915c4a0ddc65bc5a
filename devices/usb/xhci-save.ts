import { type Xhci } from "../../generated/usb/xhci.ts";
import { HostError, load, store } from "./xhci-memory.ts";
import { restorePort } from "./xhci-ports.ts";
import { portCount } from "./xhci-topology.ts";
import {
  contextAt,
  EndpointState,
  forgetSlot,
  formOf,
  placeOf,
  setDequeue,
  setEndpointState,
  setForm,
} from "./xhci-slots.ts";

/** What is saved: a mark, which slots are enabled, where event rings go on, what ports show. The rest stands in device contexts. */
const mark = 0x6963_6871;
const ringBytes = 40;
const headBytes = 8;
const lastEndpoint = 31;

const bytesOf = (self: Xhci): number => headBytes + ringBytes * self.eventFull.length + 4 * portCount;

/** Where it is saved: the first scratchpad buffer (xHCI 1.2, section 6.6). Throws `HostError`. */
function bufferOf(self: Xhci): bigint {
  const array = load(self, self.dcbaap, 8).getBigUint64(0, true) & ~0x3fn;
  return array === 0n ? 0n : load(self, array, 8).getBigUint64(0, true) & ~0xfffn;
}

/** Does what touches memory; where that does not work, or there is no buffer, the driver is told that it has not. */
function attempt(self: Xhci, work: (buffer: bigint) => boolean): void {
  self.usbstsSre = 0;
  try {
    const buffer = bufferOf(self);
    if (buffer === 0n || !work(buffer)) self.usbstsSre = 1;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    self.usbstsSre = 1;
  }
}

/** Saves what a driver cannot see (section 4.23.2): CSS. */
export function save(self: Xhci): void {
  attempt(self, (buffer) => {
    const view = new DataView(new ArrayBuffer(bytesOf(self)));
    view.setUint32(0, mark, true);
    view.setUint32(
      4,
      [...self.slotEnabled].reduce((bits, on, slot) => bits | (on << slot), 0),
      true,
    );
    for (let slot = 1; slot < self.slotEnabled.length; slot++) writeContexts(self, slot);
    for (let ring = 0; ring < self.eventFull.length; ring++) saveRing(self, ring, view);
    for (let port = 0; port < portCount; port++) view.setUint32(portsAt(self) + 4 * port, self.getPortsc(port), true);
    store(self, buffer, view);
    return true;
  });
}

/** Contexts of endpoints say where their rings go on, also of those that were not stopped. Throws `HostError`. */
function writeContexts(self: Xhci, slot: number): void {
  for (let endpoint = 1; endpoint <= lastEndpoint; endpoint++) {
    const state = self.endpointState.get(placeOf(slot, endpoint));
    if (state !== EndpointState.disabled) setEndpointState(self, slot, endpoint, state);
  }
}

/** Brings back what was saved, for a driver that has written the registers anew: CRS. */
export function restore(self: Xhci): void {
  attempt(self, (buffer) => {
    const view = load(self, buffer, bytesOf(self));
    if (view.getUint32(0, true) !== mark) return false;
    const slots = view.getUint32(4, true);
    for (let slot = 1; slot < self.slotEnabled.length; slot++) restoreSlot(self, slot, ((slots >>> slot) & 1) !== 0);
    for (let ring = 0; ring < self.eventFull.length; ring++) restoreRing(self, ring, view);
    for (let port = 0; port < portCount; port++)
      restorePort(self, port + 1, view.getUint32(portsAt(self) + 4 * port, true));
    return true;
  });
}

const portsAt = (self: Xhci): number => headBytes + ringBytes * self.eventFull.length;

function saveRing(self: Xhci, ring: number, view: DataView): void {
  const at = headBytes + ringBytes * ring;
  view.setBigUint64(at, self.eventEnqueue.get(ring), true);
  view.setUint32(at + 8, self.eventLeft.get(ring), true);
  view.setUint32(at + 12, self.eventSegment.get(ring), true);
  const flags = [self.eventCycle, self.eventFull, self.eventPending];
  for (const [index, flag] of flags.entries()) view.setUint8(at + 16 + index, flag.get(ring));
  view.setBigUint64(at + 24, self.heldParameter.get(ring), true);
  view.setUint32(at + 32, self.heldStatus.get(ring), true);
  view.setUint32(at + 36, self.heldControl.get(ring), true);
}

function restoreRing(self: Xhci, ring: number, view: DataView): void {
  const at = headBytes + ringBytes * ring;
  self.eventEnqueue.set(ring, view.getBigUint64(at, true));
  self.eventLeft.set(ring, view.getUint32(at + 8, true));
  self.eventSegment.set(ring, view.getUint32(at + 12, true));
  const flags = [self.eventCycle, self.eventFull, self.eventPending];
  for (const [index, flag] of flags.entries()) flag.set(ring, view.getUint8(at + 16 + index));
  self.heldParameter.set(ring, view.getBigUint64(at + 24, true));
  self.heldStatus.set(ring, view.getUint32(at + 32, true));
  self.heldControl.set(ring, view.getUint32(at + 36, true));
}

/** A slot as its context says; one that has no context yet is enabled and nothing else. Throws `HostError`. */
function restoreSlot(self: Xhci, slot: number, enabled: boolean): void {
  forgetSlot(self, slot);
  if (!enabled) return;
  self.slotEnabled.set(slot, 1);
  const base = load(self, self.dcbaap + 8n * BigInt(slot), 8).getBigUint64(0, true) & ~0x3fn;
  if (base === 0n) return;
  const context = contextAt(self, base, 0);
  const [first, second, third, fourth] = [0, 4, 8, 12].map((at) => context.getUint32(at, true)) as Words;
  if (fourth >>> 27 === 0) return;
  self.slotContext.set(slot, base);
  self.slotState.set(slot, fourth >>> 27);
  self.slotPort.set(slot, (second >>> 16) & 0xff);
  self.slotRoute.set(slot, first & 0xf_ffff);
  self.slotTranslator.set(slot, third & 0xffff);
  self.slotHub.set(slot, first & (1 << 26) ? second >>> 24 : 0);
  for (let endpoint = 1; endpoint <= lastEndpoint; endpoint++) restoreEndpoint(self, slot, endpoint);
}

type Words = [number, number, number, number];

function restoreEndpoint(self: Xhci, slot: number, endpoint: number): void {
  const context = contextAt(self, self.slotContext.get(slot), endpoint);
  const state = context.getUint32(0, true) & 7;
  if (state === EndpointState.disabled) return;
  const at = placeOf(slot, endpoint);
  setForm(self, at, formOf(context));
  setDequeue(self, at, context.getBigUint64(8, true));
  self.endpointDone.set(at, context.getUint32(20, true));
  self.endpointState.set(at, state);
}
