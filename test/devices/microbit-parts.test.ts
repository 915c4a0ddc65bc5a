import { connect, create } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { SpiFlash } from "../../generated/spi/flash.ts";
import { board } from "./nrf51-board.ts";

const microsecond = 1000;
const UART = 0x4000_2000;
const SPI1 = 0x4000_4000;
const ADC = 0x4000_7000;
const TIMER0 = 0x4000_8000;
const WDT = 0x4001_0000;
const GPIO = 0x5000_0000;

describe("the converter (ADC, chapter 31)", () => {
  const convert = (config: number, bench = board()): number => {
    const { read, write, advance } = bench;
    write(ADC + 0x500, 1);
    write(ADC + 0x504, config);
    write(ADC + 0x100, 0);
    write(ADC, 1);
    expect([read(ADC + 0x400), read(ADC + 0x100)]).toEqual([1, 0]);
    advance(68 * microsecond);
    expect([read(ADC + 0x400), read(ADC + 0x100)]).toEqual([0, 1]);
    return read(ADC + 0x508);
  };

  test.each([
    ["CONFIG", 0x504, 0x18],
    ["ENABLE", 0x500, 0],
    ["RESULT", 0x508, 0],
    ["POWER", 0xffc, 1],
  ])("%s after reset", (_name, at, value) => {
    expect(board().read(ADC + at)).toBe(value);
  });

  test.each([
    ["10 bits against the band gap", 2 | (1 << 10), 512],
    ["9 bits", 1 | (1 << 10), 256],
    ["8 bits", 0 | (1 << 10), 128],
    ["two thirds of the input", 2 | (1 << 2) | (1 << 10), 341],
    ["one third of the input", 2 | (2 << 2) | (1 << 10), 170],
    ["against a third of the supply", 2 | (3 << 5) | (1 << 10), 614],
    ["against a reference pin", 2 | (1 << 5) | (1 << 10) | (1 << 17), 307],
    ["two thirds of the supply, which is more than fits", 2 | (5 << 2), 1023],
    ["no input", 2, 0],
  ])("measures with %s", (_what, config, result) => {
    const bench = board();
    bench.soc.adc.ain = [0, 0, 600, 0, 0, 0, 0, 0];
    bench.soc.adc.references = [0, 2000];
    bench.soc.adc.supply = 3000;
    expect(convert(config, bench)).toBe(result);
  });

  test("does nothing while it is off", () => {
    const { read, write, advance } = board();
    write(ADC, 1);
    advance(100 * microsecond);
    expect([read(ADC + 0x100), read(ADC + 0x400)]).toEqual([0, 0]);
  });
});

describe("the watchdog (chapter 20)", () => {
  const key = 0x6e52_4635;
  const tick = 1e9 / 32_768;
  /** A board that counts how often the chip asks for a reset. */
  const watched = () => {
    let count = 0;
    const bench = board();
    connect(bench.machine, bench.soc.resetRequest, { path: "reset", set: (level) => void (count += level) });
    return { ...bench, resets: () => count };
  };

  test.each([
    ["RUNSTATUS", 0x400, 0],
    ["REQSTATUS", 0x404, 1],
    ["CRV", 0x504, 0xffff_ffff],
    ["RREN", 0x508, 1],
    ["CONFIG", 0x50c, 1],
  ])("%s after reset", (_name, at, value) => {
    expect(board().read(WDT + at)).toBe(value);
  });

  test("asks for a reset when time runs out, and warns two cycles before", () => {
    const { read, write, advance, resets } = watched();
    write(WDT + 0x504, 99);
    write(WDT, 1);
    advance(Math.ceil(100 * tick) - 1);
    expect(read(WDT + 0x100)).toBe(0);
    advance(1);
    expect([read(WDT + 0x100), resets()]).toEqual([1, 0]);
    advance(Math.ceil(2 * tick));
    expect(resets()).toBe(1);
  });

  test("has more time once every enabled register was told so with the key; its setting is locked then", () => {
    const { read, write, advance, resets } = watched();
    write(WDT + 0x504, 99);
    write(WDT + 0x508, 0b11);
    write(WDT, 1);
    write(WDT + 0x504, 1);
    write(WDT + 0x508, 1);
    expect([read(WDT + 0x504), read(WDT + 0x508)]).toEqual([99, 0b11]);
    for (let i = 0; i < 5; i++) {
      advance(Math.ceil(90 * tick));
      write(WDT + 0x600, key);
      expect(read(WDT + 0x404)).toBe(0b10);
      write(WDT + 0x604, key);
      expect(read(WDT + 0x404)).toBe(0b11);
    }
    write(WDT + 0x600, key);
    write(WDT + 0x604, key + 1);
    advance(Math.ceil(103 * tick));
    expect(resets()).toBe(1);
  });
});

