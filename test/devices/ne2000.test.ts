import { BufferNic, create, plug, type PciDevice, ref, unplug, unref } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Ne2000 } from "../../generated/net/ne2000.ts";
import { pc } from "./pci-board.ts";

const io = 0xc300;
const slot = 4;
const devfn = slot << 3;

/** A PC with the card, its registers at `io`; started as a driver does, with a ring from page 0x46 to 0x80. */
function card() {
  const guest = pc();
  const net = guest.board.addBackend("net", BufferNic);
  const owned = create(guest.board.heap, Ne2000);
  owned.value.net = net;
  const device = plug(owned, { bus: guest.board.host.pci, address: slot, name: "card" });
  guest.write(devfn, 0x10, io);
  guest.write(devfn, 4, 1, 2);
  const out = (register: number, ...values: number[]): void =>
    values.forEach((value, at) => guest.ports.write8(io + register + at, value));
  const read = (register: number): number => guest.ports.read8(io + register);
  /** Remote DMA from the card's memory. */
  const fetch = (from: number, bytes: number): number[] => {
    out(0, 0x22);
    out(8, from & 0xff, from >> 8, bytes & 0xff, bytes >> 8);
    out(0, 0x0a);
    return Array.from({ length: bytes / 2 }, () => guest.ports.read16(io + 0x10)).flatMap((w) => [w & 0xff, w >> 8]);
  };
  const put = (to: number, data: readonly number[]): void => {
    out(0, 0x22);
    out(8, to & 0xff, to >> 8, data.length & 0xff, data.length >> 8);
    out(0, 0x12);
    for (let at = 0; at < data.length; at += 2) guest.ports.write16(io + 0x10, data[at]! | (data[at + 1]! << 8));
  };
  const start = (): void => {
    out(0, 0x21);
    out(0x0e, 0x49);
    out(0x0c, 0x04, 0x00);
    out(1, 0x46, 0x80, 0x46);
    out(7, 0xff, 0, 0, 0, 0, 0, 0, 0);
    out(0x0c, 0x04, 0x00, 0x49, 0x3f);
    out(0, 0x61, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x47);
    out(0, 0x22);
  };
  return { ...guest, net, device, out, in: read, fetch, put, start };
}

const mine = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
const frame = (to: readonly number[], length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => to[at] ?? at & 0xff);

describe("the registers of the NE2000 (DP8390D, section 10)", () => {
  test("have the reset values of the data sheet", () => {
    const { in: read, out, read: config } = card();
    expect([0, 3, 4, 5, 6, 7, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f].map(read)).toEqual([
      0x21, 0, 0, 0, 0, 0x80, 0x50, 0x43, 0, 0, 0, 0,
    ]);
    out(0, 0xa1);
    expect([1, 2, 4, 0x0c, 0x0d, 0x0e, 0x0f].map(read)).toEqual([0, 0, 0, 0, 0, 4, 0]);
    expect([config(devfn, 0), config(devfn, 8) >>> 8]).toEqual([0x8029_10ec, 0x02_0000]);
  });

  test("are in the pages that the command register selects", () => {
    const { in: read, out } = card();
    out(0, 0x21, 0x46, 0x80, 0x50, 0x40);
    out(0x0c, 0x1f, 0x02, 0x49, 0x7f);
    out(0, 0x61, 1, 2, 3, 4, 5, 6, 0x47, 8, 9, 10, 11, 12, 13, 14, 15);
    expect(Array.from({ length: 16 }, (_, at) => read(at))).toEqual([
      0x61, 1, 2, 3, 4, 5, 6, 0x47, 8, 9, 10, 11, 12, 13, 14, 15,
    ]);
    out(0, 0xa1);
    expect([1, 2, 3, 4, 0x0c, 0x0d, 0x0e, 0x0f].map(read)).toEqual([0x46, 0x80, 0, 0x40, 0x1f, 2, 0x49, 0x7f]);
    out(0, 0x21);
    expect([read(1), read(2), read(3)]).toEqual([0, 0, 0x50]);
  });

  test("the address stands in the PROM, each byte twice", () => {
    const { fetch, in: read } = card();
    const prom = fetch(0, 32);
    expect(prom.filter((_, at) => at % 2 === 0)).toEqual([...mine, ...new Array<number>(10).fill(0x57)]);
    expect(read(7) & 0x40).toBe(0x40);
  });

  test("reading the reset port stops the chip", () => {
    const { in: read, start } = card();
    start();
    expect(read(7) & 0x80).toBe(0);
    read(0x18);
    expect([read(0), read(7)]).toEqual([0x21, 0x80]);
  });
});

