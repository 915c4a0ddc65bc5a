import { type Mag3110, type Mag3110Hooks } from "../../generated/i2c/mag3110.ts";

/** Time of the fastest measurement in ns: 80 Hz. Each step of data rate and of oversampling doubles it (data sheet, table 32). */
const fastest = 12_500_000;
const registers = 0x12;
/** Bits of DR_STATUS: new data, lost data, of an axis and of any. */
const anyNew = 8;
const allNew = 0xf;
/** In fast read mode a transfer skips the lower bytes of an axis (section 5.1). */
const [firstByte, lastByte] = [1, 6];

/** The 15-bit offset of an axis. */
const offsetOf = (msb: number, lsb: number): number => (((msb << 8) | lsb) << 16) >> 17;

const inRange = (value: number): number => Math.max(-0x8000, Math.min(value, 0x7fff)) & 0xffff;

function update(self: Mag3110): void {
  self.int1.set(self.drStatusZyxdr);
}

function controlled(self: Mag3110): void {
  self.sysmod = self.ctrlReg1Ac === 0 ? 0 : self.ctrlReg2Raw ? 1 : 2;
  if (!self.ctrlReg1Ac && !self.ctrlReg1Tm) self.sampling.cancel();
  else if (!self.sampling.armed) measure(self);
  update(self);
}

function measure(self: Mag3110): void {
  self.sampling.setIn(fastest * 2 ** (self.ctrlReg1Dr + self.ctrlReg1Os));
}

/** An axis was read: bit `axis` of DR_STATUS goes, and with the last of them the data is taken. */
function taken(self: Mag3110, axis: number): void {
  const rest = self.drStatus & ~(0x11 << axis);
  self.drStatus = rest & 0x07 ? rest : 0;
  update(self);
}

function advance(self: Mag3110): void {
  const { pointer } = self;
  const skips = self.ctrlReg1Fr !== 0 && pointer >= firstByte && pointer < lastByte;
  self.pointer = (pointer + (skips ? 2 : 1)) % registers;
}

/** Behaviour of the magnetometer. */
export const mag3110Hooks: Mag3110Hooks = {
  begin(self, reading) {
    self.addressed = reading;
  },

  accept(self, byte) {
    if (!self.addressed) self.pointer = byte % registers;
    else {
      self.inside.write8(self.pointer, byte);
      advance(self);
    }
    self.addressed = true;
    return true;
  },

  give(self) {
    const byte = self.inside.read8(self.pointer);
    advance(self);
    return byte;
  },

  stop(self) {
    self.addressed = false;
  },

  sample(self) {
    const raw = self.ctrlReg2Raw !== 0;
    const x = inRange(self.x - (raw ? 0 : offsetOf(self.offXMsb, self.offXLsb)));
    const y = inRange(self.y - (raw ? 0 : offsetOf(self.offYMsb, self.offYLsb)));
    const z = inRange(self.z - (raw ? 0 : offsetOf(self.offZMsb, self.offZLsb)));
    self.outXMsb = x >> 8;
    self.outXLsb = x;
    self.outYMsb = y >> 8;
    self.outYLsb = y;
    self.outZMsb = z >> 8;
    self.outZLsb = z;
    self.drStatus = allNew | (self.drStatus & anyNew ? 0xf0 : 0);
    self.ctrlReg1Tm = 0;
    if (self.ctrlReg1Ac) measure(self);
    update(self);
  },

  readX(self, current) {
    taken(self, 0);
    return current;
  },

  readY(self, current) {
    taken(self, 1);
    return current;
  },

  readZ(self, current) {
    taken(self, 2);
    return current;
  },

  readTemperature: (self) => self.temperature & 0xff,
  controlled,

  powerUp(self) {
    self.pointer = 0;
    self.addressed = false;
    self.sampling.cancel();
    update(self);
  },
};
