import { BufferChardev, createMachine } from "@qdl/runtime";
import { expect } from "vitest";
import { Microbit } from "../../generated/nrf51/microbit.ts";

/** A board, and the guest's accesses to it; `prepare` adds to it before it is realized. */
export function board(prepare?: (machine: Microbit) => void) {
  const machine = createMachine(Microbit);
  prepare?.(machine);
  const terminal = machine.addBackend("terminal", BufferChardev);
  machine.serial0 = terminal;
  machine.realize();
  machine.reset();
  const { soc } = machine;
  const checked = (value: number): number => {
    expect(soc.sys.takeResult()).toBe(0);
    return value >>> 0;
  };
  const read = (address: number): number => checked(soc.sys.read32(address));
  const write = (address: number, value: number): void => void checked((soc.sys.write32(address, value), 0));
  const pending = (irq: number): boolean => (read(0xe000_e200) & (1 << irq)) !== 0;
  const advance = (ns: number): void => machine.advance(ns);
  const end = (): void => expect(machine.shutdown()).toMatchObject({ left: [], errors: [] });
  return { machine, soc, terminal, read, write, pending, advance, end };
}
