import { createCipheriv } from "node:crypto";
import { BufferNic, restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encryptBlock } from "../../devices/nrf51/aes.ts";
import { board } from "./nrf51-board.ts";

const microsecond = 1000;
const RADIO = 0x4000_1000;
const ECB = 0x4000_e000;
const PACKET = 0x2000_1000;
const [TXEN, RXEN, START, DISABLE] = [0x000, 0x004, 0x008, 0x010] as const;
const [READY, ADDRESS, PAYLOAD, END, DISABLED] = [0x100, 0x104, 0x108, 0x10c, 0x110] as const;
const STATE = 0x550;

/** A board in the air: a packet has a byte of length, up to 32 bytes, and two bytes of checksum. */
function station() {
  const bench = board((machine) => void (machine.antenna = machine.addBackend("air", BufferNic)));
  const { read, write, advance, soc } = bench;
  const set = (at: number, value: number): void => write(RADIO + at, value);
  set(0x508, 7);
  set(0x514, 8);
  set(0x518, 32 | (4 << 16));
  set(0x51c, 0x7562_6974);
  set(0x524, 0x01);
  set(0x530, 1);
  set(0x534, 2);
  set(0x538, 0x1_1021);
  set(0x53c, 0xffff);
  set(0x504, PACKET);
  const store = (bytes: Uint8Array): void => void soc.sys.write(PACKET, bytes);
  const stored = (length: number): number[] => {
    const bytes = new Uint8Array(length);
    soc.sys.read(PACKET, bytes);
    return [...bytes];
  };
  const get = (at: number): number => read(RADIO + at);
  const listen = (): void => {
    set(RXEN, 1);
    advance(131 * microsecond);
    set(START, 1);
  };
  return { ...bench, set, get, store, stored, listen, air: bench.machine.antenna as BufferNic };
}

/** A packet of one board, as the air has it. */
function sent(bytes: Uint8Array): Uint8Array {
  const { set, store, advance, air, end } = station();
  store(bytes);
  set(TXEN, 1);
  advance(133 * microsecond);
  set(START, 1);
  advance(1000 * microsecond);
  const [frame] = air.sent;
  end();
  return frame!;
}

