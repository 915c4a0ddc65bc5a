import { type UsbDevice } from "../../generated/usb/bus.ts";
import { Completion, EventType, post } from "./xhci-events.ts";
import { awaitService, microframeNow, timeOfMicroframe } from "./xhci-memory.ts";
import { gives, isWellFormed, packetOf, sendOut, takeIn, totalOf, waits, type Work } from "./xhci-packets.ts";
import { isBlocked, report } from "./xhci-reports.ts";
import { type Left, nextTransfer, type Trb, TrbType, typeOf } from "./xhci-rings.ts";
import { EndpointState, EndpointType, setEndpointState, targetOfSlot } from "./xhci-slots.ts";
import { type TransferRing } from "./xhci-streams.ts";
import { deviceOf } from "./xhci-topology.ts";

/** Transfers that are looked at in one go: those that were missed end at once. */
const share = 256;
const frameMask = 0x7ff;
const microframesOfFrame = 8;
/** Frames ahead for which a transfer can be scheduled; a number further on is one that has passed (section 4.11.2.5). */
const window = 895;
const asSoonAsPossible = 1 << 31;

const intervalOf = ({ self, at }: TransferRing): number => 2 ** self.endpointInterval.get(at);

/** The first service opportunity at a microframe, or after it. */
const align = (microframe: number, interval: number): number => Math.ceil(microframe / interval) * interval;

/** The microframe in which a transfer is due: a frame that it names, or the next opportunity (section 4.11.2.5). */
function dueOf(ring: TransferRing, { control }: Trb): number {
  const { self, at } = ring;
  const interval = intervalOf(ring);
  const now = microframeNow(self);
  const next = self.endpointDue.get(at);
  if (control & asSoonAsPossible) return next >= now && next > 0 ? next : align(now + 1, interval);
  const frame = Math.floor(now / microframesOfFrame);
  const ahead = (((control >>> 20) & frameMask) - frame) & frameMask;
  const start = (frame + (ahead > window ? ahead - frameMask - 1 : ahead)) * microframesOfFrame;
  const first = align(start, interval);
  return next > first && next < start + microframesOfFrame ? next : first;
}

/** Does the isochronous transfers that are due (section 4.10.3). Throws `HostError`. */
export function runIsochronous(ring: TransferRing): Left {
  const { self, at } = ring;
  for (let left = share; left > 0; left--) {
    if (self.endpointState.get(at) !== EndpointState.running) return "idle";
    const found = nextTransfer(self, ring.position);
    if (!found) return runDry(ring);
    const work: Work = { ring, trbs: found.trbs };
    const due = dueOf(ring, found.trbs[0]!);
    if (due > microframeNow(self)) return waitUntil(ring, due);
    if (isBlocked(work)) return "full";
    const code = due < microframeNow(self) ? Completion.missedService : perform(work);
    const { done } = ring;
    if (code === Completion.trb) setEndpointState(self, ring.slot, ring.endpoint, EndpointState.error);
    else ring.position = found.after;
    if (code !== Completion.missedService) self.endpointDue.set(at, due + intervalOf(ring));
    report(work, code, done);
  }
  return "later";
}

function waitUntil({ self, at }: TransferRing, due: number): Left {
  self.endpointDue.set(at, due);
  awaitService(self, timeOfMicroframe(self, due));
  return "idle";
}

/** The ring is empty: that is told when the next transfer would have been due, once (section 4.10.3.1). */
function runDry(ring: TransferRing): Left {
  const { self, slot, endpoint, at } = ring;
  const due = self.endpointDue.get(at);
  if (due === 0) return "idle";
  if (due > microframeNow(self)) return waitUntil(ring, due);
  const target = targetOfSlot(self, slot);
  if (self.eventFull.get(target)) return "full";
  const giving = self.endpointType.get(at) === EndpointType.isochronousIn;
  const code = giving ? Completion.ringOverrun : Completion.ringUnderrun;
  self.endpointDue.set(at, 0);
  post(self, target, { parameter: 0n, code, type: EventType.transfer, slot, bits: endpoint << 16 });
  return "idle";
}

/** Does a transfer; nothing waits, and an error ends it, but not those that follow. */
function perform(work: Work): number {
  const { ring, trbs } = work;
  const device = deviceOf(ring.self, ring.slot);
  if (!isWellFormed(work)) return Completion.trb;
  if (typeOf(trbs[0]!) !== TrbType.isochronous) return Completion.success;
  if (!device) return Completion.transaction;
  const packets = ring.self.endpointBurst.get(ring.at);
  if (totalOf(trbs) > packets * packetOf(ring)) return Completion.bandwidthOverrun;
  return gives(work) ? takeAll(work, device) : sendAll(work, device);
}

/** Takes packets until one is short: a device that has nothing gives none. */
function takeAll(work: Work, device: UsbDevice): number {
  const { ring, trbs } = work;
  for (let rest = totalOf(trbs); rest > 0;) {
    const size = Math.min(packetOf(ring), rest);
    const before = ring.done;
    const code = takeIn(work, device, size);
    if (code === waits) return Completion.success;
    if (code !== Completion.success) return code === Completion.stall ? Completion.transaction : code;
    if (ring.done - before < size) return code;
    rest -= size;
  }
  return Completion.success;
}

/** Sends all packets: no device says whether it has taken them. */
function sendAll(work: Work, device: UsbDevice): number {
  const { ring, trbs } = work;
  const total = totalOf(trbs);
  for (let sent = 0; sent < total; sent += packetOf(ring)) {
    ring.done = sent;
    if (sendOut(work, device, Math.min(packetOf(ring), total - sent)) === Completion.trb) return Completion.trb;
  }
  ring.done = total;
  return Completion.success;
}
