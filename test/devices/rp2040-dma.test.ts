import { createMachine } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";

/** RP2040 data sheet, sections 2.2 and 2.5.7. */
const [SRAM, DMA, SPI0] = [0x2000_0000, 0x5000_0000, 0x4003_c000] as const;
const [INTR, TIMER0, MULTI, SNIFF_CTRL, SNIFF_DATA, FIFO_LEVELS, ABORT, DBG] = [
  0x400, 0x420, 0x430, 0x434, 0x438, 0x440, 0x444, 0x800,
].map((offset) => DMA + offset) as [number, number, number, number, number, number, number, number];
/** Registers of a channel, and the bits of its control. */
const [READ, WRITE, COUNT, TRIG] = [0x0, 0x4, 0x8, 0xc] as const;
const [EN, BYTE, HALF, WORD, INCR_READ, INCR_WRITE, RING_WRITE] = [1, 0, 1 << 2, 2 << 2, 1 << 4, 1 << 5, 1 << 10];
const [IRQ_QUIET, BSWAP, SNIFF_EN, BUSY] = [1 << 21, 1 << 22, 1 << 23, 1 << 24] as const;
const paced = (by: number): number => by << 15;
const [timer0, unpaced] = [paced(0x3b), paced(0x3f)] as const;
const chain = (to: number): number => to << 11;
/** One cycle of clk_sys, 6.5 MHz after reset, in ns. */
const cycle = 1e9 / 6_500_000;

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
  const at = (channel: number, register: number): number => DMA + 0x40 * channel + register;
  /** Sets a channel up without starting it. */
  const prepare = (channel: number, from: number, to: number, count: number): void => {
    write(at(channel, READ), from);
    write(at(channel, WRITE), to);
    write(at(channel, COUNT), count);
  };
  const run = (cycles: number): void => board.advance(Math.ceil(cycles * cycle));
  const end = (): void => expect(board.shutdown()).toMatchObject({ left: [], errors: [] });
  return { board, sys, read, write, at, prepare, run, end };
}

