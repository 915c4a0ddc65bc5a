/** Machine-mode control and status registers: RISC-V privileged specification, chapters 2 and 3, for a hart that has only machine mode. */

export const CSR = {
  mstatus: 0x300,
  misa: 0x301,
  mie: 0x304,
  mtvec: 0x305,
  mstatush: 0x310,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  mcycle: 0xb00,
  minstret: 0xb02,
  mcycleh: 0xb80,
  minstreth: 0xb82,
  cycle: 0xc00,
  instret: 0xc02,
  cycleh: 0xc80,
  instreth: 0xc82,
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,
} as const;

/** Exception codes of mcause, table "Machine cause register values"; an interrupt has bit 31 set beside its line number. */
export const CAUSE = {
  fetchMisaligned: 0,
  fetchFault: 1,
  illegalInstruction: 2,
  breakpoint: 3,
  loadMisaligned: 4,
  loadFault: 5,
  storeMisaligned: 6,
  storeFault: 7,
  machineCall: 11,
} as const;

/** Interrupt lines: their bit numbers in mip and mie, and their codes in mcause. */
export const INTERRUPT = { software: 3, timer: 7, external: 11 } as const;
export type InterruptLine = keyof typeof INTERRUPT;

const MIE = 1 << 3;
const MPIE = 1 << 7;
const MPP_MACHINE = 3 << 11;
const INTERRUPT_BITS = (1 << INTERRUPT.software) | (1 << INTERRUPT.timer) | (1 << INTERRUPT.external);
/** MXL = 1 (32 bits), extensions I and M. */
const MISA = (1 << 30) | (1 << 8) | (1 << 12);

/** A 64-bit event counter that software may write; the write wins over the count of the instruction that makes it. */
class Counter {
  low = 0;
  high = 0;
  private held = false;

  /** Counts one event, unless this instruction was told not to. */
  advance(): void {
    if (this.held) {
      this.held = false;
      return;
    }
    this.low = (this.low + 1) | 0;
    if (this.low === 0) this.high = (this.high + 1) | 0;
  }

  /** Makes the next `advance` count nothing. */
  hold(): void {
    this.held = true;
  }
}

/** mhpmcounter3..31, their upper halves and their events: they must exist, and may be zero for ever (section 3.1.10). */
function isPerformanceCounter(number: number): boolean {
  const at = number & 0x1f;
  const bank = number & ~0x1f;
  return at >= 3 && (bank === 0xb00 || bank === 0xb80 || bank === 0x320);
}

/** The registers themselves, and the rules that move state between them when a trap is entered or left. Values are int32. */
export class MachineCsrs {
  /** What can interrupt right now: pending, enabled, and mstatus.MIE set. Kept up to date so that the processor tests one word. */
  deliverable = 0;
  readonly cycles = new Counter();
  readonly retired = new Counter();
  private readonly hartId: number;
  private status = MPP_MACHINE;
  private enabled = 0;
  private lines = 0;
  private vector = 0;
  private scratch = 0;
  private exceptionPc = 0;
  private cause = 0;
  private trapValue = 0;

  constructor(hartId: number) {
    this.hartId = hartId;
  }

  /** Reset state: interrupts disabled, counters at zero. Interrupt lines are inputs and keep their level. */
  reset(): void {
    this.status = MPP_MACHINE;
    this.enabled = this.vector = this.scratch = this.exceptionPc = this.cause = this.trapValue = 0;
    for (const counter of [this.cycles, this.retired]) counter.low = counter.high = 0;
    this.update();
  }

  /** Everything but the levels of the interrupt lines, as int32. To be taken between instructions. */
  save(): number[] {
    const { status, enabled, vector, scratch, exceptionPc, cause, trapValue, cycles, retired } = this;
    const counters = [cycles.low, cycles.high, retired.low, retired.high];
    return [status, enabled, vector, scratch, exceptionPc, cause, trapValue, ...counters];
  }

  /** Takes back what `save` gave. */
  restore(saved: readonly number[]): void {
    const [status = 0, enabled = 0, vector = 0, scratch = 0, exceptionPc = 0, cause = 0, trapValue = 0] = saved;
    const [low = 0, high = 0, retiredLow = 0, retiredHigh = 0] = saved.slice(7);
    Object.assign(this, { status, enabled, vector, scratch, exceptionPc, cause, trapValue });
    Object.assign(this.cycles, { low, high });
    Object.assign(this.retired, { low: retiredLow, high: retiredHigh });
    this.update();
  }

