import { type GoldfishRtc, type GoldfishRtcHooks } from "../../generated/rtc/goldfish-rtc.ts";

const now = (self: GoldfishRtc): bigint => BigInt.asUintN(64, BigInt(self.session.clock.now) + self.offset);
const wide = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

function update(self: GoldfishRtc): void {
  self.intr.set(self.pending && self.irqEnabledEnabled !== 0);
}

function disarm(self: GoldfishRtc): void {
  self.alarm.cancel();
  self.alarmStatusArmed = 0;
}

function ring(self: GoldfishRtc): void {
  self.alarmStatusArmed = 0;
  self.pending = true;
  update(self);
}

/** Behaviour of the Goldfish clock. */
export const goldfishRtcHooks: GoldfishRtcHooks = {
  readTime(self) {
    const time = now(self);
    self.high = Number(time >> 32n);
    return Number(time & 0xffff_ffffn);
  },

  readHigh: (self) => self.high,

  setTime(self, value) {
    self.offset = BigInt.asIntN(64, wide(self.high, value) - BigInt(self.session.clock.now));
  },

  setHigh(self, value) {
    self.high = value;
  },

  arm(self) {
    const due = wide(self.alarmHigh, self.alarmLow) - self.offset;
    disarm(self);
    if (due <= BigInt(self.session.clock.now)) return ring(self);
    self.alarmStatusArmed = 1;
    // What lies beyond the reach of virtual time, a hundred days, never comes.
    if (due <= BigInt(Number.MAX_SAFE_INTEGER)) self.alarm.setAt(Number(due));
  },

  disarm,
  ring,
  update,

  acknowledge(self) {
    self.pending = false;
    update(self);
  },

  switchOn(self) {
    self.offset = BigInt.asIntN(64, self.start);
  },

  clear(self) {
    // The clock goes on: it has a battery.
    disarm(self);
    self.pending = false;
    update(self);
  },
};
