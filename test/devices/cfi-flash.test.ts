import { createMachine, MemoryBlock } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtRiscv } from "../../generated/riscv/virt.ts";
import { registersAt } from "./riscv-board.ts";

// Two 16-bit chips side by side: a command goes to both halves of a word, and a word of the chips is 4 bytes of the bus.
const both = (command: number): number => command * 0x1_0001;
const block = 0x4_0000;
const ready = both(0x80);

/** The first flash of a board: two blocks, from a drive if one is given. */
function bench(content?: Uint8Array) {
  const board = createMachine(VirtRiscv, { properties: { ram_size: 1 << 20, flash_blocks: 2 } });
  const drive = board.addBackend("drive", MemoryBlock);
  if (content) {
    drive.insert(content);
    board.flash[0]!.drive = drive;
  }
  board.realize();
  board.reset();
  const { read, write } = registersAt(board.memory, 0x2000_0000);
  const command = (value: number, offset = 0): void => write(offset, both(value));
  const program = (offset: number, word: number): void => {
    command(0x40, offset);
    write(offset, word);
    command(0xff);
  };
  return { board, drive, read, write, command, program };
}

describe("what the flash answers (28F128J3A, table 4; JESD68)", () => {
  test("after reset it reads as memory that is erased, directly: a processor may run from it", () => {
    const { read, board } = bench();
    expect([read(0), read(2 * block - 4)]).toEqual([0xffff_ffff, 0xffff_ffff]);
    expect(board.memory.ramWindow(0x2000_0000)).toMatchObject({ bytes: 2 * block, writable: false });
  });

  test("the query table says QRY, Intel's commands, and how large it is", () => {
    const { read, command, board } = bench();
    command(0x98);
    const at = (word: number): number => read(4 * word);
    expect([at(0x10), at(0x11), at(0x12)]).toEqual([both(0x51), both(0x52), both(0x59)]);
    expect([at(0x13), at(0x14), at(0x15)]).toEqual([both(0x01), 0, both(0x31)]);
    // 2 blocks of 128 KiB in each chip: 2^18 bytes; a write buffer of 2^5; one region of equal blocks
    expect([at(0x27), at(0x2a), at(0x2c), at(0x2d), at(0x2e)]).toEqual([both(18), both(5), both(1), both(1), 0]);
    expect([at(0x2f), at(0x30)]).toEqual([0, both(2)]);
    expect([at(0x31), at(0x32), at(0x33)]).toEqual([both(0x50), both(0x52), both(0x49)]);
    expect(board.memory.read8(0x2000_0042)).toBe(0x51);
    expect(board.memory.ramWindow(0x2000_0000)).toBeNull();
    command(0xff);
    expect(at(0x10)).toBe(0xffff_ffff);
  });

  test("the identifier says who made which chip, and which blocks are locked", () => {
    const { read, command } = bench();
    command(0x60, block);
    command(0x01, block);
    command(0x90);
    expect([read(0), read(4), read(8), read(block + 8)]).toEqual([both(0x89), both(0x18), 0, both(1)]);
  });
});

describe("changing the flash", () => {
  test("programming clears bits and sets none; erasing a block sets all of it", () => {
    const { read, program, command } = bench();
    program(8, 0x1234_5678);
    program(8, 0xff00_ff00);
    program(block, 0);
    expect([read(8), read(12), read(block)]).toEqual([0x1200_5600, 0xffff_ffff, 0]);
    command(0x20, 4);
    command(0xd0, 4);
    expect(read(0)).toBe(ready);
    command(0xff);
    expect([read(8), read(block)]).toEqual([0xffff_ffff, 0]);
  });

  test("a buffered program takes as many words as it was told, and stays in its buffer", () => {
    const { read, write, command } = bench();
    command(0xe8, 64);
    expect(read(0)).toBe(ready);
    command(1, 64);
    write(68, 0x0102_0304);
    write(124, 0x0506_0708);
    command(0xd0, 64);
    expect(read(0)).toBe(ready);
    command(0xff);
    expect([read(64), read(68), read(124), read(128)]).toEqual([0xffff_ffff, 0x0102_0304, 0x0506_0708, 0xffff_ffff]);
    command(0xe8);
    command(1);
    write(0, 0);
    write(64, 0);
    command(0xd0);
    expect(read(0)).toBe(both(0x90));
  });

  test("a locked block refuses both, and says so in the status until that is cleared", () => {
    const { read, program, command } = bench();
    program(0, 0x55aa_55aa);
    command(0x60);
    command(0x01);
    command(0x20);
    command(0xd0);
    expect(read(0)).toBe(both(0xa2));
    command(0x50);
    expect(read(0)).toBe(ready);
    program(0, 0);
    expect(read(0)).toBe(0x55aa_55aa);
    command(0x50);
    command(0x60);
    command(0xd0);
    program(0, 0);
    expect(read(0)).toBe(0);
  });

  test("an erase that is not confirmed is an error of the sequence", () => {
    const { read, command } = bench();
    command(0x20);
    command(0xff);
    expect(read(0)).toBe(both(0xb0));
  });

  test("what was changed is in the drive, and a new machine finds it there", () => {
    const content = new Uint8Array(2 * block).fill(0xff);
    content.set([1, 2, 3, 4]);
    const { read, program, drive, board } = bench(content);
    expect(read(0)).toBe(0x0403_0201);
    program(block + 4, 0xcafe_f00d);
    expect([...drive.data.subarray(block + 4, block + 8)]).toEqual([0x0d, 0xf0, 0xfe, 0xca]);
    expect(board.shutdown().clean).toBe(true);
    expect(bench(drive.data).read(block + 4)).toBe(0xcafe_f00d);
  });

  test("memory is what programs and erases have left, whatever their order", () => {
    const step = fc.record({ erase: fc.boolean(), at: fc.nat(7), value: fc.integer({ min: 0, max: 0xffff_ffff }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { board, read, program, command } = bench();
        const model = new Uint32Array(16).fill(0xffff_ffff);
        for (const { erase, at, value } of steps) {
          const offset = (at >> 2) * block + 4 * (at & 3);
          if (erase) {
            command(0x20, offset);
            command(0xd0, offset);
            command(0xff);
            model.fill(0xffff_ffff, 8 * (at >> 2), 8 * (at >> 2) + 8);
          } else {
            program(offset, value);
            model[8 * (at >> 2) + (at & 3)]! &= value;
          }
        }
        for (let at = 0; at < 8; at++)
          expect(read((at >> 2) * block + 4 * (at & 3))).toBe(model[8 * (at >> 2) + (at & 3)]);
        board.shutdown();
      }),
      { numRuns: 15 },
    );
  });
});
