import { type Rp2040Dma, type Rp2040DmaHooks } from "../../generated/rp2040/dma.ts";
import { checksum, reversed, swapped } from "./dma-sniffer.ts";

const channels = 12;
/** Values of TREQ_SEL that are no requests: four timers, and none at all. */
const firstTimer = 0x3b;
const unpaced = 0x3f;
const second = 1_000_000_000;

/** Bits and fields of CTRL. */
const EN = 1;
const HIGH_PRIORITY = 2;
const INCR_READ = 1 << 4;
const INCR_WRITE = 1 << 5;
const RING_SEL = 1 << 10;
const IRQ_QUIET = 1 << 21;
const BSWAP = 1 << 22;
const BUSY = 1 << 24;
const WRITE_ERROR = 1 << 29;
const READ_ERROR = 1 << 30;
const AHB_ERROR = 1 << 31;
const SNIFF_EN = 1 << 23;
const errors = WRITE_ERROR | READ_ERROR;
/** Bits that software sets. */
const written = 0x00ff_ffff;
/** More items than this a pacing timer does not remember. */
const mostCredits = 63;

const size = (control: number): number => Math.min((control >> 2) & 3, 2);
const ringSize = (control: number): number => (control >> 6) & 15;
const chainTo = (control: number): number => (control >> 11) & 15;
const request = (control: number): number => (control >> 15) & 0x3f;

/** What CTRL reads: the channel's state is in it. */
function controlOf(self: Rp2040Dma, channel: number): number {
  const control = self.getCtrlTrig(channel);
  const failed = control & errors ? AHB_ERROR : 0;
  return (control & ~(BUSY | AHB_ERROR)) | (self.busy & (1 << channel) ? BUSY : 0) | failed;
}

/** The pacing timer of a channel, -1 if something else paces it. */
function timerOf(self: Rp2040Dma, channel: number): number {
  const from = request(self.getCtrlTrig(channel));
  return from >= firstTimer && from < unpaced ? from - firstTimer : -1;
}

const isBusy = (self: Rp2040Dma, channel: number): boolean => (self.busy & (1 << channel)) !== 0;

/** Starts a channel that is enabled and not at work. */
function start(self: Rp2040Dma, channel: number): void {
  if ((self.getCtrlTrig(channel) & EN) === 0 || isBusy(self, channel)) return;
  self.remaining.set(channel, self.getTransCount(channel));
  self.credits.set(channel, 0);
  self.busy |= 1 << channel;
  if (self.remaining.get(channel) === 0) complete(self, channel);
  schedule(self);
}

/** Whether a channel may move an item now. */
function isReady(self: Rp2040Dma, channel: number): boolean {
  const control = self.getCtrlTrig(channel);
  const from = request(control);
  if (!isBusy(self, channel) || (control & EN) === 0) return false;
  if (from >= firstTimer) return from === unpaced || self.credits.get(channel) > 0;
  return isRequested(self, from);
}

function isRequested(self: Rp2040Dma, from: number): boolean {
  return ((from < 32 ? self.requestsLow >>> from : self.requestsHigh >>> (from - 32)) & 1) !== 0;
}

/** Time of some cycles in ns; whole. */
const cycles = (self: Rp2040Dma, count: number): number => Math.ceil((count * second) / self.clkSys.hz);

/** Arms the timers while there is anything to move. */
function schedule(self: Rp2040Dma): void {
  if (self.clkSys.hz === 0) return;
  for (let channel = 0; channel < channels; channel++) {
    const timer = timerOf(self, channel);
    if (isBusy(self, channel) && timer >= 0) startPacing(self, timer);
  }
  if (!self.cycle.armed && nextChannel(self) >= 0) self.cycle.setIn(cycles(self, 1));
}

/** Arms a pacing timer: X / Y items a cycle, and not more than one. */
function startPacing(self: Rp2040Dma, timer: number): void {
  const [x, y] = [self.getTimer(timer) >>> 16, self.getTimer(timer) & 0xffff];
  if (x > 0 && !self.pace[timer]!.armed) self.pace[timer]!.setIn(cycles(self, Math.max(y / x, 1)));
}

