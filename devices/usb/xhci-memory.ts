import { type Xhci } from "../../generated/usb/xhci.ts";

/** What is written to USBSTS when the controller gives up (xHCI 1.2, section 5.4.2). */
export const Failure = { system: 1 << 2, controller: 1 << 12 } as const;

/** The controller cannot go on: memory has not answered, or the driver has made something that cannot be followed. */
export class HostError extends Error {
  readonly failure: number;

  constructor(failure: number, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Reads what the controller needs to go on. Throws `HostError`. */
export function load(self: Xhci, address: bigint, bytes: number): DataView<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  if (!transfer(self, address, data, false)) throw new HostError(Failure.system, "memory does not answer");
  return new DataView(data.buffer);
}

/** Writes what the driver needs to go on. Throws `HostError`. */
export function store(self: Xhci, address: bigint, { buffer }: DataView<ArrayBuffer>): void {
  if (!transfer(self, address, new Uint8Array(buffer), true))
    throw new HostError(Failure.system, "memory does not answer");
}

/** Reads or writes guest memory; false where it does not answer, or the function may not ask. */
export function transfer(self: Xhci, address: bigint, bytes: Uint8Array, write: boolean): boolean {
  const { dma } = self.host;
  if (!dma) return false;
  return (write ? dma.write(address, bytes) : dma.read(address, bytes)) === 0;
}

/** Whether the controller runs. */
export const isRunning = (self: Xhci): boolean => self.realized && self.usbcmdRs !== 0 && self.usbstsHch === 0;

/** Does work that touches memory; when the controller cannot go on, it halts, and says why. */
export function guarded(self: Xhci, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    self.usbsts |= error.failure;
    halt(self);
  }
}

const nsOfMicroframe = 125_000;
const frameBits = 0x3fff;

/** Microframes while the controller ran, since its reset. */
export function microframeNow(self: Xhci): number {
  const before = self.wraps * (frameBits + 1) + self.frames;
  return self.usbstsHch
    ? before
    : before + Math.floor((self.session.clock.now - Number(self.started)) / nsOfMicroframe);
}

/** When a microframe of the running controller begins, in ns. */
export function timeOfMicroframe(self: Xhci, microframe: number): number {
  return Number(self.started) + (microframe - self.wraps * (frameBits + 1) - self.frames) * nsOfMicroframe;
}

/** MFINDEX: what the driver sees of them. */
export const microframes = (self: Xhci): number => microframeNow(self) & frameBits;

/** Starts the counter, and waits for its end. */
export function start(self: Xhci): void {
  self.usbstsHch = 0;
  self.started = BigInt(self.session.clock.now);
  self.mfindexWrap.setIn((frameBits + 1 - self.frames) * nsOfMicroframe);
}

/** Stops the controller: rings stay where they are. */
export function halt(self: Xhci): void {
  self.frames = microframes(self);
  self.usbcmdRs = 0;
  self.usbstsHch = 1;
  self.crcrCrr = 0;
  self.mfindexWrap.cancel();
  self.microframe.cancel();
  self.service.cancel();
}

/** Has `serve` called at a time, or before. */
export function awaitService(self: Xhci, time: number): void {
  if (!self.service.armed || time < self.service.due) self.service.setAt(time);
}

/** Has `goOn` called in the next microframe. */
export function waitAMicroframe(self: Xhci): void {
  if (!self.microframe.armed) self.microframe.setIn(nsOfMicroframe);
}
