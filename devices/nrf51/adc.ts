import { type Nrf51Adc, type Nrf51AdcHooks } from "../../generated/nrf51/adc.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

/** Time to convert in ns, by RES (product specification, ADC: 20, 36 and 68 us). */
const times = [20_000, 36_000, 68_000] as const;
/** The band gap, in mV. */
const bandGap = 1200;
const END = 0x100;

/** The lowest of the pins that `selected` has a bit for, in mV; nothing is 0. */
function voltageOf(pins: readonly number[], selected: number): number {
  return selected === 0 ? 0 : (pins[31 - Math.clz32(selected & -selected)] ?? 0);
}

/** What is measured, by INPSEL, in mV. */
function input(self: Nrf51Adc): number {
  const pin = voltageOf(self.ain, self.configPsel);
  const { supply } = self;
  return [pin, (pin * 2) / 3, pin / 3, 0, 0, (supply * 2) / 3, supply / 3, 0][self.configInpsel]!;
}

/** Full scale, by REFSEL, in mV. */
function reference(self: Nrf51Adc): number {
  const { supply } = self;
  return [bandGap, voltageOf(self.references, self.configExtrefsel), supply / 2, supply / 3][self.configRefsel]!;
}

function resultOf(self: Nrf51Adc): number {
  const most = (1 << (8 + Math.min(self.configRes, 2))) - 1;
  const scale = reference(self);
  return scale === 0 ? most : Math.min(most, Math.floor((input(self) * (most + 1)) / scale));
}

function updateLine(self: Nrf51Adc): void {
  self.irq.set(self.eventsEnd !== 0 && self.intenEnd !== 0);
}

function halt(self: Nrf51Adc): void {
  self.conversion.cancel();
  self.busy = 0;
  updateLine(self);
}

/** Behaviour of the converter, from the nRF51 Series Reference Manual, chapter 31. */
export const nrf51AdcHooks: Nrf51AdcHooks = {
  start(self, value) {
    if (!isTask(value) || self.enableEnable !== 1) return;
    self.busy = 1;
    self.conversion.setIn(times[Math.min(self.configRes, 2)]!);
  },

  stop(self, value) {
    if (isTask(value)) halt(self);
  },

  converted(self) {
    self.result = resultOf(self);
    self.busy = 0;
    self.eventsEnd = 1;
    publish(self, END);
    updateLine(self);
  },

  enabling(self) {
    if (self.enableEnable !== 1) halt(self);
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

  halt,
};
