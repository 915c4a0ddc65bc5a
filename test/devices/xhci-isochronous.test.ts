import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codes, Memory, plugZero, Reg, trbOf, type TrbWords, usbPc, XhciDriver } from "./xhci-driver.ts";

const microframe = 125_000;
const ms = 8 * microframe;
const isochronous = 5;
const samples = 192;
const asSoonAsPossible = 1 << 31;
/** Contexts of the isochronous endpoints, and their types. */
const source = { endpoint: 5, type: 5 } as const;
const sink = { endpoint: 4, type: 1 } as const;

/** A device with isochronous endpoints in service, `interval` being the exponent of their contexts. */
function streaming({ interval = 3, burst = 0, speed = "super" as "high" | "super", segment = 64 } = {}) {
  const guest = usbPc();
  const zero = plugZero(guest, 1, speed);
  const driver = new XhciDriver(guest, { segment });
  driver.events();
  const port = speed === "super" ? 5 : 1;
  if (speed === "high") driver.resetPort(port);
  const slot = driver.address(port, speed === "super" ? 512 : 64);
  const endpoint = ({ endpoint: number, type }: typeof source | typeof sink) =>
    [number, type | (burst << 5), samples, interval << 16] as const;
  expect(driver.configure(slot, [endpoint(source), endpoint(sink)])).toBe(1);
  const state = (number: number): number => guest.memory.read32(driver.output(slot) + 32 * number) & 7;
  const frame = (): number => guest.read(Reg.mfindex) >>> 3;
  return { guest, zero, driver, slot, state, frame, advance: (ns: number) => guest.board.advance(ns) };
}

/** A transfer of a service interval: as soon as possible, or in a frame. */
function td(
  length = samples,
  { at = 0, frame = -1 }: { readonly at?: number; readonly frame?: number } = {},
): TrbWords {
  const when = frame < 0 ? asSoonAsPossible : (frame & 0x7ff) << 20;
  return [Memory.buffers + at, 0, length, trbOf(isochronous, 0x24) | when];
}

