import { type Core } from "@qdl/runtime";
import { type RiscvHart, type RiscvHartHooks } from "../../generated/riscv/hart.ts";

/** A core that tells its interrupts apart. */
export interface RiscvCore extends Core {
  /** The bits of mip that lines drive have changed. */
  setPending(mip: number): void;
}

// Bits of mip, privileged specification, section 3.1.9.
const MSIP = 1 << 3;
const MTIP = 1 << 7;
const SEIP = 1 << 9;
const MEIP = 1 << 11;

/** Drives a bit of mip, and tells the core if it can tell bits apart. */
function drive(self: RiscvHart, bit: number, level: number): void {
  self.pending = level ? self.pending | bit : self.pending & ~bit;
  const { core } = self;
  if (core && "setPending" in core) (core as RiscvCore).setPending(self.pending);
}

/** Behaviour of a hart's interrupt lines. */
export const riscvHartHooks: RiscvHartHooks = {
  software: (self, _line, level) => drive(self, MSIP, level),
  time: (self, _line, level) => drive(self, MTIP, level),
  external: (self, _line, level) => drive(self, MEIP, level),
  supervisor: (self, _line, level) => drive(self, SEIP, level),
};
