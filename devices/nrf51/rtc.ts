import { type Nrf51Rtc, type Nrf51RtcHooks } from "../../generated/nrf51/rtc.ts";
import { ticksIn, timeOf } from "../ticks.ts";

const modulus = 2 ** 24;
/** Bits of INTEN and EVTEN that a register can set. */
const events = 0xf_0003;
const TICK = 1;

/** Ticks since the counter had the value `counted`. */
function elapsed(self: Nrf51Rtc): number {
  const ticks = ticksIn(self.session.clock.now - Number(self.since), self.rate);
  return Math.floor(ticks / (self.prescalerPrescaler + 1));
}

function counter(self: Nrf51Rtc): number {
  return (self.counted + elapsed(self)) % modulus;
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Nrf51Rtc, value: number): void {
  self.counted = value % modulus;
  self.since = BigInt(self.session.clock.now);
  self.rate = self.running ? self.clk.hz : 0;
  schedule(self);
}

/** Ticks until something happens that anybody may want to know of. */
function distanceToEvent(self: Nrf51Rtc, value: number): number {
  if ((self.inten | self.evten) & TICK) return 1;
  let next = modulus - value;
  for (let i = 0; i < 4; i++) {
    const distance = self.getCc(i) - value;
    next = Math.min(next, distance > 0 ? distance : distance + modulus);
  }
  return next;
}

function schedule(self: Nrf51Rtc): void {
  if (self.rate === 0) return self.next.cancel();
  const passed = elapsed(self);
  const distance = distanceToEvent(self, (self.counted + passed) % modulus);
  const ticks = (passed + distance) * (self.prescalerPrescaler + 1);
  self.next.setAt(Number(self.since) + timeOf(ticks, self.rate));
}

function updateLine(self: Nrf51Rtc): void {
  let raised = (self.eventsTick ? TICK : 0) | (self.eventsOvrflw ? 2 : 0);
  for (let i = 0; i < 4; i++) if (self.getEventsCompare(i) !== 0) raised |= 0x1_0000 << i;
  self.irq.set((raised & self.inten) !== 0);
}

/** Behaviour of the RTC, from the nRF51 Series Reference Manual, chapter 19. */
export const nrf51RtcHooks: Nrf51RtcHooks = {
  start(self, value) {
    if ((value & 1) === 0 || self.running) return;
    self.running = true;
    setCounter(self, self.counted);
  },

  stop(self, value) {
    if ((value & 1) === 0) return;
    self.running = false;
    setCounter(self, counter(self));
  },

  clear(self, value) {
    if (value & 1) setCounter(self, 0);
  },

  nearOverflow(self, value) {
    if (value & 1) setCounter(self, 0xff_fff0);
  },

  counted: (self) => counter(self),
  clockChanged: (self) => setCounter(self, counter(self)),

  reached(self) {
    const value = counter(self);
    if ((self.inten | self.evten) & TICK) self.eventsTick = 1;
    if (value === 0) self.eventsOvrflw = 1;
    for (let i = 0; i < 4; i++) if (self.getCc(i) === value) self.setEventsCompare(i, 1);
    schedule(self);
    updateLine(self);
  },

  retime(self) {
    schedule(self);
    updateLine(self);
  },

  rescale(self) {
    if (!self.running) schedule(self);
  },

  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & events;
    nrf51RtcHooks.retime(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    nrf51RtcHooks.retime(self);
  },

  routed: (self) => self.evten,

  route(self, value) {
    self.evten |= value & events;
    schedule(self);
  },

  unroute(self, value) {
    self.evten &= ~value;
    schedule(self);
  },

  updateIrq: updateLine,

  halt(self) {
    self.running = false;
    setCounter(self, 0);
    updateLine(self);
  },
};
