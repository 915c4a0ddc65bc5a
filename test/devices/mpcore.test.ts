import { type AccessAttributes, createMachine, mapRegion } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { A9GlobalTimer } from "../../generated/arm/a9-global-timer.ts";
import { A9mpcore } from "../../generated/arm/a9mpcore.ts";
import { A9Scu } from "../../generated/arm/a9-scu.ts";
import { ArmMptimer } from "../../generated/arm/mptimer.ts";
import { VexpressA9 } from "../../generated/arm/vexpress-a9.ts";
import { describeRegisters, rows } from "./register-table.ts";
import { base, stand } from "./stand.ts";

const all = 0xffff_ffff;

/** Bases in the private region (ARM DDI 0407, table 1-3). */
const [scu, gicc, global, timer, watchdog, gicd] = [0x0000, 0x0100, 0x0200, 0x0600, 0x0620, 0x1000] as const;
/** Registers of a timer that runs down, from its base on. */
const [LOAD, COUNTER, CONTROL, STATUS, RESET_STATUS, DISABLE] = [0, 4, 8, 0xc, 0x10, 0x14] as const;
/** Bits of their Control. */
const [enable, autoReload, irqEnable, watchdogMode] = [1, 2, 4, 8] as const;
/** One tick of PERIPHCLK in ns. */
const tick = 10;

describeRegisters(
  "snoop control unit of the Cortex-A9 MPCore (ARM DDI 0407, table 2-1)",
  [
    ["SCU Control", 0x00, 0, 0x7f],
    ["SCU Configuration, of two processors with data caches of 32 KiB", 0x04, 0x531, 0],
    ["SCU CPU Power Status", 0x08, 0, 0x0303],
    ["SCU Invalidate All", 0x0c, 0, 0],
    ["Filtering Start Address", 0x40, 0, 0xfff0_0000],
    ["Filtering End Address", 0x44, 0, 0xfff0_0000],
    ["SCU Non-secure Access Control", 0x54, 0, 0xfff],
    ["nothing", 0x60, 0, 0],
  ],
  () =>
    stand(
      A9Scu,
      (device) => [device.mmio],
      (device) => void (device.numCpu = 2),
    ),
);

describeRegisters(
  "global timer of the Cortex-A9 MPCore (ARM DDI 0407, table 4-4)",
  [
    ["Counter, low", 0x00, 0, all],
    ["Counter, high", 0x04, 0, all],
    ["Control", 0x08, 0, null],
    ["Interrupt Status", 0x0c, 0, 0],
    ["Comparator, low", 0x10, 0, all],
    ["Comparator, high", 0x14, 0, all],
    ["Auto-increment", 0x18, 0, all],
  ],
  () => stand(A9GlobalTimer, (device) => [device.mmio]),
);

describeRegisters(
  "private timer of the Cortex-A9 MPCore (ARM DDI 0407, table 4-1)",
  [
    ["Load", LOAD, 0, all],
    ["Counter", COUNTER, 0, all],
    ["Control", CONTROL, 0, 0xff07],
    ["Interrupt Status", STATUS, 0, 0],
    ...rows(4, (n) => [`nothing ${n}`, 0x10 + 4 * n, 0, 0]),
  ],
  () => stand(ArmMptimer, (device) => [device.mmio]),
);

describeRegisters(
  "watchdog of the Cortex-A9 MPCore (ARM DDI 0407, table 4-2)",
  [
    ["Load", LOAD, 0, all],
    ["Counter", COUNTER, 0, all],
    ["Control", CONTROL, 0, null],
    ["Interrupt Status", STATUS, 0, 0],
    ["Reset Status", RESET_STATUS, 0, 0],
    ["Disable", DISABLE, 0, 0],
  ],
  () =>
    stand(
      ArmMptimer,
      (device) => [device.mmio],
      (device) => void (device.watchdog = true),
    ),
);

