import { type AccessAttributes } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Gic } from "../../generated/arm/gic.ts";
import { describeRegisters, type Row, rows } from "./register-table.ts";
import { base, stand } from "./stand.ts";

const all = 0xffff_ffff;
const gicc = 0x1_0000;
/** Offsets of ARM IHI 0048B, tables 4-1 and 4-2. */
const [CTLR, IGROUPR, ISENABLER, ISPENDR, IPRIORITYR, ITARGETSR, ICFGR, SGIR, SPENDSGIR] = [
  0, 0x80, 0x100, 0x200, 0x400, 0x800, 0xc00, 0xf00, 0xf20,
] as const;
const [PMR, BPR, IAR, EOIR, RPR, HPPIR, ABPR, AIAR, AEOIR, AHPPIR, APR, NSAPR, DIR] = [
  4, 8, 0xc, 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x28, 0xd0, 0xe0, 0x1000,
].map((offset) => gicc + offset) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
/** Bits of GICC_CTLR. */
const [GROUP0, GROUP1, ACK, FIQ, COMMON, SPLIT] = [1, 2, 4, 8, 16, 1 << 9] as const;
const spurious = 1023;

interface Kind {
  readonly revision?: number;
  readonly secure?: boolean;
  readonly cpus?: number;
}

/** A controller of 96 interrupts. */
function controller({ revision = 2, secure = false, cpus = 1 }: Kind = {}) {
  const bench = stand(
    Gic,
    (device) => [device.dist, device.cpuif],
    (device) => {
      device.numCpu = cpus;
      device.revision = revision;
      device.hasSecurityExtensions = secure;
    },
  );
  const { space, device, level } = bench;
  const guest = (attributes: AccessAttributes) => ({
    read: (offset: number): number => Number(space.load(base + offset, 4, "little", attributes).value),
    write: (offset: number, value: number, size: 1 | 4 = 4): void =>
      void space.store(base + offset, { value: BigInt(value >>> 0), size, order: "little" }, attributes),
  });
  const inside = guest({});
  /** Forwards both groups at any priority, with an interface as given. */
  const open = (interfaceBits: number): void => {
    inside.write(CTLR, 3);
    inside.write(gicc, interfaceBits);
    inside.write(PMR, 0xf8);
  };
  /** Enables an interrupt of a group with a priority, and pends it. */
  const raise = (irq: number, group: 0 | 1, priority = 0x80): void => {
    const [word, bit] = [4 * (irq >> 5), 1 << (irq & 31)];
    const groups = inside.read(IGROUPR + word);
    inside.write(IGROUPR + word, group ? groups | bit : groups & ~bit);
    inside.write(IPRIORITYR + irq, priority, 1);
    inside.write(ISENABLER + word, bit);
    inside.write(ISPENDR + word, bit);
  };
  const lines = (): number[] => device.cpuLine.map((line) => level(line));
  return { ...bench, ...inside, guest, outside: guest({ secure: false }), open, raise, lines };
}

/** The distributor of 96 interrupts, and its private and shared registers. */
const distributor = (iidr: number, id2: number): readonly Row[] => [
  ["GICD_IIDR", 0x008, iidr, 0],
  ["GICD_ISENABLER0", 0x100, 0xffff, null],
  ["GICD_ICENABLER0", 0x180, 0xffff, 0],
  ...rows(2, (n) => [`GICD_ISENABLER${n + 1}`, 0x104 + 4 * n, 0, null]),
  ...rows(2, (n) => [`GICD_ICENABLER${n + 1}`, 0x184 + 4 * n, 0, 0]),
  ...rows(3, (n) => [`GICD_ISPENDR${n}`, 0x200 + 4 * n, 0, null]),
  ...rows(3, (n) => [`GICD_ICPENDR${n}`, 0x280 + 4 * n, 0, 0]),
  ...rows(3, (n) => [`GICD_ISACTIVER${n}`, 0x300 + 4 * n, 0, null]),
  ...rows(3, (n) => [`GICD_ICACTIVER${n}`, 0x380 + 4 * n, 0, 0]),
  ...rows(24, (n) => [`GICD_IPRIORITYR${n}`, 0x400 + 4 * n, 0, 0xf8f8_f8f8]),
  ["GICD_IPRIORITYR24, of interrupts that are not there", 0x460, 0, 0],
  ...rows(24, (n) => [`GICD_ITARGETSR${n}, with one processor`, 0x800 + 4 * n, 0, 0]),
  ["GICD_ICFGR0", 0xc00, 0xaaaa_aaaa, 0],
  ["GICD_ICFGR1", 0xc04, 0, 0xaaaa_aaaa],
  ...rows(4, (n) => [`GICD_ICFGR${n + 2}`, 0xc08 + 4 * n, 0, 0xaaaa_aaaa]),
  ["GICD_ICFGR6, of interrupts that are not there", 0xc18, 0, 0],
  ["the last of its kind", 0xdfc, 0, 0],
  ["GICD_NSACR0", 0xe00, 0, 0],
  ["GICD_SGIR", 0xf00, 0, null],
  ...[0x04, 0, 0, 0, 0x90, 0xb4, id2, 0, 0x0d, 0xf0, 0x05, 0xb1].map((id, n): Row => [`ID${n}`, 0xfd0 + 4 * n, id, 0]),
  ["GICC_PMR", PMR, 0, 0xf8],
  ["GICC_BPR, at least 2", BPR, 2, null],
  ["GICC_IAR", IAR, spurious, 0],
  ["GICC_EOIR", EOIR, 0, 0],
  ["GICC_RPR", RPR, 0xff, 0],
  ["GICC_HPPIR", HPPIR, spurious, 0],
];

