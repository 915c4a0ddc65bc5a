import { sendMessage } from "@qdl/runtime";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { Failure, HostError, load, store } from "./xhci-memory.ts";

/** Kinds of events (xHCI 1.2, table 6-91). */
export const EventType = { transfer: 32, command: 33, port: 34, host: 37, wrap: 39 } as const;

/** Completion codes (xHCI 1.2, table 6-90). */
export const Completion = {
  success: 1,
  transaction: 4,
  trb: 5,
  stall: 6,
  bandwidth: 8,
  noSlots: 9,
  invalidStreamType: 10,
  slotNotEnabled: 11,
  shortPacket: 13,
  ringUnderrun: 14,
  ringOverrun: 15,
  parameter: 17,
  bandwidthOverrun: 18,
  contextState: 19,
  eventRingFull: 21,
  missedService: 23,
  commandRingStopped: 24,
  stopped: 26,
} as const;

/** An event TRB without its cycle bit. */
export interface Event {
  readonly parameter: bigint;
  /** Transfer length or parameter of a command. */
  readonly length?: number;
  readonly code: number;
  readonly type: number;
  readonly slot?: number;
  /** Further bits of the last word. */
  readonly bits?: number;
}

const trbBytes = 16n;
const mostSegments = 8;
const addressBits = ~0xfn;
const tick = 250;

const segmentsOf = (self: Xhci, ring: number): number => Math.min(self.getErstsz(ring) & 0xffff, mostSegments);
const dequeueOf = (self: Xhci, ring: number): bigint => self.getErdp(ring) & addressBits;

/** An entry of the event ring segment table (section 6.5). Throws `HostError`. */
function segmentAt(self: Xhci, ring: number, index: number): { readonly base: bigint; readonly size: number } {
  const view = load(self, (self.getErstba(ring) & ~0x3fn) + trbBytes * BigInt(index), Number(trbBytes));
  const size = view.getUint16(8, true);
  if (size < 16 || size > 4096) throw new HostError(Failure.controller, "an event ring segment has 16 to 4096 TRBs");
  return { base: view.getBigUint64(0, true) & ~0x3fn, size };
}

function openSegment(self: Xhci, ring: number): void {
  const { base, size } = segmentAt(self, ring, self.eventSegment.get(ring));
  self.eventEnqueue.set(ring, base);
  self.eventLeft.set(ring, size);
}

const segmentAfter = (self: Xhci, ring: number): number => (self.eventSegment.get(ring) + 1) % segmentsOf(self, ring);

/** Where the event behind the next one goes. */
function afterNext(self: Xhci, ring: number): bigint {
  if (self.eventLeft.get(ring) > 1) return self.eventEnqueue.get(ring) + trbBytes;
  return segmentAt(self, ring, segmentAfter(self, ring)).base;
}

/** An event TRB as its words, without its cycle bit. */
interface EventWords {
  readonly parameter: bigint;
  readonly status: number;
  readonly control: number;
}

function wordsOf({ parameter, length = 0, code, type, slot = 0, bits = 0 }: Event): EventWords {
  return { parameter, status: (length & 0xff_ffff) | (code << 24), control: bits | (type << 10) | (slot << 24) };
}

function put(self: Xhci, ring: number, { parameter, status, control }: EventWords): void {
  const view = new DataView(new ArrayBuffer(Number(trbBytes)));
  view.setBigUint64(0, parameter, true);
  view.setUint32(8, status, true);
  view.setUint32(12, control | self.eventCycle.get(ring), true);
  store(self, self.eventEnqueue.get(ring), view);
  const left = self.eventLeft.get(ring) - 1;
  self.eventLeft.set(ring, left);
  self.eventEnqueue.set(ring, self.eventEnqueue.get(ring) + trbBytes);
  if (left > 0) return;
  const next = segmentAfter(self, ring);
  if (next === 0) self.eventCycle.set(ring, self.eventCycle.get(ring) ^ 1);
  self.eventSegment.set(ring, next);
  openSegment(self, ring);
}

/**
 * Gives the driver an event. When there is room for one more only, that one says so, and the event follows when the driver has taken some;
 * further ones are lost, and rings wait (section 4.9.4). `quiet` is the block event interrupt flag. Throws `HostError`.
 */
