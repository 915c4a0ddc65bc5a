import { connect } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { board } from "./nrf51-board.ts";

const microsecond = 1000;
/** Peripherals by their addresses (nRF51 Series Reference Manual v3.0, chapter 5). */
const POWER = 0x4000_0000;
const UART = 0x4000_2000;
const TIMER0 = 0x4000_8000;
const RTC0 = 0x4000_b000;
const TEMP = 0x4000_c000;
const RNG = 0x4000_d000;
const NVMC = 0x4001_e000;
const GPIO = 0x5000_0000;
const FICR = 0x1000_0000;
const UICR = 0x1000_1000;
const [INTENSET, INTENCLR, SHORTS] = [0x304, 0x308, 0x200] as const;

describe("reset values of the manual", () => {
  test.each([
    ["POWER RESETREAS", POWER + 0x400, 0],
    ["POWER RAMON", POWER + 0x524, 3],
    ["CLOCK HFCLKSTAT", POWER + 0x40c, 0x1_0000],
    ["CLOCK LFCLKSTAT", POWER + 0x418, 0],
    ["CLOCK XTALFREQ", POWER + 0x550, 0xff],
    ["UART ENABLE", UART + 0x500, 0],
    ["UART PSELTXD", UART + 0x50c, 0xffff_ffff],
    ["UART BAUDRATE", UART + 0x524, 0x0400_0000],
    ["TIMER MODE", TIMER0 + 0x504, 0],
    ["TIMER PRESCALER", TIMER0 + 0x510, 4],
    ["RTC COUNTER", RTC0 + 0x504, 0],
    ["RTC PRESCALER", RTC0 + 0x508, 0],
    ["NVMC READY", NVMC + 0x400, 1],
    ["NVMC CONFIG", NVMC + 0x504, 0],
    ["GPIO DIR", GPIO + 0x514, 0],
    ["GPIO PIN_CNF[7]", GPIO + 0x71c, 2],
    ["FICR CODEPAGESIZE", FICR + 0x010, 0x400],
    ["FICR CODESIZE", FICR + 0x014, 0x100],
    ["FICR DEVICEID[1]", FICR + 0x064, 0x0123_4567],
    ["FICR OVERRIDEEN", FICR + 0x0ac, 0xffff_ffff],
    ["FICR BLE_1MBIT[4]", FICR + 0x0fc, 0xffff_ffff],
    ["UICR CUSTOMER[0]", UICR + 0x080, 0xffff_ffff],
  ])("%s", (_name, address, value) => {
    expect(board().read(address)).toBe(value);
  });

  test.each([
    ["UART", UART, 0x2_0287],
    ["TIMER", TIMER0, 0xf_0000],
    ["RTC", RTC0, 0xf_0003],
    ["RNG", RNG, 1],
    ["TEMP", TEMP, 1],
    ["CLOCK", POWER, 0x1f],
  ])("INTENSET and INTENCLR of %s set and clear the interrupts that it has", (_name, base, all) => {
    const { read, write } = board();
    write(base + INTENSET, 0xffff_ffff);
    expect([read(base + INTENSET), read(base + INTENCLR)]).toEqual([all, all]);
    write(base + INTENCLR, all & -all);
    expect(read(base + INTENSET)).toBe(all & (all - 1));
  });
});

describe("power management", () => {
  const RESETREAS = POWER + 0x400;
  const GPREGRET = POWER + 0x51c;
  const [DOG, SREQ] = [2, 4];

  test("tells why the chip was reset, until software has cleared it, and keeps a byte for who comes after", () => {
    const { machine, soc, read, write, advance } = board();
    let asked = 0;
    connect(machine, soc.resetRequest, { path: "reset", set: (level) => void (asked += level) });
    write(GPREGRET, 0xb1);
    write(0xe000_ed0c, 0x05fa_0004);
    machine.reset();
    expect([asked, read(RESETREAS), read(GPREGRET)]).toEqual([1, SREQ, 0xb1]);
    write(0x4001_0504, 20);
    write(0x4001_0000, 1);
    advance(1e9);
    machine.reset();
    expect([asked, read(RESETREAS)]).toEqual([2, SREQ | DOG]);
    write(RESETREAS, SREQ);
    machine.reset();
    expect(read(RESETREAS)).toBe(DOG);
  });

  test("asks to be switched off when software wants it", () => {
    const { machine, soc, write } = board();
    let asked = 0;
    connect(machine, soc.offRequest, { path: "off", set: (level) => void (asked += level) });
    write(POWER + 0x500, 1);
    expect(asked).toBe(1);
  });

  test("tells when LFCLK is to be calibrated again, in quarters of a second", () => {
    const { read, write, advance, pending } = board();
    write(POWER + INTENSET, 1 << 4);
    write(POWER + 0x538, 3);
    write(POWER + 0x014, 1);
    advance(749_999_999);
    expect(read(POWER + 0x110)).toBe(0);
    advance(1);
    expect([read(POWER + 0x110), pending(0)]).toEqual([1, true]);
  });
});

