import { describe, expect, test } from "vitest";
import { acknowledge, groupPriorityOf, pendingException, priorityOf } from "../../devices/arm/nvic.ts";
import { Armv6mNvic, Nvic } from "../../generated/arm/nvic.ts";
import { describeRegisters, type Row, rows } from "./register-table.ts";
import { stand } from "./stand.ts";

const all = 0xffff_ffff;

/** What SysTick and the set and clear registers have in either architecture; the reference clock is not connected. */
const common = (words: number, priorities: number, mask: number): readonly Row[] => [
  ["SYST_CSR", 0x010, 4, 7 & ~4],
  ["SYST_RVR", 0x014, 0, 0xff_ffff],
  ["SYST_CVR", 0x018, 0, 0],
  ["SYST_CALIB", 0x01c, 0, 0],
  ...rows(words, (n) => [`NVIC_ISER${n}`, 0x100 + 4 * n, 0, null]),
  ...rows(words, (n) => [`NVIC_ICER${n}`, 0x180 + 4 * n, 0, 0]),
  ...rows(words, (n) => [`NVIC_ISPR${n}`, 0x200 + 4 * n, 0, null]),
  ...rows(words, (n) => [`NVIC_ICPR${n}`, 0x280 + 4 * n, 0, 0]),
  ...rows(priorities, (n) => [`NVIC_IPR${n}`, 0x400 + 4 * n, 0, mask]),
  ["ICSR", 0xd04, 0, null],
  ["SCR", 0xd10, 0, 0x16],
  ["DFSR", 0xd30, 0, 0],
];

const ids = (at: number, values: readonly number[]): readonly Row[] =>
  values.map((id, n): Row => [`ID at ${(at + 4 * n).toString(16)}`, at + 4 * n, id, 0]);

describeRegisters(
  "system control space of ARMv7-M (ARM DDI 0403, tables B3-4, B3-7 and B3-8), with 496 lines and 3 bits of priority",
  [
    ["ICTR", 0x004, 15, 0],
    ["ACTLR", 0x008, 0, 7],
    ...common(16, 124, 0xe0e0_e0e0),
    ...rows(16, (n) => [`NVIC_IABR${n}`, 0x300 + 4 * n, 0, 0]),
    ["CPUID", 0xd00, 0x410f_c231, 0],
    ["VTOR", 0xd08, 0, 0xffff_ff80],
    ["AIRCR", 0xd0c, 0xfa05_0000, 0],
    ["CCR", 0xd14, 0x200, 0x31b],
    ["SHPR1", 0xd18, 0, 0x00e0_e0e0],
    ["SHPR2", 0xd1c, 0, 0xe000_0000],
    ["SHPR3", 0xd20, 0, 0xe0e0_00e0],
    ["SHCSR", 0xd24, 0, 0x7_fd8b],
    ["CFSR", 0xd28, 0, 0],
    ["HFSR", 0xd2c, 0, 0],
    ["MMFAR", 0xd34, 0, all],
    ["BFAR", 0xd38, 0, all],
    ["AFSR", 0xd3c, 0, 0],
    ...ids(0xd40, [0x30, 0x200, 0x0010_0000, 0, 0x30, 0, 0, 0]),
    ...ids(0xd60, [0x0114_1110, 0x0211_1000, 0x2111_2231, 0x0111_1110, 0x0131_0102]),
    ["CPACR", 0xd88, 0, 0],
    ["MPU_TYPE", 0xd90, 0, 0],
    ["STIR", 0xf00, 0, null],
    ...ids(0xfd0, [4, 0, 0, 0, 0, 0xb0, 0x3b, 0, 0x0d, 0xe0, 0x05, 0xb1]),
  ],
  () =>
    stand(
      Nvic,
      (device) => [device.scs],
      (device) => void (device.numIrq = 496),
    ),
);

