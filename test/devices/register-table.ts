import { describe, expect, test } from "vitest";

/**
 * A register of a data sheet: its name, its offset, what it reads after reset, and the bits that stay as they are written; null
 * for one that acts on writes.
 */
export type Row = readonly [name: string, offset: number, reset: number, writable: number | null];

/** Registers of one kind, by their number. */
export function rows(count: number, make: (index: number) => Row): readonly Row[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Identification registers of a PrimeCell: four of the peripheral, four of the cell. */
export function primecell(ids: readonly number[]): readonly Row[] {
  return [...ids, 0x0d, 0xf0, 0x05, 0xb1].map((id, index) => [`ID${index}`, 0xfe0 + 4 * index, id, 0]);
}

/** The guest's way to registers, which are reset when it is made. */
export interface Guest {
  read(offset: number): number;
  write(offset: number, value: number): void;
}

/** Tests that the registers of a device are those of its data sheet: reset values, and which bits hold what is written. */
export function describeRegisters(name: string, registers: readonly Row[], start: () => Guest): void {
  describe(name, () => {
    test.each(registers)("%s", (_register, offset, reset, writable) => {
      const { read, write } = start();
      expect(read(offset)).toBe(reset);
      if (writable === null) return;
      write(offset, 0xffff_ffff);
      expect(read(offset)).toBe(((reset & ~writable) | writable) >>> 0);
      write(offset, 0);
      expect(read(offset)).toBe((reset & ~writable) >>> 0);
    });
  });
}