describe("the sniffer", () => {
  const text = new TextEncoder().encode("123456789");
  const [ON, OUT_REV, OUT_INV, SNIFF_BSWAP] = [1, 1 << 10, 1 << 11, 1 << 9] as const;
  const calculation = (number: number): number => number << 5;

  /** What the sniffer says of bytes that channel 2 moves in items of a size. */
  function sniffed(setting: number, seed: number, bytes: Uint8Array, control = BYTE): number {
    const { sys, read, write, at, prepare, run, end } = bench();
    bytes.forEach((byte, index) => sys.write8(SRAM + index, byte));
    write(SNIFF_CTRL, ON | (2 << 1) | setting);
    write(SNIFF_DATA, seed);
    const items = bytes.length >> ((control >> 2) & 3);
    prepare(2, SRAM, SRAM + 0x1000, items);
    write(at(2, TRIG), EN | SNIFF_EN | INCR_READ | chain(2) | unpaced | control);
    run(items + 2);
    expect(read(at(2, COUNT))).toBe(0);
    const result = read(SNIFF_DATA);
    end();
    return result;
  }

  /** Check values of the catalogue of parametrised CRC algorithms for "123456789". */
  test.each([
    ["CRC-32/MPEG-2", calculation(0), 0xffff_ffff, 0x0376_e6e7],
    ["CRC-32/BZIP2, whose result is inverted", calculation(0) | OUT_INV, 0xffff_ffff, 0xfc89_1918],
    ["CRC-32 of IEEE 802.3, bits reversed in and out", calculation(1) | OUT_REV | OUT_INV, 0xffff_ffff, 0xcbf4_3926],
    ["CRC-16/IBM-3740", calculation(2), 0xffff, 0x29b1],
    ["CRC-16/XMODEM", calculation(2), 0, 0x31c3],
    ["CRC-16/MCRF4XX, bits reversed in and out, in the upper half", calculation(3) | OUT_REV, 0xffff, 0x6f91_0000],
    ["parity, of 33 bits that are 1", calculation(14), 0, 1],
    ["the sum", calculation(15), 1, 478],
    ["a calculation that does not exist leaves the data", calculation(7), 0x1234, 0x1234],
  ])("%s", (_name, setting, seed, result) => {
    expect(sniffed(setting, seed, text)).toBe(result);
  });

  test("words are sniffed from their lowest bit on, or their highest; swapping bytes turns one order into the other", () => {
    const bytes = fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(bytes, fc.constantFrom(0, 1, 2, 3), fc.constantFrom(HALF, WORD), (words, kind, size) => {
        const data = Uint8Array.from(words.flatMap((word) => [...word]));
        const swap = kind % 2 === 0 ? SNIFF_BSWAP : 0;
        const inBytes = sniffed(calculation(kind), 0x8421, data);
        expect(sniffed(calculation(kind) | swap, 0x8421, data, size)).toBe(inBytes);
        expect(sniffed(calculation(kind) | (swap ^ SNIFF_BSWAP), 0x8421, data, size | BSWAP)).toBe(inBytes);
      }),
      { numRuns: 8 },
    );
  });

  test.each([
    ["of another channel", ON | (3 << 1), SNIFF_EN],
    ["of a channel that is not to be sniffed", ON | (2 << 1), 0],
    ["while it is off", 2 << 1, SNIFF_EN],
  ])("does not listen to what is moved %s", (_name, setting, control) => {
    const { read, write, at, prepare, run } = bench();
    write(SNIFF_CTRL, setting | calculation(15));
    prepare(2, SRAM, SRAM + 4, 1);
    write(SRAM, 5);
    write(at(2, TRIG), EN | WORD | chain(2) | unpaced | control);
    run(3);
    expect([read(SRAM + 4), read(SNIFF_DATA)]).toEqual([5, 0]);
  });
});