describe("the SPI master (chapter 26)", () => {
  const on = () => {
    const bench = board(
      (machine) => void machine.plug(create(machine.heap, SpiFlash), { bus: machine.soc.twi[1]!.ssi, address: 2 }),
    );
    bench.write(SPI1 + 0x524, 0x0200_0000);
    bench.write(SPI1 + 0x500, 1);
    return bench;
  };
  const byteTime = 64 * microsecond;
  const identify = 0x9f;
  const identity = [0, 0xef, 0x40, 21];

  test("exchanges a byte in the time of eight bits, and tells when it is in RXD", () => {
    const { read, write, advance, pending } = on();
    write(SPI1 + 0x304, 1 << 2);
    write(SPI1 + 0x51c, 0x55);
    advance(byteTime - microsecond);
    expect(read(SPI1 + 0x108)).toBe(0);
    advance(microsecond);
    expect([read(SPI1 + 0x108), pending(4), read(SPI1 + 0x518)]).toEqual([1, true, 0]);
  });

  test("who is selected answers, byte by byte; nobody else does", () => {
    const { soc, read, write, advance, end } = on();
    const transfer = (...bytes: number[]): number[] =>
      bytes.map((byte) => {
        write(SPI1 + 0x51c, byte);
        advance(byteTime);
        return read(SPI1 + 0x518);
      });
    soc.twi[1]!.cs[2]!.set(0);
    expect(transfer(identify, 0, 0, 0)).toEqual(identity);
    soc.twi[1]!.cs[2]!.set(1);
    expect(transfer(identify, 0, 0, 0)).toEqual([0, 0, 0, 0]);
    end();
  });

  test("with the lowest bit first, bytes go out and come in reversed", () => {
    const { soc, read, write, advance } = on();
    write(SPI1 + 0x554, 1);
    soc.twi[1]!.cs[2]!.set(0);
    const answers = [0xf9, 0, 0].map((byte) => {
      write(SPI1 + 0x51c, byte);
      advance(byteTime);
      return read(SPI1 + 0x518);
    });
    expect(answers).toEqual([0, 0xf7, 0x02]);
  });

  test("is double buffered both ways: a byte waits for TXD, and one behind RXD, which is told of when RXD is read", () => {
    const { soc, read, write, advance } = on();
    soc.twi[1]!.cs[2]!.set(0);
    write(SPI1 + 0x51c, identify);
    write(SPI1 + 0x51c, 0);
    advance(2 * byteTime);
    expect(read(SPI1 + 0x108)).toBe(1);
    write(SPI1 + 0x108, 0);
    expect([read(SPI1 + 0x518), read(SPI1 + 0x108)]).toEqual([0, 1]);
    write(SPI1 + 0x108, 0);
    expect([read(SPI1 + 0x518), read(SPI1 + 0x108)]).toEqual([0xef, 0]);
  });
});

describe("POWER", () => {
  test.each([
    ["UART", UART, 0x524, 0x0400_0000],
    ["TIMER", TIMER0, 0x510, 4],
    ["RTC", 0x4000_b000, 0x508, 0],
    ["TEMP", 0x4000_c000, 0x304, 0],
    ["RNG", 0x4000_d000, 0x504, 0],
    ["ADC", ADC, 0x504, 0x18],
    ["ECB", 0x4000_e000, 0x504, 0],
    ["RADIO", 0x4000_1000, 0x508, 2],
  ])("of %s: written with 0, the registers are as after a reset", (_name, base, at, value) => {
    const { read, write } = board();
    write(base + at, 1);
    expect(read(base + at)).toBe(1);
    write(base + 0xffc, 0);
    expect([read(base + at), read(base + 0xffc)]).toEqual([value, 0]);
    write(base + 0xffc, 1);
    expect(read(base + 0xffc)).toBe(1);
  });
});

describe("parts of the micro:bit", () => {
  test("a button holds its pin low while it is pressed, also over a reset", () => {
    const { machine, read, write } = board();
    const levels = (): number => {
      write(GPIO + 0x700 + 4 * 17, 0);
      write(GPIO + 0x700 + 4 * 26, 0);
      return read(GPIO + 0x510) & ((1 << 17) | (1 << 26));
    };
    expect(levels()).toBe((1 << 17) | (1 << 26));
    machine.buttonA.press();
    expect(levels()).toBe(1 << 26);
    machine.reset();
    expect(levels()).toBe(1 << 26);
    machine.buttonA.release();
    machine.buttonB.press();
    expect(levels()).toBe(1 << 17);
  });

  test("a LED is lit for as long as its row is high and its column low", () => {
    const { machine, write, advance } = board();
    const { leds } = machine;
    write(GPIO + 0x518, 0xfff0);
    write(GPIO + 0x504, (1 << 13) | (0x1ff << 4));
    write(GPIO + 0x50c, 1 << 4);
    leds.begin();
    advance(300 * microsecond);
    write(GPIO + 0x508, 1 << 4);
    advance(100 * microsecond);
    const lit = Array.from({ length: 25 }, (_, i) => leds.litFor(i % 5, Math.floor(i / 5)));
    expect(lit).toEqual([300 * microsecond, ...Array.from({ length: 24 }, () => 0)]);
    leds.begin();
    expect(leds.litFor(0, 0)).toBe(0);
  });

  test("every LED has a row and a column of its own", () => {
    const { machine, write, advance } = board();
    const { leds } = machine;
    write(GPIO + 0x518, 0xfff0);
    const litBy = (wire: number): number[] => {
      write(GPIO + 0x504, (1 << (13 + Math.floor(wire / 9))) | ((0x1ff << 4) & ~(1 << (4 + (wire % 9)))));
      leds.begin();
      advance(microsecond);
      return Array.from({ length: 25 }, (_, led) => led).filter((led) => leds.litFor(led % 5, Math.floor(led / 5)) > 0);
    };
    const found = new Set(Array.from({ length: 27 }, (_, wire) => litBy(wire)).flat());
    expect(found.size).toBe(25);
  });
});
