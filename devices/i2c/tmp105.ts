import { type Tmp105, type Tmp105Hooks } from "../../generated/i2c/tmp105.ts";

/** Registers by pointer. */
const TEMPERATURE = 0;
const CONFIGURATION = 1;
const T_LOW = 2;

/** Bits of the configuration. */
const shutdownMode = 1;
const interruptMode = 2;
const polarity = 4;
const oneShot = 0x80;

/** The temperature in sixteenths of a degree, in the upper 12 bits; the converter's resolution cuts the lowest off. */
function converted(self: Tmp105): number {
  const sixteenths = Math.max(-128 * 16, Math.min(Math.floor((self.temperature * 16) / 1000), 128 * 16 - 1));
  const resolution = (self.configuration >> 5) & 3;
  return (sixteenths << 4) & 0xffff & ~((1 << (7 - resolution)) - 1);
}

function registerOf(self: Tmp105, pointer: number): number {
  if (pointer === TEMPERATURE) return converted(self);
  if (pointer === CONFIGURATION) return self.configuration << 8;
  return pointer === T_LOW ? self.low : self.high;
}

/** ALERT follows the limits: on above T_HIGH, off below T_LOW. */
function updateAlert(self: Tmp105): void {
  if (self.configuration & (shutdownMode | interruptMode)) return;
  const signed = (value: number): number => (value << 16) >> 16;
  const now = signed(converted(self));
  const active = self.alert.level === (self.configuration & polarity ? 1 : 0);
  const next = now >= signed(self.high) || (active && now >= signed(self.low));
  self.alert.set(next === ((self.configuration & polarity) !== 0));
}

/** Behaviour of the sensor, from SBOS648, sections 7.3 to 7.5. */
export const tmp105Hooks: Tmp105Hooks = {
  begin(self) {
    self.taken = 0;
    updateAlert(self);
  },

  accept(self, byte) {
    const at = self.taken++;
    if (at === 0) self.pointer = byte & 3;
    else if (self.pointer === CONFIGURATION && at === 1) self.configuration = byte & ~oneShot;
    else if (self.pointer >= T_LOW && at === 1) self.upper = byte;
    else if (self.pointer >= T_LOW && at === 2) {
      const value = ((self.upper << 8) | byte) & 0xfff0;
      if (self.pointer === T_LOW) self.low = value;
      else self.high = value;
    }
    return true;
  },

  give(self) {
    const value = registerOf(self, self.pointer);
    return self.taken++ % 2 === 0 || self.pointer === CONFIGURATION ? value >> 8 : value & 0xff;
  },

  stop(self) {
    updateAlert(self);
  },

  powerUp(self) {
    self.pointer = 0;
    self.configuration = 0;
    self.low = 0x4b00;
    self.high = 0x5000;
    self.alert.set(1);
  },
};
