import { type ClocksHooks, type CollectorHooks } from "./generated/values.ts";

/** What the test board's clocks do. */
export const clocksHooks: ClocksHooks = {
  logWritten(self) {
    self.kept++;
  },
  rebuild(self) {
    self.rebuilt = self.kept + 1;
  },
};

/** Remembers which of its lines were up. */
export const collectorHooks: CollectorHooks = {
  collect(self, line, level) {
    if (level) self.seen |= 1 << line;
  },
};