describe("isochronous endpoints (xHCI 1.2, section 4.10.3)", () => {
  test("take one transfer at each service opportunity, and say once that their ring has run dry", () => {
    const { driver, slot, advance, guest, zero } = streaming();
    const { length } = driver.transfer(slot, source.endpoint, [td(), td(samples, { at: 192 }), td()]);
    expect(length).toBe(0);
    const seen = Array.from({ length: 5 }, () => {
      advance(ms);
      return codes(driver.events());
    });
    expect(seen).toEqual([[1], [1], [1], [15], []]);
    expect([guest.memory.read8(Memory.buffers), guest.memory.read8(Memory.buffers + 192)]).toEqual([2, 1]);
    expect(zero.given).toBe(3);
    driver.transfer(slot, source.endpoint, [td()]);
    advance(2 * ms);
    expect(codes(driver.events())).toEqual([1, 15]);
  });

  test("send what the driver has, whether the device takes it or not", () => {
    const { driver, slot, advance, zero } = streaming();
    driver.transfer(slot, sink.endpoint, [td(100), td(50)]);
    advance(3 * ms);
    expect([codes(driver.events()), zero.taken, zero.bytes]).toEqual([[1, 1, 14], 2, 150]);
    driver.controlOut(slot, [0, 9, 0, 0]);
    driver.transfer(slot, sink.endpoint, [td(100)]);
    advance(ms);
    expect([codes(driver.events()), zero.taken]).toEqual([[1], 0]);
  });

  test("do a transfer in the frame that it names, and skip one whose frame has passed", () => {
    const { driver, slot, advance, frame, state } = streaming();
    advance(10 * ms);
    const now = frame();
    const missed = driver.transfer(slot, source.endpoint, [
      td(samples, { frame: now - 1 }),
      td(samples, { frame: now + 5 }),
      td(samples, { frame: now + 7 }),
    ]);
    expect(missed.map(({ code, pointer }) => [code, pointer])).toEqual([[23, driver.ring(slot, source.endpoint).base]]);
    const times: [number, number][] = [];
    for (let count = 0; count < 10; count++) {
      advance(ms);
      for (const { code } of driver.events()) times.push([frame() - now, code]);
    }
    expect(times).toEqual([
      [5, 1],
      [7, 1],
      [8, 15],
    ]);
    expect(state(source.endpoint)).toBe(1);
  });

  test("frames are numbers of 11 bits: those that have passed are 1152 of them", () => {
    const { driver, slot, advance, frame } = streaming();
    advance(2040 * ms);
    driver.transfer(slot, source.endpoint, [td(samples, { frame: frame() + 20 })]);
    advance(19 * ms);
    expect(driver.events()).toEqual([]);
    advance(ms);
    expect(codes(driver.events())).toEqual([1]);
    expect(codes(driver.transfer(slot, source.endpoint, [td(samples, { frame: frame() + 896 })]))).toEqual([23]);
    expect(driver.transfer(slot, source.endpoint, [td(samples, { frame: frame() + 895 })])).toEqual([]);
  });

  test("a device that has nothing gives none: the transfer is short", () => {
    const { driver, slot, advance, zero } = streaming();
    zero.mute = true;
    driver.transfer(slot, source.endpoint, [td(), td(100)]);
    advance(2 * ms);
    expect(driver.events().map(({ code, length }) => [code, length])).toEqual([
      [13, samples],
      [13, 100],
    ]);
  });

  test("move no more than their share in an interval, in as many packets as it has", () => {
    const { driver, slot, advance, zero } = streaming({ burst: 2 });
    driver.transfer(slot, source.endpoint, [td(500), td(577), td(576)]);
    driver.transfer(slot, sink.endpoint, [td(500)]);
    advance(ms);
    expect([zero.given, zero.taken, zero.bytes]).toEqual([3, 3, 500]);
    advance(2 * ms);
    expect(codes(driver.events()).filter((code) => code !== 14)).toEqual([1, 1, 18, 1]);
    expect(zero.given).toBe(6);
  });

  test("do not halt: what was done while the device was away is an error each", () => {
    const { driver, slot, advance, guest, zero, state } = streaming();
    driver.transfer(slot, source.endpoint, [td(), td(), td()]);
    advance(ms);
    guest.board.unplug(zero);
    advance(2 * ms);
    expect(codes(driver.events()).filter((code) => code !== 1)).toEqual([4, 4]);
    expect(state(source.endpoint)).toBe(1);
  });

  test("stop with a transfer in hand, and go on with it when their doorbell rings", () => {
    const { driver, slot, advance, guest } = streaming();
    driver.transfer(slot, source.endpoint, [td(), td()]);
    advance(ms);
    driver.events();
    driver.commands.put([0, 0, 0, trbOf(15) | (source.endpoint << 16) | (slot << 24)]);
    guest.write(Reg.doorbell, 0);
    expect(driver.events().map(({ code, length }) => [code, length])).toEqual([
      [26, samples],
      [1, 0],
    ]);
    advance(10 * ms);
    expect(driver.events()).toEqual([]);
    driver.transfer(slot, source.endpoint, []);
    advance(ms);
    expect(codes(driver.events())).toEqual([1]);
  });

  test("a TRB of another kind is an error there, and theirs is one elsewhere", () => {
    const { driver, slot, advance, state } = streaming();
    driver.transfer(slot, source.endpoint, [[Memory.buffers, 0, 8, trbOf(1, 0x20) | asSoonAsPossible]]);
    advance(ms);
    expect([codes(driver.events()), state(source.endpoint)]).toEqual([[5], 4]);
    expect(codes(driver.transfer(slot, 1, [td(8)]))).toEqual([5]);
  });

  test("wait while the controller is halted, and when it goes on take what comes next", () => {
    const { driver, slot, advance, guest } = streaming();
    driver.transfer(slot, source.endpoint, [td(), td()]);
    guest.write(Reg.command, 4);
    advance(5 * ms);
    expect(driver.events()).toEqual([]);
    guest.write(Reg.command, 5);
    advance(2 * ms);
    expect(codes(driver.events().filter(({ type }) => type === 32))).toEqual([1, 1]);
  });

  test("wait while there is no room for their events, and go on when there is", () => {
    const { driver, slot, advance, zero } = streaming({ segment: 16 });
    driver.transfer(
      slot,
      source.endpoint,
      Array.from({ length: 40 }, () => td()),
    );
    advance(60 * ms);
    expect(zero.given).toBe(16);
    const seen: number[] = [];
    for (let round = 0; round < 10; round++) {
      seen.push(...codes(driver.events()));
      advance(10 * ms);
    }
    const count = (code: number): number => seen.filter((one) => one === code).length;
    expect([zero.given, count(1), count(15), count(21) > 0]).toEqual([40, 40, 1, true]);
  });

  test("a snapshot has the transfers that are to come, and their times", () => {
    const { driver, slot, advance, guest, zero } = streaming();
    driver.transfer(slot, source.endpoint, [td(), td(), td()]);
    advance(ms + microframe);
    const snapshot = takeSnapshot(guest.board);
    const run = (): number[] =>
      Array.from({ length: 20 }, () => {
        advance(microframe);
        return zero.given;
      });
    const once = run();
    restoreSnapshot(guest.board, snapshot);
    expect(run()).toEqual(once);
    expect([once[0], once.at(-1)]).toEqual([1, 3]);
  });

  test("whatever the interval, transfers lie as far apart, at its multiples", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 4 }), fc.nat(20), (interval, count, wait) => {
        const { driver, slot, advance, guest, zero } = streaming({ interval, speed: "high" });
        advance(wait * microframe);
        driver.transfer(
          slot,
          source.endpoint,
          Array.from({ length: count }, () => td()),
        );
        const times: number[] = [];
        for (let step = 0; step < (count + 2) * 2 ** interval; step++) {
          const before = zero.given;
          advance(microframe);
          if (zero.given > before) times.push(guest.read(Reg.mfindex));
        }
        expect(times.length).toBe(count);
        expect(times[0]! % 2 ** interval).toBe(0);
        for (const [index, time] of times.entries()) expect(time).toBe(times[0]! + index * 2 ** interval);
      }),
      { numRuns: 40 },
    );
  });
});
