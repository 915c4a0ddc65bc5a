import { type Nrf51Gpiote, type Nrf51GpioteHooks } from "../../generated/nrf51/gpiote.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const channels = 4;
const PORT = 0x8000_0000;
const Mode = { event: 1, task: 3 } as const;
const Polarity = { rising: 1, falling: 2, toggle: 3 } as const;
/** Offsets of registers of events. */
const [IN, PORT_EVENT] = [0x100, 0x17c];

const modeOf = (config: number): number => config & 3;
const pinOf = (config: number): number => (config >>> 8) & 31;
const polarityOf = (config: number): number => (config >>> 16) & 3;

function updateLine(self: Nrf51Gpiote): void {
  let raised = self.eventsPort ? PORT : 0;
  for (let i = 0; i < channels; i++) if (self.getEventsIn(i) !== 0) raised |= 1 << i;
  self.irq.set((raised & self.inten) !== 0);
}

/** Whether a channel of this configuration wants to know that its pin went to `level`. */
function hears(config: number, level: boolean): boolean {
  const polarity = polarityOf(config);
  return polarity === Polarity.toggle || polarity === (level ? Polarity.rising : Polarity.falling);
}

/** Gives a pin back to the GPIO, unless another channel has it as well. */
function release(self: Nrf51Gpiote, config: number): void {
  if (modeOf(config) !== Mode.task) return;
  for (let i = 0; i < channels; i++) {
    const other = self.getConfig(i);
    if (modeOf(other) === Mode.task && pinOf(other) === pinOf(config)) return;
  }
  self.gpio!.release(pinOf(config));
}

/** Behaviour of tasks and events of pins, from the nRF51 Series Reference Manual, chapter 15. */
export const nrf51GpioteHooks: Nrf51GpioteHooks = {
  pinChanged(self, pin, level) {
    for (let i = 0; i < channels; i++) {
      const config = self.getConfig(i);
      if (modeOf(config) !== Mode.event || pinOf(config) !== pin || !hears(config, level !== 0)) continue;
      self.setEventsIn(i, 1);
      publish(self, IN + 4 * i);
    }
    updateLine(self);
  },

  detected(self, _line, level) {
    if (!level) return;
    self.eventsPort = 1;
    publish(self, PORT_EVENT);
    updateLine(self);
  },

  changePin(self, index, value) {
    const config = self.getConfig(index);
    if (!isTask(value) || modeOf(config) !== Mode.task) return;
    const polarity = polarityOf(config);
    const pin = pinOf(config);
    if (polarity === Polarity.toggle) self.gpio!.toggle(pin);
    else if (polarity !== 0) self.gpio!.take(pin, polarity === Polarity.rising);
  },

  configured(self, _index, value, old) {
    release(self, old);
    if (modeOf(value) === Mode.task) self.gpio!.take(pinOf(value), (value & (1 << 20)) !== 0);
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & (PORT | 0xf);
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  /** CONFIG is 0 again: all pins are the GPIO's. */
  forget(self) {
    for (let pin = 0; pin < 32; pin++) self.gpio!.release(pin);
    updateLine(self);
  },
};
