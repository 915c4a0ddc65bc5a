import { type Nrf51Watchdog, type Nrf51WatchdogHooks } from "../../generated/nrf51/watchdog.ts";
import { timeOf } from "../ticks.ts";
import { isTask, publish } from "./peripheral.ts";

const key = 0x6e52_4635;
const TIMEOUT = 0x100;
/** Cycles of LFCLK from the event to the reset. */
const warning = 2;
/** LFCLK is started for it where nobody has done so. */
const usualRate = 32_768;
/** Fewer cycles are not counted. */
const least = 15;

const rateOf = (self: Nrf51Watchdog): number => self.clk.hz || usualRate;

/** A period begins. */
function wind(self: Nrf51Watchdog): void {
  self.reqstatus = self.rren;
  self.period.setIn(timeOf(Math.max(self.crv, least) + 1, rateOf(self)));
}

function updateLine(self: Nrf51Watchdog): void {
  self.irq.set(self.eventsTimeout !== 0 && self.intenTimeout !== 0);
}

/** Behaviour of the watchdog, from the nRF51 Series Reference Manual, chapter 20. */
export const nrf51WatchdogHooks: Nrf51WatchdogHooks = {
  start(self, value) {
    if (!isTask(value) || self.runstatus) return;
    self.runstatus = 1;
    wind(self);
  },

  reload(self, index, value) {
    if (!self.runstatus || self.grace.armed || value !== key) return;
    self.reqstatus &= ~(1 << index);
    if (self.reqstatus === 0) wind(self);
  },

  timedOut(self) {
    self.eventsTimeout = 1;
    publish(self, TIMEOUT);
    self.grace.setIn(timeOf(warning, rateOf(self)));
    updateLine(self);
  },

  bite: (self) => self.resetRequest.pulse(),

  keepCrv(self, _value, old) {
    if (self.runstatus) self.crv = old;
  },

  keepRren(self, _value, old) {
    if (self.runstatus) self.rren = old;
    else self.reqstatus = self.rren;
  },

  keepConfig(self, _value, old) {
    if (self.runstatus) self.config = old;
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
    self.period.cancel();
    self.grace.cancel();
    updateLine(self);
  },
};
