import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codes, type Event, Memory, plugZero, Reg, trbOf, usbPc, XhciDriver } from "./xhci-driver.ts";

const normal = 1;
/** Contexts of the bulk endpoints: what is sent comes back. */
const out = 2;
const back = 3;
/** First word of a context: a linear array of 2^(n + 1) streams. */
const linear = (exponent: number): number => 0x8000 | (exponent << 10);
const array = (endpoint: number): number => Memory.streams + 0x400 * endpoint;

/** A device of super speed whose bulk endpoints have streams: 16, number 0 included. */
function looping({ exponent = 3 } = {}) {
  const guest = usbPc();
  const zero = plugZero(guest, 1);
  const driver = new XhciDriver(guest);
  driver.events();
  const slot = driver.address(5, 512);
  const { memory } = guest;
  const ringOf = (endpoint: number, stream: number) => driver.ring(slot, endpoint + 32 * 256 * stream);
  for (const endpoint of [out, back])
    for (let stream = 1; stream < 2 ** (exponent + 1); stream++) {
      memory.write32(array(endpoint) + 16 * stream, ringOf(endpoint, stream).base | 2 | 1);
      memory.write32(array(endpoint) + 16 * stream + 4, 0);
    }
  const configure = (first: number, speedType: readonly [number, number] = [2, 6]): number => {
    const contexts = [out, back].map(
      (endpoint, index) => [endpoint, [first, (speedType[index]! << 3) | (1024 << 16), array(endpoint), 0]] as const,
    );
    return driver.command(12, { parameter: driver.input({ add: 0xd }, contexts), slot }).code;
  };
  driver.controlOut(slot, [0, 9, 1, 0]);
  const send = (stream: number, byte: number, length = 4): Event[] => {
    memory.write(Memory.buffers + 0x100 * stream, new Uint8Array(length).fill(byte));
    return driver.transfer(slot, out, [[Memory.buffers + 0x100 * stream, 0, length, trbOf(normal, 0x24)]], stream);
  };
  const fetch = (stream: number, length = 4): Event[] =>
    driver.transfer(slot, back, [[Memory.buffers + 0x4000 + 0x100 * stream, 0, length, trbOf(normal, 0x24)]], stream);
  const fetched = (stream: number): number => memory.read8(Memory.buffers + 0x4000 + 0x100 * stream);
  const state = (endpoint: number): number => memory.read32(driver.output(slot) + 32 * endpoint) & 7;
  return { guest, zero, driver, slot, memory, ringOf, configure, send, fetch, fetched, state };
}

/** The same, with all streams in service. */
function streaming() {
  const made = looping();
  expect(made.configure(linear(3))).toBe(1);
  return made;
}

