/** A machine with one device under test on its bus, and a clock that the test moves. */
import {
  addSpace,
  type AddressSpace,
  connect,
  create,
  createMachine,
  type Device,
  deviceType,
  type DeviceType,
  type IrqIn,
  type IrqOut,
  Machine,
  mapRegion,
  type MemoryRegion,
  type ObjectClass,
  realize,
} from "@qdl/runtime";
import { expect } from "vitest";

class Stand extends Machine {
  static override readonly type: DeviceType = deviceType({ name: "test-stand", parent: Machine.type, class: Stand });
}

/** Where the region under test begins. */
export const base = 0x4000_0000;

/** The device, and the guest's way to it: offsets from `base`, 32-bit values without sign. */
export interface Bench<T extends Device> {
  readonly machine: Machine;
  readonly device: T;
  readonly space: AddressSpace;
  read(offset: number): number;
  write(offset: number, value: number): void;
  /** Lets virtual time pass, in ns. */
  advance(ns: number): void;
  /** The level of an output, as whoever is connected would see it. */
  level(line: IrqOut): number;
  /** Drives an input. */
  drive(line: IrqIn, level: number | boolean): void;
  /** Ends the machine, which must leave nothing behind. */
  end(): void;
}

/** Puts a new device on a bus. `prepare` sets properties, `regions` are mapped one behind the other at multiples of 64 KiB. */
export function stand<T extends Device>(
  of: ObjectClass<T>,
  regions: (device: T) => readonly (MemoryRegion | null)[],
  prepare: (device: T, machine: Machine) => void = () => {},
): Bench<T> {
  const machine = createMachine(Stand);
  const space = addSpace(machine, { name: "bus", root: { size: 1n << 32n } });
  const device = machine.adopt(create(machine.heap, of));
  prepare(device, machine);
  machine.realize();
  if (device.life !== "realized") realize(device);
  for (const [at, region] of regions(device).entries()) mapRegion(machine, space, region!, base + at * 0x1_0000);
  machine.reset();
  const checked = (value: number): number => {
    expect(space.takeResult()).toBe(0);
    return value >>> 0;
  };
  return {
    machine,
    device,
    space,
    read: (offset) => checked(space.read32(base + offset)),
    write: (offset, value) => {
      space.write32(base + offset, value);
      checked(0);
    },
    advance: (ns) => machine.advance(ns),
    level: (line) => line.level,
    drive: (line, level) => line.set(level),
    end: () => expect(machine.shutdown()).toMatchObject({ left: [], errors: [] }),
  };
}

/** Counts the changes of a line: connect it to see edges that have passed. */
export function watch(machine: Machine, line: IrqOut): number[] {
  const seen: number[] = [];
  connect(machine, line, { path: "test", set: (level) => void seen.push(level) });
  return seen;
}
