import { type CollectorHooks, type TimerHooks } from "./generated/parts.ts";

export const timerHooks: TimerHooks = {
  reached(self, index) {
    self.times.set(index, self.times.get(index) + 1);
  },
  busChanged(self) {
    self.busHz = self.bus.hz;
  },
  counterChanged(self, index) {
    self.counterHz.set(index, self.counter[index]!.hz);
  },
};

export const collectorHooks: CollectorHooks = {
  setSource(self, line, level) {
    self.up = level ? self.up | (1 << line) : self.up & ~(1 << line);
  },
};
