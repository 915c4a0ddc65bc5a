import { type Pl061, type Pl061Hooks } from "../../generated/arm/pl061.ts";

/** Levels of all pins: outputs as they are driven, inputs as the board has them. */
function levelsOf(self: Pl061): number {
  const { gpiodir } = self;
  return (self.data & gpiodir) | (self.external & ~gpiodir & 0xff);
}

/** Looks at the pins: signals outputs, and raises what edges and levels of inputs call for. */
function update(self: Pl061): void {
  const levels = levelsOf(self);
  const changed = levels ^ self.levels;
  self.levels = levels;
  for (let pin = 0; pin < 8; pin++) if (changed & self.gpiodir & (1 << pin)) self.driven[pin]!.set((levels >> pin) & 1);
  const wanted = ~(levels ^ self.gpioiev);
  const inputs = ~self.gpiodir & 0xff;
  const edges = changed & inputs & ~self.gpiois & (self.gpioibe | wanted);
  const held = inputs & self.gpiois & wanted;
  self.gpioris = (self.gpioris & ~self.gpiois) | edges | held;
  self.intr.set(self.gpiomis !== 0);
}

/** Behaviour of the pins, from ARM DDI 0190, chapters 2 and 3. */
export const pl061Hooks: Pl061Hooks = {
  update,
  levelsOf: (self, pins) => levelsOf(self) & pins,

  writePins(self, pins, value) {
    const written = pins & self.gpiodir;
    self.data = (self.data & ~written) | (value & written);
    update(self);
  },

  drive(self, pin, level) {
    const bit = 1 << pin;
    self.external = level ? self.external | bit : self.external & ~bit;
    update(self);
  },

  release(self) {
    self.data = 0;
    self.external = (self.external & ~self.pulldowns) | self.pullups;
    self.levels = self.external;
  },
};
