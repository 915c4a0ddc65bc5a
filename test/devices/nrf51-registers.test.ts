import { expect, test } from "vitest";
import { board } from "./nrf51-board.ts";
import { describeRegisters, type Row, rows } from "./register-table.ts";

const all = 0xffff_ffff;

/** Events and interrupts that every peripheral has in the same form. */
const events = (...offsets: number[]): readonly Row[] =>
  offsets.map((at) => [`EVENTS 0x${at.toString(16)}`, at, 0, 1] as const);
const interrupts = (mask: number): readonly Row[] => [
  ["INTEN", 0x300, 0, mask],
  ["INTENSET", 0x304, 0, null],
  ["INTENCLR", 0x308, 0, null],
];
const power: Row = ["POWER", 0xffc, 1, null];

/** The tables of the nRF51 manual, by peripheral and chapter. */
const tables: readonly (readonly [name: string, base: number, registers: readonly Row[]])[] = [
  [
    "RADIO (17)",
    0x4000_1000,
    [
      ...events(0x100, 0x104, 0x108, 0x10c, 0x110, 0x114, 0x118, 0x11c, 0x128),
      ["SHORTS", 0x200, 0, 0x17f],
      ...interrupts(0x4ff),
      ["CRCSTATUS", 0x400, 0, 0],
      ["RXMATCH", 0x408, 0, 0],
      ["RXCRC", 0x40c, 0, 0],
      ["DAI", 0x410, 0, 0],
      ["PACKETPTR", 0x504, 0, all],
      ["FREQUENCY", 0x508, 2, 0x7f],
      ["TXPOWER", 0x50c, 0, 0xff],
      ["MODE", 0x510, 0, 3],
      ["PCNF0", 0x514, 0, 0xf_010f],
      ["PCNF1", 0x518, 0, 0x307_ffff],
      ...rows(2, (n) => [`BASE${n}`, 0x51c + 4 * n, 0, all]),
      ...rows(2, (n) => [`PREFIX${n}`, 0x524 + 4 * n, 0, all]),
      ["TXADDRESS", 0x52c, 0, 7],
      ["RXADDRESSES", 0x530, 0, 0xff],
      ["CRCCNF", 0x534, 0, 0x103],
      ["CRCPOLY", 0x538, 0, 0xff_ffff],
      ["CRCINIT", 0x53c, 0, 0xff_ffff],
      ["TEST", 0x540, 0, 3],
      ["TIFS", 0x544, 0, 0xff],
      ["RSSISAMPLE", 0x548, 0, 0],
      ["STATE", 0x550, 0, 0],
      ["DATAWHITEIV", 0x554, 0x40, 0x7f],
      ["BCC", 0x560, 0, all],
      ...rows(8, (n) => [`DAB${n}`, 0x600 + 4 * n, 0, all]),
      ...rows(8, (n) => [`DAP${n}`, 0x620 + 4 * n, 0, 0xffff]),
      ["DACNF", 0x640, 0, 0xffff],
      ...rows(5, (n) => [`OVERRIDE${n}`, 0x724 + 4 * n, 0, all]),
      power,
    ],
  ],
  [
    "GPIOTE (15)",
    0x4000_6000,
    [
      ...events(0x100, 0x104, 0x108, 0x10c, 0x17c),
      ...interrupts(0x8000_000f),
      ...rows(4, (n) => [`CONFIG${n}`, 0x510 + 4 * n, 0, 0x13_1f03]),
      power,
    ],
  ],
  [
    "ADC (31)",
    0x4000_7000,
    [
      ...events(0x100),
      ...interrupts(1),
      ["BUSY", 0x400, 0, 0],
      ["ENABLE", 0x500, 0, 3],
      ["CONFIG", 0x504, 0x18, 0x3_ff7f],
      ["RESULT", 0x508, 0, 0],
      power,
    ],
  ],
  ["ECB (23)", 0x4000_e000, [...events(0x100, 0x104), ...interrupts(3), ["ECBDATAPTR", 0x504, 0, all], power]],
  [
    "WDT (20)",
    0x4001_0000,
    [
      ...events(0x100),
      ...interrupts(1),
      ["RUNSTATUS", 0x400, 0, 0],
      ["REQSTATUS", 0x404, 1, 0],
      ["CRV", 0x504, all, all],
      ["RREN", 0x508, 1, 0xff],
      ["CONFIG", 0x50c, 1, 9],
      ...rows(8, (n) => [`RR${n}`, 0x600 + 4 * n, 0, 0]),
    ],
  ],
  [
    "PPI (16)",
    0x4001_f000,
    [
      ["CHEN", 0x500, 0, all],
      ["CHENSET", 0x504, 0, null],
      ["CHENCLR", 0x508, 0, null],
      ...rows(16, (n) => [`CH${n}.EEP`, 0x510 + 8 * n, 0, all]),
      ...rows(16, (n) => [`CH${n}.TEP`, 0x514 + 8 * n, 0, all]),
      ...rows(4, (n) => [`CHG${n}`, 0x800 + 4 * n, 0, all]),
    ],
  ],
  [
    "SPI and TWI (26, 28)",
    0x4000_4000,
    [
      ...events(0x104, 0x108, 0x11c, 0x124, 0x138, 0x148),
      ["SHORTS", 0x200, 0, 3],
      ...interrupts(0x4_4286),
      ["ENABLE", 0x500, 0, 7],
      ...[0x508, 0x50c, 0x510].map((at): Row => [`PSEL 0x${at.toString(16)}`, at, all, all]),
      ["RXD", 0x518, 0, 0],
      ["FREQUENCY", 0x524, 0x0400_0000, all],
      ["CONFIG", 0x554, 0, 7],
      ["ADDRESS", 0x588, 0, 0x7f],
      power,
    ],
  ],
];

for (const [name, base, registers] of tables)
  describeRegisters(`${name} of the nRF51 reference manual`, registers, () => {
    const { read, write } = board();
    return { read: (offset) => read(base + offset), write: (offset, value) => write(base + offset, value) };
  });

test("tasks read as 0, and nothing of a peripheral that has no registers is written", () => {
  const { read, write } = board();
  for (const base of [0x4000_1000, 0x4000_6000, 0x4000_7000, 0x4000_e000, 0x4001_0000]) expect(read(base)).toBe(0);
  write(0x4001_4000, 1);
  expect(read(0x4001_4000)).toBe(0);
});