describe("triggers", () => {
  /** The four orders of a channel's registers: offsets of control, read address, write address and count; which one triggers. */
  const orders = [
    ["the registers themselves", { control: 0xc, from: 0x0, to: 0x4, count: 0x8 }, "control"],
    ["alias 1", { control: 0x10, from: 0x14, to: 0x18, count: 0x1c }, "count"],
    ["alias 2", { control: 0x20, from: 0x28, to: 0x2c, count: 0x24 }, "to"],
    ["alias 3", { control: 0x30, from: 0x3c, to: 0x34, count: 0x38 }, "from"],
  ] as const;
  const control = EN | WORD | INCR_READ | INCR_WRITE | unpaced | chain(1);
  const values = { control, from: SRAM, to: SRAM + 0x100, count: 2 };

  test.each(orders)("%s: the last one starts the channel, the others do not", (_name, offsets, trigger) => {
    const { read, write, at, run } = bench();
    write(SRAM, 11);
    write(SRAM + 4, 22);
    for (const name of ["control", "from", "to", "count"] as const)
      if (name !== trigger) write(at(1, offsets[name]), values[name]);
    run(5);
    expect(read(at(1, TRIG)) & BUSY).toBe(0);
    write(at(1, offsets[trigger]), values[trigger]);
    expect(read(at(1, offsets.control))).toBe((control | BUSY) >>> 0);
    run(4);
    expect([read(SRAM + 0x100), read(SRAM + 0x104), read(INTR)]).toEqual([11, 22, 2]);
    expect([read(at(1, offsets.from)), read(at(1, offsets.to)), read(at(1, offsets.count))]).toEqual([
      SRAM + 8,
      SRAM + 0x108,
      0,
    ]);
  });

  test("a 0 in a trigger starts nothing, and interrupts a channel that is quiet otherwise", () => {
    const { read, write, at, prepare, run } = bench();
    prepare(1, SRAM, SRAM + 4, 1);
    write(at(1, 0x10), control | IRQ_QUIET);
    write(at(1, 0x3c), SRAM);
    run(3);
    expect(read(INTR)).toBe(0);
    write(at(1, 0x3c), 0);
    expect([read(INTR), read(at(1, TRIG)) & BUSY]).toEqual([2, 0]);
  });

  test("several channels start together, and take turns; those of high priority go first", () => {
    const { read, write, at, prepare, run } = bench();
    for (const channel of [0, 1, 2]) {
      prepare(channel, SRAM, SRAM + 0x100 + 4 * channel, 4);
      write(at(channel, 0x10), EN | WORD | unpaced | chain(channel) | (channel === 2 ? 2 : 0));
    }
    write(MULTI, 0b111);
    run(6.5);
    expect([0, 1, 2].map((channel) => read(at(channel, COUNT)))).toEqual([3, 3, 0]);
  });

  test("a channel starts from its count each time; what is left is another register than what comes next", () => {
    const { read, write, at, prepare, run } = bench();
    prepare(0, SRAM, SRAM + 0x100, 3);
    expect([read(at(0, COUNT)), read(DBG + 4)]).toEqual([0, 3]);
    write(at(0, TRIG), EN | WORD | unpaced);
    run(1.5);
    write(at(0, COUNT), 5);
    expect([read(at(0, COUNT)), read(DBG + 4)]).toEqual([2, 5]);
    run(5);
    write(MULTI, 1);
    expect([read(at(0, COUNT)), read(DBG + 4)]).toEqual([5, 5]);
  });

  test("a channel that is disabled in between goes on when it is enabled, without a trigger", () => {
    const { read, write, at, prepare, run } = bench();
    prepare(0, SRAM, SRAM + 0x100, 4);
    write(at(0, TRIG), EN | WORD | unpaced);
    run(2.5);
    write(at(0, 0x10), WORD | unpaced);
    run(10);
    expect([read(at(0, COUNT)), read(at(0, TRIG)) & BUSY]).toEqual([2, BUSY]);
    write(at(0, 0x10), EN | WORD | unpaced);
    run(4);
    expect(read(at(0, COUNT))).toBe(0);
  });

  test("an abort ends a channel at once, which then chains to none and does not interrupt", () => {
    const { read, write, at, prepare, run } = bench();
    prepare(0, SRAM, SRAM + 0x100, 4);
    write(at(0, TRIG), EN | WORD | unpaced | chain(1));
    run(2.5);
    write(ABORT, 1);
    expect([read(ABORT), read(FIFO_LEVELS), read(at(0, TRIG)) & BUSY]).toEqual([0, 0, 0]);
    run(10);
    expect([read(at(0, COUNT)), read(INTR)]).toEqual([2, 0]);
  });
});

