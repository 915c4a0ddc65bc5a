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

  /** Words of the query table by what they are (JESD68, tables 1 to 4, and 28F128J3A, tables 6 to 13): of two blocks of 128 KiB. */
  const query: readonly (readonly [name: string, word: number, values: readonly number[]])[] = [
    ["nothing before the table", 0x0f, [0]],
    ["QRY", 0x10, [0x51, 0x52, 0x59]],
    ["the primary command set, Intel's", 0x13, [0x01, 0x00]],
    ["where its extended table is", 0x15, [0x31, 0x00]],
    ["no alternate command set, and no table of it", 0x17, [0, 0, 0, 0]],
    ["least and greatest supply, 2.7 V to 3.6 V", 0x1b, [0x27, 0x36]],
    ["no programming supply", 0x1d, [0, 0]],
    ["typical times: 2^7 us a word, 2^7 us a buffer, 2^10 ms a block, no chip erase", 0x1f, [7, 7, 10, 0]],
    ["greatest times: 2^4 of those", 0x23, [4, 4, 4, 0]],
    ["2^18 bytes", 0x27, [18]],
    ["an interface for 8 and 16 bits", 0x28, [2, 0]],
    ["a write buffer of 2^5 bytes", 0x2a, [5, 0]],
    ["one region of equal blocks", 0x2c, [1]],
    ["two blocks", 0x2d, [1, 0]],
    ["of 2^17 bytes", 0x2f, [0, 2]],
    ["PRI, version 1.1", 0x31, [0x50, 0x52, 0x49, 0x31, 0x31]],
    ["what is optional: suspend, locks, protection, pages", 0x36, [0xce, 0, 0, 0]],
    ["programs while erase is suspended", 0x3a, [1]],
    ["the status of a block says whether it is locked", 0x3b, [1, 0]],
    ["best supply, 3.3 V, no programming supply", 0x3d, [0x33, 0]],
    ["one protection register at word 0x80, of 2^3 and 2^3 bytes", 0x3f, [1, 0x80, 0, 3, 3]],
    ["pages of 2^3 bytes, no synchronous reads", 0x44, [3, 0]],
    ["nothing behind the table", 0x46, [0]],
  ];

  test.each(query)("the query table says: %s", (_name, word, values) => {
    const { read, command } = bench();
    command(0x98);
    expect(values.map((_, at) => read(4 * (word + at)))).toEqual(values.map(both));
  });

  test("it answers in bytes as well, and no processor runs from it until it is memory again", () => {
    const { read, command, board } = bench();
    command(0x98);
    expect(board.memory.read8(0x2000_0042)).toBe(0x51);
    expect(board.memory.ramWindow(0x2000_0000)).toBeNull();
    command(0xff);
    expect(read(4 * 0x10)).toBe(0xffff_ffff);
  });

  test("the identifier says who made which chip, and which blocks are locked", () => {
    const { read, command } = bench();
    command(0x60, block);
    command(0x01, block);
    command(0x90);
    expect([read(0), read(4), read(8), read(block + 8)]).toEqual([both(0x89), both(0x18), 0, both(1)]);
    command(0x98);
    expect([read(8), read(block + 8)]).toEqual([0, both(1)]);
  });

  /** Commands that do nothing but say how reads answer. */
  test.each([
    ["read array", 0xff, 0xffff_ffff],
    ["read identifier", 0x90, both(0x89)],
    ["read query", 0x98, 0],
    ["read status", 0x70, ready],
    ["suspend, with nothing to suspend", 0xb0, ready],
    ["resume, with nothing to resume", 0xd0, ready],
    ["a command that does not exist", 0x33, 0xffff_ffff],
  ])("%s", (_name, value, answer) => {
    const { read, command } = bench();
    command(0x70);
    command(value);
    expect(read(0)).toBe(answer);
  });

  test("reset makes it memory again and clears the status, but neither locks nor what is protected", () => {
    const { board, read, write, command } = bench();
    command(0x60);
    command(0x01);
    command(0xc0);
    write(4 * 0x85, both(0x1234));
    command(0x20);
    command(0xd0);
    expect(read(0)).toBe(both(0xa2));
    board.reset();
    expect(read(0)).toBe(0xffff_ffff);
    command(0x70);
    expect(read(0)).toBe(ready);
    command(0x90);
    expect([read(8), read(4 * 0x85)]).toEqual([both(1), both(0x1234)]);
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

  describe("a buffered program", () => {
    const failed = both(0xb0);

    /** Programs words from `offset` on, the bus's words at `addresses`. */
    const buffered = (
      { write, command, read }: ReturnType<typeof bench>,
      count: number,
      addresses: number[],
    ): number => {
      command(0xe8, addresses[0]!);
      command(count - 1, addresses[0]!);
      for (const address of addresses) write(address, address * 0x0101);
      command(0xd0, addresses[0]!);
      return read(0);
    };

    test("takes as many words as it was told, in any order behind the first", () => {
      const made = bench();
      expect(buffered(made, 3, [68, 76, 72])).toBe(ready);
      made.command(0xff);
      expect([64, 68, 72, 76, 80].map(made.read)).toEqual([
        0xffff_ffff,
        68 * 0x0101,
        72 * 0x0101,
        76 * 0x0101,
        0xffff_ffff,
      ]);
    });

    test.each([
      ["beyond what it was told", 2, [68, 76]],
      ["before its beginning", 2, [68, 64]],
      ["in another block", 2, [block - 4, block]],
    ])("refuses words %s, and programs nothing", (_name, count, addresses) => {
      const made = bench();
      expect(buffered(made, count, addresses)).toBe(failed);
      made.command(0xff);
      expect(addresses.map(made.read)).toEqual(addresses.map(() => 0xffff_ffff));
    });

    test("holds 16 words of each chip, and refuses more", () => {
      const { read, command } = bench();
      command(0xe8);
      command(16);
      expect(read(0)).toBe(failed);
    });

    test("has room although an error is shown, and needs to be confirmed", () => {
      const { read, write, command } = bench();
      command(0x20);
      command(0x00);
      expect(read(0)).toBe(failed);
      command(0xe8);
      expect(read(0)).toBe(ready);
      command(0);
      write(0, 0);
      command(0xff);
      expect(read(0)).toBe(failed);
      command(0xff);
      expect(read(0)).toBe(0xffff_ffff);
    });
  });

  test("users put 64 bits into the protection register of each chip, once; the maker's are locked", () => {
    const { read, write, command } = bench();
    const protect = (word: number, value: number): number => {
      command(0x50);
      command(0xc0);
      write(4 * word, value);
      const status = read(0);
      command(0x90);
      return status;
    };
    expect(protect(0x86, 0x1234_5678)).toBe(ready);
    expect(protect(0x86, 0xff00_ff00)).toBe(ready);
    expect([read(4 * 0x80), read(4 * 0x81), read(4 * 0x86), read(4 * 0x88), read(4 * 0x89)]).toEqual([
      both(0xfffe),
      0,
      0x1200_5600,
      0xffff_ffff,
      0,
    ]);
    expect([protect(0x81, 0), protect(0x89, 0)]).toEqual([both(0x92), both(0x92)]);
    expect(protect(0x80, both(0xfffd))).toBe(ready);
    expect(protect(0x87, 0)).toBe(both(0x92));
    expect([read(4 * 0x80), read(4 * 0x87)]).toEqual([both(0xfffc), 0xffff_ffff]);
  });

  test("codes of the status pin are taken; those that are reserved are an error of the sequence", () => {
    const { read, command } = bench();
    command(0xb8);
    command(3);
    expect(read(0)).toBe(ready);
    command(0xb8);
    command(4);
    expect(read(0)).toBe(both(0xb0));
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
