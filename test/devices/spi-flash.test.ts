import { createMachine } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";

/** Commands (Winbond W25Q16JV, section 8.1.2). */
const [WRITE_ENABLE, VOLATILE_ENABLE, PROGRAM, READ, ERASE_SECTOR, ERASE_CHIP] = [
  0x06, 0x50, 0x02, 0x03, 0x20, 0xc7,
] as const;
const [READ_SR1, READ_SR2, READ_SR3, WRITE_SR1, WRITE_SR2, WRITE_SR3] = [0x05, 0x35, 0x15, 0x01, 0x31, 0x11] as const;
/** Bits of SR1 and SR2. */
const [TB, SEC, SRL, CMP] = [0x20, 0x40, 1, 0x40] as const;
const size = 2 << 20;

/** A flash on a board, and commands to it. */
function flash() {
  const board = createMachine(Pico);
  board.realize();
  board.reset();
  const { storage } = board;
  const send = (...bytes: number[]): number[] => {
    storage.select(true);
    const answer = bytes.map((byte) => storage.transfer(byte));
    storage.select(false);
    return answer;
  };
  const at = (address: number): number[] => [address >>> 16, (address >>> 8) & 0xff, address & 0xff];
  const write = (...bytes: number[]): void => {
    send(WRITE_ENABLE);
    send(...bytes);
  };
  const read = (command: number): number => send(command, 0)[1]!;
  return { board, send, write, read, at, end: () => expect(board.shutdown().clean).toBe(true) };
}

describe("status registers of the flash (section 7.1)", () => {
  test.each([
    ["SR1", READ_SR1, 0],
    ["SR2", READ_SR2, 0],
    ["SR3", READ_SR3, 0x60],
  ])("%s after reset", (_name, command, value) => {
    expect(flash().read(command)).toBe(value);
  });

  test("are written while writing is enabled, the second behind the first, and outlive the power", () => {
    const { board, send, write, read } = flash();
    send(WRITE_SR1, 0xff);
    expect(read(READ_SR1)).toBe(0);
    send(WRITE_ENABLE);
    expect(read(READ_SR1)).toBe(2);
    send(WRITE_SR1, 0x9f, 0x02);
    expect([read(READ_SR1), read(READ_SR2)]).toEqual([0x9c, 0x02]);
    write(WRITE_SR3, 0x04);
    write(WRITE_SR2, 0x40);
    board.reset();
    expect([read(READ_SR1), read(READ_SR2), read(READ_SR3)]).toEqual([0x9c, 0x40, 0x04]);
  });

  test("are written until the power goes with the other enable, which is for the next command only", () => {
    const { board, send, read } = flash();
    send(VOLATILE_ENABLE);
    send(WRITE_SR1, 0x1c);
    expect(read(READ_SR1)).toBe(0x1c);
    board.reset();
    expect(read(READ_SR1)).toBe(0);
    send(VOLATILE_ENABLE);
    send(READ_SR1, 0);
    send(WRITE_SR1, 0x1c);
    expect(read(READ_SR1)).toBe(0);
  });

  test("are locked by SRL, and locks of security registers cannot be taken back", () => {
    const { write, read } = flash();
    write(WRITE_SR2, 0x08);
    write(WRITE_SR2, 0x00);
    expect(read(READ_SR2)).toBe(0x08);
    write(WRITE_SR2, SRL);
    write(WRITE_SR1, 0x1c);
    expect([read(READ_SR1) & 0x1c, read(READ_SR2)]).toEqual([0, 0x09]);
  });
});

describe("protection of the flash (section 7.1, table of the 16 Mbit memory)", () => {
  test.each<[string, number[], [number, number]]>([
    ["nothing", [0, 0], [0, 0]],
    ["the upper 64 KiB", [1 << 2, 0], [0x1f_0000, size]],
    ["the upper half", [5 << 2, 0], [0x10_0000, size]],
    ["the lower 128 KiB", [TB | (2 << 2), 0], [0, 0x2_0000]],
    ["the upper sector", [SEC | (1 << 2), 0], [0x1f_f000, size]],
    ["the lower 32 KiB", [SEC | TB | (5 << 2), 0], [0, 0x8000]],
    ["everything", [7 << 2, 0], [0, size]],
    ["all but the upper 64 KiB", [1 << 2, CMP], [0, 0x1f_0000]],
    ["everything, as nothing is left out", [0, CMP], [0, size]],
  ])("%s", (_what, registers, [from, to]) => {
    const { send, write, at, end } = flash();
    write(WRITE_SR1, ...registers);
    const programmed = (address: number): boolean => {
      write(PROGRAM, ...at(address), 0x5a);
      return send(READ, ...at(address), 0)[4] === 0x5a;
    };
    const edges = [from - 1, from, to - 1, to].filter((address) => address >= 0 && address < size);
    for (const address of edges)
      expect(programmed(address), `0x${address.toString(16)}`).toBe(address < from || address >= to);
    end();
  });

  test("what is protected is not erased either, and the whole chip only if nothing is", () => {
    const { send, write, at } = flash();
    const first = (address: number): number => send(READ, ...at(address), 0)[4]!;
    for (const address of [0, 0x1f_f000]) write(PROGRAM, ...at(address), 0);
    write(WRITE_SR1, 1 << 2);
    write(ERASE_CHIP);
    for (const address of [0, 0x1f_f000]) write(ERASE_SECTOR, ...at(address));
    expect([first(0), first(0x1f_f000)]).toEqual([0xff, 0]);
    write(WRITE_SR1, 0);
    write(ERASE_CHIP);
    expect(first(0x1f_f000)).toBe(0xff);
  });

  test("whatever is sent, the flash answers each frame with a byte, and nothing breaks", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 8 }), { maxLength: 30 }), (commands) => {
        const { send, end } = flash();
        for (const bytes of commands) for (const answer of send(...bytes)) expect(answer).toBe(answer & 0xff);
        end();
      }),
      { numRuns: 40 },
    );
  });
});
