import { describe, expect, test } from "vitest";
import { sifiveBoard } from "./riscv-board.ts";

// FU540-C000 manual, table 61: offsets.
const [TXDATA, RXDATA, TXCTRL, RXCTRL, IE, IP, DIV] = [0x00, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18] as const;
const [empty, full] = [0x8000_0000, 0x8000_0000] as const;

function bench() {
  const { board, terminal, at } = sifiveBoard();
  return { board, terminal, ...at(0x1001_0000), line: () => board.uart0.intr.level };
}

describe("the registers of the SiFive UART (FU540-C000 manual, chapter 13)", () => {
  test.each([
    ["txdata", TXDATA, 0, 0],
    ["rxdata", RXDATA, empty, empty],
    ["txctrl", TXCTRL, 0, 0x0007_0003],
    ["rxctrl", RXCTRL, 0, 0x0007_0001],
    ["ie", IE, 0, 3],
    ["ip", IP, 0, 0],
    ["div", DIV, 0, 0xffff],
  ])(
    "%s is at its offset, has its value after reset, and takes the bits that it has",
    (_name, offset, reset, taken) => {
      const { read, write, board } = bench();
      expect(read(offset)).toBe(reset);
      write(offset, 0xffff_ffff);
      expect(read(offset)).toBe(taken);
      board.reset();
      expect(read(offset)).toBe(reset);
    },
  );

  test("while the transmitter is disabled eight characters wait, which is full, and others are lost", () => {
    const { read, write, terminal } = bench();
    for (const character of "abcdefg") write(TXDATA, character.charCodeAt(0));
    write(TXCTRL, 7 << 16);
    expect([read(TXDATA), read(IP), terminal.text]).toEqual([0, 0, ""]);
    for (const character of "hi") write(TXDATA, character.charCodeAt(0));
    expect(read(TXDATA)).toBe(full);
    write(TXCTRL, (7 << 16) | 1);
    write(TXDATA, 0x21);
    expect([read(TXDATA), read(IP), terminal.text]).toEqual([0, 1, "abcdefgh!"]);
  });

  test("the receiver takes eight characters while it is enabled, and gives them back in order", () => {
    const { read, write, terminal } = bench();
    terminal.feed("0123456789");
    expect([read(RXDATA), terminal.waiting]).toEqual([empty, 10]);
    write(RXCTRL, 1);
    expect(terminal.waiting).toBe(2);
    const got = Array.from({ length: 11 }, () => read(RXDATA));
    expect(got).toEqual([...[..."0123456789"].map((digit) => digit.charCodeAt(0)), empty]);
  });

  test("the receive watermark is a level above which it interrupts, if enabled", () => {
    const { read, write, terminal, line } = bench();
    write(RXCTRL, 1 | (2 << 16));
    write(IE, 2);
    terminal.feed("ab");
    expect([read(IP), line()]).toEqual([0, 0]);
    terminal.feed("c");
    expect([read(IP), line()]).toEqual([2, 1]);
    read(RXDATA);
    expect([read(IP), line()]).toEqual([0, 0]);
  });

  test("the transmit watermark is pending while the FIFO has fewer characters, which it always has unless the level is 0", () => {
    const { board, read, write, line } = bench();
    write(IE, 1);
    expect([read(IP), line()]).toEqual([0, 0]);
    write(TXCTRL, 1 | (1 << 16));
    expect([read(IP), line(), board.plic.getPending(0)]).toEqual([1, 1, 1 << 4]);
  });
});
