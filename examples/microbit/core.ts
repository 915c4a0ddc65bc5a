import { type SavedValue } from "@qdl/runtime";
import { RP2040 } from "rp2040js";
import { acknowledge, complete, pendingException, priorityOf } from "../../devices/arm/nvic.ts";
import { type Nrf51822 } from "../../generated/nrf51/nrf51822.ts";
import { Bus } from "./bus.ts";

/** The class of rp2040js' processor, which the package has only as a part of its chips. */
const CortexM0Core = new RP2040().core.constructor as new (bus: RP2040) => RP2040["core"];

/** Exceptions as the architecture numbers them. */
const HARD_FAULT = 3;
const SVCALL = 11;
const PENDSV = 14;
const SYSTICK = 15;
const firstIrq = 16;

/** What a core remembers beside its registers and priorities. */
const numbers = ["bankedSP", "cycles", "SPSEL", "currentMode", "IPSR", "pendingInterrupts", "SHPR2", "SHPR3"] as const;
const flags = [
  ...(["N", "Z", "C", "V", "PM", "nPRIV", "waiting", "eventRegistered"] as const),
  ...(["pendingSVCall", "pendingPendSV", "pendingSystick", "interruptsUpdated", "restart"] as const),
];
const registers = 16;
const priorities = 4;
const savedWords = registers + priorities + numbers.length + flags.length;

/** rp2040js' Cortex-M0 on the bus of an nRF51822, with the chip's NVIC in place of its own. It takes part in snapshots. */
export class Core extends CortexM0Core {
  readonly bus: Bus;
  /** The chip is to be reset before the next instruction: it has just got its power, or software asks for it. */
  restart = true;
  readonly #soc: Nrf51822;

  constructor(soc: Nrf51822) {
    const bus = new Bus(soc.sys);
    super(bus as unknown as RP2040);
    this.bus = bus;
    this.#soc = soc;
    this.enabledInterrupts = -1;
    soc.cpu.core = {
      setInterrupt: () => this.#refresh(),
      save: () => this.save(),
      restore: (state) => this.restore(state),
    };
  }

  /** Starts at the vectors. */
  override reset(): void {
    super.reset();
    this.restart = false;
    this.waiting = false;
    this.PM = false;
    this.IPSR = 0;
    this.currentMode = 0;
    this.#refresh();
  }

  /** Executes one instruction; a bus error is a HardFault. Returns the cycles that it took. */
  step(): number {
    const cycles = this.executeInstruction();
    // An exception that is masked wakes a processor, too.
    if (this.waiting && this.#soc.nvic.pending.level !== 0) this.waiting = false;
    if (this.bus.space.result !== 0 && this.bus.space.takeResult() !== 0) this.exceptionEntry(HARD_FAULT);
    return cycles;
  }

  override exceptionEntry(exception: number): void {
    if (exception >= PENDSV || exception === 2) acknowledge(this.#soc.nvic, exception);
    super.exceptionEntry(exception);
  }

  override exceptionReturn(value: number): void {
    const finished = this.IPSR;
    super.exceptionReturn(value);
    if (finished !== HARD_FAULT && finished !== SVCALL) complete(this.#soc.nvic, finished);
  }

  /** Its part of a snapshot. */
  save(): number[] {
    const rest = [...numbers, ...flags].map((name) => Number(this[name]));
    return [...this.registers, ...this.interruptPriorities, ...rest];
  }

  /** Goes on from what `save` gave. Throws `RangeError` for anything else. */
  restore(state: SavedValue): void {
    const words = (Array.isArray(state) ? state : []).filter((word) => typeof word === "number");
    if (words.length !== savedWords) throw new RangeError("this is not the state of a Cortex-M0");
    this.registers.set(words.slice(0, registers));
    this.interruptPriorities = words.slice(registers, registers + priorities);
    const rest = words.slice(registers + priorities);
    const named = numbers.map((name, at) => [name, rest[at]!] as const);
    const raised = flags.map((name, at) => [name, rest[numbers.length + at] !== 0] as const);
    Object.assign(this, Object.fromEntries<number | boolean>([...named, ...raised]));
  }

  /** The NVIC has something else to offer. */
  #refresh(): void {
    const { nvic } = this.#soc;
    const next = pendingException(nvic);
    this.pendingPendSV = next === PENDSV;
    this.pendingSystick = next === SYSTICK;
    this.pendingInterrupts = next >= firstIrq ? 1 << (next - firstIrq) : 0;
    this.interruptPriorities.fill(0);
    for (let irq = 0; irq < 32; irq++) this.interruptPriorities[priorityOf(nvic, firstIrq + irq) >> 6]! |= 1 << irq;
    this.SHPR2 = nvic.getShpr(1);
    this.SHPR3 = nvic.getShpr(2);
    this.interruptsUpdated = next !== 0;
    if (next !== 0) this.waiting = false;
  }
}