describeRegisters(
  "GIC of version 2 (ARM IHI 0048B, tables 4-1 and 4-2), which has groups",
  [
    ["GICD_CTLR", 0x000, 0, 3],
    ["GICD_TYPER", 0x004, 2, 0],
    ...rows(3, (n) => [`GICD_IGROUPR${n}`, 0x080 + 4 * n, 0, all]),
    ...distributor(0x0200_043b, 0x2b),
    ...rows(4, (n) => [`GICD_CPENDSGIR${n}`, 0xf10 + 4 * n, 0, 0]),
    ...rows(4, (n) => [`GICD_SPENDSGIR${n}`, 0xf20 + 4 * n, 0, null]),
    ["GICC_CTLR", gicc, 0, 0x3ff],
    ["GICC_ABPR, at least 3", ABPR, 3, null],
    ["GICC_AIAR", AIAR, spurious, 0],
    ["GICC_AEOIR", AEOIR, 0, 0],
    ["GICC_AHPPIR", AHPPIR, spurious, 0],
    ["GICC_APR0", APR, 0, all],
    ["GICC_NSAPR0", NSAPR, 0, all],
    ["GICC_IIDR", gicc + 0xfc, 0x0002_043b, 0],
    ["GICC_DIR", DIR, 0, 0],
  ],
  () => controller(),
);

describeRegisters(
  "GIC of version 1 without the security extensions, which has no groups",
  [
    ["GICD_CTLR", 0x000, 0, 1],
    ["GICD_TYPER", 0x004, 2, 0],
    ...rows(3, (n) => [`GICD_IGROUPR${n}`, 0x080 + 4 * n, 0, 0]),
    ...distributor(0x0200_043b, 0x1b),
    ...rows(8, (n) => [`nothing at ${n}`, 0xf10 + 4 * n, 0, 0]),
    ["GICC_CTLR", gicc, 0, 1],
    ["GICC_ABPR", ABPR, 0, 0],
    ["GICC_APR0", APR, 0, 0],
    ["GICC_IIDR", gicc + 0xfc, 0x0001_043b, 0],
  ],
  () => controller({ revision: 1 }),
);

describeRegisters(
  "GIC of version 1 with the security extensions, to a secure access",
  [
    ["GICD_CTLR", 0x000, 0, 3],
    ["GICD_TYPER", 0x004, 0x402, 0],
    ...rows(3, (n) => [`GICD_IGROUPR${n}`, 0x080 + 4 * n, 0, all]),
    ...distributor(0x0200_043b, 0x1b),
    ["GICC_CTLR", gicc, 0, 0x1f],
    ["GICC_ABPR, at least 3", ABPR, 3, null],
    ["GICC_AIAR, of version 2", AIAR, 0, 0],
  ],
  () => controller({ revision: 1, secure: true }),
);

