import { compare, multiplyOrDivide, operate } from "./alu.ts";
import { BUS_ERROR, WindowCache, type Bus, type MemoryWindow } from "./bus.ts";
import { CAUSE, MachineCsrs } from "./csr.ts";

/**
 * What the processor does when nobody sent it on: it runs, it waits for an interrupt, or it has halted.
 * Halting is this board's convention: `ebreak` with no debugger attached stops the processor for good, until `reset`.
 */
export type CpuState = "running" | "wfi" | "halt";

export interface CpuOptions {
  /** Where the program counter starts; default 0. */
  readonly resetVector?: number;
  /** mhartid; default 0. */
  readonly hartId?: number;
  /** Memory to reach without the bus, for fetches, loads and stores; see `mapMemory`. */
  readonly memory?: readonly MemoryWindow[];
  /** What `ebreak` does: "halt" (the default) stops the processor, "trap" raises the breakpoint exception as for a resident debugger. */
  readonly ebreak?: "halt" | "trap";
}

/** Instruction bits 6..0 (unprivileged specification, table "RISC-V base opcode map"). */
const OPCODE = {
  load: 0x03,
  fence: 0x0f,
  operateImmediate: 0x13,
  auipc: 0x17,
  store: 0x23,
  operate: 0x33,
  lui: 0x37,
  branch: 0x63,
  jalr: 0x67,
  jal: 0x6f,
  system: 0x73,
} as const;

const STATES: readonly CpuState[] = ["running", "wfi", "halt"];
const SAVED_WORDS = 45;

const ECALL = 0x00000073;
const EBREAK = 0x00100073;
const MRET = 0x30200073;
const WFI = 0x10500073;

/**
 * An interpreter for one RV32IM hart with Zicsr and machine mode only. Registers and addresses are int32 inside and unsigned at the edge;
 * nothing is allocated while it runs. Misaligned accesses trap. One instruction is one cycle.
 */
export class Cpu {
  /** The integer registers; x[0] is zero between instructions. */
  readonly x = new Int32Array(32);
  private readonly bus: Bus;
  private readonly csrs: MachineCsrs;
  private readonly resetVector: number;
  private readonly breakHalts: boolean;
  private readonly code = new WindowCache();
  private readonly data = new WindowCache();
  private readonly stores = new WindowCache();
  private at = 0;
  private next = 0;
  private mode: CpuState = "running";

  constructor(bus: Bus, options: CpuOptions = {}) {
    this.bus = bus;
    this.csrs = new MachineCsrs((options.hartId ?? 0) | 0);
    this.resetVector = (options.resetVector ?? 0) | 0;
    this.breakHalts = options.ebreak !== "trap";
    this.mapMemory(options.memory ?? []);
    this.reset();
  }

  /** Back to the reset vector with registers and counters at zero and interrupts disabled; interrupt inputs keep their level. */
  reset(): void {
    this.x.fill(0);
    this.csrs.reset();
    this.at = this.next = this.resetVector;
    this.mode = "running";
  }

  /** Registers, program counter, state and control registers, as int32; not the levels of the interrupt inputs, which others drive. */
  save(): number[] {
    return [...this.x, this.at, STATES.indexOf(this.mode), ...this.csrs.save()];
  }

  /** Takes back what `save` gave; `RangeError` for anything else. */
  restore(saved: readonly number[]): void {
    const mode = STATES[saved[33]!];
    if (saved.length !== SAVED_WORDS || mode === undefined)
      throw new RangeError("this is not the state of a processor");
    this.x.set(saved.slice(0, 32));
    this.at = this.next = saved[32]!;
    this.mode = mode;
    this.csrs.restore(saved.slice(34));
  }

  /** Replaces the memory that is reached without the bus, for example after the board's memory map has changed. */
  mapMemory(windows: readonly MemoryWindow[]): void {
    this.code.replace(windows);
    this.data.replace(windows);
    this.stores.replace(windows.filter((window) => window.writable));
  }

  /** Address of the next instruction, unsigned. */
  get pc(): number {
    return this.at >>> 0;
  }

  /** What the last instruction left the processor doing. */
  get state(): CpuState {
    return this.mode;
  }

  /** A control and status register as the guest would read it, unsigned, or undefined if there is none of that number. */
  csr(number: number): number | undefined {
    const value = this.csrs.read(number);
    return value === undefined ? undefined : value >>> 0;
  }

  /** Drives the machine external interrupt (mip.MEIP): the output of the board's interrupt controller. */
  setExternalInterrupt(level: boolean): void {
    this.csrs.setLine("external", level);
  }

  /** Drives the machine timer interrupt (mip.MTIP). */
  setTimerInterrupt(level: boolean): void {
    this.csrs.setLine("timer", level);
  }

  /** Drives the machine software interrupt (mip.MSIP). */
  setSoftwareInterrupt(level: boolean): void {
    this.csrs.setLine("software", level);
  }

