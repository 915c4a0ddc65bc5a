import { BufferChardev, createMachine, MemoryBlock } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";

const second = 1_000_000_000;
const microsecond = 1000;
/** Addresses of the RP2040 data sheet, section 2.2. */
const CLOCKS = 0x4000_8000;
const RESETS = 0x4000_c000;
const UART0 = 0x4003_4000;
const SPI0 = 0x4003_c000;
const I2C0 = 0x4004_4000;
const TIMER = 0x4005_4000;
const WATCHDOG = 0x4005_8000;
const DMA = 0x5000_0000;
const SRAM = 0x2000_0000;
/** Copies of registers that flip, set and clear bits. */
const [XOR, SET, CLR] = [0x1000, 0x2000, 0x3000] as const;

/** A board, and the guest's accesses to it. */
function pico() {
  const board = createMachine(Pico);
  const terminal = board.addBackend("terminal", BufferChardev);
  const disk = board.addBackend("flash", MemoryBlock);
  disk.insert(new Uint8Array(4096).fill(0xff));
  board.serial0 = terminal;
  board.storage.drive = disk;
  board.realize();
  board.reset();
  const { sys } = board.chip;
  const checked = (value: number): number => {
    expect(sys.takeResult()).toBe(0);
    return value >>> 0;
  };
  const read = (address: number): number => checked(sys.read32(address));
  const write = (address: number, value: number): void => void checked((sys.write32(address, value), 0));
  const end = (): void => expect(board.shutdown()).toMatchObject({ left: [], errors: [] });
  return { board, chip: board.chip, terminal, disk, read, write, end };
}

describe("every register comes four times", () => {
  test.each([
    ["flips", XOR, 0x0000_00f0],
    ["sets", SET, 0x0000_00ff],
    ["clears", CLR, 0x0000_000f],
  ])("the copy at 0x%s %s bits", (_what, copy, expected) => {
    const { read, write, end } = pico();
    write(RESETS, 0x0f);
    write(RESETS + copy, copy === CLR ? 0xf0 : 0xff);
    expect(read(RESETS)).toBe(expected);
    expect(read(RESETS + copy)).toBe(expected);
    end();
  });

  test("a UART's, too: a PL011 of revision r1p5 with 32 characters", () => {
    const { read, write } = pico();
    write(UART0 + 0x38, 0x10);
    write(UART0 + SET + 0x38, 0x40);
    expect([read(UART0 + 0x38), read(UART0 + 0xfe8)]).toEqual([0x50, 0x34]);
  });
});

describe("reset values of the data sheet", () => {
  test.each([
    ["RESETS_RESET", RESETS, 0x01ff_ffff],
    ["RESETS_RESET_DONE", RESETS + 8, 0],
    ["CLK_REF_SELECTED", CLOCKS + 0x38, 1],
    ["CLK_SYS_DIV", CLOCKS + 0x40, 0x100],
    ["CLK_SYS_RESUS_CTRL", CLOCKS + 0x78, 0xff],
    ["FC0_MAX_KHZ", CLOCKS + 0x88, 0x1ff_ffff],
    ["WATCHDOG_CTRL", WATCHDOG, 0x0700_0000],
    ["WATCHDOG_TICK", WATCHDOG + 0x2c, 0x200],
    ["TIMER_DBGPAUSE", TIMER + 0x2c, 6],
    ["IC_CON", I2C0, 0x65],
    ["IC_TAR", I2C0 + 4, 0x55],
    ["IC_INTR_MASK", I2C0 + 0x30, 0x8ff],
    ["IC_STATUS", I2C0 + 0x70, 6],
    ["IC_COMP_TYPE", I2C0 + 0xfc, 0x4457_0140],
    ["SSPSR", SPI0 + 0xc, 3],
    ["SSPRIS", SPI0 + 0x18, 8],
    ["SSPPERIPHID0", SPI0 + 0xfe0, 0x22],
    ["SSPPERIPHID2", SPI0 + 0xfe8, 0x34],
    ["DMA N_CHANNELS", DMA + 0x448, 12],
    ["DMA CH3_CTRL_TRIG", DMA + 0xcc, 3 << 11],
  ])("%s", (_name, address, value) => {
    expect(pico().read(address)).toBe(value);
  });
});

