import { type CountdownTimer, type CountdownTimerHooks } from "./generated/timer.ts";

const nsPerSecond = 1e9;

/** From `LOAD` on, if it is enabled and has a clock. */
function start(self: CountdownTimer): void {
  const { hz } = self.clk;
  if (!self.ctrlEnable || hz === 0) return self.expiry.cancel();
  self.expiry.setIn(Math.max(1, Math.round((self.load * nsPerSecond) / hz)));
}

/** The line is up while an expiry is to be seen. */
function update(self: CountdownTimer): void {
  self.irq.set(self.statusExpired & self.ctrlInterrupt);
}

/** What timer.qdl names after `=>`. */
export const countdownTimerHooks: CountdownTimerHooks = {
  restart(self) {
    start(self);
    update(self);
  },

  remaining(self) {
    const { armed, due } = self.expiry;
    if (!armed) return 0;
    const ns = due - self.session.clock.now;
    return Math.floor((ns * self.clk.hz) / nsPerSecond);
  },

  expired(self) {
    self.statusExpired = 1;
    if (self.ctrlPeriodic) start(self);
    update(self);
  },

  update,
};