  /**
   * Executes at most `maxInstructions` and says why it stopped: the budget is used up, the guest waits for an interrupt that is not
   * pending, or it has halted. Call it again to go on; a waiting processor continues as soon as an enabled interrupt is pending.
   */
  run(maxInstructions: number): "budget" | "wfi" | "halt" {
    for (let left = maxInstructions; left > 0; left--) {
      const state = this.step();
      if (state !== "running") return state;
    }
    return "budget";
  }

  /** Takes a pending interrupt if there is one, then executes one instruction; does nothing while waiting or halted. */
  step(): CpuState {
    if (this.mode !== "running" && !this.resume()) return this.mode;
    const csrs = this.csrs;
    if (csrs.deliverable !== 0) this.at = csrs.enter(csrs.nextInterrupt(), this.at, 0);
    const code = this.code;
    const offset = (this.at - code.base) >>> 0;
    this.next = (this.at + 4) | 0;
    if (offset < code.bytes) this.execute(code.words[offset >>> 2]!);
    else this.fetchElsewhere();
    this.x[0] = 0;
    this.at = this.next;
    csrs.cycles.advance();
    csrs.retired.advance();
    return this.mode;
  }

  private resume(): boolean {
    if (this.mode === "halt" || !this.csrs.awake) return false;
    this.mode = "running";
    return true;
  }

  private fetchElsewhere(): void {
    const { code, at } = this;
    if (code.select(at)) return this.execute(code.words[(at - code.base) >>> 2]!);
    const word = this.bus.read32(at >>> 0);
    if (word === BUS_ERROR) this.trap(CAUSE.fetchFault, at);
    else this.execute(word | 0);
  }

  /** Raises an exception: the instruction at `at` does not retire, and the handler comes next. */
  private trap(cause: number, value: number): void {
    this.next = this.csrs.enter(cause, this.at, value);
    this.csrs.retired.hold();
  }

  private illegal(instruction: number): void {
    this.trap(CAUSE.illegalInstruction, instruction);
  }

  private execute(instruction: number): void {
    const rd = (instruction >>> 7) & 31;
    switch (instruction & 0x7f) {
      case OPCODE.operateImmediate:
        return this.operateImmediate(instruction, rd);
      case OPCODE.operate:
        return this.operate(instruction, rd);
      case OPCODE.load:
        return this.load(instruction, rd);
      case OPCODE.store:
        return this.store(instruction);
      case OPCODE.branch:
        return this.branch(instruction);
      case OPCODE.jal:
        return this.jump(rd, (this.at + immediateJ(instruction)) | 0);
      case OPCODE.jalr:
        if ((instruction & 0x7000) !== 0) return this.illegal(instruction);
        return this.jump(rd, (this.x[(instruction >>> 15) & 31]! + (instruction >> 20)) & ~1);
      case OPCODE.lui:
        this.x[rd] = instruction & 0xfffff000;
        return;
      case OPCODE.auipc:
        this.x[rd] = this.at + (instruction & 0xfffff000);
        return;
      case OPCODE.fence:
        // Accesses happen in program order and no instruction is cached, so FENCE and FENCE.I have nothing left to do.
        if ((instruction & 0x7000) > 0x1000) this.illegal(instruction);
        return;
      case OPCODE.system:
        return this.system(instruction, rd);
      default:
        return this.illegal(instruction);
    }
  }

  private operateImmediate(instruction: number, rd: number): void {
    const funct3 = (instruction >>> 12) & 7;
    const funct7 = instruction >>> 25;
    const shifts = (funct3 & 3) === 1;
    // Only shifts have a funct7 here; elsewhere those bits belong to the immediate.
    if (shifts && funct7 !== 0 && !(funct7 === 0x20 && funct3 === 5)) return this.illegal(instruction);
    this.x[rd] = operate(funct3, shifts && funct7 !== 0, this.x[(instruction >>> 15) & 31]!, instruction >> 20);
  }

  private operate(instruction: number, rd: number): void {
    const funct3 = (instruction >>> 12) & 7;
    const a = this.x[(instruction >>> 15) & 31]!;
    const b = this.x[(instruction >>> 20) & 31]!;
    const funct7 = instruction >>> 25;
    if (funct7 === 0) this.x[rd] = operate(funct3, false, a, b);
    else if (funct7 === 1) this.x[rd] = multiplyOrDivide(funct3, a, b);
    else if (funct7 === 0x20 && (funct3 === 0 || funct3 === 5)) this.x[rd] = operate(funct3, true, a, b);
    else this.illegal(instruction);
  }

  private branch(instruction: number): void {
    const funct3 = (instruction >>> 12) & 7;
    if (funct3 === 2 || funct3 === 3) return this.illegal(instruction);
    if (!compare(funct3, this.x[(instruction >>> 15) & 31]!, this.x[(instruction >>> 20) & 31]!)) return;
    const target = (this.at + immediateB(instruction)) | 0;
    if ((target & 3) !== 0) this.trap(CAUSE.fetchMisaligned, target);
    else this.next = target;
  }

  /** A misaligned target is reported by the jump itself, which then writes no link. */
  private jump(rd: number, target: number): void {
    if ((target & 3) !== 0) return this.trap(CAUSE.fetchMisaligned, target);
    this.x[rd] = this.next;
    this.next = target;
  }