describe("the NE2000 at work", () => {
  test("monitoring, it counts frames for it, which reading clears, and asks to be read at 128; it stops at 192", () => {
    const { start, in: read, net, out, device } = card();
    start();
    out(0x0c, 0x24);
    out(0x0f, 0x20);
    for (let at = 0; at < 127; at++) net.feed(frame(mine, 60));
    net.feed(frame([2, 2, 2, 2, 2, 2], 60));
    expect([read(0x0c), read(7), device.intx.level]).toEqual([0x41, 0, 0]);
    net.feed(frame(mine, 60));
    expect([read(7), device.intx.level, read(0x0f), read(0x0f)]).toEqual([0x20, 1, 128, 0]);
    for (let at = 0; at < 200; at++) net.feed(frame(mine, 60));
    expect(read(0x0f)).toBe(192);
  });

  test("sends what remote DMA has put at its transmit page", () => {
    const { start, put, out, in: read, net, device } = card();
    start();
    const sent = frame([1, 2, 3, 4, 5, 6], 64);
    put(0x4000, [...sent]);
    out(4, 0x40, 64, 0);
    out(7, 0x40);
    out(0, 0x26);
    expect(net.sent).toEqual([sent]);
    expect([read(0), read(4), read(7), device.intx.level]).toEqual([0x22, 1, 2, 1]);
    out(7, 2);
    expect(device.intx.level).toBe(0);
  });

  test("receives into its ring: status, next page, length, then the frame; and interrupts the board", () => {
    const { start, fetch, in: read, net, out, board } = card();
    start();
    const sent = frame(mine, 300);
    net.feed(sent);
    expect(read(7)).toBe(1);
    expect(board.host.pirq.map((line) => line.level)).toEqual([1, 0, 0, 0]);
    expect(fetch(0x4700, 304)).toEqual([1, 0x49, 304 & 0xff, 304 >> 8, ...sent]);
    out(0, 0x62);
    expect(read(7)).toBe(0x49);
  });

  test("takes frames for itself, for everybody, and for groups whose hash it was told", () => {
    const { start, net, out, in: read } = card();
    start();
    const taken = (to: readonly number[]): boolean => {
      net.feed(frame(to, 60));
      const yes = (read(7) & 1) !== 0;
      out(7, 1);
      return yes;
    };
    const group = [1, 0, 0x5e, 0, 0, 1];
    expect([mine, [2, 2, 2, 2, 2, 2], new Array<number>(6).fill(0xff), group].map(taken)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    out(0x0c, 0x0c);
    // 01:00:5e:00:00:01 hashes to bit 31 (RFC 1112 and the data sheet's CRC)
    out(0, 0x62);
    out(8, 0, 0, 0, 0x80, 0, 0, 0, 0);
    out(0, 0x22);
    expect(taken(group)).toBe(true);
    out(0x0c, 0x10);
    expect(taken([2, 2, 2, 2, 2, 2])).toBe(true);
  });

  test("goes round its ring, and lets frames wait while it is full", () => {
    const { start, net, out, in: read, fetch } = card();
    start();
    const current = (): number => {
      out(0, 0x62);
      const page = read(7);
      out(0, 0x22);
      return page;
    };
    let next = current();
    for (let at = 0; at < 40; at++) {
      net.feed(frame(mine, 1000 + at));
      const [status, following, low, high] = fetch(next << 8, 1006 + (at & 1));
      expect([status, low! | (high! << 8)]).toEqual([1, 1004 + at]);
      next = following!;
      out(3, next === 0x46 ? 0x7f : next - 1);
      expect(current()).toBe(next);
    }
    for (let at = 0; at < 20; at++) net.feed(frame(mine, 1000));
    const { waiting } = net;
    expect(waiting).toBeGreaterThan(0);
    out(3, current() - 1);
    expect(net.waiting).toBeLessThan(waiting);
  });

  test.each([false, true])("can be pulled while it runs, its BAR being held: %s", (held) => {
    const { start, device, board, ports, net } = card();
    start();
    const { region } = (device as PciDevice).bar(0)!;
    if (held) ref(region);
    unplug(device);
    board.drain();
    ports.read8(io);
    expect(ports.takeResult()).not.toBe(0);
    expect(net.device).toBeNull();
    if (held) unref(region);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
