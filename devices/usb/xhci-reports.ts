import { type Xhci } from "../../generated/usb/xhci.ts";
import { Completion, EventType, post } from "./xhci-events.ts";
import { isData, lengthOf, type Work } from "./xhci-packets.ts";
import { nextTransfer, type Trb, TrbFlag, TrbType, typeOf } from "./xhci-rings.ts";
import { type TransferRing } from "./xhci-streams.ts";

/** The interrupter that a TRB names; one that does not exist is the first. */
function targetOf(self: Xhci, { status }: Trb): number {
  const target = status >>> 22;
  return target < self.eventFull.length ? target : 0;
}

/** Whether there is no room for the events of a transfer. */
export const isBlocked = ({ ring: { self }, trbs }: Work): boolean =>
  trbs.some((trb) => self.eventFull.get(targetOf(self, trb)));

/** An event for a TRB, or for what an Event Data TRB says. */
function postTransfer(
  { ring: { self, slot, endpoint } }: Work,
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
export function report(work: Work, code: number, done: number): void {
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

/** Reports the transfer that a ring has in hand when it is stopped (section 4.6.9); whether there is one. Throws `HostError`. */
export function reportStopped(ring: TransferRing): boolean {
  const found = nextTransfer(ring.self, ring.position);
  if (!found) return false;
  const { trb, left } = whereEnded(found.trbs, ring.done);
  postTransfer({ ring, trbs: found.trbs }, trb, { code: Completion.stopped, length: left });
  return true;
}
