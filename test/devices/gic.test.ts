import { type AccessAttributes, mapRegion } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Gic } from "../../generated/arm/gic.ts";
import { base, stand } from "./stand.ts";

/** Offsets as ARM IHI 0048B names them; the interface is mapped behind the distributor. */
const [CTLR, TYPER, IIDR, ISENABLER, ICENABLER, ISPENDR, ICPENDR] = [0, 4, 8, 0x100, 0x180, 0x200, 0x280] as const;
const [IPRIORITYR, ITARGETSR, ICFGR, SGIR, SPENDSGIR] = [0x400, 0x800, 0xc00, 0xf00, 0xf20] as const;
const gicc = 0x1_0000;
const [PMR, BPR, IAR, EOIR, RPR, HPPIR] = [4, 8, 0xc, 0x10, 0x14, 0x18].map((offset) => gicc + offset) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const spurious = 1023;

function controller(cpus = 2) {
  const bench = stand(
    Gic,
    (device) => [device.dist, device.cpuif],
    (device) => {
      device.numIrq = 96;
      device.numCpu = cpus;
    },
  );
  const { space, device, level } = bench;
  const as = (cpu: number): AccessAttributes => ({ requester: cpu });
  const readAs = (cpu: number, offset: number): number => Number(space.load(base + offset, 4, "little", as(cpu)).value);
  const writeAs = (cpu: number, offset: number, value: number, size: 1 | 4 = 4): void =>
    void space.store(base + offset, { value: BigInt(value), size, order: "little" }, as(cpu));
  /** Enables the controller, the interface of each processor, and a shared interrupt of priority 0xa0 to processor 0. */
  const open = (...irqs: number[]): void => {
    writeAs(0, CTLR, 1);
    for (let cpu = 0; cpu < cpus; cpu++) {
      writeAs(cpu, gicc, 1);
      writeAs(cpu, PMR, 0xf8);
    }
    for (const irq of irqs) {
      writeAs(0, IPRIORITYR + irq, 0xa0, 1);
      writeAs(0, ITARGETSR + irq, 1, 1);
      writeAs(0, ISENABLER + 4 * (irq >> 5), 1 << (irq & 31));
    }
  };
  return { ...bench, readAs, writeAs, open, irq: (cpu: number) => level(device.cpuLine[cpu]!) };
}

test("an interface can be reached by itself, whoever accesses it", () => {
  const { device, machine, space, writeAs, readAs } = controller();
  const own = base + 0x2_0000;
  mapRegion(machine, space, device.interfaceOf[1]!, own);
  writeAs(1, PMR, 0x80);
  expect([space.read32(own + 4), readAs(0, PMR)]).toEqual([0x80, 0]);
  space.write32(own + 4, 0x40);
  expect([readAs(1, PMR), readAs(0, PMR)]).toEqual([0x40, 0]);
});

