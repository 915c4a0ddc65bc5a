import { createMachine } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Microbit } from "../../generated/nrf51/microbit.ts";

/** The first interface, and what is on it. */
const TWI = 0x4000_3000;
const accelerometer = 0x1d;
const microsecond = 1000;
/** Nine bits at 400 kHz, and the address with its start. */
const byteTime = 22_500 * 1.02;
const Reg = {
  startRx: 0x000,
  startTx: 0x008,
  stop: 0x014,
  suspend: 0x01c,
  resume: 0x020,
  stopped: 0x104,
  received: 0x108,
  sent: 0x11c,
  error: 0x124,
  boundary: 0x138,
  suspended: 0x148,
  shorts: 0x200,
  enableInterrupts: 0x304,
  disableInterrupts: 0x308,
  source: 0x4c4,
  enable: 0x500,
  rxd: 0x518,
  txd: 0x51c,
  scl: 0x508,
  sda: 0x50c,
  frequency: 0x524,
  address: 0x588,
  power: 0xffc,
} as const;

/** A board whose first interface is on, at 400 kHz, and talks to the accelerometer. */
function wires() {
  const machine = createMachine(Microbit);
  machine.realize();
  machine.reset();
  const { sys } = machine.soc;
  const read = (at: number): number => sys.read32(TWI + at) >>> 0;
  const write = (at: number, value = 1): void => sys.write32(TWI + at, value);
  const setUp = (): void => {
    write(Reg.scl, 0);
    write(Reg.sda, 30);
    write(Reg.frequency, 0x0668_0000);
    write(Reg.enable, 5);
    write(Reg.address, accelerometer);
  };
  setUp();
  const advance = (ns = 3 * byteTime): void => machine.advance(Math.ceil(ns));
  /** Sends bytes; `last` ends with a stop. */
  const send = (...bytes: number[]): void => {
    write(Reg.startTx);
    for (const byte of bytes) {
      write(Reg.txd, byte);
      advance();
      expect(read(Reg.sent)).toBe(1);
      write(Reg.sent, 0);
    }
  };
  /** Sets a register of the accelerometer. */
  const set = (register: number, value: number): void => {
    send(register, value);
    write(Reg.stop);
  };
  /** Reads registers of the accelerometer from one on, as software with SHORTS does. */
  const get = (register: number, count = 1): number[] => {
    send(register);
    write(Reg.shorts, count > 1 ? 1 : 2);
    write(Reg.startRx);
    const bytes: number[] = [];
    for (let left = count; left > 0; left--) {
      if (left === 1) write(Reg.shorts, 2);
      write(Reg.resume);
      advance();
      expect(read(Reg.received)).toBe(1);
      write(Reg.received, 0);
      bytes.push(read(Reg.rxd));
    }
    expect(read(Reg.stopped)).toBe(1);
    write(Reg.stopped, 0);
    write(Reg.shorts, 0);
    return bytes;
  };
  const pending = (irq: number): boolean => ((sys.read32(0xe000_e200) >>> irq) & 1) !== 0;
  const end = (): void => expect(machine.shutdown()).toMatchObject({ left: [], errors: [] });
  return { machine, sensor: machine.accelerometer, read, write, setUp, send, set, get, advance, pending, end };
}