describeRegisters(
  "system control space of ARMv6-M (ARM DDI 0419, tables B3-4, B3-7 and B3-8), without VTOR",
  [
    ["ICTR, which it has not", 0x004, 0, 0],
    ["ACTLR", 0x008, 0, 0],
    ...common(1, 8, 0xc0c0_c0c0),
    ["NVIC_IABR0, which it has not", 0x300, 0, 0],
    ["CPUID", 0xd00, 0x410c_c200, 0],
    ["VTOR", 0xd08, 0, 0],
    ["AIRCR", 0xd0c, 0xfa05_0000, 0],
    ["CCR", 0xd14, 0x208, 0],
    ["SHPR1, which it has not", 0xd18, 0, 0],
    ["SHPR2", 0xd1c, 0, 0xc000_0000],
    ["SHPR3", 0xd20, 0, 0xc0c0_0000],
    ["SHCSR", 0xd24, 0, 0x8000],
    ["CFSR, which it has not", 0xd28, 0, 0],
    ["STIR, which it has not", 0xf00, 0, 0],
    ...ids(0xfd0, [4, 0, 0, 0, 8, 0xb0, 0x0b, 0, 0x0d, 0xe0, 0x05, 0xb1]),
  ],
  () => stand(Armv6mNvic, (device) => [device.scs]),
);

const [CSR, RVR, CVR, ISER, ICER, ISPR, ICPR, IPR] = [0x10, 0x14, 0x18, 0x100, 0x180, 0x200, 0x280, 0x400] as const;
const [ICSR, VTOR, AIRCR, SHPR, SHCSR, CFSR, HFSR, DFSR] = [
  0xd04, 0xd08, 0xd0c, 0xd18, 0xd24, 0xd28, 0xd2c, 0xd30,
] as const;
const key = 0x05fa_0000;

function controller(numIrq = 40) {
  const bench = stand(
    Nvic,
    (device) => [device.scs],
    (device) => void (device.numIrq = numIrq),
  );
  bench.device.cpuclk.updateHz(1_000_000);
  return bench;
}

test("the set and clear registers have the lines that exist, and read alike", () => {
  const { read, write } = controller();
  for (const [set, clear] of [
    [ISER, ICER],
    [ISPR, ICPR],
  ] as const) {
    for (const word of [0, 4, 8]) write(set + word, all);
    expect([0, 4, 8].map((word) => read(clear + word))).toEqual([all, 0xff, 0]);
    write(clear, 0xffff_fff0);
    write(set, 0x10);
    expect([read(set), read(clear)]).toEqual([0x1f, 0x1f]);
  }
});

test("priorities exist of the lines that do, in bytes", () => {
  const { device, read, write, space } = controller(38);
  write(IPR + 36, all);
  expect(read(IPR + 36)).toBe(0xe0e0);
  space.write8(0x4000_0000 + IPR + 36, 0x7f);
  expect([read(IPR + 36), priorityOf(device, 16 + 36)]).toEqual([0xe060, 0x60]);
});

describe("ICSR", () => {
  test("ISRPENDING tells of lines that pend, enabled or not, and never of the system", () => {
    const { read, write } = controller();
    write(ICSR, 1 << 28);
    expect(read(ICSR)).toBe((1 << 28) | (14 << 12));
    write(ISPR + 4, 1);
    expect(read(ICSR)).toBe((1 << 28) | (1 << 22) | (14 << 12));
  });

  test("RETTOBASE is 1 while one exception is active, in ARMv7-M only", () => {
    const { device, read } = controller();
    acknowledge(device, 15);
    expect(read(ICSR)).toBe((1 << 11) | 15);
    acknowledge(device, 20);
    expect(read(ICSR) & (1 << 11)).toBe(0);
    const baseline = stand(Armv6mNvic, (made) => [made.scs]);
    acknowledge(baseline.device, 15);
    expect(baseline.read(ICSR)).toBe(15);
  });

  test("pends and clears NMI, PendSV and SysTick by bits of their own", () => {
    const { read, write } = controller();
    write(ICSR, 0x9400_0000);
    expect(read(ICSR) >>> 24).toBe(0x94);
    write(ICSR, 0x0a00_0000);
    expect(read(ICSR)).toBe((0x8000_0000 | (2 << 12)) >>> 0);
  });
});

