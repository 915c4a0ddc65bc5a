import { describe, expect, test } from "vitest";
import { sifiveBoard, virtBoard } from "./riscv-board.ts";

// RISC-V ACLINT specification, chapters 2 and 3: offsets.
const MTIME = 0x7ff8;
const mtimecmp = (hart: number): number => 8 * hart;

function bench() {
  const { board, at } = virtBoard();
  const { read, write } = at(0x0200_4000);
  const setCompare = (low: number, high = 0): void => {
    write(mtimecmp(0) + 4, high);
    write(mtimecmp(0), low);
  };
  return { board, read, write, setCompare, line: () => board.mtimer.mti[0]!.level };
}

describe("machine software interrupts (ACLINT specification, chapter 3)", () => {
  test("a register a hart, of which only bit 0 is there: it drives the hart's line", () => {
    const { board, at } = sifiveBoard();
    const { read, write } = at(0x0200_0000);
    expect([read(0), read(4), read(8)]).toEqual([0, 0, 0]);
    write(4, 0xffff_ffff);
    write(8, 1);
    expect([read(0), read(4), read(8)]).toEqual([0, 1, 0]);
    expect([board.monitor.pending, board.application.pending]).toEqual([0, 1 << 3]);
    board.reset();
    expect([read(4), board.application.pending]).toEqual([0, 0]);
  });
});

describe("the machine timer (ACLINT specification, chapter 2)", () => {
  test("MTIME counts at the frequency of the board, from 0 at reset", () => {
    const { board, read } = bench();
    board.advance(1_000_000);
    expect([read(MTIME), read(MTIME + 4)]).toEqual([10_000, 0]);
    board.reset();
    expect(read(MTIME)).toBe(0);
    const { board: sifive, at } = sifiveBoard();
    sifive.advance(1_000_000);
    expect(at(0x0200_4000).read(MTIME)).toBe(1_000);
  });

  test("MTIME is read and written as a whole or in halves", () => {
    const { board, read, write } = bench();
    write(MTIME + 4, 0x1234_5678);
    write(MTIME, 0xffff_ff00);
    expect([read(MTIME), read(MTIME + 4)]).toEqual([0xffff_ff00, 0x1234_5678]);
    board.advance(256 * 100);
    expect([read(MTIME), read(MTIME + 4)]).toEqual([0, 0x1234_5679]);
    expect(board.memory.load(0x0200_4000 + MTIME, 8, "little").value).toBe(0x1234_5679_0000_0000n);
  });

  test("MTIMECMP is all ones after reset, so that no interrupt comes before it is set", () => {
    const { board, read, line } = bench();
    expect([read(mtimecmp(0)), read(mtimecmp(0) + 4)]).toEqual([0xffff_ffff, 0xffff_ffff]);
    board.advance(1e15);
    expect(line()).toBe(0);
  });

  test("the line is up from the tick on at which MTIME is no longer less than MTIMECMP, and down when that is moved", () => {
    const { board, setCompare, line } = bench();
    setCompare(1_000);
    board.advance(1_000 * 100 - 1);
    expect(line()).toBe(0);
    board.advance(1);
    expect([line(), board.hart.pending]).toEqual([1, 1 << 7]);
    setCompare(2_000);
    expect(line()).toBe(0);
    board.advance(1_000 * 100);
    expect(line()).toBe(1);
    setCompare(0, 1);
    expect(line()).toBe(0);
  });

  test("writing MTIME can make a comparator due, and undo it", () => {
    const { board, write, setCompare, line } = bench();
    setCompare(50_000);
    write(MTIME, 50_000);
    expect(line()).toBe(1);
    write(MTIME, 49_990);
    expect(line()).toBe(0);
    board.advance(10 * 100);
    expect(line()).toBe(1);
  });

  test("every hart has a comparator of its own, and waits for its own", () => {
    const { board, at } = sifiveBoard();
    const { write } = at(0x0200_4000);
    for (const [hart, ticks] of [30, 20].entries()) {
      write(mtimecmp(hart), ticks);
      write(mtimecmp(hart) + 4, 0);
    }
    const lines = (): number[] => board.mtimer.mti.map(({ level }) => level);
    board.advance(20_000);
    expect(lines()).toEqual([0, 1]);
    board.advance(10_000);
    expect(lines()).toEqual([1, 1]);
  });
});