describe("resets", () => {
  test("peripherals are held, and let go at once", () => {
    const { chip, read, write } = pico();
    const uart0 = chip.resets.held[22]!;
    expect(uart0.level).toBe(1);
    write(RESETS + CLR, 1 << 22);
    expect([uart0.level, read(RESETS + 8)]).toEqual([0, 1 << 22]);
  });

  test("the watchdog holds what WDSEL selects", () => {
    const { read, write } = pico();
    write(RESETS, 0);
    write(RESETS + 4, 1 << 5);
    write(WATCHDOG, 0x8000_0000);
    expect([read(RESETS), read(WATCHDOG + 8)]).toEqual([1 << 5, 2]);
  });
});

/** As boot software sets the clocks up: the crystal for clk_ref, 1 us ticks, the PLL for clk_sys. */
function setUpClocks(write: (address: number, value: number) => void): void {
  write(CLOCKS + 0x30, 2);
  write(WATCHDOG + 0x2c, 0x200 | 12);
  write(CLOCKS + 0x3c, 1);
  write(CLOCKS + 0x48, 1 << 11);
}

describe("clocks", () => {
  test("follow their multiplexers and dividers, and the frequency counter measures them", () => {
    const { chip, read, write } = pico();
    expect(chip.clocksBlock.clkRef.hz).toBe(6_500_000);
    setUpClocks(write);
    const { clkRef, clkSys, clkPeri } = chip.clocksBlock;
    expect([clkRef.hz, clkSys.hz, clkPeri.hz]).toEqual([12_000_000, 125_000_000, 125_000_000]);
    expect([read(CLOCKS + 0x38), read(CLOCKS + 0x44)]).toEqual([4, 2]);
    write(CLOCKS + 0x40, 0x280);
    expect(clkSys.hz).toBe(50_000_000);
    write(CLOCKS + 0x94, 9);
    expect([read(CLOCKS + 0x98), read(CLOCKS + 0x9c)]).toEqual([0x11, 50_000 << 5]);
  });
});

describe("the timer", () => {
  test("counts microseconds once the watchdog's generator ticks; the upper word is latched", () => {
    const { board, read, write } = pico();
    board.advance(1000 * microsecond);
    expect(read(TIMER + 0x28)).toBe(0);
    setUpClocks(write);
    board.advance(1234 * microsecond);
    expect([read(TIMER + 0x28), read(TIMER + 0x0c), read(TIMER + 0x08)]).toEqual([1234, 1234, 0]);
    write(TIMER + 4, 0xffff_ffff);
    write(TIMER, 7);
    expect([read(TIMER + 0x0c), read(TIMER + 0x08)]).toEqual([0xffff_ffff, 7]);
    board.advance(microsecond);
    expect([read(TIMER + 0x08), read(TIMER + 0x24), read(TIMER + 0x28)]).toEqual([7, 8, 0]);
  });

  test("an alarm fires once, through its mask, until it is cleared", () => {
    const { board, chip, read, write } = pico();
    setUpClocks(write);
    write(TIMER + 0x38, 2);
    write(TIMER + 0x14, 500);
    expect(read(TIMER + 0x20)).toBe(2);
    board.advance(499 * microsecond);
    expect(chip.timerBlock.irq[1]!.level).toBe(0);
    board.advance(microsecond);
    expect([read(TIMER + 0x34), read(TIMER + 0x40), read(TIMER + 0x20)]).toEqual([2, 2, 0]);
    expect(chip.timerBlock.irq[1]!.level).toBe(1);
    write(TIMER + 0x34, 2);
    expect(chip.timerBlock.irq[1]!.level).toBe(0);
  });

  test("stands still while it is paused", () => {
    const { board, read, write } = pico();
    setUpClocks(write);
    board.advance(10 * microsecond);
    write(TIMER + 0x30, 1);
    board.advance(second);
    write(TIMER + 0x30, 0);
    board.advance(5 * microsecond);
    expect(read(TIMER + 0x28)).toBe(15);
  });
});

