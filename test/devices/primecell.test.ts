import { describe, expect, test } from "vitest";
import { Pl031 } from "../../generated/arm/pl031.ts";
import { Pl061 } from "../../generated/arm/pl061.ts";
import { Sp804 } from "../../generated/arm/sp804.ts";
import { stand } from "./stand.ts";

const second = 1_000_000_000;
const microsecond = 1000;

describe("the real time clock PL031 (ARM DDI 0224)", () => {
  const clock = (start = 0) =>
    stand(
      Pl031,
      (device) => [device.mmio],
      (device) => void (device.start = start),
    );
  const [DR, MR, LR, CR, IMSC, RIS, MIS, ICR] = [0, 4, 8, 0xc, 0x10, 0x14, 0x18, 0x1c] as const;

  test.each([
    ["RTCDR", DR, 0],
    ["RTCMR", MR, 0],
    ["RTCLR", LR, 0],
    ["RTCCR", CR, 1],
    ["RTCIMSC", IMSC, 0],
    ["RTCRIS", RIS, 0],
    ["RTCMIS", MIS, 0],
    ["RTCPeriphID0", 0xfe0, 0x31],
    ["RTCPeriphID1", 0xfe4, 0x10],
    ["RTCPeriphID2", 0xfe8, 0x04],
    ["RTCPCellID3", 0xffc, 0xb1],
  ])("%s reads its reset value", (_name, offset, value) => {
    const { read, end } = clock();
    expect(read(offset)).toBe(value);
    end();
  });

  test("counts seconds from where the machine starts", () => {
    const { read, advance } = clock(1_700_000_000);
    expect(read(DR)).toBe(1_700_000_000);
    advance(2 * second);
    expect(read(DR)).toBe(1_700_000_002);
  });

  test("interrupts in the second that matches, through the mask, until it is cleared", () => {
    const { device, read, write, advance, level } = clock(100);
    write(MR, 103);
    write(IMSC, 1);
    advance(3 * second - 1);
    expect(level(device.intr)).toBe(0);
    advance(1);
    expect([read(RIS), read(MIS), level(device.intr)]).toEqual([1, 1, 1]);
    write(IMSC, 0);
    expect([read(RIS), read(MIS), level(device.intr)]).toEqual([1, 0, 0]);
    write(ICR, 1);
    expect(read(RIS)).toBe(0);
  });

  test("is loaded with another time, which moves the alarm", () => {
    const { device, read, write, advance, level } = clock();
    write(IMSC, 1);
    write(MR, 0xffff_ffff);
    write(LR, 0xffff_fffe);
    expect(read(DR)).toBe(0xffff_fffe);
    advance(second);
    expect(level(device.intr)).toBe(1);
    advance(second);
    expect(read(DR)).toBe(0);
  });
});

describe("the dual timer SP804 (ARM DDI 0271)", () => {
  const timers = () =>
    stand(
      Sp804,
      (device) => [device.mmio],
      (device) => void (device.freq1 = 32_000),
    );
  const [LOAD, VALUE, CONTROL, INTCLR, RIS, MIS, BGLOAD] = [0, 4, 8, 0xc, 0x10, 0x14, 0x18] as const;
  const second2 = 0x20;

  test.each([
    ["Timer1Load", LOAD, 0],
    ["Timer1Value", VALUE, 0xffff_ffff],
    ["Timer1Control", CONTROL, 0x20],
    ["Timer1RIS", RIS, 0],
    ["Timer2Value", second2 + VALUE, 0xffff_ffff],
    ["Timer2Control", second2 + CONTROL, 0x20],
    ["TimerPeriphID0", 0xfe0, 0x04],
    ["TimerPeriphID1", 0xfe4, 0x18],
    ["TimerPeriphID2", 0xfe8, 0x14],
  ])("%s reads its reset value", (_name, offset, value) => {
    expect(timers().read(offset)).toBe(value);
  });

  test("a periodic counter runs from its load value to 0, interrupts, and starts again", () => {
    const { device, read, write, advance, level } = timers();
    write(LOAD, 100);
    write(CONTROL, 0xe2);
    advance(40 * microsecond);
    expect(read(VALUE)).toBe(60);
    advance(60 * microsecond);
    expect([read(RIS), read(MIS), level(device.intr)]).toEqual([1, 1, 1]);
    expect(read(VALUE)).toBe(100);
    write(INTCLR, 0);
    expect(level(device.intr)).toBe(0);
    advance(100 * microsecond);
    expect(level(device.intr)).toBe(1);
  });

  test("a counter that runs once stays at 0 until it is loaded again, or is to run otherwise", () => {
    const { read, write, advance } = timers();
    write(LOAD, 10);
    write(CONTROL, 0xe3);
    advance(50 * microsecond);
    expect([read(VALUE), read(CONTROL), read(RIS)]).toEqual([0, 0xe3, 1]);
    write(INTCLR, 0);
    write(CONTROL, 0xc3);
    advance(50 * microsecond);
    expect([read(VALUE), read(RIS)]).toEqual([0, 0]);
    write(LOAD, 20);
    advance(5 * microsecond);
    expect(read(VALUE)).toBe(15);
    advance(15 * microsecond);
    expect([read(VALUE), read(RIS)]).toEqual([0, 1]);
    write(CONTROL, 0xe2);
    advance(3 * microsecond);
    expect(read(VALUE)).toBe(18);
  });

  test("in test mode the line is what TimerITOP says, whatever the counters are", () => {
    const { device, write, advance, level } = timers();
    write(LOAD, 1);
    write(CONTROL, 0xe3);
    advance(10 * microsecond);
    write(0xf00, 1);
    expect(level(device.intr)).toBe(0);
    for (const [output, line] of [
      [1, 1],
      [2, 1],
      [0, 0],
    ] as const) {
      write(0xf04, output);
      expect(level(device.intr)).toBe(line);
    }
    write(0xf00, 0);
    expect(level(device.intr)).toBe(1);
  });

  test("a free-running counter of 16 bits goes on from 65535", () => {
    const { read, write, advance } = timers();
    write(LOAD, 10);
    write(CONTROL, 0xa0);
    advance(12 * microsecond);
    expect(read(VALUE)).toBe(0xffff - 2);
  });

  test("the prescaler divides the clock by 16, or by 256", () => {
    const { read, write, advance } = timers();
    write(LOAD, 1000);
    write(CONTROL, 0xe2 | (1 << 2));
    advance(16 * 30 * microsecond);
    expect(read(VALUE)).toBe(970);
    write(CONTROL, 0xe2 | (2 << 2));
    advance(256 * 70 * microsecond);
    expect(read(VALUE)).toBe(900);
  });

  test("the background load value waits for the counter to reach 0", () => {
    const { read, write, advance } = timers();
    write(LOAD, 100);
    write(CONTROL, 0xe2);
    write(BGLOAD, 7);
    expect(read(BGLOAD)).toBe(7);
    advance(50 * microsecond);
    expect(read(VALUE)).toBe(50);
    advance(50 * microsecond);
    expect(read(VALUE)).toBe(7);
  });

  test("the second counter has a clock of its own, and shares the line", () => {
    const { device, read, write, advance, level } = timers();
    write(second2 + LOAD, 32);
    write(second2 + CONTROL, 0xe2);
    advance(second / 1000);
    expect([read(RIS), read(second2 + RIS), level(device.intr)]).toEqual([0, 1, 1]);
  });
});