describe("AIRCR", () => {
  test("with its key sets PRIGROUP, which says which bits of a priority preempt", () => {
    const { device, read, write } = controller();
    write(IPR, 0xe0);
    write(AIRCR, 0x700);
    expect(read(AIRCR)).toBe(0xfa05_0000);
    const groups = [4, 5, 6, 7].map((grouping) => {
      write(AIRCR, key | (grouping << 8));
      expect(read(AIRCR)).toBe((0xfa05_0000 | (grouping << 8)) >>> 0);
      return groupPriorityOf(device, 16);
    });
    expect(groups).toEqual([0xe0, 0xc0, 0x80, 0]);
    expect(groupPriorityOf(device, 2)).toBe(-2);
  });

  test("VECTCLRACTIVE ends all that is active", () => {
    const { device, read, write } = controller();
    for (const exception of [3, 15, 20]) acknowledge(device, exception);
    write(AIRCR, key | 2);
    expect([read(ICSR), read(0x300), read(SHCSR)]).toEqual([0, 0, 0]);
  });
});

test("SHCSR shows and changes what is active and pending; a fault whose handler is not enabled is not offered", () => {
  const { device, read, write } = controller();
  acknowledge(device, 11);
  acknowledge(device, 15);
  expect(read(SHCSR)).toBe((1 << 7) | (1 << 11));
  write(SHCSR, 1 << 14);
  expect([read(SHCSR), pendingException(device)]).toEqual([1 << 14, 0]);
  write(SHCSR, (1 << 14) | (1 << 17));
  expect(pendingException(device)).toBe(5);
  write(SHCSR, (1 << 12) | (1 << 13) | (5 << 16));
  write(SHPR, 0x0020_0040);
  expect(pendingException(device)).toBe(6);
});

test("what the processor says of faults is cleared by writing 1 to it, byte by byte", () => {
  const { device, read, write, space } = controller();
  device.cfsr = 0x0301_8282;
  device.hfsr = 0x4000_0002;
  device.dfsr = 0x1f;
  space.write8(0x4000_0000 + CFSR + 1, 0x80);
  write(HFSR, 2);
  write(DFSR, 0x11);
  expect([read(CFSR), read(HFSR), read(DFSR)]).toEqual([0x0301_0282, 0x4000_0000, 0x0e]);
});

test("SYST_CALIB says what the board knows of its clocks", () => {
  const { read, write } = stand(
    Nvic,
    (device) => [device.scs],
    (device) => void (device.calibration = 0x4000_270f),
  );
  write(0x01c, all);
  expect(read(0x01c)).toBe(0x4000_270f);
});

test("VTOR of an ARMv6-M processor that has it takes a table anywhere on 128 bytes", () => {
  const { read, write } = stand(
    Armv6mNvic,
    (device) => [device.scs],
    (device) => void (device.hasVtor = true),
  );
  write(VTOR, all);
  expect(read(VTOR)).toBe(0xffff_ff80);
});

describe("SysTick", () => {
  test("goes on at 1 when it is told anew, and stays at 0 with a reload value of 0", () => {
    const { device, read, write, advance, level } = controller();
    write(RVR, 5);
    write(CSR, 7);
    advance(5000);
    expect(read(CVR)).toBe(1);
    write(CSR, 7);
    advance(1000);
    expect([read(CVR), level(device.pending)]).toEqual([0, 15]);
    advance(5000);
    read(CSR);
    write(RVR, 0);
    write(CSR, 7);
    advance(1000);
    expect(read(CSR)).toBe(0x1_0007);
    write(CVR, 0);
    advance(50_000);
    expect([read(CVR), read(CSR)]).toEqual([0, 7]);
  });

  test("keeps its count while it stands", () => {
    const { read, write, advance } = controller();
    write(RVR, 99);
    write(CSR, 5);
    advance(41_000);
    write(CSR, 4);
    advance(500_000);
    expect(read(CVR)).toBe(59);
    write(CSR, 5);
    advance(9000);
    expect(read(CVR)).toBe(50);
  });

  test("with a reference clock it may run on either; writing the counter clears COUNTFLAG", () => {
    const { device, read, write, advance } = controller();
    device.refclk.updateHz(100_000);
    expect(read(CSR)).toBe(0);
    write(RVR, 9);
    write(CSR, 1);
    advance(20_000);
    expect(read(CVR)).toBe(8);
    write(CSR, 5);
    advance(2000);
    expect(read(CVR)).toBe(6);
    advance(8000);
    write(CVR, 1);
    expect(read(CSR)).toBe(5);
  });
});
