import { type Nrf51Rtc, type Nrf51RtcHooks } from "../../generated/nrf51/rtc.ts";
import { ticksIn, timeOf } from "../ticks.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const modulus = 2 ** 24;
/** Bits of INTEN and EVTEN that a register can set. */
const events = 0xf_0003;
const TICK = 1;
const OVRFLW = 2;
const COMPARE = 0x1_0000;
/** Offsets of registers of events. */
const [TICK_EVENT, OVRFLW_EVENT, COMPARE_EVENT] = [0x100, 0x104, 0x140] as const;

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
  let raised = (self.eventsTick ? TICK : 0) | (self.eventsOvrflw ? OVRFLW : 0);
  for (let i = 0; i < 4; i++) if (self.getEventsCompare(i) !== 0) raised |= COMPARE << i;
  self.irq.set((raised & self.inten) !== 0);
}

/** Events of a counter that has just come to `value`; EVTEN says which of them leave the peripheral. */
function tell(self: Nrf51Rtc, value: number): void {
  const { evten } = self;
  if ((self.inten | evten) & TICK) self.eventsTick = 1;
  if (evten & TICK) publish(self, TICK_EVENT);
  if (value === 0) {
    self.eventsOvrflw = 1;
    if (evten & OVRFLW) publish(self, OVRFLW_EVENT);
  }
  for (let i = 0; i < 4; i++) {
    if (self.getCc(i) !== value) continue;
    self.setEventsCompare(i, 1);
    if (evten & (COMPARE << i)) publish(self, COMPARE_EVENT + 4 * i);
  }
}

/** Behaviour of the RTC, from the nRF51 Series Reference Manual, chapter 19. */
export const nrf51RtcHooks: Nrf51RtcHooks = {
  start(self, value) {
    if (!isTask(value) || self.running) return;
    self.running = true;
    setCounter(self, self.counted);
  },

  stop(self, value) {
    if (!isTask(value)) return;
    self.running = false;
    setCounter(self, counter(self));
  },

  clear(self, value) {
    if (isTask(value)) setCounter(self, 0);
  },

  nearOverflow(self, value) {
    if (isTask(value)) setCounter(self, 0xff_fff0);
  },

  counted: (self) => counter(self),
  clockChanged: (self) => setCounter(self, counter(self)),

  reached(self) {
    const value = counter(self);
    tell(self, value);
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

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,

  halt(self) {
    self.running = false;
    setCounter(self, 0);
    updateLine(self);
  },
};