describe("streams (xHCI 1.2, section 4.12)", () => {
  test("each have a ring of their own, and answers come to the stream that asked", () => {
    const { send, fetch, fetched, ringOf } = streaming();
    expect([codes(fetch(3)), codes(fetch(7))]).toEqual([[], []]);
    expect(send(7, 0x77).map(({ endpoint, pointer }) => [endpoint, pointer])).toEqual([
      [2, ringOf(out, 7).base],
      [3, ringOf(back, 7).base],
    ]);
    expect([fetched(3), fetched(7)]).toEqual([0, 0x77]);
    expect([codes(send(3, 0x33)), fetched(3)]).toEqual([[1, 1], 0x33]);
  });

  test("go on where their contexts in memory say, which the controller keeps up to date", () => {
    const { send, memory, ringOf } = streaming();
    send(2, 1);
    expect([memory.read32(array(out) + 32), memory.read32(array(out) + 36)]).toEqual([ringOf(out, 2).base + 16 + 3, 0]);
  });

  test("of which one waits do not hold up the others", () => {
    const { send, fetch, fetched } = streaming();
    expect([codes(send(1, 0x11)), codes(send(1, 0x12))]).toEqual([[1], []]);
    expect(codes(send(2, 0x22))).toEqual([1]);
    expect([codes(fetch(1)), fetched(1)]).toEqual([[1, 1], 0x11]);
    expect([codes(fetch(1)), fetched(1), codes(fetch(2)), fetched(2)]).toEqual([[1], 0x12, [1], 0x22]);
  });

  test.each([
    ["secondary arrays, which there are not", { first: 3 << 10 }],
    ["more streams than there can be", { first: linear(4) }],
    ["an endpoint that is no bulk endpoint", { first: linear(3), types: [3, 7] as const }],
  ])("are refused with %s", (_what, { first, types }: { first: number; types?: readonly [number, number] }) => {
    const { configure, state } = looping();
    expect([configure(first, types), state(out)]).toEqual([17, 0]);
  });

  test("are refused for a device that is not of super speed", () => {
    const guest = usbPc();
    plugZero(guest, 1, "high");
    const driver = new XhciDriver(guest);
    driver.resetPort(1);
    const slot = driver.address(1);
    expect(driver.configure(slot, [[out, 2, 512, linear(3)]])).toBe(17);
    expect(driver.configure(slot, [[out, 2, 512]])).toBe(1);
  });

  test("that there are not have no doorbells", () => {
    const { send, state } = streaming();
    expect([send(0, 1), send(16, 1), state(out)]).toEqual([[], [], 1]);
  });

  test("whose context says that it is no ring are an error of the endpoint", () => {
    const { send, memory, state, ringOf } = streaming();
    memory.write32(array(out) + 16 * 4, ringOf(out, 4).base | 1);
    expect([codes(send(4, 1)), state(out)]).toEqual([[10], 4]);
  });

  test("stop together, and Set TR Dequeue Pointer moves one of them", () => {
    const { fetch, send, driver, slot, ringOf, memory, state, guest } = streaming();
    fetch(5);
    fetch(6);
    driver.commands.put([0, 0, 0, trbOf(15) | (back << 16) | (slot << 24)]);
    guest.write(Reg.doorbell, 0);
    expect(driver.events().map(({ code, pointer }) => [code, pointer])[0]).toEqual([26, ringOf(back, 5).base]);
    expect(state(back)).toBe(3);
    const move = (stream: number, parameter: number): number => {
      const address = driver.commands.put([parameter, 0, stream << 16, trbOf(16) | (back << 16) | (slot << 24)]);
      guest.write(Reg.doorbell, 0);
      return driver.events().find(({ pointer }) => pointer === address)!.code;
    };
    const next = ringOf(back, 5).base + 16;
    expect([move(5, next | 1), move(16, next | 3), move(5, next | 3)]).toEqual([5, 5, 1]);
    expect(memory.read32(array(back) + 16 * 5)).toBe(next | 3);
    expect(codes(send(5, 1))).toEqual([1]);
    const [event] = fetch(5);
    expect([event?.code, event?.pointer]).toEqual([1, next]);
  });

  test("that halt have their endpoint halted; the transfer that failed goes on where it was, if the driver wants it so", () => {
    const { driver, slot, send, fetch, fetched, state, zero } = streaming();
    driver.controlOut(slot, [2, 3, 0, 0x81]);
    expect([codes(fetch(1)), state(back)]).toEqual([[6], 2]);
    expect(fetch(2)).toEqual([]);
    expect(driver.command(14, { slot, bits: (back << 16) | 0x200 }).code).toBe(1);
    driver.controlOut(slot, [2, 1, 0, 0x81]);
    send(1, 0x42);
    expect([codes(driver.transfer(slot, back, [], 1)), fetched(1), zero.held.get(1)]).toEqual([[1], 0x42, 0]);
  });

  test("a snapshot has those that wait", () => {
    const { guest, fetch, send, fetched, memory, ringOf } = streaming();
    fetch(9);
    const snapshot = takeSnapshot(guest.board);
    send(9, 0x99);
    expect(fetched(9)).toBe(0x99);
    restoreSnapshot(guest.board, snapshot);
    expect(fetched(9)).toBe(0);
    const trb = [0x98, 0, 1, trbOf(normal, 0x60) | 1];
    for (const [index, word] of trb.entries()) memory.write32(ringOf(out, 9).base + 4 * index, word);
    guest.write(Reg.doorbell + 4, out | (9 << 16));
    expect(fetched(9)).toBe(0x98);
  });

  test("in whatever order streams send and fetch, each gets its own packets back, in order", () => {
    const step = fc.record({ stream: fc.integer({ min: 1, max: 4 }), sends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        const { driver, slot, memory } = streaming();
        const counts = new Map<string, number>();
        const count = (stream: number, sends: boolean): number => counts.get(`${stream} ${sends}`) ?? 0;
        const place = (stream: number, index: number): number => Memory.buffers + 0x1000 * stream + 16 * index;
        for (const { stream, sends } of steps) {
          const index = count(stream, sends);
          counts.set(`${stream} ${sends}`, index + 1);
          if (sends) driver.transfer(slot, out, [[32 * stream + index, 0, 1, trbOf(normal, 0x60)]], stream);
          else driver.transfer(slot, back, [[place(stream, index), 0, 1, trbOf(normal, 0x20)]], stream);
        }
        for (let stream = 1; stream <= 4; stream++) {
          const passed = Math.min(count(stream, true), count(stream, false));
          const bytes = Array.from({ length: count(stream, false) }, (_, index) => memory.read8(place(stream, index)));
          expect(bytes).toEqual(bytes.map((_, index) => (index < passed ? 32 * stream + index : 0)));
        }
      }),
      { numRuns: 40 },
    );
  });
});
