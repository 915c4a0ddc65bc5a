import { type Handshake, type UsbDevice } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { Completion, EventType, post } from "./xhci-events.ts";
import { transfer } from "./xhci-memory.ts";
import { nextTransfer, type Position, type Trb, TrbFlag, TrbType, typeOf } from "./xhci-rings.ts";
import { deviceOf, EndpointState, EndpointType, placeOf, setEndpointState } from "./xhci-slots.ts";

/** How a ring is left: nothing to do, done with its share of the microframe, or the driver must take events first. */
export type Left = "idle" | "later" | "full";

/** A transfer that an endpoint is at work on. */
interface Work {
  readonly self: Xhci;
  readonly slot: number;
  readonly endpoint: number;
  /** Where the endpoint's state is kept. */
  readonly at: number;
  readonly trbs: readonly Trb[];
}

/** A transaction has not ended the transfer: the device has said NAK, or the share is used up. */
const waits = 0;
const exhausted = -1;
/** Packets that an endpoint may move in a microframe. */
const share = 256;
const largestPacket = 1024;
const largestBuffer = 0x1_0000;
const immediateBytes = 8;
const lengthBits = 0x1_ffff;
const incoming = 0x1_0000;

const isData = (trb: Trb): boolean => typeOf(trb) === TrbType.normal || typeOf(trb) === TrbType.data;
const lengthOf = (trb: Trb): number => (isData(trb) ? trb.status & lengthBits : 0);
const totalOf = (trbs: readonly Trb[]): number => trbs.reduce((sum, trb) => sum + lengthOf(trb), 0);

/** The interrupter that a TRB names; one that does not exist is the first. */
function targetOf(self: Xhci, { status }: Trb): number {
  const target = status >>> 22;
  return target < self.eventFull.length ? target : 0;
}

/** Works on the ring of an endpoint. Throws `HostError`. */
export function runEndpoint(self: Xhci, slot: number, endpoint: number): Left {
  const at = placeOf(slot, endpoint);
  for (let left = share; left > 0;) {
    if (self.endpointState.get(at) !== EndpointState.running) return "idle";
    const found = nextTransfer(self, ringOf(self, at));
    if (!found) return "idle";
    if (found.trbs.some((trb) => self.eventFull.get(targetOf(self, trb)))) return "full";
    const work: Work = { self, slot, endpoint, at, trbs: found.trbs };
    const before = self.endpointDone.get(at);
    const code = perform(work, left);
    if (code === waits) return "idle";
    if (code === exhausted) return "later";
    left -= 1 + Math.floor((self.endpointDone.get(at) - before) / Math.max(1, self.endpointPacket.get(at)));
    end(work, code, found.after);
  }
  return "later";
}

function ringOf(self: Xhci, at: number): Position {
  return { dequeue: self.endpointDequeue.get(at), cycle: self.endpointCycle.get(at) };
}

/** A transfer has ended: its events, and the ring goes on behind it, or the endpoint halts. */
function end(work: Work, code: number, after: Position): void {
  const { self, slot, endpoint, at } = work;
  if (code === Completion.success) {
    self.endpointDequeue.set(at, after.dequeue);
    self.endpointCycle.set(at, after.cycle);
  }
  const done = self.endpointDone.get(at);
  self.endpointDone.set(at, 0);
  if (code === Completion.trb) setEndpointState(self, slot, endpoint, EndpointState.error);
  else if (code !== Completion.success) setEndpointState(self, slot, endpoint, EndpointState.halted);
  report(work, code, done);
}

/** Does a transfer as far as it goes; its completion code, or that it waits. */
function perform(work: Work, packets: number): number {
  const { self, slot, trbs } = work;
  const device = deviceOf(self, slot);
  const first = trbs.find((trb) => typeOf(trb) !== TrbType.eventData);
  if (!isWellFormed(work)) return Completion.trb;
  if (!first || typeOf(first) === TrbType.noop) return Completion.success;
  if (!device) return Completion.transaction;
  switch (typeOf(first)) {
    case TrbType.setup:
      device.setup(first.parameter);
      return Completion.success;
    case TrbType.status:
      return codeOf((first.control & incoming) !== 0 ? device.give(0, 0) : device.take(0, 0));
    default:
      return moveData(work, device, packets);
  }
}

/** Whether a transfer has TRBs that its endpoint knows, in an order that there is (section 4.11.2). */
function isWellFormed({ self, at, trbs }: Work): boolean {
  const control = self.endpointType.get(at) === EndpointType.control;
  return trbs.every((trb, index) => {
    switch (typeOf(trb)) {
      case TrbType.normal:
        return (
          lengthOf(trb) <= largestBuffer && (!control || index > 0) && isImmediateValid(trb, control || isIn(self, at))
        );
      case TrbType.data:
        return control && index === 0 && lengthOf(trb) <= largestBuffer && isImmediateValid(trb, isGiving(trb));
      case TrbType.setup:
        return (
          control && trbs.length === 1 && (trb.status & lengthBits) === 8 && (trb.control & TrbFlag.immediate) !== 0
        );
      case TrbType.status:
        return control && index === 0;
      case TrbType.noop:
        return trbs.length === 1;
      default:
        return typeOf(trb) === TrbType.eventData;
    }
  });
}

const isIn = (self: Xhci, at: number): boolean => self.endpointType.get(at) > EndpointType.control;
const isGiving = ({ control }: Trb): boolean => (control & incoming) !== 0;

/** Data can stand in the TRB itself if it goes out and is no more than eight bytes. */
function isImmediateValid(trb: Trb, giving: boolean): boolean {
  return !(trb.control & TrbFlag.immediate) || (!giving && lengthOf(trb) <= immediateBytes);
}

