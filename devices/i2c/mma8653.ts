import { reset } from "@qdl/runtime";
import { type Mma8653, type Mma8653Hooks } from "../../generated/i2c/mma8653.ts";

/** Time between two samples in ns, by data rate (data sheet, table 32). */
const periods = [1.25e6, 2.5e6, 5e6, 10e6, 20e6, 80e6, 160e6, 640e6] as const;
/** Counts of one g at 2 g full scale. */
const countsPerG = 256;
/** Counts of a step of an offset register: 1.96 mg. */
const offsetStep = 0.5;
const most = 511;
/** Bits of STATUS: new data, lost data, of an axis and of any. */
const anyNew = 8;
const allNew = 0xf;
const lastRegister = 6;
/** In fast read mode only the upper bytes of a sample are walked through (table 13). */
const upperBytes = [1, 3, 5] as const;

const signed = (byte: number): number => (byte << 24) >> 24;

/** A sample of an axis, in 10 bits. */
function sampleOf(self: Mma8653, milliG: number, offset: number): number {
  const scale = 2 ** Math.min(self.xyzDataCfgFs, 2);
  const counts = Math.round((milliG * countsPerG) / 1000 + signed(offset) * offsetStep) / scale;
  return Math.max(-most - 1, Math.min(Math.round(counts), most)) & 0x3ff;
}

/** Drives the pin that data interrupts by. */
function update(self: Mma8653): void {
  const ready = self.statusZyxdr !== 0 && self.ctrlReg4IntEnDrdy !== 0;
  self.intSourceSrcDrdy = ready ? 1 : 0;
  const first = self.ctrlReg5IntCfgDrdy !== 0;
  const high = self.ctrlReg3Ipol !== 0;
  self.int1.set((ready && first) === high);
  self.int2.set((ready && !first) === high);
}

function controlled(self: Mma8653): void {
  if (self.ctrlReg2Rst) return reset(self);
  self.sysmod = self.ctrlReg1Active;
  if (!self.ctrlReg1Active) self.sampling.cancel();
  else if (!self.sampling.armed) self.sampling.setIn(periods[self.ctrlReg1Dr]!);
  update(self);
}

/** An axis was read: bit `axis` of STATUS goes, and with any of them the data is taken. */
function taken(self: Mma8653, axis: number): void {
  const rest = self.status & ~(0x11 << axis);
  self.status = rest & 0x07 ? rest : 0;
  update(self);
}

/** The register behind the one that was accessed last (table 13). */
function advance(self: Mma8653): void {
  const { pointer } = self;
  if (pointer > lastRegister) self.pointer = (pointer + 1) & 0x3f;
  else if (!self.ctrlReg1FRead) self.pointer = pointer === lastRegister ? 0 : pointer + 1;
  else self.pointer = upperBytes.find((at) => at > pointer) ?? 0;
}

/** Behaviour of the accelerometer. */
export const mma8653Hooks: Mma8653Hooks = {
  begin(self, reading) {
    self.addressed = reading;
  },

  accept(self, byte) {
    if (!self.addressed) self.pointer = byte & 0x3f;
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
    const axes = [
      sampleOf(self, self.x, self.offX),
      sampleOf(self, self.y, self.offY),
      sampleOf(self, self.z, self.offZ),
    ];
    const [x, y, z] = axes as [number, number, number];
    self.outXMsb = x >> 2;
    self.outXLsb = (x & 3) << 6;
    self.outYMsb = y >> 2;
    self.outYLsb = (y & 3) << 6;
    self.outZMsb = z >> 2;
    self.outZLsb = (z & 3) << 6;
    const lost = self.status & anyNew ? 0xf0 : 0;
    self.status = allNew | lost;
    self.sampling.setIn(periods[self.ctrlReg1Dr]!);
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

  controlled,
  update,

  powerUp(self) {
    self.pointer = 0;
    self.addressed = false;
    self.sampling.cancel();
    update(self);
  },
};
