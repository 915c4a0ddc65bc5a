import { type CortexMHooks } from "../generated/arm/cpu.ts";

/** Keeps a bit for each line that is up. */
export const cortexMHooks: CortexMHooks = {
  pend(self, line, level) {
    const bit = 1 << line;
    self.pending = level ? self.pending | bit : self.pending & ~bit;
  },
};