/** The completion code of a handshake; `waits` for NAK. */
function codeOf(handshake: Handshake): number {
  if (handshake === "nak") return waits;
  return handshake === "ack" ? Completion.success : Completion.stall;
}

/** Moves packets from where the transfer has come to. */
function moveData(work: Work, device: UsbDevice, packets: number): number {
  const { self, at, trbs } = work;
  const total = totalOf(trbs);
  const giving = self.endpointType.get(at) === EndpointType.control ? isGiving(trbs[0]!) : isIn(self, at);
  const most = Math.min(self.endpointPacket.get(at), largestPacket);
  for (let moved = 0; moved < packets; moved++) {
    const done = self.endpointDone.get(at);
    const size = Math.min(most, total - done);
    const code = giving ? takeIn(work, device, size) : sendOut(work, device, size);
    if (code !== Completion.success) return code;
    const passed = self.endpointDone.get(at) - done;
    if (passed < size || done + passed >= total) return code;
  }
  return exhausted;
}

function takeIn(work: Work, device: UsbDevice, size: number): number {
  const { self, endpoint, at } = work;
  const code = codeOf(device.give(endpoint >> 1, size));
  if (code !== Completion.success) return code;
  const bytes = new Uint8Array(Math.min(device.filled, size));
  for (let index = 0; index < bytes.length; index++) bytes[index] = device.packet.get(index);
  if (!touch(work, bytes, true)) return Completion.trb;
  self.endpointDone.set(at, self.endpointDone.get(at) + bytes.length);
  return code;
}

function sendOut(work: Work, device: UsbDevice, size: number): number {
  const { self, endpoint, at } = work;
  const bytes = new Uint8Array(size);
  if (!touch(work, bytes, false)) return Completion.trb;
  for (const [index, byte] of bytes.entries()) device.packet.set(index, byte);
  const code = codeOf(device.take(endpoint >> 1, size));
  if (code === Completion.success) self.endpointDone.set(at, self.endpointDone.get(at) + size);
  return code;
}

/** Reads or writes the next bytes of the buffers; false where memory does not answer. */
function touch({ self, at, trbs }: Work, bytes: Uint8Array, write: boolean): boolean {
  let skip = self.endpointDone.get(at);
  let from = 0;
  for (const trb of trbs) {
    const length = lengthOf(trb);
    const size = Math.min(Math.max(0, length - skip), bytes.length - from);
    const piece = bytes.subarray(from, from + size);
    if (trb.control & TrbFlag.immediate) piece.set(immediateOf(trb).subarray(skip, skip + size));
    else if (size > 0 && !transfer(self, trb.parameter + BigInt(skip), piece, write)) return false;
    from += size;
    skip = Math.max(0, skip - length);
  }
  return true;
}

function immediateOf({ parameter }: Trb): Uint8Array {
  const view = new DataView(new ArrayBuffer(immediateBytes));
  view.setBigUint64(0, parameter, true);
  return new Uint8Array(view.buffer);
}

/** An event for a TRB, or for what an Event Data TRB says. */
function postTransfer(
  { self, slot, endpoint }: Work,
  trb: Trb,
  { code, length, data = false }: { readonly code: number; readonly length: number; readonly data?: boolean },
): void {
  const event = {
    parameter: data ? trb.parameter : trb.address,
    length,
    code,
    type: EventType.transfer,
    slot,
    bits: (endpoint << 16) | (data ? 4 : 0),
  };
  post(self, targetOf(self, trb), event, code === Completion.success && (trb.control & TrbFlag.quiet) !== 0);
}

/** The TRB at which a transfer has come to an end before its last byte: the first that is not filled, or the last. */
function whereEnded(trbs: readonly Trb[], done: number): { readonly trb: Trb; readonly left: number } {
  let rest = done;
  for (const trb of trbs) {
    const length = lengthOf(trb);
    if (isData(trb) && rest < length) return { trb, left: length - rest };
    rest -= length;
  }
  return { trb: trbs.findLast((trb) => typeOf(trb) !== TrbType.eventData) ?? trbs.at(-1)!, left: 0 };
}

/** Events of a transfer that has ended (sections 4.10.1 and 4.11.5.2). Throws `HostError`. */
function report(work: Work, code: number, done: number): void {
  const { trbs } = work;
  if (code !== Completion.success) {
    const { trb, left } = whereEnded(trbs, done);
    return postTransfer(work, trb, { code, length: left });
  }
  let rest = done;
  let accumulated = 0;
  let short = false;
  let told = false;
  for (const trb of trbs) {
    const asked = (trb.control & TrbFlag.complete) !== 0;
    const length = lengthOf(trb);
    const passed = Math.min(length, rest);
    rest -= passed;
    accumulated += passed;
    short ||= passed < length;
    const how = short ? Completion.shortPacket : Completion.success;
    if (typeOf(trb) === TrbType.eventData) {
      if (asked) postTransfer(work, trb, { code: how, length: accumulated, data: true });
      accumulated = 0;
    } else if (!told && (asked || (short && trb.control & TrbFlag.shortPacket))) {
      postTransfer(work, trb, { code: how, length: length - passed });
      told = short;
    }
  }
}

/** Reports the transfer that an endpoint has in hand when it is stopped (section 4.6.9). Throws `HostError`. */
export function reportStopped(self: Xhci, slot: number, endpoint: number): void {
  const at = placeOf(slot, endpoint);
  const found = nextTransfer(self, ringOf(self, at));
  if (!found) return;
  const { trb, left } = whereEnded(found.trbs, self.endpointDone.get(at));
  postTransfer({ self, slot, endpoint, at, trbs: found.trbs }, trb, { code: Completion.stopped, length: left });
}
