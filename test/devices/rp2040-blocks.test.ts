import { createMachine } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";

/** RP2040 data sheet, section 2.2. */
const [CLOCKS, RESETS, UART0, SPI0, I2C0, TIMER, DMA] = [
  0x4000_8000, 0x4000_c000, 0x4003_4000, 0x4003_c000, 0x4004_4000, 0x4005_4000, 0x5000_0000,
] as const;

function bench() {
  const board = createMachine(Pico);
  board.realize();
  board.reset();
  const { sys } = board.chip;
  const read = (address: number): number => {
    const value = sys.read32(address) >>> 0;
    expect(sys.takeResult()).toBe(0);
    return value;
  };
  const write = (address: number, value: number): void => {
    sys.write32(address, value);
    expect(sys.takeResult()).toBe(0);
  };
  return { board, chip: board.chip, read, write };
}

describe("a peripheral that is taken into reset has its reset values again", () => {
  test.each([
    ["DMA", 2, DMA + 0x404, 0xffff],
    ["I2C0", 3, I2C0 + 0x38, 3],
    ["I2C1", 4, I2C0 + 0x4038, 3],
    ["SPI0", 16, SPI0, 7],
    ["SPI1", 17, SPI0 + 0x4000, 7],
    ["TIMER", 21, TIMER + 0x38, 0xf],
    ["UART0", 22, UART0 + 0x24, 0x1234],
    ["UART1", 23, UART0 + 0x4024, 0x1234],
  ])("%s", (_name, bit, register, value) => {
    const { read, write } = bench();
    write(RESETS, 0);
    write(register, value);
    write(RESETS, ~(1 << bit) & 0x01ff_ffff);
    expect(read(register)).toBe(value);
    write(RESETS, 1 << bit);
    expect(read(register)).toBe(0);
    write(RESETS, 0);
    expect(read(register)).toBe(0);
  });
});

describe("the clock generators", () => {
  const [SYS_CTRL, RESUS, RESUS_STATUS, INTE, INTS] = [0x3c, 0x78, 0x7c, 0xbc, 0xc4].map((at) => CLOCKS + at) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [ENABLE, FORCE, CLEAR] = [1 << 8, 1 << 12, 1 << 16] as const;

  test("clk_sys goes on with clk_ref when its source stands, interrupts, and goes back when that is cleared", () => {
    const { chip, read, write } = bench();
    const { clkSys, irq } = chip.clocksBlock;
    write(INTE, 1);
    write(SYS_CTRL, 1);
    expect(clkSys.hz).toBe(125_000_000);
    chip.pllSys.updateHz(0);
    expect([clkSys.hz, read(RESUS_STATUS)]).toEqual([0, 0]);
    write(RESUS, ENABLE | 0xff);
    expect([clkSys.hz, read(RESUS_STATUS), read(INTS), irq.level]).toEqual([6_500_000, 1, 1, 1]);
    chip.pllSys.updateHz(125_000_000);
    expect(clkSys.hz).toBe(6_500_000);
    write(RESUS, CLEAR | ENABLE);
    expect([clkSys.hz, read(RESUS_STATUS), irq.level]).toEqual([125_000_000, 0, 0]);
  });

  test("that can be forced", () => {
    const { chip, read, write } = bench();
    write(SYS_CTRL, 1);
    write(RESUS, FORCE);
    expect([chip.clocksBlock.clkSys.hz, read(RESUS_STATUS)]).toEqual([6_500_000, 1]);
  });

  test.each([
    ["pll_sys", 0, 125_000_000],
    ["a pin, which nothing drives", 1, 0],
    ["pll_usb", 3, 48_000_000],
    ["rosc", 4, 6_500_000],
    ["xosc", 5, 12_000_000],
    ["clk_sys", 6, 6_500_000],
    ["clk_usb, which is off", 7, 0],
    ["clk_ref", 10, 6_500_000],
  ])("a pin gives %s, divided, while it is enabled and not killed", (_name, source, hz) => {
    const { chip, write } = bench();
    const pin = chip.clocksBlock.clkGpout[2]!;
    const control = CLOCKS + 24;
    write(control, source << 5);
    expect(pin.hz).toBe(0);
    write(control, (source << 5) | (1 << 11));
    expect(pin.hz).toBe(hz);
    write(control + 4, 0x280);
    expect(pin.hz).toBe(hz / 2.5);
    write(control, (source << 5) | (3 << 10));
    expect(pin.hz).toBe(0);
  });

  test("clk_ref from its auxiliary source is pll_usb, or a pin that nothing drives", () => {
    const { chip, write } = bench();
    write(CLOCKS + 0x30, 1);
    expect(chip.clocksBlock.clkRef.hz).toBe(48_000_000);
    write(CLOCKS + 0x30, 1 | (1 << 5));
    expect(chip.clocksBlock.clkRef.hz).toBe(0);
  });

  test.each([
    ["in its limits", 6000, 7000, 0x0000_0011],
    ["slower than they are", 7000, 8000, 0x0011_0010],
    ["faster", 1000, 6000, 0x0101_0010],
  ])("the frequency counter says that a clock is %s", (_name, least, most, status) => {
    const { read, write } = bench();
    write(CLOCKS + 0x84, least);
    write(CLOCKS + 0x88, most);
    write(CLOCKS + 0x94, 8);
    expect(read(CLOCKS + 0x98)).toBe(status);
  });

  test("what is enabled is what is to be enabled while the chip is awake", () => {
    const { read, write } = bench();
    write(CLOCKS + 0xa0, 0x1234);
    write(CLOCKS + 0xa4, 0x56);
    expect([read(CLOCKS + 0xb0), read(CLOCKS + 0xb4)]).toEqual([0x1234, 0x56]);
  });
});

