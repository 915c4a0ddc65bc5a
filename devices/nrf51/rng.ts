import { type Nrf51Rng, type Nrf51RngHooks } from "../../generated/nrf51/rng.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const VALRDY = 0x100;

/** Time to gather a byte in ns (product specification, RNG: 167 us, 677 us with bias correction). */
const plainTime = 167_000;
const correctedTime = 677_000;

/** The next byte of a 32-bit xorshift sequence. */
function nextByte(self: Nrf51Rng): number {
  let noise = self.noise;
  noise ^= noise << 13;
  noise ^= noise >>> 17;
  noise ^= noise << 5;
  self.noise = noise;
  return (noise >>> 24) & 0xff;
}

function gather(self: Nrf51Rng): void {
  self.gather.setIn(self.configDercen ? correctedTime : plainTime);
}

function updateLine(self: Nrf51Rng): void {
  self.irq.set(self.eventsValrdy !== 0 && self.intenValrdy !== 0);
}

/** Behaviour of the random number generator, from the nRF51 Series Reference Manual, chapter 21. */
export const nrf51RngHooks: Nrf51RngHooks = {
  start(self, value) {
    if (!isTask(value) || self.running) return;
    self.running = true;
    gather(self);
  },

  stop(self, value) {
    if (!isTask(value)) return;
    self.running = false;
    self.gather.cancel();
  },

  ready(self) {
    self.value = nextByte(self);
    self.eventsValrdy = 1;
    publish(self, VALRDY);
    if (self.shortsValrdyStop) self.running = false;
    else gather(self);
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
    self.running = false;
    self.gather.cancel();
    self.noise = self.seed;
    updateLine(self);
  },
};