/** The channel whose turn it is, -1 for none: those of high priority first. */
function nextChannel(self: Rp2040Dma): number {
  let found = -1;
  for (let i = 0; i < channels; i++) {
    const channel = (self.turn + i) % channels;
    if (!isReady(self, channel)) continue;
    if (self.getCtrlTrig(channel) & HIGH_PRIORITY) return channel;
    if (found < 0) found = channel;
  }
  return found;
}

/** An address behind an item: it wraps in its ring. */
function advance(address: number, bytes: number, ring: number): number {
  if (ring === 0) return (address + bytes) >>> 0;
  const mask = 2 ** ring - 1;
  return ((address & ~mask) | ((address + bytes) & mask)) >>> 0;
}

/** Gives an item to the checksum, if it is of the channel that this listens to. */
function sniff(self: Rp2040Dma, channel: number, item: { readonly value: number; readonly bytes: number }): void {
  const listens = self.sniffCtrlEn && self.sniffCtrlDmach === channel && self.getCtrlTrig(channel) & SNIFF_EN;
  if (!listens) return;
  const value = self.sniffCtrlBswap ? swapped(item.value, item.bytes) : item.value;
  self.sniffData = checksum(self.sniffCtrlCalc, self.sniffData, { value, bits: 8 * item.bytes });
}

/** Moves one item. False if the bus refused it. */
function move(self: Rp2040Dma, channel: number): boolean {
  const memory = self.memory!;
  const control = self.getCtrlTrig(channel);
  const bytes = (1 << size(control)) as 1 | 2 | 4;
  const [from, to] = [self.getReadAddr(channel) >>> 0, self.getWriteAddr(channel) >>> 0];
  const loaded = memory.load(from, bytes, "little");
  const data = Number(loaded.value);
  const value = (control & BSWAP ? swapped(data, bytes) : data) >>> 0;
  const stored = loaded.result === 0 ? memory.store(to, { value: BigInt(value), size: bytes, order: "little" }) : 0;
  const failed = loaded.result !== 0 ? READ_ERROR : stored !== 0 ? WRITE_ERROR : 0;
  self.setCtrlTrig(channel, control | failed);
  if (loaded.result === 0) sniff(self, channel, { value, bytes });
  const ring = ringSize(control);
  const writes = (control & RING_SEL) !== 0;
  if (control & INCR_READ) self.setReadAddr(channel, advance(from, bytes, writes ? 0 : ring));
  if (control & INCR_WRITE) self.setWriteAddr(channel, advance(to, bytes, writes ? ring : 0));
  return failed === 0;
}

/** A channel that the bus has refused something stops, and interrupts even if it is quiet. */
function stop(self: Rp2040Dma, channel: number): void {
  self.busy &= ~(1 << channel);
  self.intr |= 1 << channel;
  updateIrq(self);
}

/** A channel is done: it interrupts, and triggers the one that it is chained to. */
function complete(self: Rp2040Dma, channel: number): void {
  const control = self.getCtrlTrig(channel);
  self.busy &= ~(1 << channel);
  if ((control & IRQ_QUIET) === 0) self.intr |= 1 << channel;
  updateIrq(self);
  if (chainTo(control) !== channel && chainTo(control) < channels) start(self, chainTo(control));
}

const status = (self: Rp2040Dma, enabled: number, forced: number): number => (self.intr & enabled) | forced;

function updateIrq(self: Rp2040Dma): void {
  self.irq[0]!.set(status(self, self.inte0, self.intf0) !== 0);
  self.irq[1]!.set(status(self, self.inte1, self.intf1) !== 0);
}

/** Writing 0 to a trigger does not trigger, but interrupts a channel that is otherwise quiet (section 2.5.2.3). */
function trigger(self: Rp2040Dma, channel: number, value: number): void {
  if (value !== 0) return start(self, channel);
  if (self.getCtrlTrig(channel) & IRQ_QUIET) self.intr |= 1 << channel;
  updateIrq(self);
}

