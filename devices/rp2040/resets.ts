import { type Rp2040Resets, type Rp2040ResetsHooks } from "../../generated/rp2040/resets.ts";

/** Shows and signals what is held. */
function update(self: Rp2040Resets): void {
  self.resetDone = ~self.reset_Held & 0x01ff_ffff;
  for (const [bit, line] of self.held.entries()) {
    const level = (self.reset_Held >>> bit) & 1;
    if (line.level !== level) line.set(level);
  }
}

/** Behaviour of the resets, from the RP2040 data sheet, section 2.14. */
export const rp2040ResetsHooks: Rp2040ResetsHooks = {
  update,

  watchdogFired(self, _line, level) {
    if (!level) return;
    self.reset_Held |= self.wdselSelected;
    update(self);
  },
};
