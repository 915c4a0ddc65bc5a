import { type ClockOut } from "@qdl/runtime";
import { type Rp2040Clocks, type Rp2040ClocksHooks } from "../../generated/rp2040/clocks.ts";

const kill = 1 << 10;
const enable = 1 << 11;
/** Bits of FC0_STATUS. */
const status = { pass: 1, done: 1 << 4, fail: 1 << 16, slow: 1 << 20, fast: 1 << 24 } as const;

/** A divider register: whole numbers above 256ths; 0 is 2^16. */
function divided(hz: number, divider: number): number {
  return Math.floor((hz * 256) / (divider === 0 ? 2 ** 24 : divider >>> 0));
}

function set(clock: ClockOut, hz: number): void {
  if (clock.hz !== hz) clock.updateHz(hz);
}

/** The auxiliary sources of clk_usb, clk_adc and clk_rtc, by number. */
function peripheralSources({ pllUsb, pllSys, rosc, xosc }: Rp2040Clocks): readonly number[] {
  return [pllUsb.hz, pllSys.hz, rosc.hz, xosc.hz];
}

/** What a generator with a gate gives. */
function gated(control: number, sources: readonly number[], divider: number): number {
  return (control & (enable | kill)) === enable ? divided(sources[(control >> 5) & 15] ?? 0, divider) : 0;
}

/** clk_sys: what its multiplexers say, or clk_ref while that had to take over (section 2.15.6). */
function system(self: Rp2040Clocks): number {
  const { xosc, rosc, pllSys, pllUsb } = self;
  const auxiliary = [pllSys.hz, pllUsb.hz, rosc.hz, xosc.hz][self.clkSysCtrlAuxsrc] ?? 0;
  const hz = self.clkSysCtrlSrc ? auxiliary : self.clkRef.hz;
  if (self.clkSysResusCtrlClear) self.clkSysResusStatusResussed = 0;
  else if (self.clkSysResusCtrlFrce || (self.clkSysResusCtrlEnable && hz === 0)) self.clkSysResusStatusResussed = 1;
  return divided(self.clkSysResusStatusResussed ? self.clkRef.hz : hz, self.clkSysDiv);
}

/** The clocks for pins, by what the others are. */
function updateOutputs(self: Rp2040Clocks): void {
  const { pllSys, pllUsb, rosc, xosc, clkSys, clkUsb, clkAdc, clkRtc, clkRef } = self;
  const all = [pllSys, null, null, pllUsb, rosc, xosc, clkSys, clkUsb, clkAdc, clkRtc, clkRef];
  const sources = all.map((clock) => clock?.hz ?? 0);
  for (const [index, clock] of self.clkGpout.entries())
    set(clock, gated(self.getGpoutCtrl(index), sources, self.getGpoutDiv(index)));
}

function updateIrq(self: Rp2040Clocks): void {
  self.intr = self.clkSysResusStatus;
  self.irq.set(self.ints !== 0);
}

/** Frequencies by number of the counter's source (section 2.15.7, FC0_SRC). */
function measurable(self: Rp2040Clocks): readonly number[] {
  const { pllSys, pllUsb, rosc, xosc, clkRef, clkSys, clkPeri, clkUsb, clkAdc, clkRtc } = self;
  const all = [null, pllSys, pllUsb, rosc, rosc, xosc, null, null, clkRef, clkSys, clkPeri, clkUsb, clkAdc, clkRtc];
  return all.map((clock) => clock?.hz ?? 0);
}

/** Behaviour of the generators, from the RP2040 data sheet, section 2.15. */
export const rp2040ClocksHooks: Rp2040ClocksHooks = {
  update(self) {
    const { xosc, rosc, pllSys, pllUsb } = self;
    const auxiliary = [pllUsb.hz][self.clkRefCtrlAuxsrc] ?? 0;
    const reference = [rosc.hz, auxiliary, xosc.hz, 0][self.clkRefCtrlSrc]!;
    set(self.clkRef, divided(reference, self.clkRefDiv));
    self.clkRefSelected = 1 << self.clkRefCtrlSrc;
    set(self.clkSys, system(self));
    self.clkSysSelected = 1 << self.clkSysCtrlSrc;
    const others = peripheralSources(self);
    const peri = [self.clkSys.hz, pllSys.hz, pllUsb.hz, rosc.hz, xosc.hz];
    set(self.clkPeri, gated(self.clkPeriCtrl, peri, 0x100));
    set(self.clkUsb, gated(self.clkUsbCtrl, others, self.clkUsbDiv));
    set(self.clkAdc, gated(self.clkAdcCtrl, others, self.clkAdcDiv));
    set(self.clkRtc, gated(self.clkRtcCtrl, others, self.clkRtcDiv));
    updateOutputs(self);
    updateIrq(self);
  },

  measure(self, source) {
    const hz = measurable(self)[source] ?? 0;
    const khz = Math.floor(hz / 1000);
    self.fc0Result = (khz << 5) | Math.floor(((hz % 1000) * 32) / 1000);
    const wrong = khz < self.fc0MinKhz ? status.slow : khz > self.fc0MaxKhz ? status.fast : 0;
    self.fc0Status = status.done | (wrong === 0 ? status.pass : status.fail | wrong);
  },

  updateIrq,
};