/** Behaviour of the controller, from the RP2040 data sheet, section 2.5. */
export const rp2040DmaHooks: Rp2040DmaHooks = {
  updateIrq,

  requested(self, index, level) {
    const bit = 1 << (index & 31);
    if (index < 32) self.requestsLow = level ? self.requestsLow | bit : self.requestsLow & ~bit;
    else self.requestsHigh = level ? self.requestsHigh | bit : self.requestsHigh & ~bit;
    if (level) schedule(self);
  },

  step(self) {
    const channel = nextChannel(self);
    if (channel < 0) return;
    self.turn = (channel + 1) % channels;
    if (timerOf(self, channel) >= 0) self.credits.set(channel, self.credits.get(channel) - 1);
    if (move(self, channel)) {
      self.remaining.set(channel, self.remaining.get(channel) - 1);
      if (self.remaining.get(channel) === 0) complete(self, channel);
    } else stop(self, channel);
    schedule(self);
  },

  paced(self, timer) {
    for (let channel = 0; channel < channels; channel++)
      if (isBusy(self, channel) && timerOf(self, channel) === timer)
        self.credits.set(channel, Math.min(self.credits.get(channel) + 1, mostCredits));
    schedule(self);
  },

  repace(self, timer) {
    self.pace[timer]!.cancel();
    schedule(self);
  },

  resume(self) {
    for (const timer of [self.cycle, ...self.pace]) timer.cancel();
    schedule(self);
  },

  left: (self, channel) => self.remaining.get(channel),
  reload: (self, channel) => self.getTransCount(channel),

  credit(self, channel) {
    const from = request(self.getCtrlTrig(channel));
    return from >= firstTimer ? self.credits.get(channel) : Number(isRequested(self, from));
  },

  forgetCredit: (self, channel) => self.credits.set(channel, 0),

  sniffed(self, value) {
    const turned = self.sniffCtrlOutRev ? reversed(value) : value;
    return self.sniffCtrlOutInv ? ~turned : turned;
  },

  controlOf: (self, channel) => controlOf(self, channel),
  controlAlias: (self, channel) => controlOf(self, channel),
  readAlias: (self, channel) => self.getReadAddr(channel),
  writeAlias: (self, channel) => self.getWriteAddr(channel),

  triggered: (self, channel, value) => trigger(self, channel, value),

  setControl(self, channel, value) {
    const kept = self.getCtrlTrig(channel) & errors & ~value;
    self.setCtrlTrig(channel, (value & written) | kept);
    schedule(self);
  },

  setRead: (self, channel, value) => self.setReadAddr(channel, value),
  setWrite: (self, channel, value) => self.setWriteAddr(channel, value),
  setCount: (self, channel, value) => self.setTransCount(channel, value),

  setCountTrigger(self, channel, value) {
    self.setTransCount(channel, value);
    trigger(self, channel, value);
  },

  setReadTrigger(self, channel, value) {
    self.setReadAddr(channel, value);
    trigger(self, channel, value);
  },

  setWriteTrigger(self, channel, value) {
    self.setWriteAddr(channel, value);
    trigger(self, channel, value);
  },

  triggerAll(self, value) {
    for (let channel = 0; channel < channels; channel++) if (value & (1 << channel)) start(self, channel);
  },

  status0: (self) => status(self, self.inte0, self.intf0),
  status1: (self) => status(self, self.inte1, self.intf1),

  acknowledge(self, value) {
    self.intr &= ~value;
    updateIrq(self);
  },

  aborting: () => 0,

  abort(self, value) {
    self.busy &= ~value;
  },

  idle(self) {
    self.busy = 0;
    self.turn = 0;
    for (const timer of [self.cycle, ...self.pace]) timer.cancel();
    for (let channel = 0; channel < channels; channel++) {
      self.setCtrlTrig(channel, channel << 11);
      self.remaining.set(channel, 0);
      self.credits.set(channel, 0);
    }
    updateIrq(self);
  },
};