describe("the two-wire interface (nRF51 Series Reference Manual v3.0, chapter 28)", () => {
  test.each([
    ["EVENTS_STOPPED", 0x104, 0],
    ["EVENTS_RXDREADY", 0x108, 0],
    ["EVENTS_TXDSENT", 0x11c, 0],
    ["EVENTS_ERROR", 0x124, 0],
    ["EVENTS_BB", 0x138, 0],
    ["EVENTS_SUSPENDED", 0x148, 0],
    ["SHORTS", 0x200, 0],
    ["INTEN", 0x300, 0],
    ["INTENSET", 0x304, 0],
    ["INTENCLR", 0x308, 0],
    ["ERRORSRC", 0x4c4, 0],
    ["ENABLE", 0x500, 0],
    ["PSELSCL", 0x508, 0xffff_ffff],
    ["PSELSDA", 0x50c, 0xffff_ffff],
    ["RXD", 0x518, 0],
    ["TXD", 0x51c, 0],
    ["FREQUENCY", 0x524, 0x0400_0000],
    ["ADDRESS", 0x588, 0],
    ["POWER", 0xffc, 1],
  ])("%s after reset, in both", (_name, at, value) => {
    const machine = createMachine(Microbit);
    machine.realize();
    machine.reset();
    const { sys } = machine.soc;
    expect([sys.read32(TWI + at) >>> 0, sys.read32(TWI + 0x1000 + at) >>> 0]).toEqual([value, value]);
  });

  test("sends an address and bytes at its frequency, and tells of each", () => {
    const { read, write, advance, end } = wires();
    write(Reg.startTx);
    write(Reg.txd, 0x2a);
    advance(40 * microsecond);
    expect(read(Reg.sent)).toBe(0);
    advance(20 * microsecond);
    expect([read(Reg.sent), read(Reg.boundary), read(Reg.error)]).toEqual([1, 1, 0]);
    write(Reg.stop);
    expect(read(Reg.stopped)).toBe(1);
    end();
  });

  test("nobody at an address is an error, and nothing is sent", () => {
    const { read, write, advance } = wires();
    write(Reg.address, 0x50);
    write(Reg.startTx);
    write(Reg.txd, 1);
    advance();
    expect([read(Reg.error), read(Reg.source), read(Reg.sent)]).toEqual([1, 2, 0]);
    write(Reg.source, 2);
    expect(read(Reg.source)).toBe(0);
  });

  test("receives byte by byte: suspended behind each, stopped behind the last, as SHORTS says", () => {
    const { get, read } = wires();
    expect(get(0x0d)).toEqual([0x5a]);
    expect(get(0x11, 4)).toEqual([0x80, 0, 0x44, 0x84]);
    expect(read(Reg.suspended)).toBe(1);
  });

  test("without SHORTS the next byte comes when RXD was read", () => {
    const { read, write, send, advance } = wires();
    send(0x0d);
    write(Reg.startRx);
    advance();
    expect(read(Reg.received)).toBe(1);
    write(Reg.received, 0);
    advance();
    expect(read(Reg.received)).toBe(0);
    expect(read(Reg.rxd)).toBe(0x5a);
    advance();
    expect(read(Reg.received)).toBe(1);
  });

  test("interrupts by the events that are enabled", () => {
    const { write, read, advance, pending } = wires();
    write(Reg.enableInterrupts, (1 << 7) | (1 << 3));
    expect(read(Reg.enableInterrupts)).toBe(1 << 7);
    write(Reg.startTx);
    write(Reg.txd, 0x2a);
    expect(pending(3)).toBe(false);
    advance();
    expect(pending(3)).toBe(true);
    write(Reg.disableInterrupts, 1 << 7);
    expect(read(Reg.enableInterrupts)).toBe(0);
  });

  test("switched off it forgets its registers; the sensor keeps its own", () => {
    const { read, write, set, get, setUp } = wires();
    set(0x0e, 2);
    write(Reg.power, 0);
    write(Reg.power, 1);
    expect([read(Reg.enable), read(Reg.address), read(Reg.frequency)]).toEqual([0, 0, 0x0400_0000]);
    setUp();
    expect(get(0x0e)).toEqual([2]);
  });

  test("does nothing while it is not enabled", () => {
    const { read, write, advance } = wires();
    write(Reg.enable, 0);
    write(Reg.startTx);
    write(Reg.txd, 1);
    advance();
    expect([read(Reg.sent), read(Reg.error)]).toEqual([0, 0]);
  });
});