describe("the pins of the PL061 (ARM DDI 0190)", () => {
  const pins = () =>
    stand(
      Pl061,
      (device) => [device.mmio],
      (device) => void (device.pullups = 0x80),
    );
  const [DIR, IS, IBE, IEV, IE, RIS, MIS, IC] = [0x400, 0x404, 0x408, 0x40c, 0x410, 0x414, 0x418, 0x41c] as const;
  const all = 0x3fc;

  test.each([
    ["GPIODIR", DIR, 0],
    ["GPIOIS", IS, 0],
    ["GPIOIBE", IBE, 0],
    ["GPIOIEV", IEV, 0],
    ["GPIOIE", IE, 0],
    ["GPIORIS", RIS, 0],
    ["GPIOMIS", MIS, 0],
    ["GPIOAFSEL", 0x420, 0],
    ["GPIOPeriphID0", 0xfe0, 0x61],
    ["GPIOPeriphID1", 0xfe4, 0x10],
    ["GPIOPCellID0", 0xff0, 0x0d],
  ])("%s reads its reset value", (_name, offset, value) => {
    expect(pins().read(offset)).toBe(value);
  });

  test("the address says which pins are written and read", () => {
    const { device, read, write, level } = pins();
    write(DIR, 0x0f);
    write(0x05 << 2, 0xff);
    expect(read(all) & 0x0f).toBe(0x05);
    expect(read(0x01 << 2)).toBe(0x01);
    expect([0, 1, 2, 3].map((pin) => level(device.driven[pin]!))).toEqual([1, 0, 1, 0]);
  });

  test("inputs read what the board drives, or what a resistor pulls them to", () => {
    const { device, read, drive } = pins();
    expect(read(all)).toBe(0x80);
    drive(device.pin[3]!, 1);
    drive(device.pin[7]!, 0);
    expect(read(all)).toBe(0x08);
  });

  test.each([
    ["a rising edge", { iev: 1, ibe: 0, from: 0, to: 1 }, 1],
    ["no falling edge", { iev: 1, ibe: 0, from: 1, to: 0 }, 0],
    ["a falling edge", { iev: 0, ibe: 0, from: 1, to: 0 }, 1],
    ["either edge", { iev: 0, ibe: 1, from: 0, to: 1 }, 1],
  ])("%s interrupts, until it is cleared", (_what, { iev, ibe, from, to }, raised) => {
    const { device, read, write, drive, level } = pins();
    drive(device.pin[0]!, from);
    write(IEV, iev);
    write(IBE, ibe);
    write(IC, 0xff);
    write(IE, 1);
    drive(device.pin[0]!, to);
    expect([read(MIS), level(device.intr)]).toEqual([raised, raised]);
    write(IC, 1);
    expect([read(RIS), level(device.intr)]).toEqual([0, 0]);
  });

  test("a level interrupts as long as it lasts", () => {
    const { device, read, write, drive, level } = pins();
    write(IS, 2);
    write(IEV, 2);
    write(IE, 2);
    drive(device.pin[1]!, 1);
    write(IC, 2);
    expect([read(RIS) & 2, level(device.intr)]).toEqual([2, 1]);
    drive(device.pin[1]!, 0);
    expect(level(device.intr)).toBe(0);
  });
});
