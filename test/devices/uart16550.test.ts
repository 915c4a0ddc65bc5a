import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { virtBoard } from "./riscv-board.ts";

// PC16550D data sheet, table 2; offsets of registers, bits of LSR, and what IIR can say.
const [RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [THR, FCR, DLL, DLM] = [RBR, IIR, RBR, IER];
const none = 1;

function bench() {
  const { board, terminal, at } = virtBoard();
  const { read8: read, write8: write, result } = at(0x1000_0000);
  return { board, terminal, read, write, result, uart: board.uart, line: () => board.uart.intr.level };
}

describe("the registers of the 16550A (PC16550D, table 2)", () => {
  test.each([
    ["RBR", RBR, 0],
    ["IER", IER, 0],
    ["IIR", IIR, 1],
    ["LCR", LCR, 0],
    ["MCR", MCR, 0],
    ["LSR", LSR, 0x60],
    ["MSR", MSR, 0xb0],
    ["SCR", SCR, 0],
  ])("%s is at offset %i and reads 0x%s after reset", (_name, offset, value) => {
    const { read, write, board } = bench();
    write(SCR, 0x55);
    write(MCR, 3);
    write(LCR, 3);
    board.reset();
    expect(read(offset)).toBe(value);
  });

  test.each([
    ["IER", IER, 0x0f],
    ["LCR", LCR, 0xff],
    ["MCR", MCR, 0x1f],
    ["LSR", LSR, 0x60],
    ["SCR", SCR, 0xff],
  ])("%s takes the bits that it has", (_name, offset, value) => {
    const { read, write } = bench();
    write(offset, 0xff);
    expect(read(offset)).toBe(value);
  });

  test("registers are bytes: wider accesses are refused", () => {
    const { board, result } = bench();
    expect(board.memory.read16(0x1000_0000)).toBe(0);
    expect(result()).not.toBe(0);
  });

  test("while DLAB is set offsets 0 and 1 are the divisor", () => {
    const { read, write, terminal } = bench();
    write(IER, 1);
    write(LCR, 0x83);
    write(DLL, 0x34);
    write(DLM, 0x12);
    expect([read(DLL), read(DLM)]).toEqual([0x34, 0x12]);
    write(LCR, 0x03);
    expect([read(RBR), read(IER)]).toEqual([0, 1]);
    expect(terminal.text).toBe("");
  });
});

describe("the line of the 16550A", () => {
  test("what is written to THR goes out at once, so LSR always says that there is room", () => {
    const { write, read, terminal } = bench();
    for (const character of "hi") write(THR, character.charCodeAt(0));
    expect(terminal.text).toBe("hi");
    expect(read(LSR)).toBe(0x60);
  });

  test("without FIFOs it holds one character, and what the line does not hold back is an overrun", () => {
    const { read, terminal, write } = bench();
    terminal.feed("ab");
    expect(terminal.waiting).toBe(1);
    expect([read(LSR) & 1, read(RBR)]).toEqual([1, 0x61]);
    expect([read(LSR) & 1, read(RBR), read(LSR) & 1]).toEqual([1, 0x62, 0]);
    write(MCR, 0x10);
    write(THR, 1);
    write(THR, 2);
    expect(read(LSR) & 2).toBe(2);
    expect([read(LSR) & 2, read(RBR)]).toEqual([0, 2]);
  });

  test("with FIFOs the character that is too much is lost", () => {
    const { read, write } = bench();
    write(FCR, 1);
    write(MCR, 0x10);
    for (let character = 0; character < 18; character++) write(THR, character);
    expect(read(LSR) & 2).toBe(2);
    expect(Array.from({ length: 16 }, () => read(RBR))).toEqual(Array.from({ length: 16 }, (_, at) => at));
    expect(read(LSR)).toBe(0x60);
  });

  test("with FIFOs a break is told of when its character is the next, and that there is one before", () => {
    const { read, write, terminal } = bench();
    write(FCR, 1);
    terminal.feed("a");
    terminal.feedBreak();
    terminal.feed("b");
    expect(read(LSR)).toBe(0xe1);
    expect(read(RBR)).toBe(0x61);
    expect([read(LSR), read(LSR)]).toEqual([0xf1, 0xe1]);
    expect([read(RBR), read(LSR), read(LSR), read(RBR)]).toEqual([0, 0xe1, 0x61, 0x62]);
  });

  test("characters come out in the order in which they came in, whatever waits outside", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(20), { maxLength: 8 }), (bytes, pauses) => {
        const { read, write, terminal, board } = bench();
        write(FCR, 1);
        const got: number[] = [];
        let fed = 0;
        for (const pause of [...pauses, 60]) {
          terminal.feed(bytes.subarray(fed, fed + pause));
          fed = Math.min(bytes.length, fed + pause);
          for (let left = pause === 60 ? Infinity : pause / 2; left > 0 && read(LSR) & 1; left--) got.push(read(RBR));
        }
        expect(got).toEqual([...bytes]);
        board.shutdown();
      }),
      { numRuns: 40 },
    );
  });

  test("a break reads as a zero with its bit in LSR, and setting LCR.BREAK sends one", () => {
    const { read, write, terminal } = bench();
    terminal.feedBreak();
    expect(read(LSR) & 0x11).toBe(0x11);
    expect(read(RBR)).toBe(0);
    write(LCR, 0x43);
    expect(terminal.breaks).toBe(1);
  });

  test("in loopback characters come back and MSR shows MCR; nothing reaches the line", () => {
    const { read, write, terminal } = bench();
    write(MCR, 0x10 | 0x2);
    expect(read(MSR) & 0xf0).toBe(0x10);
    expect(read(MSR) & 0x0f).toBe(0);
    write(THR, 0x41);
    expect([read(LSR) & 1, read(RBR), terminal.text]).toEqual([1, 0x41, ""]);
  });
});

