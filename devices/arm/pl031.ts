import { type Pl031, type Pl031Hooks } from "../../generated/arm/pl031.ts";

const second = 1_000_000_000;
/** Virtual time is exact for about 100 days; an alarm that is later is armed in stages, in seconds. */
const stage = 1_000_000;

/** The counter, in seconds. */
function seconds(self: Pl031): number {
  return (self.offset + Math.floor(self.session.clock.now / second)) >>> 0;
}

/** Arms the timer for the second that RTCMR names, or for a stop on the way there. */
function arm(self: Pl031): void {
  const left = (self.rtcmr - seconds(self)) >>> 0;
  if (left === 0) return matched(self);
  const { now } = self.session.clock;
  self.alarm.setAt((Math.floor(now / second) + Math.min(left, stage)) * second);
}

function matched(self: Pl031): void {
  self.alarm.cancel();
  self.rtcris = 1;
  updateIrq(self);
}

function updateIrq(self: Pl031): void {
  self.intr.set(self.rtcmis !== 0);
}

/** Behaviour of the clock, from ARM DDI 0224, chapters 2 and 3. */
export const pl031Hooks: Pl031Hooks = {
  seconds,
  arm,
  due: arm,
  updateIrq,

  load(self, value) {
    self.offset = value - Math.floor(self.session.clock.now / second);
    arm(self);
  },

  setClock(self) {
    self.offset = self.start;
  },

  idle(self) {
    self.alarm.cancel();
    updateIrq(self);
  },
};
