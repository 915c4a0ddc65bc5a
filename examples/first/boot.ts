import { BufferChardev, connect, createMachine } from "@qdl/runtime";
import { type FirstBoard } from "../../generated/first/board.ts";
import { BUS_ERROR, type Bus } from "../riscv/bus.ts";
import { Cpu } from "../riscv/cpu.ts";

/** The module of the board: the committed one, or one that was compiled just now. */
export interface BoardModule {
  readonly FirstBoard: typeof FirstBoard;
}

/** A board with a processor on its bus and a terminal on its first UART. */
export interface Running {
  readonly board: FirstBoard;
  readonly cpu: Cpu;
  readonly terminal: BufferChardev;
  /** Runs until the guest halts, or has waited for `patience` ns of virtual time with nothing to do; false if it only waits. */
  run(patience?: number): boolean;
}

const instructionTime = 40; // ns: 25 million instructions a second
const slice = 1000;

/** Puts a processor and a program (at most 64 KiB, for the ROM) on a new board, and resets it. */
export function boot({ FirstBoard }: BoardModule, program: Uint8Array): Running {
  const board = createMachine(FirstBoard);
  const terminal = board.addBackend("terminal", BufferChardev);
  board.serial0 = terminal;
  board.realize();
  board.rom!.ram!.data.set(program);
  const cpu = new Cpu(busOf(board), { memory: memoryOf(board) });
  connect(board, board.intc.cpu, { path: "processor", set: (level) => cpu.setExternalInterrupt(level !== 0) });
  board.reset();
  return { board, cpu, terminal, run: (patience = 10_000_000) => run(board, cpu, patience) };
}

function run(board: FirstBoard, cpu: Cpu, patience: number): boolean {
  for (let waited = 0; waited < patience;) {
    const before = retired(cpu);
    const state = cpu.run(slice);
    if (state === "halt") return true;
    const passed = state === "wfi" ? 100_000 : ((retired(cpu) - before) >>> 0) * instructionTime;
    waited = state === "wfi" ? waited + passed : 0;
    board.advance(passed);
  }
  return false;
}

/** The processor's way to the board's address space. */
function busOf({ sys }: FirstBoard): Bus {
  const read = (value: number): number => (sys.result === 0 ? value >>> 0 : (sys.takeResult(), BUS_ERROR));
  const write = (): boolean => sys.result === 0 || (sys.takeResult(), false);
  return {
    read8: (address) => read(sys.read8(address)),
    read16: (address) => read(sys.read16(address)),
    read32: (address) => read(sys.read32(address)),
    write8: (address, value) => (sys.write8(address, value), write()),
    write16: (address, value) => (sys.write16(address, value), write()),
    write32: (address, value) => (sys.write32(address, value), write()),
  };
}

/** ROM and RAM, which the processor reaches without asking the bus. */
function memoryOf({ sys, ram, rom }: FirstBoard) {
  return [rom, ram].flatMap((region) => {
    const window = region && sys.ramWindow(Number(region.address));
    return window ? [window] : [];
  });
}

/** Instructions that the processor has finished, from the low half of `minstret`. */
function retired(cpu: Cpu): number {
  return cpu.csr(0xb02)!;
}
