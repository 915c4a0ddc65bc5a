import { type AlarmsHooks, type CollectorHooks, type ConcentratorHooks, type TimerHooks } from "./generated/parts.ts";

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

export const alarmsHooks: AlarmsHooks = {
  rang(self, index) {
    self.rung.set(index, self.rung.get(index) + 1);
  },
  barked(self) {
    self.barks++;
  },
};

export const concentratorHooks: ConcentratorHooks = {
  setSource(self, line, level) {
    self.group[line % self.groups]?.set(level);
    self.seen?.set(level);
  },
};

export const collectorHooks: CollectorHooks = {
  setSource(self, line, level) {
    self.up = level ? self.up | (1 << line) : self.up & ~(1 << line);
  },
};
