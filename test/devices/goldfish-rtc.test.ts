import { describe, expect, test } from "vitest";
import { virtBoard } from "./riscv-board.ts";

// Goldfish virtual hardware, section "RTC": offsets.
const [TIME_LOW, TIME_HIGH, ALARM_LOW, ALARM_HIGH] = [0x00, 0x04, 0x08, 0x0c] as const;
const [IRQ_ENABLED, CLEAR_ALARM, ALARM_STATUS, CLEAR_INTERRUPT] = [0x10, 0x14, 0x18, 0x1c] as const;
const start = 0x1122_3344_5566_7788n;

function bench() {
  const { board, at } = virtBoard((made) => void (made.rtc.start = start));
  const registers = at(0x10_1000);
  const time = (): bigint => {
    const low = registers.read(TIME_LOW);
    return (BigInt(registers.read(TIME_HIGH)) << 32n) | BigInt(low);
  };
  const alarmIn = (ns: number): void => {
    const due = time() + BigInt(ns);
    registers.write(ALARM_HIGH, Number(due >> 32n));
    registers.write(ALARM_LOW, Number(due & 0xffff_ffffn));
  };
  return { board, ...registers, time, alarmIn, line: () => board.rtc.intr.level };
}

describe("the registers of the Goldfish clock", () => {
  test.each([
    ["ALARM_LOW", ALARM_LOW, 0xffff_ffff],
    ["ALARM_HIGH", ALARM_HIGH, 0xffff_ffff],
    ["IRQ_ENABLED", IRQ_ENABLED, 1],
    ["CLEAR_ALARM", CLEAR_ALARM, 0],
    ["ALARM_STATUS", ALARM_STATUS, 0],
    ["CLEAR_INTERRUPT", CLEAR_INTERRUPT, 0],
  ])("%s reads 0 after reset, and takes the bits that it has", (_name, offset, taken) => {
    const { read, write } = bench();
    expect(read(offset)).toBe(0);
    write(offset, 0xffff_ffff);
    expect(read(offset)).toBe(taken);
  });

  test("the time goes on in ns from when the machine was switched on, through resets", () => {
    const { board, time } = bench();
    board.advance(5_000_000_000);
    expect(time()).toBe(start + 5_000_000_000n);
    board.reset();
    expect(time()).toBe(start + 5_000_000_000n);
  });

  test("reading the lower half latches the upper one", () => {
    const { board, read } = bench();
    read(TIME_LOW);
    board.advance(0x1_0000_0000);
    expect(read(TIME_HIGH)).toBe(Number(start >> 32n));
    read(TIME_LOW);
    expect(read(TIME_HIGH)).toBe(Number(start >> 32n) + 1);
  });

  test("writing both halves sets the clock", () => {
    const { board, write, time } = bench();
    write(TIME_HIGH, 2);
    write(TIME_LOW, 0xffff_ffff);
    board.advance(1);
    expect(time()).toBe(0x3_0000_0000n);
  });
});

describe("the alarm of the Goldfish clock", () => {
  test("goes off at its time, and interrupts if that is enabled", () => {
    const { board, read, write, alarmIn, line } = bench();
    write(IRQ_ENABLED, 1);
    alarmIn(1000);
    expect(read(ALARM_STATUS)).toBe(1);
    board.advance(999);
    expect(line()).toBe(0);
    board.advance(1);
    expect([line(), read(ALARM_STATUS), board.plic.getPending(0)]).toEqual([1, 0, 1 << 11]);
    write(CLEAR_INTERRUPT, 1);
    expect(line()).toBe(0);
  });

  test("goes off at once when its time has passed, and is kept until the interrupt is enabled", () => {
    const { write, alarmIn, line } = bench();
    alarmIn(-1);
    expect(line()).toBe(0);
    write(IRQ_ENABLED, 1);
    expect(line()).toBe(1);
  });

  test("is disarmed by CLEAR_ALARM", () => {
    const { board, read, write, alarmIn, line } = bench();
    write(IRQ_ENABLED, 1);
    alarmIn(1000);
    write(CLEAR_ALARM, 1);
    board.advance(2000);
    expect([read(ALARM_STATUS), line()]).toEqual([0, 0]);
  });
});
