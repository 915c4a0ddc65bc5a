import { type Xhci } from "../../generated/usb/xhci.ts";
import { Failure, HostError, load } from "./xhci-memory.ts";

/** Kinds of TRBs on transfer and command rings (xHCI 1.2, table 6-91). */
export const TrbType = {
  normal: 1,
  setup: 2,
  data: 3,
  status: 4,
  isochronous: 5,
  link: 6,
  eventData: 7,
  noop: 8,
  enableSlot: 9,
  disableSlot: 10,
  addressDevice: 11,
  configureEndpoint: 12,
  evaluateContext: 13,
  resetEndpoint: 14,
  stopEndpoint: 15,
  setDequeue: 16,
  resetDevice: 17,
  getPortBandwidth: 21,
  noopCommand: 23,
} as const;

/** Flags in the last word of a TRB. */
export const TrbFlag = {
  cycle: 1,
  toggle: 2,
  shortPacket: 4,
  chain: 0x10,
  complete: 0x20,
  immediate: 0x40,
  quiet: 0x200,
};

/** A transfer request block (section 4.11). */
export interface Trb {
  readonly address: bigint;
  readonly parameter: bigint;
  readonly status: number;
  readonly control: number;
}

/** Where a ring goes on, and the cycle bit of what the driver has put there. */
export interface Position {
  readonly dequeue: bigint;
  readonly cycle: number;
}

/** How a ring is left: nothing to do, done with its share of the microframe, or the driver must take events first. */
export type Left = "idle" | "later" | "full";

const trbBytes = 16;
const mostLinks = 32;
const mostTrbs = 4096;

export const typeOf = ({ control }: Trb): number => (control >>> 10) & 0x3f;

function trbAt(self: Xhci, address: bigint): Trb {
  const view = load(self, address, trbBytes);
  return {
    address,
    parameter: view.getBigUint64(0, true),
    status: view.getUint32(8, true),
    control: view.getUint32(12, true),
  };
}

/** The next TRB that is the controller's, and what follows it; null if there is none. Throws `HostError`. */
export function nextTrb(self: Xhci, from: Position): { readonly trb: Trb; readonly after: Position } | null {
  let { dequeue, cycle } = from;
  for (let links = 0; links <= mostLinks; links++) {
    const trb = trbAt(self, dequeue);
    if ((trb.control & TrbFlag.cycle) !== cycle) return null;
    if (typeOf(trb) !== TrbType.link) return { trb, after: { dequeue: dequeue + BigInt(trbBytes), cycle } };
    dequeue = trb.parameter & ~0xfn;
    if (trb.control & TrbFlag.toggle) cycle ^= 1;
  }
  throw new HostError(Failure.controller, "links lead to nothing but links");
}

/** The next transfer: TRBs that are chained. Null while the driver has not completed it. Throws `HostError`. */
export function nextTransfer(
  self: Xhci,
  from: Position,
): { readonly trbs: readonly Trb[]; readonly after: Position } | null {
  const trbs: Trb[] = [];
  for (let at = from; trbs.length < mostTrbs;) {
    const found = nextTrb(self, at);
    if (!found) return null;
    trbs.push(found.trb);
    at = found.after;
    if (!(found.trb.control & TrbFlag.chain)) return { trbs, after: at };
  }
  throw new HostError(Failure.controller, "a transfer does not end");
}