/** Two processors' private region, as each of them sees it. */
function mpcore() {
  const bench = stand(
    A9mpcore,
    (device) => [device.container],
    (device) => void (device.numCpu = 2),
  );
  const { space, device } = bench;
  const readAs = (attributes: AccessAttributes, offset: number): number =>
    Number(space.load(base + offset, 4, "little", attributes).value);
  const writeAs = (attributes: AccessAttributes, offset: number, value: number, size: 1 | 4 = 4): void =>
    void space.store(base + offset, { value: BigInt(value), size, order: "little" }, attributes);
  /** Lets private interrupts through to the processors. */
  const open = (irq: number): void => {
    writeAs({}, gicd, 1);
    for (const requester of [0, 1]) {
      writeAs({ requester }, gicd + 0x100, 1 << irq);
      writeAs({ requester }, gicc, 1);
      writeAs({ requester }, gicc + 4, 0xf8);
    }
  };
  const lines = (): number[] => device.cpuLine.map((line) => bench.level(line));
  return { ...bench, readAs, writeAs, open, lines };
}

test("the private region hands its shared interrupts on to the controller, by the same numbers", () => {
  const { device, drive, read, end } = mpcore();
  for (const line of [0, 31, 63]) {
    drive(device.spi[line]!, 1);
    expect(read(gicd + 0x204 + 4 * (line >> 5))).toBe((1 << (line & 31)) >>> 0);
    drive(device.spi[line]!, 0);
  }
  end();
});

describe("the snoop control unit", () => {
  test("shuts its registers to a processor that SAC does not list, and is shut until it is reset", () => {
    const { readAs, writeAs, machine } = mpcore();
    writeAs({ requester: 0 }, scu + 0x50, 0b01);
    writeAs({ requester: 1 }, scu, 1);
    expect(readAs({}, scu)).toBe(0);
    writeAs({ requester: 0 }, scu, 1);
    expect(readAs({}, scu)).toBe(1);
    writeAs({ requester: 0 }, scu + 0x50, 0);
    writeAs({ requester: 0 }, scu + 0x50, 0xf);
    expect(readAs({}, scu + 0x50)).toBe(0);
    machine.reset();
    expect([readAs({}, scu), readAs({}, scu + 0x50)]).toEqual([0, 0xf]);
  });

  test("lets non-secure accesses to each of its three parts through as SNSAC says, and none to SNSAC", () => {
    const { readAs, writeAs } = mpcore();
    const outside = { requester: 1, secure: false };
    const registers = [scu + 0x40, timer + LOAD, watchdog + LOAD, global + 0x10];
    const reached = (): boolean[] =>
      registers.map((register) => {
        writeAs({ requester: 1 }, register, 0);
        writeAs(outside, register, 0x0120_0000);
        const [taken, seen] = [{ requester: 1 }, outside].map((guest) => readAs(guest, register) !== 0);
        expect(seen).toBe(taken);
        return taken!;
      });
    expect(reached()).toEqual([false, false, false, false]);
    writeAs(outside, scu + 0x54, 0xfff);
    expect(readAs({}, scu + 0x54)).toBe(0);
    for (const [bits, opened] of [
      [0x002, [true, false, false, false]],
      [0x020, [false, true, true, false]],
      [0x200, [false, false, false, true]],
      [0xddd, [false, false, false, false]],
    ] as const) {
      writeAs({}, scu + 0x54, bits);
      expect(reached()).toEqual(opened);
    }
  });

  test("keeps the power status of each processor in a byte of its own", () => {
    const { read, writeAs } = mpcore();
    writeAs({}, scu + 0x08, 2, 1);
    writeAs({}, scu + 0x09, 3, 1);
    expect(read(scu + 0x08)).toBe(0x0302);
  });

  test("starts with what its pins say of address filtering", () => {
    const { read } = stand(
      A9Scu,
      (device) => [device.mmio],
      (device) => {
        device.filterEnable = true;
        device.filterStart = 0x400;
        device.filterEnd = 0xbff;
      },
    );
    expect([read(0), read(0x40), read(0x44)]).toEqual([2, 0x4000_0000, 0xbff0_0000]);
  });
});

