import { describe, expect, test } from "vitest";
import { BufferChardev, connect, createMachine } from "@qdl/runtime";
import { FirstBoard } from "../../generated/first/board.ts";

/** Offsets and interrupt bits as ARM DDI 0183 names them. */
const DR = 0x000;
const RSR = 0x004;
const FR = 0x018;
const IBRD = 0x024;
const FBRD = 0x028;
const LCR_H = 0x02c;
const CR = 0x030;
const IFLS = 0x034;
const IMSC = 0x038;
const RIS = 0x03c;
const MIS = 0x040;
const ICR = 0x044;
const RX = 0x10;
const TX = 0x20;
const RT = 0x40;
const BE = 0x200;
const OE = 0x400;

/** A board whose first UART has a terminal; `read` and `write` are the guest's accesses to the UART's registers. */
function bench() {
  const board = createMachine(FirstBoard);
  const terminal = board.addBackend("terminal", BufferChardev);
  board.serial0 = terminal;
  board.realize();
  board.reset();
  const uart = 0x4000_0000;
  const read = (offset: number): number => board.sys.read32(uart + offset) >>> 0;
  const write = (offset: number, value: number): void => board.sys.write32(uart + offset, value);
  const enable = (fifo: boolean): void => {
    write(LCR_H, fifo ? 0x70 : 0x60);
    write(CR, 0x301);
  };
  return { board, terminal, read, write, enable };
}

describe("the registers of the PL011 (ARM DDI 0183, table 3-1)", () => {
  test.each([
    ["UARTRSR", RSR, 0x0],
    ["UARTFR", FR, 0x90],
    ["UARTILPR", 0x020, 0x0],
    ["UARTIBRD", IBRD, 0x0],
    ["UARTFBRD", FBRD, 0x0],
    ["UARTLCR_H", LCR_H, 0x0],
    ["UARTCR", CR, 0x300],
    ["UARTIFLS", IFLS, 0x12],
    ["UARTIMSC", IMSC, 0x0],
    ["UARTRIS", RIS, 0x0],
    ["UARTMIS", MIS, 0x0],
    ["UARTDMACR", 0x048, 0x0],
    ["UARTPeriphID0", 0xfe0, 0x11],
    ["UARTPeriphID1", 0xfe4, 0x10],
    ["UARTPeriphID2", 0xfe8, 0x14],
    ["UARTPeriphID3", 0xfec, 0x00],
    ["UARTPCellID0", 0xff0, 0x0d],
    ["UARTPCellID1", 0xff4, 0xf0],
    ["UARTPCellID2", 0xff8, 0x05],
    ["UARTPCellID3", 0xffc, 0xb1],
  ])("%s at 0x%s reads %s after reset", (_name, offset, value) => {
    expect(bench().read(offset)).toBe(value);
  });

  test.each([
    ["UARTILPR", 0x020, 0xff],
    ["UARTIBRD", IBRD, 0xffff],
    ["UARTFBRD", FBRD, 0x3f],
    ["UARTLCR_H", LCR_H, 0xff],
    ["UARTCR", CR, 0xff87],
    ["UARTIFLS", IFLS, 0x3f],
    ["UARTIMSC", IMSC, 0x7ff],
    ["UARTDMACR", 0x048, 0x7],
    ["UARTRSR", RSR, 0x0],
    ["UARTFR", FR, 0x90],
    ["UARTRIS", RIS, 0x0],
    ["UARTPeriphID0", 0xfe0, 0x11],
  ])("%s keeps only the bits that it has", (_name, offset, kept) => {
    const { read, write } = bench();
    write(offset, 0xffff_ffff);
    expect(read(offset)).toBe(kept);
  });

  test("a byte and a half word reach the part of the register that they cover", () => {
    const { board, write } = bench();
    write(IBRD, 0x1234);
    expect(board.sys.read8(0x4000_0000 + IBRD + 1)).toBe(0x12);
    board.sys.write8(0x4000_0000 + IBRD, 0xff);
    expect(board.sys.read16(0x4000_0000 + IBRD)).toBe(0x12ff);
  });

  test("reset brings every register back", () => {
    const { board, read, write } = bench();
    for (const offset of [IBRD, LCR_H, CR, IFLS, IMSC]) write(offset, 0xffff);
    board.reset();
    expect([IBRD, LCR_H, CR, IFLS, IMSC].map(read)).toEqual([0, 0, 0x300, 0x12, 0]);
  });
});

describe("sending", () => {
  test("a character written to DR is sent, and raises the transmit interrupt", () => {
    const { terminal, read, write, enable } = bench();
    enable(true);
    write(DR, 0x41);
    write(DR, 0x142);
    expect(terminal.text).toBe("AB");
    expect(read(RIS)).toBe(TX);
    write(ICR, TX);
    expect(read(RIS)).toBe(0);
  });

  test("nothing is sent while the UART or its transmitter is disabled", () => {
    const { terminal, write } = bench();
    write(DR, 0x41);
    write(CR, 0x201);
    write(DR, 0x42);
    expect(terminal.text).toBe("");
  });

  test("with loopback, what is sent is received", () => {
    const { terminal, read, write } = bench();
    write(CR, 0x381);
    write(DR, 0x5a);
    expect(read(FR)).toBe(0xc0);
    expect(read(DR)).toBe(0x5a);
    expect(terminal.text).toBe("");
  });
});

