import { Device, dispatchRead, dispatchWrite, type MemoryRegion, reset } from "@qdl/runtime";
import { type Rp2040Peripheral, type Rp2040PeripheralHooks } from "../../generated/rp2040/peripheral.ts";

const copy = 0x1000;
/** The copies by number. */
const flip = 0;
const set = 1;

/** The region that has the registers: each peripheral's own. */
function registersOf(self: Rp2040Peripheral): MemoryRegion {
  return (self as Rp2040Peripheral & { readonly mmio: MemoryRegion }).mmio;
}

function changed(kind: number, old: number, bits: number): number {
  if (kind === flip) return old ^ bits;
  return kind === set ? old | bits : old & ~bits;
}

/** Behaviour that all peripherals share, from the RP2040 data sheet, section 2.1.2. */
export const rp2040PeripheralHooks: Rp2040PeripheralHooks = {
  hold(self, _line, level) {
    const { owner } = registersOf(self);
    if (level && owner instanceof Device) reset(owner);
  },

  atomicOps: {
    read(self, offset, access) {
      const { result, low } = dispatchRead(registersOf(self), offset % copy, 4);
      access.result |= result;
      return low;
    },

    write(self, offset, bits, access) {
      const registers = registersOf(self);
      const at = offset % copy;
      const { result, low } = dispatchRead(registers, at, 4);
      access.result |= result;
      if (result !== 0) return;
      access.result |= dispatchWrite(registers, at, 4, { low: changed(Math.floor(offset / copy), low, bits) });
    },
  },
};