describe("the global timer", () => {
  test("counts for all processors, and interrupts the one whose comparator it reaches, with number 27", () => {
    const { readAs, writeAs, open, lines, advance } = mpcore();
    open(27);
    const second = { requester: 1 };
    writeAs(second, global + 0x10, 5);
    writeAs(second, global + 8, 0b0111);
    expect([readAs({}, global + 8), readAs(second, global + 8)]).toEqual([1, 7]);
    advance(4 * tick);
    expect([readAs({}, global), ...lines().slice(0, 2)]).toEqual([4, 0, 0]);
    advance(tick);
    expect(lines().slice(0, 2)).toEqual([0, 1]);
    expect([readAs({}, global + 0xc), readAs(second, global + 0xc), readAs(second, gicc + 0xc)]).toEqual([0, 1, 27]);
  });

  test("without auto-increment the event comes back as long as the counter is not below the comparator", () => {
    const { read, write, advance } = mpcore();
    write(global + 8, 0b0011);
    expect(read(global + 0xc)).toBe(1);
    write(global + 0xc, 1);
    expect(read(global + 0xc)).toBe(1);
    write(global, 50);
    write(global + 0xc, 1);
    expect(read(global + 0xc)).toBe(1);
    write(global, 0);
    write(global + 0x10, 100);
    write(global + 0xc, 1);
    expect(read(global + 0xc)).toBe(0);
    advance(100 * tick);
    expect(read(global + 0xc)).toBe(1);
  });

  test("carries into the high word, where it can be set while it stands", () => {
    const { read, write, advance } = mpcore();
    write(global, 0xffff_fffe);
    write(global + 4, 0x1234);
    write(global + 8, 1);
    advance(3 * tick);
    expect([read(global), read(global + 4)]).toEqual([1, 0x1235]);
    write(global + 8, 0);
    advance(10 * tick);
    expect([read(global), read(global + 4)]).toEqual([1, 0x1235]);
  });

  test("with auto-increment it interrupts once a period, however time is cut and divided", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 7 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
        (period, prescaler, steps) => {
          const { read, write, advance } = mpcore();
          write(global + 0x10, period);
          write(global + 0x18, period);
          write(global + 8, (prescaler << 8) | 0b1011);
          let ticks = 0;
          for (const step of steps) {
            advance(step * tick);
            ticks += step;
            const count = Math.floor(ticks / (prescaler + 1));
            expect([read(global), read(global + 0x10)]).toEqual([count, (Math.floor(count / period) + 1) * period]);
            expect(read(global + 0xc)).toBe(Number(count >= period));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe.each([
  ["private timer", timer, 29],
  ["watchdog as a timer", watchdog, 30],
] as const)("the %s", (_name, at, irq) => {
  test("runs down once, interrupts its processor, and stands at 0", () => {
    const { readAs, writeAs, open, lines, advance } = mpcore();
    open(irq);
    const first = { requester: 0 };
    writeAs(first, at + LOAD, 3);
    writeAs(first, at + CONTROL, enable | irqEnable);
    advance(2 * tick);
    expect([readAs(first, at + COUNTER), ...lines().slice(0, 2)]).toEqual([1, 0, 0]);
    advance(tick);
    expect([readAs(first, at + COUNTER), ...lines().slice(0, 2)]).toEqual([0, 1, 0]);
    expect([readAs(first, gicc + 0xc), readAs({ requester: 1 }, at + STATUS)]).toEqual([irq, 0]);
    writeAs(first, at + STATUS, 1);
    advance(100 * tick);
    expect([readAs(first, at + COUNTER), readAs(first, at + STATUS)]).toEqual([0, 0]);
  });

  test("with auto-reload it has the period of Load and one tick, times the prescaler's", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
        (load, prescaler, steps) => {
          const { read, write, advance } = mpcore();
          write(at + LOAD, load);
          write(at + CONTROL, (prescaler << 8) | enable | autoReload);
          let ticks = 0;
          for (const step of steps) {
            advance(step * tick);
            ticks += step;
            const passed = Math.floor(ticks / (prescaler + 1));
            expect(read(at + COUNTER)).toBe(load - (passed % (load + 1)));
            expect(read(at + STATUS)).toBe(Number(passed >= load));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("a counter that is written to 0 while it runs has reached it; one that stands has not", () => {
    const { read, write } = mpcore();
    write(at + COUNTER, 0);
    expect(read(at + STATUS)).toBe(0);
    write(at + LOAD, 1000);
    write(at + CONTROL, enable);
    write(at + COUNTER, 0);
    expect([read(at + STATUS), read(at + LOAD)]).toEqual([1, 1000]);
  });

  test("stops and goes on where it was, also while it is at 0", () => {
    const { read, write, advance } = mpcore();
    write(at + LOAD, 4);
    write(at + CONTROL, enable | autoReload);
    advance(4 * tick);
    write(at + CONTROL, 0);
    advance(50 * tick);
    expect(read(at + COUNTER)).toBe(0);
    write(at + CONTROL, enable | autoReload);
    advance(tick);
    expect(read(at + COUNTER)).toBe(4);
  });
});

describe("the watchdog", () => {
  const armed = enable | watchdogMode | irqEnable;

  test("resets the board when it runs out, and says so afterwards until that is cleared", () => {
    const board = createMachine(VexpressA9);
    board.realize();
    board.reset();
    const at = 0x1e00_0000 + watchdog;
    const { cpuMemory: memory } = board;
    memory.write32(0x1e00_0000, 1);
    memory.write32(at + LOAD, 10);
    memory.write32(at + CONTROL, armed);
    board.advance(9 * tick);
    memory.write32(at + LOAD, 10);
    board.advance(9 * tick);
    expect([memory.read32(0x1e00_0000), memory.read32(at + RESET_STATUS)]).toEqual([1, 0]);
    board.advance(tick);
    expect([memory.read32(0x1e00_0000), memory.read32(at + CONTROL), memory.read32(at + RESET_STATUS)]).toEqual([
      0, 0, 1,
    ]);
    memory.write32(at + RESET_STATUS, 1);
    expect(memory.read32(at + RESET_STATUS)).toBe(0);
    expect(board.shutdown().left).toEqual([]);
  });

  test("in its mode it cannot be set but by Load, does not interrupt, and only the two keys in order end it", () => {
    const { read, write, advance, open, lines } = mpcore();
    open(30);
    write(watchdog + LOAD, 10);
    write(watchdog + CONTROL, armed);
    write(watchdog + COUNTER, 5000);
    write(watchdog + CONTROL, enable);
    expect([read(watchdog + COUNTER), read(watchdog + CONTROL)]).toEqual([10, enable | watchdogMode]);
    for (const keys of [[0x8765_4321], [0x8765_4321, 0x1234_5678], [0x1234_5678, 0, 0x8765_4321]])
      for (const key of keys) write(watchdog + DISABLE, key);
    expect(read(watchdog + CONTROL)).toBe(enable | watchdogMode);
    advance(10 * tick);
    expect([read(watchdog + STATUS), read(watchdog + RESET_STATUS), lines()[0]]).toEqual([0, 1, 0]);
    for (const key of [0x1234_5678, 0x8765_4321]) write(watchdog + DISABLE, key);
    expect(read(watchdog + CONTROL)).toBe(enable);
  });
});

test("each processor's timer can be reached by itself, whoever accesses it", () => {
  const bench = stand(
    ArmMptimer,
    (device) => [device.mmio],
    (device) => void (device.numCpu = 2),
  );
  mapRegion(bench.machine, bench.space, bench.device.ownView[1]!, base + 0x1000);
  bench.write(LOAD, 1);
  bench.write(0x1000 + LOAD, 2);
  expect([bench.read(LOAD), bench.read(0x1000 + LOAD)]).toEqual([1, 2]);
  bench.end();
});
