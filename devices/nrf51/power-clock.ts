import { type Nrf51PowerClock, type Nrf51PowerClockHooks } from "../../generated/nrf51/power-clock.ts";
import { isTask, publish } from "./peripheral.ts";

/** Offsets of registers of events. */
const [HFCLKSTARTED, LFCLKSTARTED, DONE, CTTO] = [0x100, 0x104, 0x10c, 0x110] as const;
/** Bits of RESETREAS. */
const [DOG, SREQ] = [1 << 1, 1 << 2] as const;
/** The unit of CTIV, in ns. */
const quarterSecond = 250_000_000;
const running = 1 << 16;
const crystal = 1;

function updateLine(self: Nrf51PowerClock): void {
  const raised =
    (self.eventsHfclkstarted ? 1 : 0) |
    (self.eventsLfclkstarted ? 2 : 0) |
    (self.eventsPofwarn ? 4 : 0) |
    (self.eventsDone ? 8 : 0) |
    (self.eventsCtto ? 16 : 0);
  self.irq.set((raised & self.inten) !== 0);
}

/** Somebody asks for a reset, for a reason that software finds afterwards. */
function ask(self: Nrf51PowerClock, level: number, reason: number): void {
  if (level === 0) return;
  self.reasons |= reason;
  self.resetRequest.pulse();
}

/** Behaviour of power and clock management, from the nRF51 Series Reference Manual, chapters 12 and 13. Oscillators start at once. */
export const nrf51PowerClockHooks: Nrf51PowerClockHooks = {
  systemAsks: (self, _line, level) => ask(self, level, SREQ),
  watchdogAsks: (self, _line, level) => ask(self, level, DOG),

  keepReasons(self) {
    self.reasons = self.resetreas;
  },

  retain(self) {
    self.retained = self.gpregret;
  },

  startHfclk(self, value) {
    if (!isTask(value)) return;
    self.hfclkrun = 1;
    self.hfclkstat = running | crystal;
    self.eventsHfclkstarted = 1;
    publish(self, HFCLKSTARTED);
    updateLine(self);
  },

  stopHfclk(self, value) {
    if (!isTask(value)) return;
    self.hfclkrun = 0;
    self.hfclkstat = running;
  },

  startLfclk(self, value) {
    if (!isTask(value)) return;
    self.lfclkrun = 1;
    self.lfclksrccopy = self.lfclksrcSrc;
    self.lfclkstat = running | self.lfclksrcSrc;
    self.eventsLfclkstarted = 1;
    publish(self, LFCLKSTARTED);
    self.lfclk.updateHz(32_768);
    updateLine(self);
  },

  stopLfclk(self, value) {
    if (!isTask(value)) return;
    self.lfclkrun = 0;
    self.lfclkstat = 0;
    self.lfclk.updateHz(0);
  },

  calibrate(self, value) {
    if (!isTask(value)) return;
    self.eventsDone = 1;
    publish(self, DONE);
    updateLine(self);
  },

  startCalibrationTimer(self, value) {
    if (isTask(value)) self.calibration.setIn(Math.max(1, self.ctiv) * quarterSecond);
  },

  stopCalibrationTimer(self, value) {
    if (isTask(value)) self.calibration.cancel();
  },

  calibrationDue(self) {
    self.eventsCtto = 1;
    publish(self, CTTO);
    updateLine(self);
  },

  systemOff(self, value) {
    if (isTask(value)) self.offRequest.pulse();
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & 0x1f;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  powerUp(self) {
    self.resetreas = self.reasons;
    self.gpregret = self.retained;
    self.calibration.cancel();
    self.lfclk.updateHz(0);
    updateLine(self);
  },
};
