import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type Uhci } from "../../generated/usb/uhci.ts";

/** The schedule cannot be followed: memory does not answer, or there is a transfer that there cannot be. */
export class ScheduleError extends Error {
  readonly system: boolean;

  constructor(system: boolean) {
    super(system ? "memory does not answer" : "a transfer has no such packet");
    this.system = system;
  }
}

/** Flags of a link (UHCI 1.1, section 3.2.1): the end, a queue and no transfer, depth first. */
const Link = { end: 1, queue: 2, depth: 4 } as const;
const pointerBits = ~0xf;

/** The status word of a transfer (section 3.2.2). */
const Td = {
  length: 0x7ff,
  timeout: 1 << 18,
  nak: 1 << 19,
  bufferError: 1 << 21,
  stalled: 1 << 22,
  active: 1 << 23,
  complete: 1 << 24,
  shortPacket: 1 << 29,
} as const;

/** Kinds of packets (section 3.2.3). */
const Pid = { setup: 0x2d, in: 0x69, out: 0xe1 } as const;

const interrupt = 1;
const errorInterrupt = 2;
/** Bytes, and links, of a frame: nobody gets further in a millisecond. */
const mostBytes = 1280;
const mostLinks = 256;
const largestPacket = 1023;

type FindDevice = (address: number) => UsbDevice | null;

/** What happens in a frame. */
interface Frame {
  readonly self: Uhci;
  readonly find: FindDevice;
  bytes: number;
  links: number;
  /** Bits of USBSTS that it comes to. */
  status: number;
  /** Queues that were looked at since a transfer last moved: where the schedule closes a circle without one, the frame is over. */
  readonly seen: Set<number>;
}

/** A transfer descriptor as it lies in memory. */
interface Transfer {
  readonly at: number;
  readonly link: number;
  readonly status: number;
  readonly token: number;
  readonly buffer: number;
}

function load(self: Uhci, address: number, words: number): Uint32Array {
  const bytes = new Uint8Array(4 * words);
  if (self.dma?.read(address >>> 0, bytes) !== 0) throw new ScheduleError(true);
  const view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: words }, (_, at) => view.getUint32(4 * at, true));
}

function store(self: Uhci, address: number, word: number): void {
  const bytes = Uint8Array.of(word, word >>> 8, word >>> 16, word >>> 24);
  if (self.dma?.write(address >>> 0, bytes) !== 0) throw new ScheduleError(true);
}

function transferAt(self: Uhci, at: number): Transfer {
  const [link, status, token, buffer] = load(self, at, 4) as unknown as [number, number, number, number];
  return { at, link, status, token, buffer };
}

/** Goes through the schedule of the current frame. Returns the bits of USBSTS that it comes to; throws `ScheduleError`. */
export function runFrame(self: Uhci, find: FindDevice): number {
  const frame: Frame = { self, find, bytes: mostBytes, links: mostLinks, status: 0, seen: new Set() };
  let [link] = load(self, self.frbaseadd + 4 * (self.frnum & 0x3ff), 1) as unknown as [number];
  while (!(link & Link.end) && frame.links-- > 0 && frame.bytes > 0)
    link =
      link & Link.queue ? runQueue(frame, (link & pointerBits) >>> 0) : runAlone(frame, (link & pointerBits) >>> 0);
  return frame.status;
}

/** A transfer of the frame list itself: the next one follows, whatever comes of it. */
function runAlone(frame: Frame, at: number): number {
  const transfer = transferAt(frame.self, at);
  run(frame, transfer);
  return transfer.link;
}

/** A queue (section 3.4.1): transfers one behind the other, until one waits, or the next is not to be done in this visit. */
function runQueue(frame: Frame, at: number): number {
  const { self, seen } = frame;
  if (seen.has(at)) return Link.end;
  seen.add(at);
  const [next, element] = load(self, at, 2) as unknown as [number, number];
  let link = element;
  while (!(link & (Link.end | Link.queue)) && frame.links-- > 0 && frame.bytes > 0) {
    const transfer = transferAt(self, (link & pointerBits) >>> 0);
    if (!run(frame, transfer)) break;
    seen.clear();
    store(self, at + 4, transfer.link);
    if (!(transfer.link & Link.depth)) break;
    link = transfer.link;
  }
  return link & Link.queue && !(link & Link.end) ? link : next;
}

/** Does a transfer that is active. Whether the queue goes on behind it. */
function run(frame: Frame, transfer: Transfer): boolean {
  const { self, find } = frame;
  const { at, status, token } = transfer;
  if (!(status & Td.active)) return false;
  const device = find((token >>> 8) & 0x7f);
  const most = ((token >>> 21) + 1) & 0x7ff;
  frame.bytes -= most + 13;
  const outcome = device ? transact(self, device, { ...transfer, most }) : { failure: Td.timeout };
  if ("waits" in outcome) {
    store(self, at + 4, status | Td.nak);
    return false;
  }
  const kept = status & ~(Td.active | Td.nak | Td.length);
  if ("failure" in outcome) {
    store(self, at + 4, kept | Td.stalled | outcome.failure | Td.length);
    frame.status |= errorInterrupt | (status & Td.complete ? interrupt : 0);
    return false;
  }
  store(self, at + 4, kept | ((outcome.bytes - 1) & Td.length));
  const short = outcome.bytes < most && (status & Td.shortPacket) !== 0;
  if (status & Td.complete || short) frame.status |= interrupt;
  return !short;
}

/** A transaction has moved bytes, has failed, or waits for the device. */
type Outcome = { readonly bytes: number } | { readonly failure: number } | { readonly waits: true };

function transact(
  self: Uhci,
  device: UsbDevice,
  { token, buffer, most }: Transfer & { readonly most: number },
): Outcome {
  const endpoint = (token >>> 15) & 0xf;
  const bytes = new Uint8Array(Math.min(most, largestPacket));
  if ((token & 0xff) === Pid.in) {
    const answer = device.give(endpoint, bytes.length);
    if (answer !== "ack") return answer === "nak" ? { waits: true } : { failure: 0 };
    const given = bytes.subarray(0, Math.min(device.filled, bytes.length));
    for (let index = 0; index < given.length; index++) given[index] = device.packet.get(index);
    if (given.length > 0 && self.dma?.write(buffer, given) !== 0) return { failure: Td.bufferError };
    return { bytes: given.length };
  }
  if (bytes.length > 0 && self.dma?.read(buffer, bytes) !== 0) return { failure: Td.bufferError };
  if ((token & 0xff) === Pid.setup) {
    if (bytes.length !== 8) return { failure: 0 };
    device.setup(new DataView(bytes.buffer).getBigUint64(0, true));
    return { bytes: 8 };
  }
  if ((token & 0xff) !== Pid.out) throw new ScheduleError(false);
  for (const [index, byte] of bytes.entries()) device.packet.set(index, byte);
  const answer = device.take(endpoint, bytes.length);
  if (answer === "ack") return { bytes: bytes.length };
  return answer === "nak" ? { waits: true } : { failure: 0 };
}
