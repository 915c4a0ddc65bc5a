import { type Rp2040Watchdog, type Rp2040WatchdogHooks } from "../../generated/rp2040/watchdog.ts";
import { ticksIn, timeOf } from "../ticks.ts";

const trigger = 0x8000_0000;
const running = 0x400;

/** Ticks that pass for each count: the counter loses two at a time (RP2040-E1). */
const step = 2;

function left(self: Rp2040Watchdog): number {
  const passed = ticksIn(self.session.clock.now - Number(self.since), self.rate);
  return Math.max(self.counted - step * passed, 0);
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Rp2040Watchdog, value: number): void {
  self.counted = value;
  self.since = BigInt(self.session.clock.now);
  self.rate = self.ctrlEnable ? self.clkTick.hz : 0;
  if (self.rate === 0 || value === 0) self.countdown.cancel();
  else self.countdown.setIn(timeOf(Math.ceil(value / step), self.rate));
}

/** `forced` tells whether software asked for it. */
function fire(self: Rp2040Watchdog, forced: boolean): void {
  self.cause = forced ? 2 : 1;
  self.countdown.cancel();
  self.fired.pulse();
}

/** Behaviour of the watchdog, from the RP2040 data sheet, section 4.7. */
export const rp2040WatchdogHooks: Rp2040WatchdogHooks = {
  timeLeft: (self, current) => (current & ~0xff_ffff) | (left(self) & 0xff_ffff),
  lastReason: (self) => self.cause,
  tickState: (self, current) => current | (self.clkTick.hz > 0 ? running : 0),

  control(self, value) {
    const count = left(self);
    self.ctrl = value & ~trigger;
    setCounter(self, count);
    if (value & trigger) fire(self, true);
  },

  load(self, value) {
    setCounter(self, value & 0xff_ffff);
  },

  retime(self) {
    const count = left(self);
    const cycles = self.tickCycles;
    self.clkTick.updateHz(self.tickEnable && cycles > 0 ? Math.floor(self.clkRef.hz / cycles) : 0);
    setCounter(self, count);
  },

  expired(self) {
    self.counted = 0;
    fire(self, false);
  },

  idle(self) {
    self.counted = 0;
    self.countdown.cancel();
    self.fired.set(0);
    rp2040WatchdogHooks.retime(self);
  },
};