  /** Drives an interrupt input of the hart; the level is what mip shows. */
  setLine(line: InterruptLine, level: boolean): void {
    const bit = 1 << INTERRUPT[line];
    this.lines = level ? this.lines | bit : this.lines & ~bit;
    this.update();
  }

  /** What ends a wait for interrupt: pending and enabled, whatever mstatus.MIE says (privileged specification, section 3.3.3). */
  get awake(): boolean {
    return (this.lines & this.enabled) !== 0;
  }

  /** The deliverable interrupt with the highest priority (external, software, timer), as a value for mcause. */
  nextInterrupt(): number {
    const { external, software, timer } = INTERRUPT;
    if ((this.deliverable & (1 << external)) !== 0) return (1 << 31) | external;
    return (1 << 31) | ((this.deliverable & (1 << software)) !== 0 ? software : timer);
  }

  /** Enters a trap and returns the address of its handler; only interrupts use the vectors of the vectored mode. */
  enter(cause: number, pc: number, trapValue: number): number {
    this.exceptionPc = pc;
    this.cause = cause;
    this.trapValue = trapValue;
    this.status = MPP_MACHINE | ((this.status & MIE) !== 0 ? MPIE : 0);
    this.update();
    const base = this.vector & ~3;
    return cause < 0 && (this.vector & 1) !== 0 ? (base + 4 * (cause & 0x7fffffff)) | 0 : base;
  }

  /** mret: restores mstatus.MIE from MPIE, sets MPIE, and returns the address to go on at. */
  leave(): number {
    this.status = MPP_MACHINE | MPIE | ((this.status & MPIE) !== 0 ? MIE : 0);
    this.update();
    return this.exceptionPc;
  }

  /** The value of a register as an int32, or undefined when this hart has no such register. */
  read(number: number): number | undefined {
    switch (number) {
      case CSR.mstatus:
        return this.status;
      case CSR.misa:
        return MISA;
      case CSR.mie:
        return this.enabled;
      case CSR.mip:
        return this.lines;
      case CSR.mtvec:
        return this.vector;
      case CSR.mscratch:
        return this.scratch;
      case CSR.mepc:
        return this.exceptionPc;
      case CSR.mcause:
        return this.cause;
      case CSR.mtval:
        return this.trapValue;
      case CSR.mhartid:
        return this.hartId;
      default:
        return this.readCounter(number);
    }
  }

  /** Writes a register that `read` knows; bits that are fixed or would be illegal keep their legal value (WARL), and nothing traps. */
  write(number: number, value: number): void {
    switch (number) {
      case CSR.mstatus:
        this.status = MPP_MACHINE | (value & (MIE | MPIE));
        break;
      case CSR.mie:
        this.enabled = value & INTERRUPT_BITS;
        break;
      case CSR.mtvec:
        this.vector = value & ~2;
        break;
      case CSR.mscratch:
        this.scratch = value;
        break;
      case CSR.mepc:
        this.exceptionPc = value & ~3;
        break;
      case CSR.mcause:
        this.cause = value;
        break;
      case CSR.mtval:
        this.trapValue = value;
        break;
      default:
        this.writeCounter(number, value);
    }
    this.update();
  }

  private readCounter(number: number): number | undefined {
    switch (number) {
      case CSR.mcycle:
      case CSR.cycle:
        return this.cycles.low;
      case CSR.mcycleh:
      case CSR.cycleh:
        return this.cycles.high;
      case CSR.minstret:
      case CSR.instret:
        return this.retired.low;
      case CSR.minstreth:
      case CSR.instreth:
        return this.retired.high;
      case CSR.mstatush:
      case CSR.mvendorid:
      case CSR.marchid:
      case CSR.mimpid:
      case CSR.mconfigptr:
        return 0;
      default:
        return isPerformanceCounter(number) ? 0 : undefined;
    }
  }

  private writeCounter(number: number, value: number): void {
    const counter = (number & 0x7f) === (CSR.mcycle & 0x7f) ? this.cycles : this.retired;
    if (number === CSR.mcycle || number === CSR.minstret) counter.low = value;
    else if (number === CSR.mcycleh || number === CSR.minstreth) counter.high = value;
    else return;
    counter.hold();
  }

  private update(): void {
    this.deliverable = (this.status & MIE) !== 0 ? this.lines & this.enabled : 0;
  }
}
