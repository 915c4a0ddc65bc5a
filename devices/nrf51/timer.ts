import { type Nrf51Timer, type Nrf51TimerHooks } from "../../generated/nrf51/timer.ts";
import { ticksIn, timeOf } from "../ticks.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

/** Offset of the register of the first comparison's event. */
const COMPARE = 0x140;

/** Values of the counter by BITMODE. */
const moduli = [2 ** 16, 2 ** 8, 2 ** 24, 2 ** 32];

const modulus = (self: Nrf51Timer): number => moduli[self.bitmodeBitmode]!;

/** PRESCALER above 9 is reserved, and acts as 9. */
const divider = (self: Nrf51Timer): number => 2 ** Math.min(self.prescalerPrescaler, 9);

/** Whether time moves the counter. */
const counts = (self: Nrf51Timer): boolean => self.running && self.modeMode === 0 && self.clk.hz > 0;

/** Ticks since the counter had the value `counted`. */
function elapsed(self: Nrf51Timer): number {
  if (!counts(self)) return 0;
  return Math.floor(ticksIn(self.session.clock.now - Number(self.since), self.clk.hz) / divider(self));
}

function counter(self: Nrf51Timer): number {
  return (self.counted + elapsed(self)) % modulus(self);
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Nrf51Timer, value: number): void {
  self.counted = value % modulus(self);
  self.since = BigInt(self.session.clock.now);
  schedule(self);
}

/** Arms the timer for the next comparison. */
function schedule(self: Nrf51Timer): void {
  if (!counts(self)) return self.compare.cancel();
  const size = modulus(self);
  const passed = elapsed(self);
  let next = size;
  for (let i = 0; i < 4; i++) {
    const distance = (self.getCc(i) - self.counted - passed) % size;
    next = Math.min(next, distance > 0 ? distance : distance + size);
  }
  const ticks = (passed + next) * divider(self);
  self.compare.setAt(Number(self.since) + timeOf(ticks, self.clk.hz));
}

/** The counter has just changed: events and shortcuts of the comparisons that match. */
function compare(self: Nrf51Timer): void {
  const value = counter(self);
  let matched = 0;
  for (let i = 0; i < 4; i++)
    if (self.getCc(i) % modulus(self) === value) {
      self.setEventsCompare(i, 1);
      publish(self, COMPARE + 4 * i);
      matched |= 1 << i;
    }
  if (matched & self.shortsCompareStop) halt(self);
  if (matched & self.shortsCompareClear) setCounter(self, 0);
  else schedule(self);
  updateLine(self);
}

function halt(self: Nrf51Timer): void {
  self.counted = counter(self);
  self.running = false;
  self.compare.cancel();
}

function updateLine(self: Nrf51Timer): void {
  let level = false;
  for (let i = 0; i < 4; i++) if (self.getEventsCompare(i) !== 0 && self.intenCompare & (1 << i)) level = true;
  self.irq.set(level);
}

/** Behaviour of the timer, from the nRF51 Series Reference Manual, chapter 18. */
export const nrf51TimerHooks: Nrf51TimerHooks = {
  start(self, value) {
    if (!isTask(value) || self.running) return;
    self.running = true;
    setCounter(self, self.counted);
  },

  stop(self, value) {
    if (isTask(value)) halt(self);
  },

  countOne(self, value) {
    if (!isTask(value) || self.modeMode === 0 || !self.running) return;
    setCounter(self, self.counted + 1);
    compare(self);
  },

  clear(self, value) {
    if (isTask(value)) setCounter(self, 0);
  },

  capture(self, index, value) {
    if (!isTask(value)) return;
    self.setCc(index, counter(self));
    schedule(self);
  },

  reached: compare,
  retime: schedule,

  rescale(self, _value, old) {
    const now = self.session.clock.now;
    const ticks = counts(self) ? ticksIn(now - Number(self.since), self.clk.hz) : 0;
    setCounter(self, self.counted + Math.floor(ticks / 2 ** Math.min(old, 9)));
  },

  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & 0xf_0000;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,

  halt(self) {
    self.running = false;
    self.counted = 0;
    self.compare.cancel();
    updateLine(self);
  },
};