describe("what is moved", () => {
  test("goes round a ring of 2^n bytes, of the side that RING_SEL names", () => {
    const { read, write, at, prepare, run } = bench();
    for (let i = 0; i < 4; i++) write(SRAM + 4 * i, 10 + i);
    prepare(0, SRAM, SRAM + 0x108, 4);
    write(at(0, TRIG), EN | WORD | INCR_READ | INCR_WRITE | RING_WRITE | (4 << 6) | unpaced);
    run(6);
    expect([0, 1, 2, 3].map((i) => read(SRAM + 0x100 + 4 * i))).toEqual([12, 13, 10, 11]);
    expect([read(at(0, READ)), read(at(0, WRITE))]).toEqual([SRAM + 16, SRAM + 0x108]);
  });

  test.each([
    [BYTE, 0x0000_0044],
    [HALF, 0x0000_4433],
    [WORD, 0x4433_2211],
  ])("has its bytes swapped, in items of size %i", (size, expected) => {
    const { read, write, at, prepare, run } = bench();
    write(SRAM, 0x1122_3344);
    prepare(0, SRAM, SRAM + 0x100, 1);
    write(at(0, TRIG), EN | size | BSWAP | unpaced);
    run(3);
    expect(read(SRAM + 0x100)).toBe(expected);
  });

  test("an access that is refused stops the channel: it interrupts even if it is quiet, and chains to none", () => {
    const { read, write, at, prepare, run } = bench();
    prepare(1, SRAM, SRAM + 0x100, 1);
    write(at(1, 0x10), EN | WORD | unpaced | chain(1));
    for (const [from, to, error] of [
      [0x3000_0000, SRAM, 0xc0],
      [SRAM, 0x3000_0000, 0xa0],
    ] as const) {
      prepare(0, from, to, 2);
      write(at(0, TRIG), EN | WORD | unpaced | IRQ_QUIET | chain(1));
      run(5);
      expect([read(at(0, TRIG)) >>> 24, read(INTR), read(at(0, COUNT))]).toEqual([error, 1, 2]);
      write(INTR, 1);
      write(at(0, 0x10), 0x6000_0000);
      expect(read(at(0, 0x10))).toBe(0);
    }
  });
});

describe("pacing timers", () => {
  test("let X / Y items through a cycle, and not more than one", () => {
    const { read, write, at, prepare, run } = bench();
    for (const [x, y, cycles, moved] of [
      [1, 10, 55, 5],
      [3, 30, 95, 9],
      [9, 3, 4.5, 4],
      [0, 1, 100, 0],
    ] as const) {
      write(TIMER0, (x << 16) | y);
      prepare(0, SRAM, SRAM + 0x100, 100);
      write(at(0, TRIG), EN | WORD | timer0 | chain(0));
      run(cycles + 1);
      expect(read(at(0, COUNT))).toBe(100 - moved);
      write(ABORT, 1);
    }
  });

  test("a channel that waits for its timer leaves the bus to the others", () => {
    const { read, write, at, prepare, run } = bench();
    write(TIMER0, (1 << 16) | 60_000);
    prepare(0, SRAM, SRAM + 0x100, 2);
    prepare(1, SRAM, SRAM + 0x100, 50);
    write(at(0, TRIG), EN | WORD | timer0 | chain(0));
    write(at(1, TRIG), EN | WORD | unpaced | chain(1));
    run(60);
    expect([read(at(0, COUNT)), read(at(1, COUNT))]).toEqual([2, 0]);
  });

  test("credit that a channel could not use is kept, shown, and taken away by a write", () => {
    const { read, write, at, prepare, run } = bench();
    write(TIMER0, (1 << 16) | 10);
    prepare(0, SRAM, SRAM + 0x100, 100);
    write(at(0, TRIG), WORD | EN | timer0 | chain(0));
    write(at(0, 0x10), WORD | timer0 | chain(0));
    run(35);
    expect(read(DBG)).toBe(3);
    run(10_000);
    expect(read(DBG)).toBe(63);
    write(DBG, 0);
    expect(read(DBG)).toBe(0);
  });
});

test("credit of a channel that a request paces is its line", () => {
  const { read, write, at, end } = bench();
  write(at(0, 0x10), EN | paced(16));
  expect(read(DBG)).toBe(0);
  write(SPI0 + 4, 2);
  write(SPI0 + 0x24, 2);
  expect(read(DBG)).toBe(1);
  end();
});

test("nothing moves while clk_sys stands", () => {
  const { board, read, write, at, prepare, run } = bench();
  prepare(0, SRAM, SRAM + 0x100, 4);
  write(at(0, TRIG), EN | WORD | unpaced);
  run(1.5);
  board.chip.clocksBlock.clkSys.updateHz(0);
  run(100);
  expect(read(at(0, COUNT))).toBe(3);
  board.chip.clocksBlock.clkSys.updateHz(6_500_000);
  run(4);
  expect(read(at(0, COUNT))).toBe(0);
});
