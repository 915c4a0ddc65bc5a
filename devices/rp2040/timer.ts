import { type Rp2040Timer, type Rp2040TimerHooks } from "../../generated/rp2040/timer.ts";
import { ticksIn, timeOf } from "../ticks.ts";

const mask64 = (1n << 64n) - 1n;
const mask32 = 0xffff_ffffn;

/** Ticks since the counter had the value `counted`; `paused` says whether it stood still. */
function elapsed(self: Rp2040Timer, paused: boolean): number {
  return paused ? 0 : ticksIn(self.session.clock.now - Number(self.since), self.rate);
}

const isPaused = (self: Rp2040Timer): boolean => self.pausePause !== 0;

function time(self: Rp2040Timer, paused = isPaused(self)): bigint {
  return (self.counted + BigInt(elapsed(self, paused))) & mask64;
}

const low = (value: bigint): number => Number(value & mask32);
const high = (value: bigint): number => Number(value >> 32n);

/** Makes `value` the counter's value from now on. */
function setTime(self: Rp2040Timer, value: bigint): void {
  self.counted = value;
  self.since = BigInt(self.session.clock.now);
  self.rate = self.tick.hz;
  schedule(self);
}

/** Arms the timer for the alarm that is due first. */
function schedule(self: Rp2040Timer): void {
  if (self.armedAlarms === 0 || isPaused(self) || self.rate === 0) return self.nextAlarm.cancel();
  const passed = elapsed(self, false);
  const now = low(self.counted + BigInt(passed));
  let next = 2 ** 32;
  for (let index = 0; index < 4; index++)
    if (self.armedAlarms & (1 << index)) next = Math.min(next, (self.getAlarm(index) - now) >>> 0 || 2 ** 32);
  self.nextAlarm.setAt(Number(self.since) + timeOf(passed + next, self.rate));
}

function updateIrq(self: Rp2040Timer): void {
  for (const [index, line] of self.irq.entries()) {
    const level = (self.ints >> index) & 1;
    if (line.level !== level) line.set(level);
  }
}

/** Behaviour of the timer, from the RP2040 data sheet, section 4.6. */
export const rp2040TimerHooks: Rp2040TimerHooks = {
  keepLow(self, value) {
    self.writtenLow = value;
  },

  setTime: (self, value) => setTime(self, (BigInt(value >>> 0) << 32n) | BigInt(self.writtenLow)),

  high: (self) => self.latchedHigh,

  latch(self) {
    const now = time(self);
    self.latchedHigh = high(now);
    return low(now);
  },

  rawHigh: (self) => high(time(self)),
  rawLow: (self) => low(time(self)),

  arm(self, index) {
    self.armedAlarms |= 1 << index;
    schedule(self);
  },

  armed: (self) => self.armedAlarms,

  disarm(self, value) {
    self.armedAlarms &= ~value;
    schedule(self);
  },

  reached(self) {
    const now = low(time(self));
    for (let index = 0; index < 4; index++)
      if (self.armedAlarms & (1 << index) && self.getAlarm(index) === now) {
        self.armedAlarms &= ~(1 << index);
        self.intr |= 1 << index;
      }
    schedule(self);
    updateIrq(self);
  },

  pauseChanged(self, _value, old) {
    setTime(self, time(self, old !== 0));
  },

  retime(self) {
    setTime(self, time(self));
  },

  updateIrq,

  idle(self) {
    self.armedAlarms = 0;
    self.latchedHigh = 0;
    setTime(self, 0n);
    updateIrq(self);
  },
};