describe("the interrupts of the 16550A (table 5)", () => {
  test("nothing is raised that IER does not enable", () => {
    const { read, terminal, line } = bench();
    terminal.feed("a");
    expect([read(IIR), line()]).toEqual([none, 0]);
  });

  test("an empty transmitter is told once, and reading IIR takes it back", () => {
    const { read, write, line } = bench();
    write(IER, 2);
    expect(line()).toBe(1);
    expect([read(IIR), read(IIR), line()]).toEqual([2, none, 0]);
    write(THR, 0x41);
    expect(line()).toBe(1);
  });

  test.each([
    [0x01, 1],
    [0x41, 4],
    [0x81, 8],
    [0xc1, 14],
  ])("with FCR %i the receive interrupt comes at %i characters, and goes below them", (control, level) => {
    const { read, write, terminal, line } = bench();
    write(FCR, control);
    write(IER, 1);
    terminal.feed("x".repeat(level - 1));
    expect(line()).toBe(0);
    terminal.feed("x");
    expect([read(IIR), line()]).toEqual([0xc4, 1]);
    read(RBR);
    expect(line()).toBe(0);
  });

  test("characters below the trigger level are told after four character times of silence", () => {
    const { board, read, write, terminal, line } = bench();
    write(LCR, 0x83);
    write(DLL, 10);
    write(LCR, 3);
    write(FCR, 0xc1);
    write(IER, 1);
    terminal.feed("abc");
    const time = Math.ceil((40e9 * 10) / 399193);
    board.advance(time - 1);
    expect(line()).toBe(0);
    board.advance(1);
    expect(read(IIR)).toBe(0xcc);
    read(RBR);
    expect(read(IIR)).toBe(0xc1);
  });

  test("errors of the line come before characters, and those before the transmitter", () => {
    const { read, write, terminal } = bench();
    write(IER, 0xf);
    terminal.feedBreak();
    expect(read(IIR)).toBe(6);
    read(LSR);
    expect(read(IIR)).toBe(4);
    read(RBR);
    expect(read(IIR)).toBe(2);
    write(MCR, 0x11);
    expect(read(IIR)).toBe(0);
    read(MSR);
    expect(read(IIR)).toBe(none);
  });

  test("its line is source 10 of the interrupt controller", () => {
    const { board, write } = bench();
    write(IER, 2);
    expect(board.plic.getPending(0)).toBe(1 << 10);
  });
});
