import { type LineControllerHooks } from "../../generated/first/line-controller.ts";

/** Behaviour of the line controller: its output follows the enabled lines. */
export const lineControllerHooks: LineControllerHooks = {
  setLine(self, line, level) {
    const bit = 1 << line;
    self.pending = level ? self.pending | bit : self.pending & ~bit;
    lineControllerHooks.update(self);
  },

  update(self) {
    self.cpu.set(self.active !== 0);
  },
};
