import { type Handshake, type UsbDevice } from "../../generated/usb/bus.ts";
import { Completion } from "./xhci-events.ts";
import { transfer } from "./xhci-memory.ts";
import { type Trb, TrbFlag, TrbType, typeOf } from "./xhci-rings.ts";
import { EndpointType } from "./xhci-slots.ts";
import { type TransferRing } from "./xhci-streams.ts";

/** A transfer that an endpoint is at work on. */
export interface Work {
  readonly ring: TransferRing;
  readonly trbs: readonly Trb[];
}

/** A transaction has not ended the transfer: the device has said NAK. */
export const waits = 0;
const largestPacket = 1024;
const largestBuffer = 0x1_0000;
const immediateBytes = 8;
const lengthBits = 0x1_ffff;
const incoming = 0x1_0000;

/** Kinds of TRBs that have a buffer. */
const withData: ReadonlySet<number> = new Set([TrbType.normal, TrbType.data, TrbType.isochronous]);

export const isData = (trb: Trb): boolean => withData.has(typeOf(trb));
export const lengthOf = (trb: Trb): number => (isData(trb) ? trb.status & lengthBits : 0);
export const totalOf = (trbs: readonly Trb[]): number => trbs.reduce((sum, trb) => sum + lengthOf(trb), 0);
/** Whether the device gives: of a TRB of a control transfer, of an endpoint, of a transfer. */
export const isGiving = ({ control }: Trb): boolean => (control & incoming) !== 0;
const isIn = ({ self, at }: TransferRing): boolean => self.endpointType.get(at) > EndpointType.control;
export const isControl = ({ self, at }: TransferRing): boolean => self.endpointType.get(at) === EndpointType.control;
export const isIsochronous = ({ self, at }: TransferRing): boolean =>
  self.endpointType.get(at) === EndpointType.isochronousOut || self.endpointType.get(at) === EndpointType.isochronousIn;
export const gives = ({ ring, trbs }: Work): boolean => (isControl(ring) ? isGiving(trbs[0]!) : isIn(ring));

/** Bytes of a packet. */
export const packetOf = ({ self, at }: TransferRing): number => Math.min(self.endpointPacket.get(at), largestPacket);

/** Whether a transfer has TRBs that its endpoint knows, in an order that there is (section 4.11.2). */
export function isWellFormed({ ring, trbs }: Work): boolean {
  const control = isControl(ring);
  const isochronous = isIsochronous(ring);
  return trbs.every((trb, index) => {
    switch (typeOf(trb)) {
      case TrbType.normal:
        return (
          lengthOf(trb) <= largestBuffer &&
          (!(control || isochronous) || index > 0) &&
          isImmediateValid(trb, control || isIn(ring))
        );
      case TrbType.isochronous:
        return isochronous && index === 0 && lengthOf(trb) <= largestBuffer && isImmediateValid(trb, isIn(ring));
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

/** Data can stand in the TRB itself if it goes out and is no more than eight bytes. */
function isImmediateValid(trb: Trb, giving: boolean): boolean {
  return !(trb.control & TrbFlag.immediate) || (!giving && lengthOf(trb) <= immediateBytes);
}

/** The completion code of a handshake; `waits` for NAK. */
export function codeOf(handshake: Handshake): number {
  if (handshake === "nak") return waits;
  return handshake === "ack" ? Completion.success : Completion.stall;
}

/** Takes a packet from the device; its completion code, or that it waits. */
export function takeIn(work: Work, device: UsbDevice, size: number): number {
  const { ring } = work;
  const code = codeOf(device.give(ring.endpoint >> 1, size));
  if (code !== Completion.success) return code;
  const bytes = new Uint8Array(Math.min(device.filled, size));
  for (let index = 0; index < bytes.length; index++) bytes[index] = device.packet.get(index);
  if (!touch(work, bytes, true)) return Completion.trb;
  ring.done += bytes.length;
  return code;
}

/** Sends a packet to the device; its completion code, or that it waits. */
export function sendOut(work: Work, device: UsbDevice, size: number): number {
  const { ring } = work;
  const bytes = new Uint8Array(size);
  if (!touch(work, bytes, false)) return Completion.trb;
  for (const [index, byte] of bytes.entries()) device.packet.set(index, byte);
  const code = codeOf(device.take(ring.endpoint >> 1, size));
  if (code === Completion.success) ring.done += size;
  return code;
}

/** Reads or writes the next bytes of the buffers; false where memory does not answer. */
function touch({ ring, trbs }: Work, bytes: Uint8Array, write: boolean): boolean {
  let skip = ring.done;
  let from = 0;
  for (const trb of trbs) {
    const length = lengthOf(trb);
    const size = Math.min(Math.max(0, length - skip), bytes.length - from);
    const piece = bytes.subarray(from, from + size);
    if (trb.control & TrbFlag.immediate) piece.set(immediateOf(trb).subarray(skip, skip + size));
    else if (size > 0 && !transfer(ring.self, trb.parameter + BigInt(skip), piece, write)) return false;
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