describe("the distributor", () => {
  test.each([
    ["GICD_CTLR", CTLR, 0],
    ["GICD_TYPER", TYPER, 0x22],
    ["GICD_IIDR", IIDR, 0x0200_043b],
    ["GICD_ISENABLER0", ISENABLER, 0xffff],
    ["GICD_ISENABLER1", ISENABLER + 4, 0],
    ["GICD_ICFGR0", ICFGR, 0xaaaa_aaaa],
    ["GICD_ITARGETSR0", ITARGETSR, 0x0101_0101],
    ["ICPIDR2", 0xfe8, 0x2b],
    ["ICCIDR0", 0xff0, 0x0d],
  ])("%s reads its reset value", (_name, offset, value) => {
    expect(controller().read(offset)).toBe(value);
  });

  test("forwards a shared interrupt to its targets, through enables and masks", () => {
    const { device, open, writeAs, drive, irq } = controller();
    open(40);
    drive(device.spi[8]!, 1);
    expect([irq(0), irq(1)]).toEqual([1, 0]);
    writeAs(0, ITARGETSR + 40, 2, 1);
    expect([irq(0), irq(1)]).toEqual([0, 1]);
    writeAs(0, ICENABLER + 4, 1 << 8);
    expect([irq(0), irq(1)]).toEqual([0, 0]);
  });

  test("an interrupt that is not urgent enough for the mask waits", () => {
    const { device, open, writeAs, readAs, drive, irq } = controller();
    open(40);
    writeAs(0, PMR, 0xa0);
    drive(device.spi[8]!, 1);
    expect([irq(0), readAs(0, IAR), readAs(0, HPPIR)]).toEqual([0, spurious, 40]);
    writeAs(0, PMR, 0xa8);
    expect(irq(0)).toBe(1);
  });

  test("an edge is kept until it is taken, a level only while it lasts", () => {
    const { device, open, writeAs, readAs, drive, irq } = controller();
    open(40, 41);
    writeAs(0, ICFGR + 8, 2 << 16);
    drive(device.spi[8]!, 1);
    drive(device.spi[8]!, 0);
    drive(device.spi[9]!, 1);
    drive(device.spi[9]!, 0);
    expect(readAs(0, ISPENDR + 4)).toBe(1 << 8);
    expect(readAs(0, IAR)).toBe(40);
    expect([irq(0), readAs(0, ISPENDR + 4)]).toEqual([0, 0]);
  });

  test("software pends an interrupt, and takes it back", () => {
    const { open, writeAs, irq } = controller();
    open(50);
    writeAs(0, ISPENDR + 4, 1 << 18);
    expect(irq(0)).toBe(1);
    writeAs(0, ICPENDR + 4, 1 << 18);
    expect(irq(0)).toBe(0);
  });

  test("a private interrupt is one processor's own", () => {
    const { device, open, writeAs, readAs, drive, irq } = controller();
    open();
    writeAs(1, ISENABLER, 1 << 29);
    drive(device.ppi[29]!, 1);
    drive(device.ppi[32 + 29]!, 1);
    expect([irq(0), irq(1)]).toEqual([0, 1]);
    expect(readAs(1, IAR)).toBe(29);
  });
});

describe("a processor's interface", () => {
  test("takes the most urgent interrupt first, and the lower number of two that are equal", () => {
    const { device, open, writeAs, readAs, drive } = controller();
    open(40, 41, 42);
    writeAs(0, IPRIORITYR + 42, 0x40, 1);
    for (const line of [8, 9, 10]) drive(device.spi[line]!, 1);
    expect(readAs(0, IAR)).toBe(42);
    expect([readAs(0, RPR), readAs(0, IAR)]).toEqual([0x40, spurious]);
    drive(device.spi[10]!, 0);
    writeAs(0, EOIR, 42);
    expect([readAs(0, RPR), readAs(0, IAR)]).toEqual([0xff, 40]);
  });

  test("a more urgent interrupt preempts one that is active; the binary point says how much more", () => {
    const { device, open, writeAs, readAs, drive, irq } = controller();
    open(40, 41);
    drive(device.spi[8]!, 1);
    expect(readAs(0, IAR)).toBe(40);
    writeAs(0, IPRIORITYR + 41, 0x90, 1);
    writeAs(0, BPR, 4);
    drive(device.spi[9]!, 1);
    expect(irq(0)).toBe(1);
    writeAs(0, BPR, 5);
    expect(irq(0)).toBe(0);
    writeAs(0, BPR, 2);
    expect(readAs(0, IAR)).toBe(41);
    writeAs(0, EOIR, 41);
    expect(readAs(0, RPR)).toBe(0xa0);
  });

  test("a level that is still there interrupts again after the end", () => {
    const { device, open, writeAs, readAs, drive, irq } = controller();
    open(40);
    drive(device.spi[8]!, 1);
    readAs(0, IAR);
    expect(irq(0)).toBe(0);
    writeAs(0, EOIR, 40);
    expect(irq(0)).toBe(1);
  });

  test("software generated interrupts say who has sent them, one sender at a time", () => {
    const { open, writeAs, readAs, irq } = controller();
    open();
    writeAs(0, SGIR, (2 << 16) | 5);
    writeAs(1, SGIR, (2 << 24) | 5);
    expect([irq(0), irq(1)]).toEqual([0, 1]);
    expect(readAs(1, SPENDSGIR + 4)).toBe(0x300);
    expect(readAs(1, IAR)).toBe(5);
    writeAs(1, EOIR, 5);
    expect(readAs(1, IAR)).toBe((1 << 10) | 5);
    writeAs(1, EOIR, (1 << 10) | 5);
    expect([irq(1), readAs(1, IAR)]).toEqual([0, spurious]);
  });

  test("with nothing pending a read gives the spurious number", () => {
    const { open, readAs, end } = controller(1);
    open();
    expect(readAs(0, IAR)).toBe(spurious);
    end();
  });
});
