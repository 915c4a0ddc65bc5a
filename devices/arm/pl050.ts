import { type Pl050, type Pl050Hooks, type Pl050Keyboard, type Pl050Mouse } from "../../generated/arm/pl050.ts";
import { type Ps2Device } from "../../generated/input/ps2.ts";
import { accept, next, take } from "../input/ps2.ts";

/** What is plugged in. */
function portOf(self: Pl050): Ps2Device {
  return self.type.name === "pl050_mouse" ? (self as Pl050Mouse).mouse : (self as Pl050Keyboard).kbd;
}

/** What asks for an interrupt: a byte that waits, and a transmitter that is always empty. */
function raised(self: Pl050): number {
  return self.kmistatRxfull | (self.kmicrKmitxintren << 1);
}

function updateIrq(self: Pl050): void {
  const received = self.kmistatRxfull & self.kmicrKmirxintren;
  self.intr.set((received | self.kmicrKmitxintren) !== 0);
}

/** The bit that makes the number of ones odd. */
function oddParity(byte: number): number {
  let parity = 1;
  for (let rest = byte; rest !== 0; rest &= rest - 1) parity ^= 1;
  return parity;
}

/** Behaviour of the interface, from ARM DDI 0143, chapters 2 and 3. */
export const pl050Hooks: Pl050Hooks = {
  raised,

  dataWaits(self, _line, level) {
    self.kmistatRxfull = level;
    if (level) self.kmistatRxparity = oddParity(next(portOf(self)));
    updateIrq(self);
  },

  control(self) {
    self.kmistatKmid = self.kmicrFkmid ^ 1;
    self.kmistatKmic = self.kmicrFkmic ^ 1;
    updateIrq(self);
  },

  receive: (self) => take(portOf(self)),

  send: (self, value) => accept(portOf(self), value & 0xff),

  idle: updateIrq,
};