test("the roots in FICR are a chip's own, and the same each time", () => {
  const roots = (id: bigint): number[] => {
    const { read } = board((machine) => void (machine.soc.nvmc.deviceId = id));
    return Array.from({ length: 8 }, (_, i) => read(FICR + 0x080 + 4 * i));
  };
  expect(roots(5n)).toEqual(roots(5n));
  expect(new Set([...roots(5n), ...roots(6n)]).size).toBe(16);
});

describe("the UART", () => {
  const open = () => {
    const bench = board();
    bench.write(UART + 0x524, 0x01d7_e000);
    bench.write(UART + 0x500, 4);
    bench.write(UART, 1);
    bench.write(UART + 0x008, 1);
    return bench;
  };

  test("tells when a character has left, after ten bits", () => {
    const { terminal, read, write, advance, pending } = open();
    write(UART + INTENSET, 1 << 7);
    write(UART + 0x51c, 0x41);
    expect([terminal.text, read(UART + 0x11c)]).toEqual(["A", 0]);
    advance(87 * microsecond);
    expect([read(UART + 0x11c), pending(2)]).toEqual([1, true]);
  });

  test("has six characters of room, and shows them one by one", () => {
    const { terminal, read, write, advance } = open();
    terminal.feed("12345678");
    advance(2000 * microsecond);
    expect(terminal.waiting).toBe(2);
    let text = "";
    for (let i = 0; i < 20 && text.length < 8; i++) {
      if (read(UART + 0x108)) {
        write(UART + 0x108, 0);
        text += String.fromCharCode(read(UART + 0x518));
      }
      advance(100 * microsecond);
    }
    expect(text).toBe("12345678");
  });

  test("takes and sends nothing while it is off", () => {
    const { terminal, write, advance } = open();
    write(UART + 0x500, 0);
    write(UART + 0x51c, 0x41);
    terminal.feed("x");
    advance(1000 * microsecond);
    expect([terminal.text, terminal.waiting]).toEqual(["", 1]);
  });
});

