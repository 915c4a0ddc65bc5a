import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { board } from "./nrf51-board.ts";

const microsecond = 1000;
/** Peripherals by their addresses (nRF51 Series Reference Manual v3.0, chapter 5). */
const GPIOTE = 0x4000_6000;
const TIMER0 = 0x4000_8000;
const TIMER1 = 0x4000_9000;
const RTC0 = 0x4000_b000;
const PPI = 0x4001_f000;
const GPIO = 0x5000_0000;
const [INTENSET, SHORTS] = [0x304, 0x200] as const;
const COMPARE0 = 0x140;
const CAPTURE1 = 0x044;
const CC1 = 0x544;

describe("the interconnect (PPI, chapter 16)", () => {
  test.each([
    ["CHEN", 0x500],
    ["CHENSET", 0x504],
    ["CHENCLR", 0x508],
    ["CH[0].EEP", 0x510],
    ["CH[15].TEP", 0x58c],
    ["CHG[3]", 0x80c],
  ])("%s is 0 after reset", (_name, at) => {
    expect(board().read(PPI + at)).toBe(0);
  });

  test("starts the task of a channel at its event, a cycle later, while the channel is enabled", () => {
    const { read, write, advance } = board();
    write(PPI + 0x510 + 8 * 5, TIMER0 + COMPARE0);
    write(PPI + 0x514 + 8 * 5, TIMER1);
    write(TIMER0 + 0x540, 10);
    write(TIMER0, 1);
    advance(20 * microsecond);
    const counted = (): number => {
      write(TIMER1 + CAPTURE1, 1);
      return read(TIMER1 + CC1);
    };
    expect(counted()).toBe(0);
    write(PPI + 0x504, 1 << 5);
    write(TIMER0 + 0x00c, 1);
    advance(20 * microsecond);
    expect(counted()).toBe(9);
    expect([read(PPI + 0x500), read(PPI + 0x508)]).toEqual([1 << 5, 1 << 5]);
  });

  test("groups of channels are enabled and disabled by tasks, as channels may do themselves", () => {
    const { read, write, advance } = board();
    write(PPI + 0x800, 0b1010);
    write(PPI + 0x000, 1);
    expect(read(PPI + 0x500)).toBe(0b1010);
    write(PPI + 0x510 + 8, TIMER0 + COMPARE0);
    write(PPI + 0x514 + 8, PPI + 0x004);
    write(TIMER0 + 0x540, 1);
    write(TIMER0, 1);
    advance(2 * microsecond);
    expect(read(PPI + 0x500)).toBe(0);
  });

  test("the channels of the factory need no addresses: a comparison of RTC0 clears and starts TIMER0", () => {
    const { read, write, advance } = board();
    write(0x4000_0008, 1);
    write(PPI + 0x504, (1 << 30) | (1 << 31));
    write(RTC0 + 0x344, 1 << 16);
    write(RTC0 + 0x540, 1);
    write(RTC0, 1);
    advance(100 * microsecond);
    write(TIMER0 + CAPTURE1, 1);
    expect(read(TIMER0 + CC1)).toBe(69);
  });

  test("a channel that leads to no peripheral does nothing", () => {
    const { write, advance, end } = board();
    write(PPI + 0x510, TIMER0 + COMPARE0);
    write(PPI + 0x514, 0x7000_0000);
    write(PPI + 0x500, 1);
    write(TIMER0 + 0x540, 1);
    write(TIMER0, 1);
    advance(10 * microsecond);
    end();
  });

  test("whatever is routed where, a board goes on from a snapshot as it did before", () => {
    const channel = fc.record({
      event: fc.constantFrom(TIMER0 + 0x140, TIMER0 + 0x144, TIMER1 + 0x140, GPIOTE + 0x100, PPI + 0x100),
      task: fc.constantFrom(TIMER0, TIMER0 + 0x00c, TIMER1, TIMER1 + 0x00c, GPIOTE, PPI, PPI + 4, 0x4000_d000),
    });
    fc.assert(
      fc.property(fc.array(channel, { maxLength: 16 }), fc.integer({ min: 1, max: 300 }), (channels, pause) => {
        const { machine, write, advance, end } = board();
        for (const [i, { event, task }] of channels.entries()) {
          write(PPI + 0x510 + 8 * i, event);
          write(PPI + 0x514 + 8 * i, task);
        }
        write(PPI + 0x800, 0xff);
        write(PPI + 0x500, 0xffff);
        write(GPIOTE + 0x510, 0x3_0d03);
        for (const timer of [TIMER0, TIMER1]) {
          write(timer + 0x540, 20);
          write(timer + SHORTS, 1);
        }
        write(TIMER0, 1);
        advance(pause * microsecond);
        const saved = takeSnapshot(machine);
        advance(500 * microsecond);
        const then = takeSnapshot(machine);
        restoreSnapshot(machine, saved);
        advance(500 * microsecond);
        expect(Buffer.compare(takeSnapshot(machine), then)).toBe(0);
        end();
      }),
      { numRuns: 40 },
    );
  });
});

