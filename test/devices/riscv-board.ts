import { type AddressSpace, BufferChardev, create, createMachine, type Device, type ObjectClass } from "@qdl/runtime";
import { SifiveU } from "../../generated/riscv/sifive-u.ts";
import { VirtRiscv } from "../../generated/riscv/virt.ts";

/** The guest's accesses to the registers of a device at `base`. */
export function registersAt(space: AddressSpace, base: number) {
  return {
    read: (offset: number): number => space.read32(base + offset) >>> 0,
    write: (offset: number, value: number): void => space.write32(base + offset, value),
    read8: (offset: number): number => space.read8(base + offset),
    write8: (offset: number, value: number): void => space.write8(base + offset, value),
    /** How the accesses since the last call have ended, ORed; 0 is well. */
    result: (): number => space.takeResult(),
  };
}

/** A `virt` board with little memory, with a terminal on its UART, realized and reset. */
export function virtBoard(prepare: (board: VirtRiscv) => void = () => undefined) {
  const properties = { ram_size: 1 << 20, flash_blocks: 1 };
  const board = createMachine(VirtRiscv, { properties, prepare });
  const terminal = board.addBackend("terminal", BufferChardev);
  board.serial0 = terminal;
  board.realize();
  board.reset();
  return { board, terminal, at: (base: number) => registersAt(board.memory, base) };
}

/** A `sifive_u` board with little memory and a terminal on its first UART, realized and reset. */
export function sifiveBoard() {
  const board = createMachine(SifiveU, { properties: { ram_size: 1 << 20 } });
  const terminal = board.addBackend("terminal", BufferChardev);
  board.serial0 = terminal;
  board.realize();
  board.reset();
  return { board, terminal, at: (base: number) => registersAt(board.memory, base) };
}

/** Puts a virtio device on a transport of a board that is not realized yet. */
export function plugVirtio<T extends Device>(board: VirtRiscv, of: ObjectClass<T>, prepare: (device: T) => void): T {
  const owned = create(board.heap, of);
  prepare(owned.value);
  return board.plug(owned, { bus: board.virtio[0]!.virtioMmioBus });
}