describe("receiving", () => {
  test("without FIFOs one character fits, and raises the receive interrupt at once", () => {
    const { terminal, read, enable } = bench();
    enable(false);
    terminal.feed("xy");
    expect([read(FR), read(RIS)]).toEqual([0xc0, RX]);
    expect(read(DR)).toBe("x".charCodeAt(0));
    expect(read(DR)).toBe("y".charCodeAt(0));
    expect([read(FR), read(RIS)]).toEqual([0x90, 0]);
  });

  test("with FIFOs sixteen characters fit, and the next one waits outside", () => {
    const { terminal, read, enable } = bench();
    enable(true);
    terminal.feed("0123456789abcdefg");
    expect(read(FR) & 0x40).toBe(0x40);
    expect(terminal.waiting).toBe(1);
    const text = Array.from({ length: 17 }, () => String.fromCharCode(read(DR))).join("");
    expect(text).toBe("0123456789abcdefg");
    expect(read(FR)).toBe(0x90);
  });

  test.each([
    [0, 2],
    [1, 4],
    [2, 8],
    [3, 12],
    [4, 14],
  ])("level %i of IFLS raises the receive interrupt at %i characters", (level, characters) => {
    const { terminal, read, write, enable } = bench();
    enable(true);
    write(IFLS, level << 3);
    terminal.feed("z".repeat(characters - 1));
    expect(read(RIS) & RX).toBe(0);
    terminal.feed("z");
    expect(read(RIS) & RX).toBe(RX);
    read(DR);
    expect(read(RIS) & RX).toBe(0);
  });

  test("the timeout interrupt comes 32 bits after the last character, and goes when the FIFO is empty", () => {
    const { board, terminal, read, write, enable } = bench();
    write(IBRD, 13); // 24 MHz / (16 * 13) = 115384 baud: 32 bits are 277334 ns
    write(FBRD, 0);
    enable(true);
    terminal.feed("a");
    board.advance(277_333);
    expect(read(RIS)).toBe(0);
    board.advance(1);
    expect(read(RIS)).toBe(RT);
    read(DR);
    expect(read(RIS)).toBe(0);
  });

  test("a break arrives as an error with the character", () => {
    const { terminal, read, enable } = bench();
    enable(true);
    terminal.feedBreak();
    expect(read(RIS)).toBe(BE);
    expect(read(DR)).toBe(0x400);
    expect(read(RSR)).toBe(4);
  });

  test("a character too many by loopback is an overrun", () => {
    const { read, write } = bench();
    write(CR, 0x381);
    write(DR, 1);
    write(DR, 2);
    expect(read(RIS) & OE).toBe(OE);
    expect(read(RSR) & 8).toBe(8);
    write(RSR, 0);
    expect(read(RSR)).toBe(0);
    write(DR, 3);
    expect([read(DR), read(RSR)]).toEqual([0x801, 8]);
    write(DR, 4);
    expect(read(DR)).toBe(4);
  });

  test.each([
    ["CTS", "RTS", 0x001, 0x0800, 0x2],
    ["DSR", "DTR", 0x002, 0x0400, 0x8],
    ["DCD", "OUT1", 0x004, 0x1000, 0x4],
    ["RI", "OUT2", 0x100, 0x2000, 0x1],
  ])("in loopback %s follows %s, and each change interrupts", (...[, , flag, output, interrupt]) => {
    const { board, read, write } = bench();
    write(IMSC, 0xf);
    write(CR, 0x300 | output);
    expect([read(FR), read(RIS)]).toEqual([0x90, 0]);
    write(CR, 0x380 | output);
    expect([read(FR), read(RIS), board.uart0.intr[4]!.level]).toEqual([0x90 | flag, interrupt, 1]);
    write(ICR, interrupt);
    expect([read(RIS), board.uart0.intr[4]!.level]).toEqual([0, 0]);
    write(CR, 0x380);
    expect([read(FR), read(RIS)]).toEqual([0x90, interrupt]);
  });
});

describe("interrupt lines", () => {
  test("the mask decides what MIS and the lines show", () => {
    const { board, terminal, read, write, enable } = bench();
    const { intr } = board.uart0;
    enable(false);
    terminal.feed("a");
    expect([read(MIS), intr[0]!.level, intr[1]!.level]).toEqual([0, 0, 0]);
    write(IMSC, RX);
    expect([read(MIS), intr[0]!.level, intr[1]!.level, intr[2]!.level]).toEqual([RX, 1, 1, 0]);
    write(IMSC, 0);
    expect([read(MIS), intr[0]!.level, intr[1]!.level]).toEqual([0, 0, 0]);
  });

  test("only changes are signalled", () => {
    const { board, terminal, write } = bench();
    const levels: number[] = [];
    connect(board, board.uart0.intr[1]!, { path: "probe", set: (level) => levels.push(level) });
    write(IMSC, RX);
    write(CR, 0x301);
    terminal.feed("ab");
    write(IMSC, RX | TX);
    write(IMSC, 0);
    expect(levels).toEqual([1, 0]);
  });
});

test("the board shuts down with nothing left", () => {
  const { board, terminal, enable } = bench();
  enable(true);
  terminal.feed("abc");
  expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
});