describe("the accelerometer (MMA8653FC data sheet, section 6)", () => {
  test.each([
    ["STATUS", 0x00, 0],
    ["OUT_X_MSB", 0x01, 0],
    ["SYSMOD", 0x0b, 0],
    ["INT_SOURCE", 0x0c, 0],
    ["WHO_AM_I", 0x0d, 0x5a],
    ["XYZ_DATA_CFG", 0x0e, 0],
    ["PL_STATUS", 0x10, 0],
    ["PL_CFG", 0x11, 0x80],
    ["PL_COUNT", 0x12, 0],
    ["PL_BF_ZCOMP", 0x13, 0x44],
    ["PL_THS_REG", 0x14, 0x84],
    ["FF_MT_CFG", 0x15, 0],
    ["FF_MT_SRC", 0x16, 0],
    ["FF_MT_THS", 0x17, 0],
    ["FF_MT_COUNT", 0x18, 0],
    ["ASLP_COUNT", 0x29, 0],
    ["CTRL_REG1", 0x2a, 0],
    ["CTRL_REG2", 0x2b, 0],
    ["CTRL_REG3", 0x2c, 0],
    ["CTRL_REG4", 0x2d, 0],
    ["CTRL_REG5", 0x2e, 0],
    ["OFF_X", 0x2f, 0],
    ["OFF_Z", 0x31, 0],
    ["a register that there is not", 0x20, 0],
  ])("%s after reset", (_name, register, value) => {
    expect(wires().get(register)).toEqual([value]);
  });

  /** Samples every ten ms from now. */
  function active(rate = 3, extra: readonly (readonly [number, number])[] = []) {
    const made = wires();
    for (const [register, value] of extra) made.set(register, value);
    made.set(0x2a, (rate << 3) | 1);
    return made;
  }

  const words = ([a, b, c, d, e, f]: number[]): number[] =>
    [(a! << 8) | b!, (c! << 8) | d!, (e! << 8) | f!].map((word) => (word << 16) >> 22);

  test("measures nothing in standby, and all axes at its rate when it is active", () => {
    const { get, advance, sensor, machine } = active();
    expect(get(0x0b)).toEqual([1]);
    advance(20_000 * microsecond);
    expect(words(get(1, 6))).toEqual([0, 0, -256]);
    machine.accelerometer.x = 500;
    sensor.y = -1000;
    advance(20_000 * microsecond);
    expect(words(get(1, 6))).toEqual([128, -256, -256]);
  });

  test("full scale and offsets, in steps of 1.96 mg", () => {
    const { get, advance, sensor } = active(3, [
      [0x0e, 1],
      [0x30, 0xfe],
    ]);
    sensor.x = 3000;
    sensor.y = 1000;
    sensor.z = 8000;
    advance(20_000 * microsecond);
    expect(words(get(1, 6))).toEqual([384, 128, 511]);
  });

  test("STATUS says what is new, and what was lost", () => {
    const { get, advance } = active();
    advance(10_500 * microsecond);
    expect(get(0)).toEqual([0x0f]);
    advance(20_000 * microsecond);
    expect(get(0)).toEqual([0xff]);
    get(1);
    expect(get(0)[0]! & 1).toBe(0);
    get(1, 6);
    expect(get(0)).toEqual([0]);
  });

  test("a walk through the registers goes round behind the samples; in fast read mode it has their upper bytes", () => {
    const { get, advance, set } = active();
    advance(10_500 * microsecond);
    set(0x2a, 0);
    expect(get(4, 4)).toEqual([0, 0xc0, 0, 0x0b]);
    set(0x2a, 2);
    expect(get(1, 4)).toEqual([0, 0, 0xc0, 0]);
  });

  test("interrupts by INT1 or INT2, low or high, until the data is read", () => {
    const { get, advance, sensor, set, machine } = active(3, [[0x2d, 1]]);
    const levels = () => [sensor.int1.level, sensor.int2.level];
    expect(levels()).toEqual([1, 1]);
    advance(10_500 * microsecond);
    expect([...levels(), ...get(0x0c)]).toEqual([1, 0, 1]);
    get(1, 6);
    expect(levels()).toEqual([1, 1]);
    set(0x2e, 1);
    advance(20_000 * microsecond);
    expect([...levels(), (machine.soc.gpio.levels >>> 28) & 1]).toEqual([0, 1, 0]);
    set(0x2c, 2);
    expect(levels()).toEqual([1, 0]);
  });

  test("CTRL_REG2.RST brings the reset values back", () => {
    const { get, set } = active();
    set(0x0e, 2);
    set(0x2b, 0x40);
    expect([...get(0x0e), ...get(0x2a), ...get(0x0b)]).toEqual([0, 0, 0]);
  });
});