describe("the I2C controller", () => {
  const [CON, TAR, DATA, MASK, RAW, RX_TL, TX_TL, EN, STATUS, TXFLR, RXFLR, ABORTED] = [
    0x00, 0x04, 0x10, 0x30, 0x34, 0x38, 0x3c, 0x6c, 0x70, 0x74, 0x78, 0x80,
  ].map((at) => I2C0 + at);
  const [READ, STOP] = [0x100, 0x200] as const;
  const [ENABLED, ABORT, BLOCK] = [1, 2, 4] as const;
  const [TX_OVER, TX_EMPTY, TX_ABRT] = [1 << 3, 1 << 4, 1 << 6] as const;

  const open = (setting = 0x65) => {
    const made = bench();
    made.write(CON!, setting);
    made.write(TAR!, 0x48);
    made.write(EN!, ENABLED);
    return made;
  };

  test.each([
    ["IC_CON", 0x00, 0x65],
    ["IC_TAR", 0x04, 0x48],
    ["IC_SAR", 0x08, 0x55],
    ["IC_SS_SCL_HCNT", 0x14, 0x28],
    ["IC_SS_SCL_LCNT", 0x18, 0x2f],
    ["IC_FS_SCL_HCNT", 0x1c, 6],
    ["IC_FS_SCL_LCNT", 0x20, 0xd],
    ["IC_SDA_HOLD", 0x7c, 1],
    ["IC_SLV_DATA_NACK_ONLY", 0x84, 0],
    ["IC_SDA_SETUP", 0x94, 0x64],
    ["IC_FS_SPKLEN", 0xa0, 7],
  ])("takes %s only while it is disabled", (_name, register, before) => {
    const { read, write } = open();
    write(I2C0 + register, 0x7f);
    expect(read(I2C0 + register)).toBe(before);
    write(EN!, 0);
    write(I2C0 + register, 0x7f);
    expect(read(I2C0 + register)).toBe(register === 0x84 ? 1 : 0x7f);
  });

  test.each([
    [0x14, 6],
    [0x18, 8],
    [0x1c, 6],
    [0x20, 8],
    [0xa0, 1],
  ])("the time at offset %i is at least %i cycles", (register, least) => {
    const { read, write } = bench();
    write(I2C0 + register, 0);
    expect(read(I2C0 + register)).toBe(least);
    write(I2C0 + register, 0xff);
    expect(read(I2C0 + register)).toBe(0xff);
  });

  test("commands wait while they are blocked, 16 of them, and go out in their order", () => {
    const { read, write } = open();
    write(TX_TL!, 2);
    write(EN!, ENABLED | BLOCK);
    write(DATA!, 0);
    write(DATA!, READ);
    write(DATA!, READ | STOP);
    expect([read(TXFLR!), read(RXFLR!), read(STATUS!), read(RAW!) & TX_EMPTY]).toEqual([3, 0, 2, 0]);
    for (let i = 3; i < 17; i++) write(DATA!, READ | STOP);
    expect([read(TXFLR!), read(STATUS!) & 6, read(RAW!) & TX_OVER]).toEqual([16, 0, TX_OVER]);
    expect([read(I2C0 + 0x4c), read(RAW!) & TX_OVER]).toEqual([0, 0]);
    write(EN!, ENABLED);
    expect([read(TXFLR!), read(RXFLR!), read(RAW!) & TX_EMPTY]).toEqual([0, 15, TX_EMPTY]);
  });

  test("with its bus held for room, a read waits until there is some", () => {
    const { read, write } = open(0x65 | 0x200);
    for (let i = 0; i < 18; i++) write(DATA!, READ);
    expect([read(RXFLR!), read(TXFLR!), read(RAW!) & 2]).toEqual([16, 2, 0]);
    read(DATA!);
    expect([read(RXFLR!), read(TXFLR!)]).toEqual([16, 1]);
  });

  test("the first byte of each transfer says so", () => {
    const { read, write } = open();
    for (const stop of [0, STOP, STOP]) write(DATA!, READ | stop);
    expect([0, 1, 2].map(() => read(DATA!) >>> 11)).toEqual([1, 0, 1]);
  });

  test("software gives a transfer up: what waits is lost and counted, and commands are ignored until that is read", () => {
    const { chip, read, write } = open();
    write(MASK!, TX_ABRT);
    write(DATA!, READ);
    write(EN!, ENABLED | BLOCK);
    write(DATA!, READ);
    write(DATA!, READ);
    write(EN!, ENABLED | ABORT);
    expect([read(EN!), read(ABORTED!), read(TXFLR!), chip.i2c[0]!.irq.level]).toEqual([
      ENABLED,
      (2 << 23) | (1 << 16),
      0,
      1,
    ]);
    write(DATA!, READ);
    expect(read(RXFLR!)).toBe(1);
    expect([read(I2C0 + 0x54), read(ABORTED!)]).toEqual([0, 0]);
    write(DATA!, READ);
    expect(read(RXFLR!)).toBe(2);
  });

  test.each([
    ["an address where nobody is", 0x65, 0x20, 1 << 0],
    ["a general call, which nobody answers", 0x65, 0x848, 1 << 4],
    ["a controller that is no master", 0x64, 0x48, 1 << 11],
  ])("a transfer is given up for %s", (_name, setting, target, reason) => {
    const { read, write } = bench();
    write(CON!, setting);
    write(TAR!, target);
    write(EN!, ENABLED);
    write(RX_TL!, 0);
    write(DATA!, READ | STOP);
    expect([read(ABORTED!), read(RXFLR!)]).toEqual([reason, 0]);
  });
});

