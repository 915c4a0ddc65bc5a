import { createMachine } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";

const millisecond = 1_000_000;
/** Registers by pointer (SBOS648, table 2). */
const [TEMP, CONFIGURATION, T_LOW, T_HIGH] = [0, 1, 2, 3] as const;
/** Bits of the configuration. */
const [SD, TM, POL, OS] = [1, 2, 4, 0x80] as const;

/** The sensor of a board, and transfers to it. */
function sensor() {
  const board = createMachine(Pico);
  board.realize();
  board.reset();
  const { sensor: device } = board;
  const set = (register: number, ...bytes: number[]): void => {
    device.begin(false);
    for (const byte of [register, ...bytes]) device.accept(byte);
    device.stop();
  };
  const get = (register: number): number => {
    set(register);
    device.begin(true);
    const word = (device.give() << 8) | device.give();
    device.stop();
    return word;
  };
  const advance = (ms: number): void => board.advance(ms * millisecond);
  return { board, device, set, get, advance, end: () => expect(board.shutdown().clean).toBe(true) };
}

describe("the temperature sensor (TMP105, SBOS648)", () => {
  test.each([
    ["TEMP", TEMP, 0],
    ["CONFIGURATION", CONFIGURATION, 0],
    ["T_LOW, 75 degrees", T_LOW, 0x4b00],
    ["T_HIGH, 80 degrees", T_HIGH, 0x5000],
  ])("%s after reset", (_name, register, value) => {
    expect(sensor().get(register)).toBe(value);
  });

  test("limits keep twelve bits; the temperature cannot be written; the configuration is one byte, which is read again and again", () => {
    const { set, get } = sensor();
    set(T_LOW, 0x12, 0x3f);
    set(T_HIGH, 0xfe, 0xdc);
    set(TEMP, 0x55, 0x55);
    set(CONFIGURATION, POL | OS | TM, 0xff);
    expect([T_LOW, T_HIGH, TEMP, CONFIGURATION].map(get)).toEqual([0x1230, 0xfed0, 0, 0x0606]);
  });

  test("measures with the resolution that was asked for, in the time that it takes", () => {
    fc.assert(
      fc.property(fc.integer({ min: -55_000, max: 128_000 }), fc.nat(3), (temperature, bits) => {
        const { device, set, get, advance, end } = sensor();
        device.temperature = temperature;
        advance(28);
        set(CONFIGURATION, bits << 5);
        advance(27.5);
        device.temperature = temperature < 0 ? 1000 : -1000;
        advance(27.5 * 2 ** bits - 1);
        device.temperature = temperature;
        advance(1);
        const step = 1 / 2 ** (bits + 1);
        const read = ((get(TEMP) << 16) >> 16) / 256;
        expect(read).toBe(Math.min(Math.floor(temperature / 1000 / step) * step, 128 - step));
        end();
      }),
      { numRuns: 40 },
    );
  });

  test("as a comparator it alerts from T_HIGH until below T_LOW, after as many measurements as F says", () => {
    const temperatures = fc.array(fc.constantFrom(60_000, 74_900, 75_000, 77_000, 80_000, 90_000), { maxLength: 30 });
    fc.assert(
      fc.property(temperatures, fc.nat(3), fc.boolean(), (all, f, turned) => {
        const { device, set, advance, end } = sensor();
        set(CONFIGURATION, (f << 3) | (turned ? POL : 0));
        let [alerting, row] = [false, 0];
        for (const temperature of all) {
          device.temperature = temperature;
          advance(27.5);
          row = (alerting ? temperature < 75_000 : temperature >= 80_000) ? row + 1 : 0;
          if (row === [1, 2, 4, 6][f]) [alerting, row] = [!alerting, 0];
          expect(device.alert.level).toBe(alerting === turned ? 1 : 0);
        }
        end();
      }),
      { numRuns: 40 },
    );
  });

  test("in interrupt mode it alerts at either limit in turn, until something is read or it is shut down", () => {
    const { device, set, get, advance } = sensor();
    set(CONFIGURATION, TM);
    const at = (temperature: number): number => {
      device.temperature = temperature;
      advance(27.5);
      return device.alert.level;
    };
    expect([at(79_000), at(81_000), at(76_000)]).toEqual([1, 0, 0]);
    get(TEMP);
    expect(device.alert.level).toBe(1);
    expect([at(81_000), at(81_000), at(74_000)]).toEqual([1, 1, 0]);
    set(CONFIGURATION, TM | SD);
    expect(device.alert.level).toBe(1);
  });

  test("shut down it measures once when it is told to, and goes on when it is woken", () => {
    const { device, set, get, advance } = sensor();
    advance(27.5);
    set(CONFIGURATION, SD);
    advance(30);
    device.temperature = 40_000;
    advance(500);
    expect(get(TEMP)).toBe(25 << 8);
    set(CONFIGURATION, SD | OS);
    advance(28);
    device.temperature = 50_000;
    advance(500);
    expect(get(TEMP)).toBe(40 << 8);
    set(CONFIGURATION, 0);
    advance(28);
    expect(get(TEMP)).toBe(50 << 8);
  });
});
