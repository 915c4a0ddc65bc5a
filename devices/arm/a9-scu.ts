import { type Access } from "@qdl/runtime";
import { type A9Scu, type A9ScuHooks } from "../../generated/arm/a9-scu.ts";
import { isNonSecure, requesterOf } from "./requester.ts";

/** Offsets (ARM DDI 0407, table 2-1). */
const SCU = {
  control: 0x00,
  configuration: 0x04,
  power: 0x08,
  start: 0x40,
  end: 0x44,
  access: 0x50,
  nonsecureAccess: 0x54,
} as const;

/** Bits of each register that software can write. */
const controlBits = 0x7f;
const addressBits = 0xfff0_0000;
const accessBits = 0xf;
const nonsecureBits = 0xfff;
/** The tag RAMs of each processor are those of a data cache of 32 KiB. */
const tagSize = 1;

/** Two bits of a byte for each processor. */
const powerBits = (self: A9Scu): number => 0x0303_0303 >>> (8 * (4 - self.numCpu));

function configuration(self: A9Scu): number {
  const cpus = self.numCpu;
  let value = (cpus - 1) | (((1 << cpus) - 1) << 4);
  for (let cpu = 0; cpu < cpus; cpu++) value |= tagSize << (8 + 2 * cpu);
  return value;
}

function wordAt(self: A9Scu, offset: number): number {
  switch (offset) {
    case SCU.control:
      return self.control;
    case SCU.configuration:
      return configuration(self);
    case SCU.power:
      return self.power;
    case SCU.start:
      return self.start;
    case SCU.end:
      return self.end;
    case SCU.access:
      return self.access;
    case SCU.nonsecureAccess:
      return self.nonsecureAccess;
    default:
      return 0;
  }
}

function setWord(self: A9Scu, offset: number, value: number): void {
  if (offset === SCU.control) self.control = value & controlBits;
  else if (offset === SCU.power) self.power = value & powerBits(self);
  else if (offset === SCU.start) self.start = value & addressBits;
  else if (offset === SCU.end) self.end = value & addressBits;
  else if (offset === SCU.access) self.access = value & accessBits;
  else if (offset === SCU.nonsecureAccess) self.nonsecureAccess = value & nonsecureBits;
}

/** Whether a non-secure access is let through to what the bits from `first` on are about; a secure one always is. */
function opens(self: A9Scu, cpu: number, first: number): boolean {
  return ((self.nonsecureAccess >> (first + cpu)) & 1) !== 0;
}

/** Only secure accesses write the last register, and only processors that SAC lists the others. */
function mayWrite(self: A9Scu, offset: number, access: Access): boolean {
  const cpu = requesterOf(access, self.numCpu);
  if (offset === SCU.nonsecureAccess) return !isNonSecure(access);
  return ((self.access >> cpu) & 1) !== 0 && (!isNonSecure(access) || opens(self, cpu, 0));
}

/** Behaviour of the unit, from ARM DDI 0407, section 2.2. */
export const a9ScuHooks: A9ScuHooks = {
  registers: {
    read(self, offset, access) {
      if (isNonSecure(access) && !opens(self, requesterOf(access, self.numCpu), 0)) return 0;
      return wordAt(self, offset & ~3) >>> (8 * (offset & 3));
    },

    write(self, offset, value, access) {
      const word = offset & ~3;
      if (!mayWrite(self, word, access)) return;
      const mask = access.size === 4 ? -1 : ((1 << (8 * access.size)) - 1) << (8 * (offset & 3));
      setWord(self, word, (wordAt(self, word) & ~mask) | ((value << (8 * (offset & 3))) & mask));
    },
  },

  opensPrivateTimer: (self, cpu) => opens(self, cpu, 4),
  opensGlobalTimer: (self, cpu) => opens(self, cpu, 8),

  startUp(self) {
    self.control = self.filterEnable ? 2 : 0;
    self.power = 0;
    self.start = self.filterStart << 20;
    self.end = self.filterEnd << 20;
    self.access = accessBits;
    self.nonsecureAccess = 0;
  },
};
