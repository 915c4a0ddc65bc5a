import { type Nrf51Temp, type Nrf51TempHooks } from "../../generated/nrf51/temp.ts";

/** Time to measure in ns (product specification, TEMP: 36 us). */
const conversionTime = 36_000;

function updateLine(self: Nrf51Temp): void {
  self.irq.set(self.eventsDatardy !== 0 && self.intenDatardy !== 0);
}

/** Behaviour of the temperature sensor, from the nRF51 Series Reference Manual, chapter 20. */
export const nrf51TempHooks: Nrf51TempHooks = {
  start(self, value) {
    if (value & 1) self.conversion.setIn(conversionTime);
  },

  stop(self, value) {
    if (value & 1) self.conversion.cancel();
  },

  measured(self) {
    self.temp = self.temperature;
    self.eventsDatardy = 1;
    updateLine(self);
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & 1;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  halt(self) {
    self.conversion.cancel();
    updateLine(self);
  },
};
