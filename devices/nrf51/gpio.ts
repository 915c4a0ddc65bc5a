import { type Nrf51Gpio, type Nrf51GpioHooks } from "../../generated/nrf51/gpio.ts";

const pullUp = 3;
/** Values of SENSE. */
const Sense = { high: 2, low: 3 } as const;

/** The level of a pin that nobody drives. */
function floating(self: Nrf51Gpio, pin: number): boolean {
  const { pulledUp } = self;
  return ((self.getPinCnf(pin) >>> 2) & 3) === pullUp || (pulledUp & (1 << pin)) !== 0;
}

/** Works out what the pins are at, shows it in IN, and signals what has changed. */
function update(self: Nrf51Gpio): void {
  const { connected, external, taken, takenLevels } = self;
  const outputs = self.dir | taken;
  const out = (self.out & ~taken) | (takenLevels & taken);
  let levels = (outputs & out) | (~outputs & connected & external);
  let seen = 0;
  let sensed = 0;
  for (let pin = 0; pin < 32; pin++) {
    const bit = 1 << pin;
    const config = self.getPinCnf(pin);
    if (!((outputs | connected) & bit) && floating(self, pin)) levels |= bit;
    if ((config & 2) === 0) seen |= bit;
    if (senses(config, (levels & bit) !== 0)) sensed |= bit;
  }
  self.in = levels & seen;
  signal(self, levels);
  self.detect.set((sensed & seen) !== 0);
}

/** Whether a pin of this configuration is waited for to be at `level`. */
const senses = (config: number, level: boolean): boolean => ((config >>> 16) & 3) === (level ? Sense.high : Sense.low);

/** Drives the lines of those pins that have changed. */
function signal(self: Nrf51Gpio, levels: number): void {
  const changed = levels ^ self.levels;
  self.levels = levels;
  for (let pin = 0; pin < 32; pin++) {
    if ((changed & (1 << pin)) === 0) continue;
    self.pin[pin]!.set((levels >>> pin) & 1);
    self.inside[pin]!.set((levels >>> pin) & 1);
  }
}

/** DIR, and its copy in bit 0 of each PIN_CNF. */
function setDirections(self: Nrf51Gpio, directions: number): void {
  self.dir = directions;
  for (let pin = 0; pin < 32; pin++) self.setPinCnf(pin, (self.getPinCnf(pin) & ~1) | ((directions >>> pin) & 1));
  update(self);
}

/** Behaviour of the pins, from the nRF51 Series Reference Manual, chapter 14. */
export const nrf51GpioHooks: Nrf51GpioHooks = {
  update,

  take(self, pin, high) {
    const bit = 1 << pin;
    self.taken |= bit;
    self.takenLevels = high ? self.takenLevels | bit : self.takenLevels & ~bit;
    update(self);
  },

  toggle(self, pin) {
    self.takenLevels ^= 1 << pin;
    update(self);
  },

  release(self, pin) {
    self.taken &= ~(1 << pin);
    update(self);
  },

  forget(self) {
    self.taken = 0;
    update(self);
  },

  drive(self, pin, level) {
    const bit = 1 << pin;
    self.connected |= bit;
    self.external = level ? self.external | bit : self.external & ~bit;
    update(self);
  },

  outLevels: (self) => self.out,
  directions: (self) => self.dir,

  setOut(self, value) {
    self.out |= value;
    update(self);
  },

  clearOut(self, value) {
    self.out &= ~value;
    update(self);
  },

  directionsChanged: (self, value) => setDirections(self, value),
  setDirections: (self, value) => setDirections(self, self.dir | value),
  clearDirections: (self, value) => setDirections(self, self.dir & ~value),

  configured(self, pin, value) {
    const bit = 1 << pin;
    self.dir = value & 1 ? self.dir | bit : self.dir & ~bit;
    update(self);
  },
};