describe("tasks and events of pins (GPIOTE, chapter 15)", () => {
  const pin = 3;
  /** CONFIG of a channel. */
  const config = (mode: number, polarity: number, high = 0): number =>
    mode | (pin << 8) | (polarity << 16) | (high << 20);

  test.each([
    [1, "from low to high", [0, 1, 0, 1]],
    [2, "from high to low", [0, 0, 1, 0]],
    [3, "both ways", [0, 1, 1, 1]],
  ])("POLARITY %i is an event for changes %s", (polarity, _what, events) => {
    const { soc, read, write, pending } = board();
    write(GPIOTE + 0x510, config(1, polarity));
    write(GPIOTE + INTENSET, 1);
    const seen = [0, 1, 0, 1].map((level) => {
      write(GPIOTE + 0x100, 0);
      soc.gpio.driven[pin]!.set(level);
      return read(GPIOTE + 0x100);
    });
    expect(seen).toEqual(events);
    expect(pending(6)).toBe(true);
  });

  test("a task sets, clears or toggles its pin, whatever OUT says, until the channel is switched off", () => {
    const { soc, write } = board();
    const level = (): number => soc.gpio.pin[pin]!.level;
    write(GPIO + 0x518, 1 << pin);
    write(GPIOTE + 0x514, config(3, 3, 1));
    expect(level()).toBe(1);
    const toggled = [0, 1, 2].map(() => {
      write(GPIOTE + 0x004, 1);
      return level();
    });
    expect(toggled).toEqual([0, 1, 0]);
    write(GPIO + 0x508, 1 << pin);
    expect(level()).toBe(0);
    write(GPIOTE + 0x514, config(3, 1));
    write(GPIOTE + 0x004, 1);
    expect(level()).toBe(1);
    write(GPIO + 0x50c, 1 << pin);
    write(GPIOTE + 0x514, 0);
    expect(level()).toBe(0);
  });

  test("a pin at the level that it senses is an event of the port", () => {
    const { soc, read, write, pending } = board();
    write(GPIOTE + INTENSET, 0x8000_0000);
    write(GPIO + 0x700 + 4 * 17, 3 << 16);
    expect(read(GPIOTE + 0x17c)).toBe(0);
    soc.gpio.driven[17]!.set(0);
    expect([read(GPIOTE + 0x17c), pending(6)]).toEqual([1, true]);
  });

  test("switched off, or reset, it gives all pins back", () => {
    const { machine, soc, read, write } = board();
    for (const end of [() => write(GPIOTE + 0xffc, 0), () => machine.reset()]) {
      write(GPIOTE + 0xffc, 1);
      write(GPIOTE + 0x510, config(3, 3, 1));
      expect(soc.gpio.pin[pin]!.level).toBe(1);
      end();
      expect([soc.gpio.pin[pin]!.level, read(GPIOTE + 0x510)]).toEqual([0, 0]);
    }
  });

  test("with the interconnect, a timer blinks a pin without the processor", () => {
    const { soc, write, advance } = board();
    write(GPIOTE + 0x510, config(3, 3));
    write(PPI + 0x510, TIMER0 + COMPARE0);
    write(PPI + 0x514, GPIOTE);
    write(PPI + 0x500, 1);
    write(TIMER0 + 0x540, 100);
    write(TIMER0 + SHORTS, 1);
    write(TIMER0, 1);
    const levels = Array.from({ length: 6 }, () => {
      advance(100.5 * microsecond);
      return soc.gpio.pin[pin]!.level;
    });
    expect(levels).toEqual([1, 0, 1, 0, 1, 0]);
  });
});
