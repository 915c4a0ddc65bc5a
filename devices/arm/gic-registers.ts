/** Offsets of the distributor (ARM IHI 0048B, table 4-1); ranges end where the next begins. */
export const GICD = {
  CTLR: 0x000,
  TYPER: 0x004,
  IIDR: 0x008,
  IGROUPR: 0x080,
  ISENABLER: 0x100,
  ICENABLER: 0x180,
  ISPENDR: 0x200,
  ICPENDR: 0x280,
  ISACTIVER: 0x300,
  ICACTIVER: 0x380,
  IPRIORITYR: 0x400,
  ITARGETSR: 0x800,
  ICFGR: 0xc00,
  NSACR: 0xe00,
  SGIR: 0xf00,
  CPENDSGIR: 0xf10,
  SPENDSGIR: 0xf20,
  ICPIDR4: 0xfd0,
} as const;

/** Offsets of a processor's interface (ARM IHI 0048B, table 4-2). */
export const GICC = {
  CTLR: 0x00,
  PMR: 0x04,
  BPR: 0x08,
  IAR: 0x0c,
  EOIR: 0x10,
  RPR: 0x14,
  HPPIR: 0x18,
  ABPR: 0x1c,
  AIAR: 0x20,
  AEOIR: 0x24,
  AHPPIR: 0x28,
  APR0: 0xd0,
  NSAPR0: 0xe0,
  IIDR: 0xfc,
  DIR: 0x1000,
} as const;

/** Bits of GICC_CTLR, as secure accesses see them. */
export const CTLR = {
  enableGroup0: 1 << 0,
  enableGroup1: 1 << 1,
  ackCtl: 1 << 2,
  fiqEnable: 1 << 3,
  commonBinaryPoint: 1 << 4,
  eoiModeSecure: 1 << 9,
  eoiModeNonSecure: 1 << 10,
} as const;
