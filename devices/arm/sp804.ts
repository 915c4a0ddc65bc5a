import { type Timer } from "@qdl/runtime";
import { type Sp804, type Sp804Hooks } from "../../generated/arm/sp804.ts";
import { ticksIn, timeOf } from "../ticks.ts";

/** Bits of TimerControl. */
const oneShot = 1;
const wide = 2;
const interrupts = 0x20;
const periodic = 0x40;
const enabled = 0x80;

/** What TimerPre divides by; 3 is undefined, and acts as 2. */
const dividers = [1, 16, 256, 256];

const top = (self: Sp804, index: number): number => (self.getTimerControl(index) & wide ? 0xffff_ffff : 0xffff);

function divider(self: Sp804, index: number): number {
  return dividers[(self.getTimerControl(index) >> 2) & 3]!;
}

const frequency = (self: Sp804, index: number): number => (index === 0 ? self.freq0 : self.freq1);

/** Ticks since the counter had the value `counted`. */
function elapsed(self: Sp804, index: number): number {
  if ((self.getTimerControl(index) & enabled) === 0) return 0;
  const passed = self.session.clock.now - Number(self.since.get(index));
  return Math.floor(ticksIn(passed, frequency(self, index)) / divider(self, index));
}

const timerOf = (self: Sp804, index: number): Timer => self.zero[index]!;

function counter(self: Sp804, index: number): number {
  return Math.max(self.counted.get(index) - elapsed(self, index), 0);
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Sp804, index: number, value: number): void {
  self.counted.set(index, value);
  self.since.set(index, BigInt(self.session.clock.now));
  const timer = timerOf(self, index);
  if ((self.getTimerControl(index) & enabled) === 0) return timer.cancel();
  const ticks = Math.max(value, 1) * divider(self, index);
  timer.setIn(timeOf(ticks, frequency(self, index)));
}

/** A counter that runs once stays at 0 until it is loaded, or runs otherwise. */
function halt(self: Sp804, index: number): void {
  self.counted.set(index, 0);
  timerOf(self, index).cancel();
}

const isRaised = (self: Sp804, index: number): boolean =>
  self.getTimerRIS(index) !== 0 && (self.getTimerControl(index) & interrupts) !== 0;

/** The combined line; in test mode it is what TimerITOP says (section 4.2). */
function updateIrq(self: Sp804): void {
  if (self.timerITCRIten) self.intr.set(self.timerITOPTimint !== 0);
  else self.intr.set(isRaised(self, 0) || isRaised(self, 1));
}

/** A counter is at 0. */
function reached(self: Sp804, index: number): void {
  const control = self.getTimerControl(index);
  self.setTimerRIS(index, 1);
  if (control & oneShot) halt(self, index);
  else setCounter(self, index, control & periodic ? self.reload.get(index) : top(self, index));
  updateIrq(self);
}

/** Behaviour of the timers, from ARM DDI 0271, chapters 2 and 3. */
export const sp804Hooks: Sp804Hooks = {
  value: counter,
  masked: (self, index) => Number(isRaised(self, index)),
  period: (self, index) => self.getTimerLoad(index),

  load(self, index, value) {
    const kept = (value & top(self, index)) >>> 0;
    self.reload.set(index, kept);
    setCounter(self, index, kept);
  },

  backgroundLoad(self, index, value) {
    self.setTimerLoad(index, value);
    self.reload.set(index, (value & top(self, index)) >>> 0);
  },

  control(self, index, value, old) {
    self.setTimerControl(index, old);
    const count = counter(self, index);
    self.setTimerControl(index, value);
    if (count === 0 && old & value & oneShot) halt(self, index);
    else setCounter(self, index, Math.min(count, top(self, index)));
    updateIrq(self);
  },

  test: updateIrq,

  clear(self, index) {
    self.setTimerRIS(index, 0);
    updateIrq(self);
  },

  reached,

  idle(self) {
    for (let index = 0; index < 2; index++) {
      self.counted.set(index, 0xffff_ffff);
      self.reload.set(index, 0xffff_ffff);
      timerOf(self, index).cancel();
    }
    updateIrq(self);
  },
};
