import { inputLine } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { acknowledge, complete, pendingException, priorityOf } from "../../devices/arm/nvic.ts";
import { Nvic } from "../../generated/arm/nvic.ts";
import { stand } from "./stand.ts";

/** Offsets in the system control space (ARM DDI 0403, table B3-3). */
const [CSR, RVR, CVR] = [0x010, 0x014, 0x018] as const;
const [ISER, ICER, ISPR, ICPR, IABR, IPR] = [0x100, 0x180, 0x200, 0x280, 0x300, 0x400] as const;
const [ICSR, AIRCR, SHPR, STIR] = [0xd04, 0xd0c, 0xd18, 0xf00] as const;

/** A controller of 40 lines; its processor runs at 1 MHz, so that a tick takes 1 us. */
function controller() {
  const bench = stand(
    Nvic,
    (device) => [device.scs],
    (device) => void (device.numIrq = 40),
  );
  bench.device.cpuclk.updateHz(1_000_000);
  return bench;
}

describe("interrupts", () => {
  test("a line that goes up pends; enabled, it is offered to the processor", () => {
    const { device, read, write, drive, level, end } = controller();
    drive(inputLine(device, "line", 5), 1);
    expect([read(ISPR), level(device.pending)]).toEqual([1 << 5, 0]);
    write(ISER, 1 << 5);
    expect([level(device.pending), read(ICSR) & 0x1f_f000]).toEqual([21, 21 << 12]);
    write(ICER, 1 << 5);
    expect(level(device.pending)).toBe(0);
    end();
  });

  test("what the processor takes is active, and pends again if its line is still up at the end", () => {
    const { device, read, write, drive, level } = controller();
    write(ISER, 1 << 5);
    drive(inputLine(device, "line", 5), 1);
    acknowledge(device, 21);
    expect([read(IABR), read(ISPR), read(ICSR) & 0x1ff, level(device.pending)]).toEqual([1 << 5, 0, 21, 0]);
    complete(device, 21);
    expect([read(IABR), level(device.pending)]).toEqual([0, 21]);
    drive(inputLine(device, "line", 5), 0);
    acknowledge(device, 21);
    complete(device, 21);
    expect(level(device.pending)).toBe(0);
  });

  test("a pulse is kept until it is taken, or taken back", () => {
    const { device, write, drive, level } = controller();
    write(ISER, 1 << 3);
    drive(inputLine(device, "line", 3), 1);
    drive(inputLine(device, "line", 3), 0);
    expect(level(device.pending)).toBe(19);
    write(ICPR, 1 << 3);
    expect(level(device.pending)).toBe(0);
  });

  test("the most urgent one is offered, the lower number of two that are equal; only the upper bits of a priority exist", () => {
    const { device, write, drive, level } = controller();
    write(ISER, 0xff);
    write(IPR, 0x20ff_4040);
    for (const line of [0, 1, 2]) drive(inputLine(device, "line", line), 1);
    expect(level(device.pending)).toBe(16);
    drive(inputLine(device, "line", 3), 1);
    expect(level(device.pending)).toBe(19);
    expect([0, 2, 3].map((irq) => priorityOf(device, 16 + irq))).toEqual([0x40, 0xe0, 0x20]);
  });

  test("software pends lines by number, and exceptions of the system", () => {
    const { device, write, level } = controller();
    write(ISER + 4, 1);
    write(STIR, 32);
    expect(level(device.pending)).toBe(48);
    write(SHPR + 8, 0x0080_0000);
    write(ICSR, 1 << 28);
    expect(level(device.pending)).toBe(48);
    write(IPR + 32, 0xff);
    expect(level(device.pending)).toBe(14);
    write(ICSR, 1 << 27);
    write(ICSR, 2 ** 31);
    expect(pendingException(device)).toBe(2);
  });

  test("a reset is asked for with the key only", () => {
    const { device, write, level } = controller();
    let asked = 0;
    device.resetRequest.target = { path: "test", set: (to) => void (asked += to) };
    write(AIRCR, 4);
    expect(asked).toBe(0);
    write(AIRCR, 0x05fa_0004);
    expect([asked, level(device.resetRequest)]).toEqual([1, 0]);
  });
});

describe("SysTick", () => {
  test("counts down from its reload value, and interrupts each time it reaches 0", () => {
    const { device, read, write, advance, level } = controller();
    write(RVR, 99);
    write(CVR, 0);
    write(CSR, 7);
    advance(1000);
    expect(read(CVR)).toBe(99);
    advance(40_000);
    expect(read(CVR)).toBe(59);
    advance(59_000);
    expect([read(CVR), level(device.pending)]).toEqual([0, 15]);
    expect([read(CSR), read(CSR)]).toEqual([0x1_0007, 7]);
    acknowledge(device, 15);
    complete(device, 15);
    advance(100_000);
    expect(level(device.pending)).toBe(15);
  });

  test("without a reference clock it runs on the processor's; any write clears the counter", () => {
    const { read, write, advance } = controller();
    write(RVR, 9);
    write(CSR, 1);
    advance(4000);
    expect(read(CVR)).toBe(6);
    write(CVR, 123);
    expect(read(CVR)).toBe(0);
  });
});