describe("a timer", () => {
  test("counts at 16 MHz / 2^PRESCALER, and is captured", () => {
    const { read, write, advance } = board();
    write(TIMER0 + 0x508, 3);
    write(TIMER0, 1);
    advance(123 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(123);
    write(TIMER0 + 0x00c, 1);
    advance(7 * microsecond);
    write(TIMER0 + 0x004, 1);
    advance(7 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(7);
  });

  test("compares, interrupts, and clears or stops itself where SHORTS says so", () => {
    const { read, write, advance, pending } = board();
    write(TIMER0 + 0x540, 50);
    write(TIMER0 + INTENSET, 1 << 16);
    write(TIMER0 + SHORTS, 1);
    write(TIMER0, 1);
    advance(49 * microsecond);
    expect(read(TIMER0 + 0x140)).toBe(0);
    advance(microsecond);
    expect([read(TIMER0 + 0x140), pending(8)]).toEqual([1, true]);
    advance(20 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(20);
    write(TIMER0 + SHORTS, 1 << 8);
    advance(100 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(50);
  });

  test("of 8 bits wraps; as a counter it counts what it is told", () => {
    const { read, write, advance } = board();
    write(TIMER0 + 0x508, 1);
    write(TIMER0, 1);
    advance(300 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(300 - 256);
    write(TIMER0 + 0x00c, 1);
    write(TIMER0 + 0x504, 1);
    for (let i = 0; i < 3; i++) write(TIMER0 + 0x008, 1);
    advance(300 * microsecond);
    write(TIMER0 + 0x044, 1);
    expect(read(TIMER0 + 0x544)).toBe(3);
  });
});

describe("a real time counter", () => {
  const tick = 1e9 / 32_768;

  test("counts once LFCLK was started, and stands still when that stops", () => {
    const { read, write, advance } = board();
    write(RTC0, 1);
    advance(1e9);
    expect(read(RTC0 + 0x504)).toBe(0);
    write(POWER + 0x518, 1);
    write(POWER + 0x008, 1);
    expect([read(POWER + 0x104), read(POWER + 0x418), read(POWER + 0x41c)]).toEqual([1, 0x1_0001, 1]);
    advance(Math.ceil(100 * tick));
    expect(read(RTC0 + 0x504)).toBe(100);
    write(POWER + 0x00c, 1);
    advance(1e9);
    expect(read(RTC0 + 0x504)).toBe(100);
  });

  test("ticks at LFCLK / (PRESCALER + 1), compares, and overflows at 24 bits", () => {
    const { read, write, advance, pending } = board();
    write(POWER + 0x008, 1);
    write(RTC0 + 0x508, 31);
    write(RTC0 + 0x540, 5);
    write(RTC0 + INTENSET, 1 << 16);
    write(RTC0, 1);
    advance(Math.ceil(5 * 32 * tick) - 1);
    expect(pending(11)).toBe(false);
    advance(1);
    expect([read(RTC0 + 0x140), pending(11), read(RTC0 + 0x100)]).toEqual([1, true, 0]);
    write(RTC0 + 0x00c, 1);
    expect(read(RTC0 + 0x504)).toBe(0xff_fff0);
    advance(Math.ceil(16 * 32 * tick));
    expect([read(RTC0 + 0x504), read(RTC0 + 0x104)]).toEqual([0, 1]);
  });
});

describe("the random number generator", () => {
  test("gives a byte each 167 us, the same ones for the same seed", () => {
    const { read, write, advance } = board();
    write(RNG, 1);
    const bytes = Array.from({ length: 8 }, () => {
      advance(167 * microsecond);
      expect(read(RNG + 0x100)).toBe(1);
      write(RNG + 0x100, 0);
      return read(RNG + 0x508);
    });
    expect(new Set(bytes).size).toBeGreaterThan(4);
    const again = board();
    again.write(RNG, 1);
    again.advance(167 * microsecond);
    expect(again.read(RNG + 0x508)).toBe(bytes[0]);
  });

  test("stops after one where SHORTS says so; correcting its bias takes longer", () => {
    const { read, write, advance } = board();
    write(RNG + SHORTS, 1);
    write(RNG + 0x504, 1);
    write(RNG, 1);
    advance(676 * microsecond);
    expect(read(RNG + 0x100)).toBe(0);
    advance(microsecond);
    const first = read(RNG + 0x508);
    advance(10_000 * microsecond);
    expect([read(RNG + 0x100), read(RNG + 0x508)]).toEqual([1, first]);
  });
});

test("the temperature sensor measures in quarters of a degree, which takes 36 us", () => {
  const { soc, read, write, advance } = board();
  soc.temp.temperature = -50;
  write(TEMP, 1);
  advance(35 * microsecond);
  expect(read(TEMP + 0x100)).toBe(0);
  advance(microsecond);
  expect([read(TEMP + 0x100), read(TEMP + 0x508) | 0]).toEqual([1, -50]);
});

describe("non-volatile memory", () => {
  const page = 0x8000;

  test("takes writes only while they are allowed, and clears bits", () => {
    const { read, write } = board();
    write(page, 0x1234_5678);
    expect(read(page)).toBe(0xffff_ffff);
    write(NVMC + 0x504, 1);
    write(page, 0x00ff_ffff);
    write(page, 0xff00_ffff);
    expect(read(page)).toBe(0x0000_ffff);
    write(UICR + 0x080, 0x5555_5555);
    expect(read(UICR + 0x080)).toBe(0x5555_5555);
  });

  test("erases a page, or everything, only while that is allowed", () => {
    const { read, write } = board();
    write(NVMC + 0x504, 1);
    for (const at of [page, page + 0x400]) write(at, 0);
    write(NVMC + 0x508, page);
    expect(read(page)).toBe(0);
    write(NVMC + 0x504, 2);
    write(NVMC + 0x508, page + 12);
    expect([read(page), read(page + 0x400)]).toEqual([0xffff_ffff, 0]);
    write(NVMC + 0x50c, 1);
    expect(read(page + 0x400)).toBe(0xffff_ffff);
  });
});

describe("pins", () => {
  test("outputs are set and cleared bit by bit, and read back where the input buffer is connected", () => {
    const { soc, read, write } = board();
    write(GPIO + 0x518, 0x0f);
    write(GPIO + 0x508, 0x05);
    expect([read(GPIO + 0x504), read(GPIO + 0x514), read(GPIO + 0x700)]).toEqual([5, 15, 3]);
    expect([0, 1, 2, 3].map((pin) => soc.gpio.pin[pin]!.level)).toEqual([1, 0, 1, 0]);
    write(GPIO + 0x50c, 0x01);
    expect([soc.gpio.pin[0]!.level, read(GPIO + 0x510)]).toEqual([0, 0]);
    write(GPIO + 0x708, 1);
    expect(read(GPIO + 0x510)).toBe(4);
  });

  test("inputs read what drives them, or what pulls them up", () => {
    const { soc, read, write } = board();
    for (const pin of [4, 5, 17]) write(GPIO + 0x700 + 4 * pin, pin === 5 ? 0xc : 0);
    expect(read(GPIO + 0x510)).toBe((1 << 5) | (1 << 17));
    soc.gpio.driven[4]!.set(1);
    soc.gpio.driven[17]!.set(0);
    expect(read(GPIO + 0x510)).toBe((1 << 4) | (1 << 5));
  });
});