test("the watchdog counts two a tick (RP2040-E1), and fires at 0 unless it is loaded again", () => {
  const { board, read, write } = pico();
  setUpClocks(write);
  write(RESETS, 0);
  write(RESETS + 4, 1);
  write(WATCHDOG + 4, 1000);
  write(WATCHDOG, 0x4000_0000);
  board.advance(400 * microsecond);
  expect(read(WATCHDOG) & 0xff_ffff).toBe(200);
  write(WATCHDOG + 4, 1000);
  board.advance(499 * microsecond);
  expect(read(RESETS)).toBe(0);
  board.advance(microsecond);
  expect([read(RESETS), read(WATCHDOG + 8)]).toEqual([1, 1]);
});

describe("the I2C controller talks to a TMP105", () => {
  const DATA_CMD = I2C0 + 0x10;
  const [READ, STOP, RESTART, FIRST_DATA_BYTE] = [0x100, 0x200, 0x400, 0x800] as const;
  const open = (target: number) => {
    const bench = pico();
    bench.write(I2C0 + 4, target);
    bench.write(I2C0 + 0x6c, 1);
    return bench;
  };

  test("reads its temperature in sixteenths of a degree", () => {
    const { board, read, write, end } = open(0x48);
    board.sensor.temperature = 23_500;
    write(DATA_CMD, 1);
    write(DATA_CMD, 0x60 | STOP);
    board.advance(250 * 1_000_000);
    write(DATA_CMD, 0);
    write(DATA_CMD, READ | RESTART);
    write(DATA_CMD, READ | STOP);
    expect(read(I2C0 + 0x78)).toBe(2);
    expect([read(DATA_CMD), read(DATA_CMD)]).toEqual([FIRST_DATA_BYTE | 0x17, 0x80]);
    expect(read(I2C0 + 0x34) & 0x200).toBe(0x200);
    end();
  });

  test("the sensor's limits drive ALERT, which is low while it is too warm", () => {
    const { board } = open(0x48);
    const measure = (): number => (board.advance(28 * 1_000_000), board.sensor.alert.level);
    expect(measure()).toBe(1);
    board.sensor.temperature = 81_000;
    expect(measure()).toBe(0);
    board.sensor.temperature = 76_000;
    expect(measure()).toBe(0);
    board.sensor.temperature = 70_000;
    expect(measure()).toBe(1);
  });

  test("an address where nobody is ends in an abort, until that is cleared", () => {
    const { chip, read, write } = open(0x20);
    write(I2C0 + 0x30, 0x40);
    write(DATA_CMD, READ | STOP);
    expect([read(I2C0 + 0x34) & 0x40, read(I2C0 + 0x80)]).toEqual([0x40, 1]);
    expect(chip.i2c[0]!.irq.level).toBe(1);
    read(I2C0 + 0x54);
    expect([read(I2C0 + 0x80), chip.i2c[0]!.irq.level]).toEqual([0, 0]);
  });
});

describe("the SPI controller talks to a flash", () => {
  const open = () => {
    const bench = pico();
    const { chip, write, read } = bench;
    write(SPI0, 7);
    write(SPI0 + 4, 2);
    const transfer = (...bytes: number[]): number[] => {
      chip.spi[0]!.chipSelect[0]!.set(0);
      const answer = bytes.map((byte) => (write(SPI0 + 8, byte), read(SPI0 + 8)));
      chip.spi[0]!.chipSelect[0]!.set(1);
      return answer;
    };
    return { ...bench, transfer };
  };

  test("which identifies itself", () => {
    expect(open().transfer(0x9f, 0, 0, 0)).toEqual([0, 0xef, 0x40, 21]);
  });

  test("programs pages, which only clears bits and wraps in the page, and erases sectors", () => {
    const { disk, transfer, end } = open();
    transfer(0x02, 0, 0, 0xfe, 1, 2, 3);
    expect(transfer(0x03, 0, 0, 0xfe, 0, 0).slice(4)).toEqual([0xff, 0xff]);
    transfer(0x06);
    expect(transfer(0x05, 0)[1]).toBe(2);
    transfer(0x02, 0, 0, 0xfe, 0xf1, 2, 3);
    transfer(0x06);
    transfer(0x02, 0, 0, 0xfe, 0x1f);
    expect(transfer(0x0b, 0, 0, 0xfe, 0, 0, 0).slice(5)).toEqual([0x11, 2]);
    expect([...disk.data.subarray(0, 1)]).toEqual([3]);
    transfer(0x06);
    transfer(0x20, 0, 0, 0);
    expect(transfer(0x03, 0, 0, 0xfe, 0)[4]).toBe(0xff);
    end();
  });

  test("frames that nobody takes are an overrun", () => {
    const { read, write } = open();
    for (let i = 0; i < 9; i++) write(SPI0 + 8, i);
    expect(read(SPI0 + 0x18) & 1).toBe(1);
    write(SPI0 + 0x20, 1);
    expect(read(SPI0 + 0x18) & 1).toBe(0);
  });
});