export function post(self: Xhci, ring: number, event: Event, quiet = false): void {
  if (segmentsOf(self, ring) === 0 || self.eventFull.get(ring)) return;
  const full = give(self, ring, wordsOf(event));
  if (quiet && !full) return;
  self.eventPending.set(ring, 1);
  interrupt(self, ring);
}

const ringIsFull = wordsOf({ parameter: 0n, code: Completion.eventRingFull, type: EventType.host });

/** Puts an event on a ring, or holds it, since the ring is full then. */
function give(self: Xhci, ring: number, event: EventWords): boolean {
  if (self.eventLeft.get(ring) === 0) openSegment(self, ring);
  const full = afterNext(self, ring) === dequeueOf(self, ring);
  put(self, ring, full ? ringIsFull : event);
  self.eventFull.set(ring, full ? 1 : 0);
  if (full) hold(self, ring, event);
  return full;
}

function hold(self: Xhci, ring: number, { parameter, status, control }: EventWords): void {
  self.heldParameter.set(ring, parameter);
  self.heldStatus.set(ring, status);
  self.heldControl.set(ring, control);
}

/** Asserts an interrupt that waits, unless the driver is at work on the events or wants it later (section 4.17.2). */
function interrupt(self: Xhci, ring: number): void {
  const erdp = self.getErdp(ring);
  if (!self.eventPending.get(ring) || self.moderation[ring]!.armed || erdp & 8n) return;
  self.eventPending.set(ring, 0);
  self.setErdp(ring, erdp | 8n);
  self.setIman(ring, self.getIman(ring) | 1);
  self.usbstsEint = 1;
  signal(self, ring);
}

/** Sends the message of an interrupter, or drives the pin, which only the first one has (section 4.17). */
export function signal(self: Xhci, ring: number): void {
  const wanted = self.usbcmdInte !== 0 && self.getIman(ring) === 3;
  if (wanted && sendMessage(self.host, ring)) {
    self.setIman(ring, 2);
    moderate(self, ring, self.getImod(ring) & 0xffff);
  }
  self.intr.set(self.usbcmdInte !== 0 && self.getIman(0) === 3);
}

/**
 * The driver has taken events, up to where ERDP points: from a full ring all, if that is where the next one goes. What was held follows. Throws
 * `HostError`.
 */
export function taken(self: Xhci, ring: number): void {
  if (self.eventEnqueue.get(ring) === dequeueOf(self, ring)) self.eventPending.set(ring, 0);
  self.eventFull.set(ring, 0);
  const control = self.heldControl.get(ring);
  self.heldControl.set(ring, 0);
  if (control !== 0 && segmentsOf(self, ring) > 0) {
    give(self, ring, { parameter: self.heldParameter.get(ring), status: self.heldStatus.get(ring), control });
    self.eventPending.set(ring, 1);
  }
  interrupt(self, ring);
}

/** The next interrupt comes no earlier than in `ticks` of 250 ns: those of IMODI whenever IP is cleared (section 5.5.2.2). */
export function moderate(self: Xhci, ring: number, ticks: number): void {
  if (ticks > 0) self.moderation[ring]!.setIn(ticks * tick);
  else self.moderation[ring]!.cancel();
}

/** Moderation is over. */
export const moderated = (self: Xhci, ring: number): void => interrupt(self, ring);

/** An event ring begins at its table's first segment. */
export function beginEvents(self: Xhci, ring: number): void {
  self.eventLeft.set(ring, 0);
  self.eventEnqueue.set(ring, 0n);
  self.eventSegment.set(ring, 0);
  self.eventCycle.set(ring, 1);
  self.eventFull.set(ring, 0);
  self.eventPending.set(ring, 0);
  self.heldControl.set(ring, 0);
}

/** IMODC: what is left of the interval. */
export function moderationLeft(self: Xhci, ring: number): number {
  const { armed, due } = self.moderation[ring]!;
  const left = armed ? Math.ceil((due - self.session.clock.now) / tick) : 0;
  return ((self.getImod(ring) & 0xffff) | (Math.min(left, 0xffff) << 16)) >>> 0;
}