  private load(instruction: number, rd: number): void {
    // funct3: bits 1..0 are the binary logarithm of the size, bit 2 says that the value is not sign-extended.
    const funct3 = (instruction >>> 12) & 7;
    if (funct3 === 3 || funct3 > 5) return this.illegal(instruction);
    const address = (this.x[(instruction >>> 15) & 31]! + (instruction >> 20)) | 0;
    if ((address & ((1 << (funct3 & 3)) - 1)) !== 0) return this.trap(CAUSE.loadMisaligned, address);
    const data = this.data;
    if ((address - data.base) >>> 0 >= data.bytes && !data.select(address)) {
      return this.loadFromBus(rd, funct3, address);
    }
    const word = data.words[((address - data.base) >>> 0) >>> 2]!;
    this.x[rd] = extend(funct3, word >> ((address & 3) << 3));
  }

  private loadFromBus(rd: number, funct3: number, address: number): void {
    const { bus } = this;
    const from = address >>> 0;
    const size = funct3 & 3;
    const value = size === 2 ? bus.read32(from) : size === 1 ? bus.read16(from) : bus.read8(from);
    if (value === BUS_ERROR) this.trap(CAUSE.loadFault, address);
    else this.x[rd] = extend(funct3, value);
  }

  private store(instruction: number): void {
    const size = (instruction >>> 12) & 7;
    if (size > 2) return this.illegal(instruction);
    const immediate = ((instruction >> 25) << 5) | ((instruction >>> 7) & 31);
    const address = (this.x[(instruction >>> 15) & 31]! + immediate) | 0;
    const value = this.x[(instruction >>> 20) & 31]!;
    if ((address & ((1 << size) - 1)) !== 0) return this.trap(CAUSE.storeMisaligned, address);
    const memory = this.stores;
    if ((address - memory.base) >>> 0 >= memory.bytes && !memory.select(address)) {
      return this.storeToBus(size, address, value);
    }
    const at = ((address - memory.base) >>> 0) >>> 2;
    if (size === 2) {
      memory.words[at] = value;
      return;
    }
    const shift = (address & 3) << 3;
    const lanes = (size === 1 ? 0xffff : 0xff) << shift;
    memory.words[at] = (memory.words[at]! & ~lanes) | ((value << shift) & lanes);
  }

  private storeToBus(size: number, address: number, value: number): void {
    const { bus } = this;
    const to = address >>> 0;
    const accepted =
      size === 2
        ? bus.write32(to, value >>> 0)
        : size === 1
          ? bus.write16(to, value & 0xffff)
          : bus.write8(to, value & 0xff);
    if (!accepted) this.trap(CAUSE.storeFault, address);
  }

  private system(instruction: number, rd: number): void {
    if ((instruction & 0x7000) !== 0) return this.accessCsr(instruction, rd);
    switch (instruction) {
      case ECALL:
        return this.trap(CAUSE.machineCall, 0);
      case EBREAK:
        return this.breakpoint();
      case MRET:
        this.next = this.csrs.leave();
        return;
      case WFI:
        if (!this.csrs.awake) this.mode = "wfi";
        return;
      default:
        return this.illegal(instruction);
    }
  }

  /** A halted processor stays at its `ebreak`, where whoever looks at it expects it. */
  private breakpoint(): void {
    if (!this.breakHalts) return this.trap(CAUSE.breakpoint, this.at);
    this.mode = "halt";
    this.next = this.at;
    this.csrs.retired.hold();
  }

  /** Zicsr: funct3 bit 2 takes the five bits of rs1 as the operand, bits 1..0 are write, set or clear. */
  private accessCsr(instruction: number, rd: number): void {
    const operation = (instruction >>> 12) & 3;
    const number = instruction >>> 20;
    const source = (instruction >>> 15) & 31;
    const old = this.csrs.read(number);
    // Setting or clearing no bits by rs1 = x0 is not a write, so it may address a read-only register.
    const writes = operation === 1 || source !== 0;
    const readOnly = number >>> 10 === 3;
    if (operation === 0 || old === undefined || (writes && readOnly)) return this.illegal(instruction);
    const operand = (instruction & 0x4000) !== 0 ? source : this.x[source]!;
    this.x[rd] = old;
    if (writes) this.csrs.write(number, operation === 1 ? operand : operation === 2 ? old | operand : old & ~operand);
  }
}

function extend(funct3: number, value: number): number {
  switch (funct3) {
    case 0:
      return (value << 24) >> 24;
    case 1:
      return (value << 16) >> 16;
    case 4:
      return value & 0xff;
    case 5:
      return value & 0xffff;
    default:
      return value;
  }
}

function immediateB(instruction: number): number {
  const sign = (instruction >> 31) << 12;
  return sign | ((instruction << 4) & 0x800) | ((instruction >>> 20) & 0x7e0) | ((instruction >>> 7) & 0x1e);
}

function immediateJ(instruction: number): number {
  const sign = (instruction >> 31) << 20;
  return sign | (instruction & 0xff000) | ((instruction >>> 9) & 0x800) | ((instruction >>> 20) & 0x7fe);
}
