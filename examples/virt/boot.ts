import { BufferChardev, create, createMachine, MemoryBlock, type AddressSpace, type SavedValue } from "@qdl/runtime";
import { type RiscvCore } from "../../devices/riscv/hart.ts";
import { VirtRiscv } from "../../generated/riscv/virt.ts";
import { VirtioBlk } from "../../generated/virtio/blk.ts";
import { assemble } from "../riscv/assembler.ts";
import { BUS_ERROR, type Bus } from "../riscv/bus.ts";
import { Cpu } from "../riscv/cpu.ts";

/** Where the board's memory begins, and a program in it. */
export const ramBase = 0x8000_0000;
const romBase = 0x1000;

/** What the boot ROM does: the number of the hart in a0, and on to the program. */
const bootRom = `
        csrr    a0, mhartid
        li      t0, ${ramBase}
        jr      t0
`;

/** A `virt` board with a processor, a terminal on its UART, and a disk. */
export interface Virt {
  readonly board: VirtRiscv;
  readonly cpu: Cpu;
  readonly terminal: BufferChardev;
  readonly disk: MemoryBlock;
  /**
   * Lets `ns` of the board's time pass, up to the end of the slice of instructions that then runs; ends early, with true, when the
   * guest has halted. What happens does not depend on how often it is called.
   */
  run(ns: number): boolean;
}

const instructionTime = 100; // ns: ten million instructions a second
const sliceInstructions = 500;

/** Puts a processor on a new board, `program` at the beginning of its RAM and `medium` into its disk, and resets it. */
export function bootVirt(program: Uint8Array, medium: Uint8Array): Virt {
  const board = createMachine(VirtRiscv, { properties: { ram_size: 1 << 20, flash_blocks: 1, virtio_legacy: false } });
  const terminal = board.addBackend("terminal", BufferChardev);
  const disk = board.addBackend("disk", MemoryBlock);
  disk.insert(medium);
  board.serial0 = terminal;
  const drive = create(board.heap, VirtioBlk);
  drive.value.drive = disk;
  board.plug(drive, { bus: board.virtio[0]!.virtioMmioBus, name: "disk0" });
  board.realize();
  board.mrom.ram!.data.set(assemble(bootRom, { file: "boot rom", origin: romBase }).bytes);
  board.ram!.ram!.data.set(program);
  const cpu = putCore(board);
  board.reset();
  return { board, cpu, terminal, disk, run: (ns) => run(board, cpu, ns) };
}

// Bits of mip, privileged specification, section 3.1.9.
const MSIP = 1 << 3;
const MTIP = 1 << 7;
const MEIP = 1 << 11;

/** The processor, on the hart's bus and at the ends of its lines; it takes part in snapshots. */
function putCore({ hart }: VirtRiscv): Cpu {
  const memory = hart.memory!;
  const windows = [romBase, ramBase].flatMap((address) => memory.ramWindow(address) ?? []);
  const cpu = new Cpu(busOf(memory), { memory: windows, resetVector: romBase, hartId: hart.hartid });
  const core: RiscvCore = {
    // the lines come one by one
    setInterrupt: () => undefined,
    setPending(mip) {
      cpu.setSoftwareInterrupt((mip & MSIP) !== 0);
      cpu.setTimerInterrupt((mip & MTIP) !== 0);
      cpu.setExternalInterrupt((mip & MEIP) !== 0);
    },
    save: () => [hart.pending, ...cpu.save()],
    restore(state) {
      const [pending = 0, ...saved] = numbersOf(state);
      cpu.restore(saved);
      core.setPending(pending);
    },
  };
  hart.core = core;
  return cpu;
}

function numbersOf(state: SavedValue): number[] {
  const values: readonly SavedValue[] = Array.isArray(state) ? (state as readonly SavedValue[]) : [];
  return values.map((value) => (typeof value === "number" ? value : NaN));
}

function run(board: VirtRiscv, cpu: Cpu, ns: number): boolean {
  for (const end = board.now + ns; board.now < end;) {
    const state = cpu.run(sliceInstructions);
    if (state === "halt") return true;
    // A processor that waits sleeps up to the next event.
    const next = board.session.clock.nextDue;
    const asleep = state === "wfi" && next !== null ? next - board.now : 0;
    board.advance(Math.max(asleep, sliceInstructions * instructionTime));
  }
  return false;
}

/** The processor's way to an address space. */
function busOf(space: AddressSpace): Bus {
  const read = (value: number): number => (space.result === 0 ? value >>> 0 : (space.takeResult(), BUS_ERROR));
  const write = (): boolean => space.result === 0 || (space.takeResult(), false);
  return {
    read8: (address) => read(space.read8(address)),
    read16: (address) => read(space.read16(address)),
    read32: (address) => read(space.read32(address)),
    write8: (address, value) => (space.write8(address, value), write()),
    write16: (address, value) => (space.write16(address, value), write()),
    write32: (address, value) => (space.write32(address, value), write()),
  };
}
