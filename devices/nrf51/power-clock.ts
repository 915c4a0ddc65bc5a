import { type Nrf51PowerClock, type Nrf51PowerClockHooks } from "../../generated/nrf51/power-clock.ts";

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

/** Behaviour of power and clock management, from the nRF51 Series Reference Manual, chapters 12 and 13. Oscillators start at once. */
export const nrf51PowerClockHooks: Nrf51PowerClockHooks = {
  startHfclk(self, value) {
    if ((value & 1) === 0) return;
    self.hfclkrun = 1;
    self.hfclkstat = running | crystal;
    self.eventsHfclkstarted = 1;
    updateLine(self);
  },

  stopHfclk(self, value) {
    if ((value & 1) === 0) return;
    self.hfclkrun = 0;
    self.hfclkstat = running;
  },

  startLfclk(self, value) {
    if ((value & 1) === 0) return;
    self.lfclkrun = 1;
    self.lfclksrccopy = self.lfclksrcSrc;
    self.lfclkstat = running | self.lfclksrcSrc;
    self.eventsLfclkstarted = 1;
    self.lfclk.updateHz(32_768);
    updateLine(self);
  },

  stopLfclk(self, value) {
    if ((value & 1) === 0) return;
    self.lfclkrun = 0;
    self.lfclkstat = 0;
    self.lfclk.updateHz(0);
  },

  calibrate(self, value) {
    if ((value & 1) === 0) return;
    self.eventsDone = 1;
    updateLine(self);
  },

  systemOff(self, value) {
    if (value & 1) self.offRequest.pulse();
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
    self.lfclk.updateHz(0);
    updateLine(self);
  },
};
