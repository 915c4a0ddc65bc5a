import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { Completion } from "./xhci-events.ts";
import { runIsochronous } from "./xhci-isochronous.ts";
import {
  codeOf,
  gives,
  isGiving,
  isIsochronous,
  isWellFormed,
  packetOf,
  sendOut,
  takeIn,
  totalOf,
  waits,
  type Work,
} from "./xhci-packets.ts";
import { isBlocked, report } from "./xhci-reports.ts";
import { type Left, nextTransfer, type Position, TrbType, typeOf } from "./xhci-rings.ts";
import { EndpointState, setEndpointState } from "./xhci-slots.ts";
import { rungStreams, setRung, TransferRing } from "./xhci-streams.ts";
import { deviceOf } from "./xhci-topology.ts";

/** The share of a transfer is used up. */
const exhausted = -1;
/** Packets that a ring may move in a microframe. */
const share = 256;

/** Works on the rings of an endpoint. Throws `HostError`. */
export function runEndpoint(self: Xhci, slot: number, endpoint: number): Left {
  const lefts = rungStreams(self, slot, endpoint).map((stream) => {
    const ring = new TransferRing(self, slot, endpoint, stream);
    return isIsochronous(ring) ? runIsochronous(ring) : runRing(ring);
  });
  return lefts.find((left) => left === "later") ?? lefts.find((left) => left === "full") ?? "idle";
}

function runRing(ring: TransferRing): Left {
  const { self, at } = ring;
  for (let left = share; left > 0;) {
    if (self.endpointState.get(at) !== EndpointState.running) return "idle";
    const found = nextTransfer(self, ring.position);
    if (!found) {
      setRung(ring, false);
      return "idle";
    }
    const work: Work = { ring, trbs: found.trbs };
    if (isBlocked(work)) return "full";
    const before = ring.done;
    const code = perform(work, left);
    if (code === waits) return "idle";
    if (code === exhausted) return "later";
    left -= 1 + Math.floor((ring.done - before) / Math.max(1, self.endpointPacket.get(at)));
    end(work, code, found.after);
  }
  return "later";
}

/** A transfer has ended: its events, and the ring goes on behind it, or the endpoint halts and can go on where it was. */
function end(work: Work, code: number, after: Position): void {
  const { ring } = work;
  const { self, slot, endpoint, done } = ring;
  if (code === Completion.success) ring.position = after;
  else setEndpointState(self, slot, endpoint, stateAfter(code));
  report(work, code, done);
}

const stateAfter = (code: number): number =>
  code === Completion.trb || code === Completion.invalidStreamType ? EndpointState.error : EndpointState.halted;

/** Does a transfer as far as it goes; its completion code, or that it waits. */
function perform(work: Work, packets: number): number {
  const { ring, trbs } = work;
  const device = deviceOf(ring.self, ring.slot);
  const first = trbs.find((trb) => typeOf(trb) !== TrbType.eventData);
  if (!ring.isRing) return Completion.invalidStreamType;
  if (!isWellFormed(work)) return Completion.trb;
  if (!first || typeOf(first) === TrbType.noop) return Completion.success;
  if (!device) return Completion.transaction;
  switch (typeOf(first)) {
    case TrbType.setup:
      device.setup(first.parameter);
      return Completion.success;
    case TrbType.status:
      return codeOf(isGiving(first) ? device.give(0, 0) : device.take(0, 0));
    default:
      return moveData(work, device, packets);
  }
}

/** Moves packets from where the transfer has come to. */
function moveData(work: Work, device: UsbDevice, packets: number): number {
  const { ring, trbs } = work;
  const total = totalOf(trbs);
  const giving = gives(work);
  const most = packetOf(ring);
  device.stream = ring.stream;
  for (let moved = 0; moved < packets; moved++) {
    const { done } = ring;
    const size = Math.min(most, total - done);
    const code = giving ? takeIn(work, device, size) : sendOut(work, device, size);
    if (code !== Completion.success) return code;
    const passed = ring.done - done;
    if (passed < size || done + passed >= total) return code;
  }
  return exhausted;
}
