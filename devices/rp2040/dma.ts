import { type Rp2040Dma, type Rp2040DmaHooks } from "../../generated/rp2040/dma.ts";

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

const size = (control: number): number => Math.min((control >> 2) & 3, 2);
const ringSize = (control: number): number => (control >> 6) & 15;
const chainTo = (control: number): number => (control >> 11) & 15;
const request = (control: number): number => (control >> 15) & 0x3f;

/** What CTRL reads: the channel's state is in it. */
function controlOf(self: Rp2040Dma, channel: number): number {
  const control = self.getCtrlTrig(channel);
  const failed = control & (WRITE_ERROR | READ_ERROR) ? AHB_ERROR : 0;
  return (control & ~(BUSY | AHB_ERROR)) | (self.busy & (1 << channel) ? BUSY : 0) | failed;
}

/** Starts a channel that is enabled and not at work. */
function start(self: Rp2040Dma, channel: number): void {
  const bit = 1 << channel;
  if ((self.getCtrlTrig(channel) & EN) === 0 || self.busy & bit) return;
  self.remaining.set(channel, self.getTransCount(channel));
  self.busy |= bit;
  if (self.remaining.get(channel) === 0) complete(self, channel);
  schedule(self);
}

/** Whether a channel may move an item now. */
function isReady(self: Rp2040Dma, channel: number): boolean {
  const control = self.getCtrlTrig(channel);
  const from = request(control);
  if ((self.busy & (1 << channel)) === 0 || (control & EN) === 0) return false;
  if (from >= firstTimer) return true;
  return ((from < 32 ? self.requestsLow >>> from : self.requestsHigh >>> (from - 32)) & 1) !== 0;
}

/** Time in ns until a channel's next item: a cycle, or what its timer says. */
function pace(self: Rp2040Dma, channel: number): number {
  const from = request(self.getCtrlTrig(channel));
  const cycle = self.clkSys.hz > 0 ? second / self.clkSys.hz : 1;
  if (from < firstTimer || from === unpaced) return Math.ceil(cycle);
  const timer = self.getTimer(from - firstTimer);
  const [x, y] = [timer >>> 16, timer & 0xffff];
  return x === 0 ? second : Math.ceil((cycle * y) / x);
}

/** Arms the timer while there is anything to move. */
function schedule(self: Rp2040Dma): void {
  if (self.cycle.armed) return;
  const next = nextChannel(self);
  if (next >= 0) self.cycle.setIn(pace(self, next));
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

function swapped(value: number, bytes: number): number {
  if (bytes === 1) return value;
  if (bytes === 2) return ((value & 0xff) << 8) | ((value >> 8) & 0xff);
  return ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

/** Moves one item. False if the bus refused it. */
function move(self: Rp2040Dma, channel: number): boolean {
  const memory = self.memory!;
  const control = self.getCtrlTrig(channel);
  const bytes = (1 << size(control)) as 1 | 2 | 4;
  const [from, to] = [self.getReadAddr(channel) >>> 0, self.getWriteAddr(channel) >>> 0];
  const loaded = memory.load(from, bytes, "little");
  const data = Number(loaded.value);
  const value = BigInt((control & BSWAP ? swapped(data, bytes) : data) >>> 0);
  const stored = loaded.result === 0 ? memory.store(to, { value, size: bytes, order: "little" }) : 0;
  const failed = loaded.result !== 0 ? READ_ERROR : stored !== 0 ? WRITE_ERROR : 0;
  self.setCtrlTrig(channel, control | failed);
  const ring = ringSize(control);
  const writes = (control & RING_SEL) !== 0;
  if (control & INCR_READ) self.setReadAddr(channel, advance(from, bytes, writes ? 0 : ring));
  if (control & INCR_WRITE) self.setWriteAddr(channel, advance(to, bytes, writes ? ring : 0));
  return failed === 0;
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
    const moved = move(self, channel);
    const left = moved ? self.remaining.get(channel) - 1 : 0;
    self.remaining.set(channel, left);
    if (left === 0) complete(self, channel);
    schedule(self);
  },

  left: (self, channel) => (self.busy & (1 << channel) ? self.remaining.get(channel) : self.getTransCount(channel)),

  controlOf: (self, channel) => controlOf(self, channel),
  controlAlias: (self, channel) => controlOf(self, channel),
  readAlias: (self, channel) => self.getReadAddr(channel),
  writeAlias: (self, channel) => self.getWriteAddr(channel),

  triggered: (self, channel, value) => trigger(self, channel, value),
  setControl: (self, channel, value) => self.setCtrlTrig(channel, value),
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
    self.cycle.cancel();
    for (let channel = 0; channel < channels; channel++) self.setCtrlTrig(channel, channel << 11);
    updateIrq(self);
  },
};