describe("the radio (chapter 17)", () => {
  test.each([
    ["SHORTS", 0x200, 0],
    ["CRCSTATUS", 0x400, 0],
    ["FREQUENCY", 0x508, 2],
    ["PCNF1", 0x518, 0],
    ["DATAWHITEIV", 0x554, 0x40],
    ["STATE", STATE, 0],
    ["POWER", 0xffc, 1],
  ])("%s after reset", (_name, at, value) => {
    expect(board().read(RADIO + at)).toBe(value);
  });

  test("INTENSET and INTENCLR set and clear the interrupts that it has", () => {
    const { read, write } = board();
    write(RADIO + 0x304, 0xffff_ffff);
    expect([read(RADIO + 0x304), read(RADIO + 0x308)]).toEqual([0x4ff, 0x4ff]);
    write(RADIO + 0x308, 1);
    expect(read(RADIO + 0x304)).toBe(0x4fe);
  });

  test("ramps up, sends for as long as the bits take, and tells of address, payload and end", () => {
    const { set, get, store, advance, air, pending, write } = station();
    store(Uint8Array.of(3, 10, 20, 30));
    write(RADIO + 0x304, 1 << 3);
    set(TXEN, 1);
    expect(get(STATE)).toBe(9);
    advance(132 * microsecond);
    expect([get(READY), get(STATE)]).toEqual([1, 10]);
    set(START, 1);
    advance(48 * microsecond);
    expect([get(ADDRESS), get(PAYLOAD), get(STATE), air.sent.length]).toEqual([1, 0, 11, 1]);
    advance(32 * microsecond);
    expect([get(PAYLOAD), get(END), pending(1)]).toEqual([1, 0, false]);
    advance(16.5 * microsecond);
    expect([get(END), get(STATE), pending(1)]).toEqual([1, 10, true]);
    set(DISABLE, 1);
    advance(5 * microsecond);
    expect([get(DISABLED), get(STATE)]).toEqual([1, 0]);
  });

  test("SHORTS lead from one step to the next: enabled once, it sends, and turns round to listen", () => {
    const { set, get, store, advance, air } = station();
    store(Uint8Array.of(1, 99));
    set(0x200, 0b1011);
    set(TXEN, 1);
    advance(132 * microsecond);
    advance(200 * microsecond);
    expect([get(END), get(DISABLED), air.sent.length]).toEqual([1, 1, 1]);
    advance(131 * microsecond);
    expect(get(STATE)).toBe(3);
  });

  test("another board hears what was sent to its address at its frequency, and finds the checksum right", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 31 }), (payload) => {
        const packet = Uint8Array.of(payload.length, ...payload);
        const frame = sent(packet);
        const { get, listen, stored, advance, air, end } = station();
        listen();
        air.feed(frame);
        advance(1000 * microsecond);
        expect(stored(packet.length)).toEqual([...packet]);
        expect([get(END), get(0x400), get(0x408)]).toEqual([1, 1, 0]);
        end();
      }),
      { numRuns: 15 },
    );
  });

  test("a packet that was damaged on its way arrives with a wrong checksum", () => {
    const frame = sent(Uint8Array.of(3, 1, 2, 3));
    frame[frame.length - 1]! ^= 4;
    const { get, listen, advance, air } = station();
    listen();
    air.feed(frame);
    advance(1000 * microsecond);
    expect([get(END), get(0x400)]).toEqual([1, 0]);
  });

  test.each([
    ["at another frequency", 0x508, 8],
    ["at another rate", 0x510, 1],
    ["to another address", 0x524, 2],
    ["to an address that is not enabled", 0x530, 2],
  ])("hears nothing of what is sent %s, or while it does not listen", (_what, at, value) => {
    const frame = sent(Uint8Array.of(3, 1, 2, 3));
    const { get, set, listen, advance, air } = station();
    air.feed(frame);
    listen();
    set(at, value);
    air.feed(frame);
    air.feed(Uint8Array.of(1, 2, 9));
    advance(1000 * microsecond);
    expect([get(ADDRESS), get(END), get(STATE)]).toEqual([0, 0, 3]);
  });

  test("tells whether a packet comes from a device that it was told of", () => {
    const frame = sent(Uint8Array.of(6, 1, 2, 3, 4, 5, 6));
    const { get, set, listen, advance, air } = station();
    set(0x600 + 4 * 2, 0x0403_0201);
    set(0x620 + 4 * 2, 0x0605);
    for (const [known, events] of [
      [1 << 2, [1, 0, 2]],
      [1 << 3, [0, 1, 2]],
    ] as const) {
      set(0x640, known);
      set(0x114, 0);
      set(0x118, 0);
      listen();
      air.feed(frame);
      advance(1000 * microsecond);
      expect([get(0x114), get(0x118), get(0x410)]).toEqual(events);
      set(DISABLE, 1);
      advance(microsecond);
    }
  });

  test("counts bits from the address on, and measures strength", () => {
    const { set, get, store, advance, soc } = station();
    soc.radio.rssi = 42;
    store(Uint8Array.of(2, 1, 2));
    set(0x560, 12);
    set(0x200, (1 << 0) | (1 << 4) | (1 << 6));
    set(TXEN, 1);
    advance((132 + 48 + 11) * microsecond);
    expect([get(0x128), get(0x11c), get(0x548)]).toEqual([0, 1, 42]);
    advance(2 * microsecond);
    expect(get(0x128)).toBe(1);
  });

  test("a packet in the middle of the air is in a snapshot", () => {
    const frame = sent(Uint8Array.of(5, 1, 2, 3, 4, 5));
    const { machine, get, listen, stored, advance, air } = station();
    listen();
    air.feed(frame);
    advance(10 * microsecond);
    const saved = takeSnapshot(machine);
    advance(1000 * microsecond);
    expect(stored(6)).toEqual([5, 1, 2, 3, 4, 5]);
    restoreSnapshot(machine, saved);
    expect([stored(6), get(END)]).toEqual([[0, 0, 0, 0, 0, 0], 0]);
    advance(1000 * microsecond);
    expect([stored(6), get(END), get(0x400)]).toEqual([[5, 1, 2, 3, 4, 5], 1, 1]);
  });
});

describe("the codebook (ECB, chapter 23)", () => {
  test("encrypts the block behind the key as AES-128 does", () => {
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(block, block, (key, text) => {
        const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false).update(text);
        expect([...encryptBlock(key, text)]).toEqual([...cipher]);
      }),
    );
    const { soc, read, write, advance, pending } = board();
    soc.sys.write(
      PACKET,
      Uint8Array.from({ length: 32 }, (_, i) => (i < 16 ? i : (i - 16) * 0x11)),
    );
    write(ECB + 0x304, 1);
    write(ECB + 0x504, PACKET);
    write(ECB, 1);
    expect(read(ECB + 0x100)).toBe(0);
    advance(9 * microsecond);
    expect([read(ECB + 0x100), pending(14)]).toEqual([1, true]);
    const result = new Uint8Array(16);
    soc.sys.read(PACKET + 32, result);
    // FIPS 197, appendix C.1.
    expect(Buffer.from(result).toString("hex")).toBe("69c4e0d86a7b0430d8cdb78070b4c55a");
  });

  test("stopped, or without memory, it tells of an error", () => {
    const { read, write, advance } = board();
    write(ECB + 0x504, PACKET);
    write(ECB, 1);
    write(ECB + 0x004, 1);
    expect([read(ECB + 0x100), read(ECB + 0x104)]).toEqual([0, 1]);
    write(ECB + 0x104, 0);
    write(ECB + 0x504, 0x7000_0000);
    write(ECB, 1);
    advance(9 * microsecond);
    expect([read(ECB + 0x100), read(ECB + 0x104)]).toEqual([0, 1]);
  });
});
