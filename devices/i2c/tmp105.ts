import { type Tmp105, type Tmp105Hooks } from "../../generated/i2c/tmp105.ts";

/** Time of a measurement of 9 bits in ns; each bit more doubles it (electrical characteristics, conversion time). */
const shortest = 27_500_000;
/** Measurements in a row that make an alert, by F (table 6). */
const faultsOf = [1, 2, 4, 6] as const;
const configuration = 1;
const oneShot = 0x80;
const bytes = 2;

const signed = (word: number): number => (word << 16) >> 16;

function measure(self: Tmp105): void {
  self.conversion.setIn(shortest << self.configurationR);
}

/** The temperature in sixteenths of a degree, in the upper 12 bits; the resolution cuts the lowest off. */
function sampled(self: Tmp105): number {
  const sixteenths = Math.max(-128 * 16, Math.min(Math.floor((self.temperature * 16) / 1000), 128 * 16 - 1));
  return (sixteenths << 4) & 0xffff & ~((1 << (7 - self.configurationR)) - 1);
}

function drive(self: Tmp105): void {
  self.alert.set(self.alerting === (self.configurationPol !== 0));
}

/** Compares a measurement with the limit that counts: T_HIGH, or T_LOW once that was passed. */
function judge(self: Tmp105): void {
  const now = signed(self.temp);
  const interrupts = self.configurationTm !== 0;
  const falling = interrupts ? self.falling : self.alerting;
  const beyond = falling ? now < signed(self.tLow) : now >= signed(self.tHigh);
  self.faults = beyond ? self.faults + 1 : 0;
  if (self.faults < faultsOf[self.configurationF]!) return;
  self.faults = 0;
  self.falling = !falling;
  self.alerting = interrupts || !falling;
}

/** Behaviour of the sensor, from SBOS648, sections 7.3 to 7.5. */
export const tmp105Hooks: Tmp105Hooks = {
  begin(self, reading) {
    self.taken = 0;
    if (!reading || self.configurationTm === 0) return;
    self.alerting = false;
    drive(self);
  },

  accept(self, byte) {
    const at = self.taken++;
    if (at === 0) self.pointer = byte & 3;
    else if (at <= bytes) self.inside.write8(bytes * self.pointer + at - 1, byte);
    return true;
  },

  give(self) {
    const at = self.pointer === configuration ? 0 : self.taken++ % bytes;
    return self.inside.read8(bytes * self.pointer + at);
  },

  stop(self) {
    self.taken = 0;
  },

  converted(self) {
    self.temp = sampled(self);
    judge(self);
    if (!self.configurationSd) measure(self);
    drive(self);
  },

  configure(self, value) {
    if (self.configurationSd && self.configurationTm) self.alerting = false;
    const wanted = self.configurationSd === 0 || (value & oneShot) !== 0;
    if (wanted && !self.conversion.armed) measure(self);
    drive(self);
  },

  powerUp(self) {
    self.pointer = 0;
    self.taken = 0;
    self.faults = 0;
    self.alerting = false;
    self.falling = false;
    measure(self);
    drive(self);
  },
};