describeRegisters(
  "GIC of version 2 with the security extensions, to a non-secure access, with all interrupts of group 0",
  [
    ["GICD_CTLR", 0x000, 0, 1],
    ["GICD_TYPER", 0x004, 0x402, 0],
    ...[IGROUPR, ISENABLER, ISPENDR, IPRIORITYR, ITARGETSR, ICFGR, SPENDSGIR].map((at): Row => [
      `at ${at.toString(16)}`,
      at,
      0,
      0,
    ]),
    ["GICC_CTLR", gicc, 0, 0x261],
    ["GICC_PMR, while it is in the upper half", PMR, 0, 0],
    ["GICC_BPR, at least 3", BPR, 3, null],
    ["GICC_RPR", RPR, 0xff, 0],
    ["GICC_ABPR", ABPR, 0, 0],
    ["GICC_AIAR", AIAR, 0, 0],
    ["GICC_APR0, of group 1", APR, 0, all],
    ["GICC_NSAPR0", NSAPR, 0, 0],
  ],
  () => controller({ secure: true }).outside,
);

describe("groups", () => {
  test("group 0 is signalled as FIQ where the interface says so, group 1 always as IRQ", () => {
    const { open, raise, write, lines, end } = controller({ cpus: 2 });
    open(GROUP0 | GROUP1);
    write(ITARGETSR + 40, 1, 1);
    raise(40, 0, 0x40);
    expect(lines()).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    write(gicc, GROUP0 | GROUP1 | FIQ);
    expect(lines()).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    write(IGROUPR + 4, 1 << 8);
    expect(lines()).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    end();
  });

  test("each has its enable in the distributor and in the interface", () => {
    const { open, raise, write, lines } = controller();
    open(GROUP0 | GROUP1);
    raise(40, 1);
    for (const [register, bits, seen] of [
      [CTLR, 1, 0],
      [CTLR, 2, 1],
      [gicc, GROUP0, 0],
      [gicc, GROUP1, 1],
    ] as const) {
      write(register, bits);
      expect(lines()[0]).toBe(seen);
    }
  });

  test("an interrupt of group 1 is taken by the registers for it, or with AckCtl; else a reader is told 1022", () => {
    const { open, raise, read, write } = controller();
    open(GROUP0 | GROUP1);
    raise(40, 1);
    expect([read(HPPIR), read(IAR), read(AHPPIR), read(AIAR)]).toEqual([1022, 1022, 40, 40]);
    expect([read(RPR), read(APR), read(NSAPR)]).toEqual([0x80, 0, 1 << 16]);
    write(AEOIR, 40);
    expect([read(RPR), read(NSAPR)]).toEqual([0xff, 0]);
    write(gicc, GROUP0 | GROUP1 | ACK);
    raise(40, 1);
    expect([read(HPPIR), read(IAR)]).toEqual([40, 40]);
  });

  test("the registers for group 1 neither take nor end one of group 0", () => {
    const { open, raise, read, write } = controller();
    open(GROUP0 | GROUP1);
    raise(40, 0);
    expect([read(AHPPIR), read(AIAR), read(IAR)]).toEqual([spurious, spurious, 40]);
    write(AEOIR, 40);
    expect([read(RPR), read(0x304)]).toEqual([0x80, 1 << 8]);
    write(EOIR, 40);
    expect([read(RPR), read(0x304)]).toEqual([0xff, 0]);
  });

  test("group 1 is preempted by its own binary point, or by the common one", () => {
    const { open, raise, write, read, lines } = controller();
    open(GROUP0 | GROUP1);
    raise(40, 1, 0xc0);
    expect(read(AIAR)).toBe(40);
    raise(41, 1, 0x80);
    expect(lines()[0]).toBe(1);
    for (const [point, preempts] of [
      [7, 0],
      [6, 1],
      [7, 0],
    ] as const) {
      write(ABPR, point);
      expect(lines()[0]).toBe(preempts);
    }
    write(gicc, GROUP0 | GROUP1 | COMMON);
    expect(lines()[0]).toBe(1);
    write(BPR, 6);
    expect(lines()[0]).toBe(0);
  });
});

test("with the end split, it drops the priority, and another write deactivates", () => {
  const { open, raise, read, write } = controller();
  open(GROUP0 | SPLIT);
  raise(40, 0);
  read(IAR);
  write(EOIR, 40);
  expect([read(RPR), read(0x304)]).toEqual([0xff, 1 << 8]);
  write(DIR, 40);
  expect(read(0x304)).toBe(0);
});