test("frames wait until the SPI controller is enabled; what is too much is lost", () => {
  const { read, write } = bench();
  const [CR0, CR1, DR, SR, RIS] = [0, 4, 8, 0xc, 0x18].map((at) => SPI0 + at) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const loopback = 1;
  write(CR0, 7);
  for (let i = 1; i <= 4; i++) write(DR, i);
  expect([read(SR), read(RIS)]).toEqual([2, 8]);
  for (let i = 5; i <= 9; i++) write(DR, i);
  expect([read(SR), read(RIS)]).toEqual([0, 0]);
  write(CR1, loopback | 2);
  expect([read(SR), read(RIS)]).toEqual([0xf, 0xc]);
  expect(Array.from({ length: 8 }, () => read(DR))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(read(SR)).toBe(3);
});

describe("the UARTs' requests to the DMA controller", () => {
  const [DR, CR, LCR, DMACR] = [0x00, 0x30, 0x2c, 0x48].map((at) => UART0 + at) as [number, number, number, number];
  const loopback = 0x381;

  test.each([
    ["TX, while there is room and the transmitter is on", 2, 20],
    ["RX, while a character waits", 1, 21],
  ])("%s", (_name, enable, line) => {
    const { chip, write, read } = bench();
    const level = (): number => chip.dma.dreq[line]!.level;
    write(DMACR, enable);
    expect(level()).toBe(0);
    write(LCR, 0x70);
    write(CR, loopback);
    expect(level()).toBe(line === 20 ? 1 : 0);
    write(DR, 0x41);
    expect(level()).toBe(1);
    read(DR);
    write(CR, 0);
    expect(level()).toBe(0);
  });

  test("none to fetch while an error interrupts, if DMAONERR says so", () => {
    const { chip, write } = bench();
    write(CR, loopback);
    write(DMACR, 5);
    write(UART0 + 0x38, 0x400);
    write(DR, 1);
    expect(chip.dma.dreq[21]!.level).toBe(1);
    write(DR, 2);
    expect(chip.dma.dreq[21]!.level).toBe(0);
    write(DMACR, 1);
    expect(chip.dma.dreq[21]!.level).toBe(1);
  });

  test("carry characters from memory to the line and back", () => {
    const { board, chip, write, read } = bench();
    const memory = 0x2000_0000;
    write(LCR, 0x70);
    write(CR, loopback);
    write(DMACR, 3);
    for (const [index, character] of [..."qdl!"].entries()) chip.sys.write8(memory + index, character.charCodeAt(0));
    for (const [channel, from, to, control] of [
      [0, memory, DR, (20 << 15) | (1 << 4) | 1],
      [1, DR, memory + 0x10, (21 << 15) | (1 << 5) | (1 << 11) | 1],
    ] as const) {
      write(DMA + 0x40 * channel, from);
      write(DMA + 0x40 * channel + 4, to);
      write(DMA + 0x40 * channel + 8, 4);
      write(DMA + 0x40 * channel + 0xc, control);
    }
    board.advance(10_000);
    expect(read(memory + 0x10)).toBe(read(memory));
  });
});