describe("the DMA controller", () => {
  const channel = (index: number): number => DMA + 0x40 * index;
  const [WORD, INCR_READ, INCR_WRITE, UNPACED] = [2 << 2, 1 << 4, 1 << 5, 0x3f << 15] as const;
  const copy = WORD | INCR_READ | INCR_WRITE | UNPACED | 1;

  test("copies words, interrupts when it is done, and says what is left", () => {
    const { board, chip, read, write, end } = pico();
    for (let i = 0; i < 4; i++) write(SRAM + 4 * i, 0x1111_1111 * (i + 1));
    write(DMA + 0x404, 1);
    write(channel(0), SRAM);
    write(channel(0) + 4, SRAM + 0x100);
    write(channel(0) + 8, 4);
    write(channel(0) + 0xc, copy);
    expect([read(channel(0) + 8), read(channel(0) + 0xc) >>> 24]).toEqual([4, 1]);
    board.advance(10 * microsecond);
    expect([0, 1, 2, 3].map((i) => read(SRAM + 0x100 + 4 * i))).toEqual([1, 2, 3, 4].map((n) => 0x1111_1111 * n));
    expect([read(channel(0)), read(DMA + 0x40c), chip.dma.irq[0]!.level]).toEqual([SRAM + 16, 1, 1]);
    write(DMA + 0x40c, 1);
    expect(chip.dma.irq[0]!.level).toBe(0);
    end();
  });

  test("a channel triggers the one that it is chained to", () => {
    const { board, read, write } = pico();
    write(SRAM, 5);
    for (const [index, to] of [SRAM + 0x10, SRAM + 0x20].entries()) {
      write(channel(index), SRAM);
      write(channel(index) + 4, to);
      write(channel(index) + 8, 1);
    }
    write(channel(1) + 0x10, copy | (1 << 11));
    write(channel(0) + 0xc, copy | (1 << 11));
    board.advance(10 * microsecond);
    expect([read(SRAM + 0x10), read(SRAM + 0x20)]).toEqual([5, 5]);
  });

  test("addresses wrap in a ring, and bytes are swapped on the way", () => {
    const { board, read, write } = pico();
    write(SRAM, 0x0102_0304);
    write(SRAM + 4, 0x0506_0708);
    write(channel(0), SRAM);
    write(channel(0) + 4, SRAM + 0x100);
    write(channel(0) + 8, 3);
    write(channel(0) + 0xc, copy | (3 << 6) | (1 << 22));
    board.advance(10 * microsecond);
    expect([0, 1, 2].map((i) => read(SRAM + 0x100 + 4 * i))).toEqual([0x0403_0201, 0x0807_0605, 0x0403_0201]);
  });

  test("a request paces a channel: SPI frames go out as the controller takes them", () => {
    const { board, chip, read, write } = pico();
    write(SPI0, 7);
    write(channel(2), SRAM);
    write(channel(2) + 4, SPI0 + 8);
    write(channel(2) + 8, 3);
    write(channel(2) + 0xc, (16 << 15) | INCR_READ | 1);
    board.advance(10 * microsecond);
    expect(read(channel(2) + 8)).toBe(3);
    write(SPI0 + 4, 3);
    write(SPI0 + 0x24, 2);
    board.advance(10 * microsecond);
    expect([read(channel(2) + 0xc) & (1 << 24), chip.spi[0]!.waiting]).toEqual([0, 3]);
  });

  test("an access that the bus refuses ends the channel with an error", () => {
    const { board, read, write } = pico();
    write(channel(0), 0x3000_0000);
    write(channel(0) + 4, SRAM);
    write(channel(0) + 8, 2);
    write(channel(0) + 0xc, copy);
    board.advance(10 * microsecond);
    expect(read(channel(0) + 0xc) >>> 24).toBe(0xc0);
  });
});