describe("a non-secure access", () => {
  const bench = () => {
    const made = controller({ secure: true });
    made.open(GROUP0 | GROUP1);
    return made;
  };

  test("sees and changes interrupts of group 1 only", () => {
    const { outside, read, write } = bench();
    write(IGROUPR + 4, 0x00ff_0000);
    for (const register of [ISENABLER + 4, ISPENDR + 4, 0x304]) {
      outside.write(register, all);
      expect([read(register), outside.read(register)]).toEqual([0x00ff_0000, 0x00ff_0000]);
      write(register, 1);
      expect([read(register), outside.read(register)]).toEqual([0x00ff_0001, 0x00ff_0000]);
    }
    outside.write(ICFGR + 12, all);
    outside.write(ICFGR + 8, all);
    expect([read(ICFGR + 8), read(ICFGR + 12), outside.read(ICFGR + 12)]).toEqual([0, 0xaaaa, 0xaaaa]);
  });

  test("has the lower half of the priorities for its own", () => {
    const { outside, read, write } = bench();
    write(IGROUPR + 4, 1);
    write(IPRIORITYR + 32, 0x0000_1840);
    expect(outside.read(IPRIORITYR + 32)).toBe(0);
    outside.write(IPRIORITYR + 32, 0x4040);
    expect([read(IPRIORITYR + 32), outside.read(IPRIORITYR + 32)]).toEqual([0x18a0, 0x40]);
    write(PMR, 0x40);
    outside.write(PMR, 0xf0);
    expect([read(PMR), outside.read(PMR)]).toEqual([0x40, 0]);
    write(PMR, 0x80);
    outside.write(PMR, 0xf0);
    expect([read(PMR), outside.read(PMR)]).toEqual([0xf8, 0xf0]);
  });

  test("takes and ends group 1 by the plain registers, and is told nothing of group 0", () => {
    const { outside, raise, read } = bench();
    raise(40, 1, 0xa0);
    raise(41, 0, 0x20);
    expect([outside.read(HPPIR), outside.read(IAR), read(IAR)]).toEqual([spurious, spurious, 41]);
    expect(outside.read(RPR)).toBe(0);
    outside.write(EOIR, 41);
    expect(read(RPR)).toBe(0x20);
    const other = bench();
    other.raise(40, 1, 0xa0);
    expect([other.read(IAR), other.outside.read(HPPIR), other.outside.read(IAR)]).toEqual([1022, 40, 40]);
    expect([other.outside.read(RPR), other.outside.read(APR), other.read(NSAPR)]).toEqual([0x40, 1 << 20, 1 << 20]);
    other.outside.write(EOIR, 40);
    expect(other.outside.read(RPR)).toBe(0xff);
  });

  test("sees the common binary point as one more, and cannot move it", () => {
    const { outside, read, write } = bench();
    outside.write(BPR, 5);
    expect([outside.read(BPR), read(ABPR), read(BPR)]).toEqual([5, 5, 2]);
    write(gicc, GROUP0 | GROUP1 | COMMON);
    write(BPR, 4);
    outside.write(BPR, 7);
    expect([outside.read(BPR), read(BPR)]).toEqual([5, 4]);
    write(BPR, 7);
    expect(outside.read(BPR)).toBe(7);
  });

  test("splits ends of its own, and deactivates group 1 only", () => {
    const { outside, raise, read } = bench();
    outside.write(gicc, 1 | (1 << 9));
    expect([read(gicc), outside.read(gicc)]).toEqual([GROUP0 | GROUP1 | (1 << 10), 1 | (1 << 9)]);
    raise(40, 1, 0xa0);
    outside.read(IAR);
    outside.write(EOIR, 40);
    expect(read(0x304)).toBe(1 << 8);
    outside.write(DIR, 40);
    expect(read(0x304)).toBe(0);
  });

  test("sends interrupts where they are of group 1; a secure one says which group it means", () => {
    const { outside, write, read } = bench();
    write(IGROUPR, 1 << 3);
    const pending = (): number => read(ISPENDR) & 0xff;
    for (const irq of [3, 4]) outside.write(SGIR, (1 << 16) | irq);
    expect(pending()).toBe(1 << 3);
    for (const irq of [3, 4]) write(SGIR, (1 << 16) | irq);
    expect(pending()).toBe((1 << 3) | (1 << 4));
    write(0xf10, all);
    write(0xf14, all);
    expect(pending()).toBe(0);
    for (const irq of [3, 4]) write(SGIR, (1 << 16) | (1 << 15) | irq);
    expect(pending()).toBe(1 << 3);
    outside.write(SPENDSGIR + 4, 1);
    expect([outside.read(SPENDSGIR), read(SPENDSGIR + 4)]).toEqual([1 << 24, 0]);
  });
});
