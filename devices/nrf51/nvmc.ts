import { type MemoryRegion } from "@qdl/runtime";
import { type Nrf51Nvmc, type Nrf51NvmcHooks } from "../../generated/nrf51/nvmc.ts";

/** CONFIG.WEN. */
const write = 1;
const erase = 2;
const page = 1024;
const erased = 0xff;

/** Fills memory with ones, and tells whoever watches it. */
function clear(region: MemoryRegion | null, from: number, bytes: number): void {
  const block = region!.ram!;
  block.data.fill(erased, from, from + bytes);
  block.mark(from, bytes);
}

/** Writing can only clear bits. */
function program(self: Nrf51Nvmc, region: MemoryRegion | null, offset: number, value: number): void {
  if (self.configWen !== write) return;
  const block = region!.ram!;
  block.words[offset >>> 2]! &= value;
  block.mark(offset, 4);
}

/** A word that differs from chip to chip, and is the same for one chip each time. */
function root(self: Nrf51Nvmc, index: number): number {
  const low = Number(self.deviceId & 0xffff_ffffn);
  const mixed = Math.imul(low ^ Math.imul(index + 1, 0x9e37_79b9), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Behaviour of the non-volatile memory, from the nRF51 Series Reference Manual, chapters 6 to 8. */
export const nrf51NvmcHooks: Nrf51NvmcHooks = {
  flashOps: {
    read: (self, offset) => self.flash!.ram!.words[offset >>> 2]!,
    write: (self, offset, value) => program(self, self.flash, offset, value),
  },
  uicrOps: {
    read: (self, offset) => self.uicr.ram!.words[offset >>> 2]!,
    write: (self, offset, value) => program(self, self.uicr, offset, value),
  },

  codeSize: (self) => self.pages,
  identify: (self, index) => Number((self.deviceId >> BigInt(32 * index)) & 0xffff_ffffn),

  encryptionRoot: (self, index) => root(self, index),
  identityRoot: (self, index) => root(self, 4 + index),

  erasePage(self, address) {
    const from = address - (address % page);
    if (self.configWen === erase && from < self.pages * page) clear(self.flash, from, page);
  },

  eraseAll(self, value) {
    if (self.configWen !== erase || (value & 1) === 0) return;
    clear(self.flash, 0, self.pages * page);
    clear(self.uicr, 0, 0x100);
  },

  eraseUicr(self, value) {
    if (self.configWen === erase && value & 1) clear(self.uicr, 0, 0x100);
  },

  blank(self) {
    clear(self.flash, 0, self.pages * page);
    clear(self.uicr, 0, 0x100);
  },
};
