import { type Nrf51Temp, type Nrf51TempHooks } from "../../generated/nrf51/temp.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const DATARDY = 0x100;

/** Time to measure in ns (product specification, TEMP: 36 us). */
const conversionTime = 36_000;

function updateLine(self: Nrf51Temp): void {
  self.irq.set(self.eventsDatardy !== 0 && self.intenDatardy !== 0);
}

/** Behaviour of the temperature sensor, from the nRF51 Series Reference Manual, chapter 22. */
export const nrf51TempHooks: Nrf51TempHooks = {
  start(self, value) {
    if (isTask(value)) self.conversion.setIn(conversionTime);
  },

  stop(self, value) {
    if (isTask(value)) self.conversion.cancel();
  },

  measured(self) {
    self.temp = self.temperature;
    self.eventsDatardy = 1;
    publish(self, DATARDY);
    updateLine(self);
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
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
