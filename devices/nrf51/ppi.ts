import { type Nrf51Ppi, type Nrf51PpiHooks } from "../../generated/nrf51/ppi.ts";
import { isTask } from "./peripheral.ts";

/** 16 MHz, rounded up to whole ns. */
const cycleTime = 63;
const programmable = 16;
const firstFixed = 20;

const RADIO = 0x4000_1000;
const TIMER0 = 0x4000_8000;
const RTC0 = 0x4000_b000;
const AAR_CCM = 0x4000_f000;
const COMPARE0 = 0x140;
const [TXEN, RXEN, DISABLE] = [0x000, 0x004, 0x010];
const [READY, ADDRESS, END, BCMATCH] = [0x100, 0x104, 0x10c, 0x128];

/** Event and task of channels 20 to 31 (table of the chapter: pre-programmed channels). */
const fixed: readonly (readonly [event: number, task: number])[] = [
  [TIMER0 + COMPARE0, RADIO + TXEN],
  [TIMER0 + COMPARE0, RADIO + RXEN],
  [TIMER0 + COMPARE0 + 4, RADIO + DISABLE],
  [RADIO + BCMATCH, AAR_CCM],
  [RADIO + READY, AAR_CCM],
  [RADIO + ADDRESS, AAR_CCM + 0x004],
  [RADIO + ADDRESS, TIMER0 + 0x044],
  [RADIO + END, TIMER0 + 0x048],
  [RTC0 + COMPARE0, RADIO + TXEN],
  [RTC0 + COMPARE0, RADIO + RXEN],
  [RTC0 + COMPARE0, TIMER0 + 0x00c],
  [RTC0 + COMPARE0, TIMER0],
];

const eventOf = (self: Nrf51Ppi, channel: number): number =>
  channel < programmable ? self.getChEep(channel) : (fixed[channel - firstFixed]?.[0] ?? 0);
const taskOf = (self: Nrf51Ppi, channel: number): number =>
  channel < programmable ? self.getChTep(channel) : (fixed[channel - firstFixed]?.[1] ?? 0);

/** Behaviour of the interconnect, from the nRF51 Series Reference Manual, chapter 16. */
export const nrf51PpiHooks: Nrf51PpiHooks = {
  publish(self, source, offset) {
    if (self.chen === 0) return;
    const event = 0x4000_0000 + source * 0x1000 + offset;
    for (let channel = 0; channel < 32; channel++)
      if (self.chen & (1 << channel) && eventOf(self, channel) === event) self.due |= 1 << channel;
    if (self.due !== 0 && !self.cycle.armed) self.cycle.setIn(cycleTime);
  },

  startTasks(self) {
    const { due } = self;
    self.due = 0;
    for (let channel = 0; channel < 32; channel++)
      if (due & (1 << channel)) self.memory!.write32(taskOf(self, channel), 1);
    self.memory!.takeResult();
  },

  enableGroup(self, group, value) {
    if (isTask(value)) self.chen |= self.getChg(group);
  },

  disableGroup(self, group, value) {
    if (isTask(value)) self.chen &= ~self.getChg(group);
  },

  enabled: (self) => self.chen,

  enable(self, value) {
    self.chen |= value;
  },

  disable(self, value) {
    self.chen &= ~value;
  },

  forget(self) {
    self.due = 0;
    self.cycle.cancel();
  },
};
