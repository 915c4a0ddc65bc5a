import { createMachine, type Device, type IrqOut } from "@qdl/runtime";
import { PiixBoard } from "../../generated/pci/pc.ts";

/** A PC's PCI bus as its firmware reaches it: through ports. */
export function pc(properties: Record<string, unknown> = {}, prepare: (board: PiixBoard) => void = () => undefined) {
  const board = createMachine(PiixBoard, { properties: properties as never, prepare });
  board.realize();
  board.reset();
  const { ioPorts: ports, memory } = board;
  const point = (devfn: number, register: number): void =>
    ports.write32(0xcf8, 0x8000_0000 | (devfn << 8) | (register & 0xfc));
  return {
    board,
    ports,
    memory,
    /** Reads configuration space of function `devfn`: slot in bits 7:3, function in bits 2:0. */
    read(devfn: number, register: number, size: 1 | 2 | 4 = 4): number {
      point(devfn, register);
      const port = 0xcfc + (register & 3);
      if (size === 1) return ports.read8(port);
      return size === 2 ? ports.read16(port) : ports.read32(port) >>> 0;
    },
    /** Writes it. */
    write(devfn: number, register: number, value: number, size: 1 | 2 | 4 = 4): void {
      point(devfn, register);
      const port = 0xcfc + (register & 3);
      if (size === 1) ports.write8(port, value);
      else if (size === 2) ports.write16(port, value);
      else ports.write32(port, value);
    },
  };
}

/** The levels of lines. */
export const levels = (lines: readonly IrqOut[]): number[] => lines.map((line) => line.level);

/** What a device is called that has been chosen. */
export const typeOf = (device: Device | null): string | undefined => device?.type.name;
