import { describe, expect, test } from "vitest";
import { key, move } from "../../devices/input/ps2.ts";
import { Pl050Keyboard, Pl050Mouse } from "../../generated/arm/pl050.ts";
import { stand } from "./stand.ts";

const [CR, STAT, DATA, CLKDIV, IR] = [0, 4, 8, 0xc, 0x10] as const;
const RXFULL = 0x10;
const enabled = 0x14;

const keyboard = () => stand(Pl050Keyboard, (device) => [device.mmio]);
const mouse = () => stand(Pl050Mouse, (device) => [device.mmio]);

/** Everything that waits. */
function drain({ read }: { read: (offset: number) => number }): number[] {
  const bytes: number[] = [];
  while (read(STAT) & RXFULL) bytes.push(read(DATA));
  return bytes;
}

describe("the PL050 (ARM DDI 0143)", () => {
  test.each([
    ["KMICR", CR, 0],
    ["KMISTAT", STAT, 0x43],
    ["KMICLKDIV", CLKDIV, 0],
    ["KMIIR", IR, 0],
    ["KMIPeriphID0", 0xfe0, 0x50],
    ["KMIPeriphID1", 0xfe4, 0x10],
    ["KMIPCellID3", 0xffc, 0xb1],
  ])("%s reads its reset value", (_name, offset, value) => {
    expect(keyboard().read(offset)).toBe(value);
  });

  test("interrupts while a byte waits and the receiver's interrupt is enabled", () => {
    const { device, read, write, level, end } = keyboard();
    key(device.kbd, 0x1c);
    expect([read(STAT), read(IR), level(device.intr)]).toEqual([0x43 | RXFULL, 1, 0]);
    write(CR, enabled);
    expect(level(device.intr)).toBe(1);
    expect(read(DATA)).toBe(0x1c);
    expect([read(STAT), level(device.intr)]).toEqual([0x43, 0]);
    end();
  });

  test("the transmitter is always empty, and says so", () => {
    const { device, read, write, level } = keyboard();
    write(CR, 0x0c);
    expect([read(IR), level(device.intr)]).toEqual([2, 1]);
  });
});

test("the PL050 shows its lines, which software can force low, and the parity of the byte that waits", () => {
  const { device, read, write } = keyboard();
  for (const [control, lines] of [
    [0, 3],
    [1, 1],
    [2, 2],
    [3, 0],
  ] as const) {
    write(CR, control);
    expect(read(STAT) & 3).toBe(lines);
  }
  key(device.kbd, 0x1c, 0x12);
  expect(read(STAT) & 4).toBe(0);
  read(DATA);
  expect(read(STAT) & 4).toBe(4);
});

describe("a keyboard", () => {
  test.each([
    ["reset", [0xff], [0xfa, 0xaa]],
    ["identify", [0xf2], [0xfa, 0xab, 0x83]],
    ["echo", [0xee], [0xee]],
    ["indicators", [0xed, 7], [0xfa, 0xfa]],
    ["which scan code set", [0xf0, 0], [0xfa, 0xfa, 2]],
    ["anything else", [0x77], [0xfe]],
  ])("answers to: %s", (_what, sent, answer) => {
    const bench = keyboard();
    for (const byte of sent) bench.write(DATA, byte);
    expect(drain(bench)).toEqual(answer);
  });

  test("reports no keys while it is disabled", () => {
    const bench = keyboard();
    bench.write(DATA, 0xf5);
    key(bench.device.kbd, 0x1c);
    bench.write(DATA, 0xf4);
    key(bench.device.kbd, 0xf0, 0x1c);
    expect(drain(bench)).toEqual([0xfa, 0xfa, 0xf0, 0x1c]);
  });

  test("loses whole keys when nobody reads them", () => {
    const bench = keyboard();
    for (let i = 0; i < 10; i++) key(bench.device.kbd, 0xf0, 0x1c);
    expect(drain(bench)).toEqual(Array.from({ length: 8 }, () => [0xf0, 0x1c]).flat());
  });
});

describe("a mouse", () => {
  test.each([
    ["reset", [0xff], [0xfa, 0xaa, 0]],
    ["identify", [0xf2], [0xfa, 0]],
    ["sample rate, then status", [0xf3, 40, 0xe9], [0xfa, 0xfa, 0xfa, 0, 2, 40]],
    ["resolution, then status", [0xe8, 3, 0xe7, 0xe9], [0xfa, 0xfa, 0xfa, 0xfa, 0x10, 3, 100]],
  ])("answers to: %s", (_what, sent, answer) => {
    const bench = mouse();
    for (const byte of sent) bench.write(DATA, byte);
    expect(drain(bench)).toEqual(answer);
  });

  test("reports movement once it is enabled", () => {
    const bench = mouse();
    move(bench.device.mouse, 1, 1, 0);
    bench.write(DATA, 0xf4);
    move(bench.device.mouse, 5, -3, 1);
    expect(drain(bench)).toEqual([0xfa, 0x29, 5, 0xfd]);
  });
});
