import { crc32 } from "node:zlib";
import { BufferNic, type PciDevice, ref, unplug, unref } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { pc, typeOf } from "./pci-board.ts";

const io = 0xc000;
const devfn = 3 << 3;
const mine = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
const frame = (to: readonly number[], length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => to[at] ?? at & 0xff);

/** A PC with a card that was chosen when it was started, its ports at `io`, a bus master. */
function card(nic_model = "pcnet") {
  let net!: BufferNic;
  const guest = pc({ nic_model }, (board) => {
    net = board.addBackend("net", BufferNic);
    board.net = net;
  });
  const { memory, ports } = guest;
  guest.write(devfn, 0x10, io);
  guest.write(devfn, 4, 5, 2);
  const csr = (number: number, value?: number): number => {
    ports.write16(io + 0x12, number);
    if (value !== undefined) ports.write16(io + 0x10, value);
    return ports.read16(io + 0x10);
  };
  const bcr = (number: number, value?: number): number => {
    ports.write16(io + 0x12, number);
    if (value !== undefined) ports.write16(io + 0x16, value);
    return ports.read16(io + 0x16);
  };
  const put = (at: number, ...bytes: number[]): void => bytes.forEach((byte, i) => memory.write8(at + i, byte));
  const bytesAt = (at: number, length: number): number[] => Array.from({ length }, (_, i) => memory.read8(at + i));
  return { ...guest, net, csr, bcr, put, bytesAt };
}

const initBlock = 0x1000;
const rings = { receive: 0x2000, transmit: 0x3000 };
const buffers = { receive: 0x4000, transmit: 0x8000 };

/** Sets up four descriptors a ring, of 32 bits, and starts; receive buffers have `bytes` bytes. */
function started({ mode = 0, filter = [0, 0, 0, 0, 0, 0, 0, 0], bytes = 0x600 } = {}) {
  const guest = card();
  const { memory, put, csr, bcr } = guest;
  bcr(20, 2);
  put(initBlock, mode & 0xff, mode >> 8, 0x20, 0x20, ...mine, 0, 0, ...filter);
  memory.write32(initBlock + 20, rings.receive);
  memory.write32(initBlock + 24, rings.transmit);
  for (let at = 0; at < 4; at++) {
    memory.write32(rings.receive + 16 * at, buffers.receive + 0x800 * at);
    memory.write32(rings.receive + 16 * at + 4, 0x8000_0000 | 0xf000 | (-bytes & 0xfff));
  }
  csr(1, initBlock);
  csr(2, 0);
  csr(0, 0x43);
  return guest;
}

describe("the registers of the PCnet (Am79C970A, section 6)", () => {
  test("the PROM has the address, and a sum", () => {
    const { ports } = card();
    const prom = Array.from({ length: 16 }, (_, at) => ports.read8(io + at));
    const sum = mine.reduce((total, byte) => total + byte, 2 * 0x57);
    expect(prom).toEqual([...mine, 0, 0, 0, 0, 0, 0, sum & 0xff, sum >> 8, 0x57, 0x57]);
  });

  test("the first write of 32 bits spreads the ports, until the board is reset", () => {
    const { ports, csr, board, write } = card();
    ports.write32(io + 0x10, 0);
    ports.write32(io + 0x14, 88);
    expect(ports.read32(io + 0x10)).toBe(0x1003);
    ports.read32(io + 0x18);
    ports.write32(io + 0x14, 18);
    expect(ports.read32(io + 0x1c)).toBe(0x9081);
    board.reset();
    write(devfn, 0x10, io);
    write(devfn, 4, 5, 2);
    expect(csr(88)).toBe(0x1003);
  });

  test("reading the reset port leaves the bus configuration, the style and filters as they are", () => {
    const { ports, csr, bcr } = card();
    bcr(2, 0x102);
    bcr(20, 2);
    csr(8, 0x1234);
    csr(15, 0x8000);
    csr(100, 1);
    ports.read16(io + 0x14);
    expect([csr(0), csr(4), csr(15), csr(100)]).toEqual([4, 0x0115, 0, 0x200]);
    expect([bcr(2), bcr(20), csr(58), csr(8)]).toEqual([0x102, 0x302, 0x302, 0x1234]);
  });

  test("the PROM can be written while BCR2 says so", () => {
    const { ports, bcr } = card();
    ports.write8(io + 2, 0x99);
    expect(ports.read8(io + 2)).toBe(0);
    bcr(2, 0x102);
    ports.write8(io + 2, 0x99);
    expect(ports.read8(io + 2)).toBe(0x99);
  });

  test("the LED of the link is lit while there is a network; BCR2 opens what lights it", () => {
    const { bcr } = card();
    expect([bcr(4), bcr(5)]).toEqual([0x80c0, 0x84]);
    expect(bcr(5, 0x40)).toBe(0x84);
    bcr(2, 0x1002);
    expect([bcr(5, 0x40), bcr(4, 1)]).toEqual([0x8040, 1]);
  });

  test("latencies of BCR22 stand in configuration space", () => {
    const { bcr, read } = card();
    expect(read(devfn, 0x3e, 2)).toBe(0xff06);
    bcr(22, 0x1234);
    expect(read(devfn, 0x3e, 2)).toBe(0x1234);
  });

  test("most take writes only while the chip is stopped", () => {
    const { csr } = started();
    csr(1, 0x5555);
    expect([csr(1), csr(17)]).toEqual([initBlock, 0]);
    expect([csr(0, 4), csr(1, 0x5555), csr(17, 0x6666), csr(2)]).toEqual([4, 0x5555, 0x6666, 0x6666]);
  });
});

describe("the PCnet at work", () => {
  test("takes mode, address and rings from its init block", () => {
    const { csr, board } = started();
    expect(csr(0)).toBe(0x01f3);
    expect([csr(12), csr(13), csr(14)]).toEqual([0x5452, 0x1200, 0x5634]);
    expect([csr(24), csr(30), csr(76), csr(78)]).toEqual([rings.receive, rings.transmit, 0xfffc, 0xfffc]);
    expect(board.nic!.intx.level).toBe(1);
    csr(0, 0x140);
    expect([csr(0), board.nic!.intx.level]).toEqual([0x73, 0]);
  });

  test("sends a frame from two buffers when it is told", () => {
    const { csr, memory, put, net } = started();
    const sent = frame([1, 2, 3, 4, 5, 6], 100);
    put(buffers.transmit, ...sent);
    memory.write32(rings.transmit, buffers.transmit);
    memory.write32(rings.transmit + 4, (0x8200_0000 | 0xf000 | (-60 & 0xfff)) >>> 0);
    memory.write32(rings.transmit + 16, buffers.transmit + 60);
    memory.write32(rings.transmit + 20, (0x8100_0000 | 0xf000 | (-40 & 0xfff)) >>> 0);
    csr(0, 0x48);
    expect(net.sent).toEqual([sent]);
    expect([memory.read16(rings.transmit + 6), memory.read16(rings.transmit + 22)]).toEqual([0x0200, 0x0100]);
    expect(csr(0) & 0x200).toBe(0x200);
  });

  test("receives into as many buffers as a frame needs, and says how long it is", () => {
    const { csr, memory, bytesAt, net, board } = started({ bytes: 64 });
    csr(0, 0x140);
    const sent = frame(mine, 100);
    net.feed(sent);
    expect(memory.read16(rings.receive + 6)).toBe(0x0200);
    expect([memory.read16(rings.receive + 22), memory.read16(rings.receive + 24)]).toEqual([0x0100, 104]);
    expect([...bytesAt(buffers.receive, 64), ...bytesAt(buffers.receive + 0x800, 36)]).toEqual([...sent]);
    expect(csr(0) & 0x400).toBe(0x400);
    expect(board.host.pirq.map((line) => line.level)).toEqual([0, 0, 0, 1]);
  });

  test("while it is suspended it neither sends nor receives, and its registers can be written", () => {
    const { csr, memory, put, net } = started();
    csr(5, 1);
    put(buffers.transmit, ...frame([1, 2, 3, 4, 5, 6], 64));
    memory.write32(rings.transmit, buffers.transmit);
    memory.write32(rings.transmit + 4, (0x8300_0000 | 0xf000 | (-64 & 0xfff)) >>> 0);
    csr(0, 0x48);
    net.feed(frame(mine, 64));
    expect([net.sent.length, csr(0) & 0x600, csr(8, 0x1234)]).toEqual([0, 0, 0x1234]);
    csr(5, 0);
    expect([net.sent.length, csr(0) & 0x600]).toEqual([1, 0x600]);
  });

  test("tells of each frame that it sends by TXSTRT, and of interrupts that its driver asks for by UINT", () => {
    const { csr, memory, board } = started();
    csr(0, 0x7f40);
    memory.write32(rings.transmit, buffers.transmit);
    memory.write32(rings.transmit + 4, (0x8300_0000 | 0xf000 | (-60 & 0xfff)) >>> 0);
    csr(4, 0x0115);
    csr(5, 0x8000);
    csr(0, 0x48);
    expect([csr(4), csr(0) & 0x280, board.nic!.intx.level]).toEqual([0x011d, 0, 0]);
    csr(4, 0x0111);
    expect([csr(0) & 0x280, board.nic!.intx.level]).toEqual([0x80, 1]);
    csr(4, 0x0119);
    expect(board.nic!.intx.level).toBe(0);
    expect([csr(4, 0x0195), board.nic!.intx.level]).toEqual([0x0155, 1]);
    expect([csr(4, 0x0155), board.nic!.intx.level]).toEqual([0x0115, 0]);
  });

  test("interrupts for the frames that ask for it, if that is what its driver wants (LTINTEN)", () => {
    const { csr, memory } = started();
    csr(5, 0x4000);
    const send = (flags: number): number => {
      const at = rings.transmit + 16 * index++;
      memory.write32(at, buffers.transmit);
      memory.write32(at + 4, (flags | 0xf000 | (-60 & 0xfff)) >>> 0);
      csr(0, 0x48);
      return csr(0) & 0x200;
    };
    let index = 0;
    expect([send(0x8300_0000), send(0x9300_0000)]).toEqual([0, 0x200]);
  });

  test("fills up short frames, and takes padding away, where it is asked to", () => {
    const { csr, memory, net, bytesAt } = started();
    csr(4, 0x0d15);
    memory.write32(rings.transmit, buffers.transmit);
    memory.write32(rings.transmit + 4, (0x8300_0000 | 0xf000 | (-20 & 0xfff)) >>> 0);
    csr(0, 0x48);
    expect(net.sent.map(({ length }) => length)).toEqual([60]);
    net.feed(Uint8Array.from([...mine, 2, 2, 2, 2, 2, 2, 0, 3, 7, 8, 9]));
    expect(memory.read16(rings.receive + 8) & 0xfff).toBe(17);
    expect(bytesAt(buffers.receive, 18).slice(12)).toEqual([0, 3, 7, 8, 9, 0]);
  });

  test("counts the frames that were lost for want of a descriptor, and stopping forgets them", () => {
    const { csr, net } = started({ bytes: 16 });
    net.feed(frame(mine, 100));
    expect([csr(0) & 0x9000, csr(112)]).toEqual([0x9000, 1]);
    csr(0, 4);
    expect(csr(112)).toBe(0);
  });

  test("lets frames wait while no descriptor is its own", () => {
    const { csr, memory, net } = started();
    for (let at = 0; at < 6; at++) net.feed(frame(mine, 60));
    expect(net.waiting).toBe(2);
    memory.write16(rings.receive + 6, 0x8000);
    csr(0, 0x40);
    expect(net.waiting).toBe(1);
  });

  test("takes frames for itself, for everybody, and for groups whose hash it was told", () => {
    const group = [1, 0, 0x5e, 0, 0, 1];
    const taken = (to: readonly number[], options = {}): boolean => {
      const { csr, net } = started(options);
      net.feed(frame(to, 60));
      return (csr(0) & 0x400) !== 0;
    };
    const other = [2, 2, 2, 2, 2, 2];
    const all = new Array<number>(6).fill(0xff);
    expect([mine, other, all, group].map((to) => taken(to))).toEqual([true, false, true, false]);
    const bit = (~crc32(Uint8Array.from(group)) >>> 0) >>> 26;
    const filter = Array.from({ length: 8 }, (_, at) => (bit >> 3 === at ? 1 << (bit & 7) : 0));
    expect([taken(group, { filter }), taken(other, { mode: 0x8000 }), taken(all, { mode: 0x4000 })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("reports an error when it is not allowed to read memory", () => {
    const { csr, write } = card();
    write(devfn, 4, 1, 2);
    csr(0, 1);
    expect(csr(0) & 0x8900).toBe(0x8800);
  });
});

/** Descriptors of each software style: bytes, and where they have the address of the buffer and the message. */
const styles = [
  { style: 0, bytes: 8, address: 0, message: 6 },
  { style: 1, bytes: 16, address: 0, message: 8 },
  { style: 2, bytes: 16, address: 0, message: 8 },
  { style: 3, bytes: 16, address: 8, message: 0 },
];

describe.each(styles)("descriptors of software style $style (section 6.5)", ({ style, bytes, address, message }) => {
  /** Offset of the byte count, of the status, and the status as it is written: in 16 bits it shares a word with the address. */
  const count = 4;
  const flags = style === 0 ? 3 : 7;

  function running() {
    const guest = card();
    const { memory, put, csr, bcr } = guest;
    bcr(20, style);
    if (style === 0) put(initBlock, 0, 0, ...mine, ...new Array<number>(8).fill(0));
    else put(initBlock, 0, 0, 0x20, 0x20, ...mine, 0, 0, ...new Array<number>(8).fill(0));
    const rest = initBlock + (style === 0 ? 16 : 20);
    const exponent = style === 0 ? 2 * 2 ** 29 : 0;
    memory.write32(rest, rings.receive + exponent);
    memory.write32(rest + 4, rings.transmit + exponent);
    const describe = (ring: "receive" | "transmit", index: number, length: number, status: number): void => {
      const at = rings[ring] + bytes * index;
      memory.write32(at + address, buffers[ring] + 0x800 * index);
      memory.write16(at + count, 0xf000 | (-length & 0xfff));
      memory.write8(at + flags, status);
    };
    for (let index = 0; index < 4; index++) describe("receive", index, 64, 0x80);
    csr(1, initBlock);
    csr(2, 0);
    csr(0, 0x43);
    const status = (ring: "receive" | "transmit", index: number) => memory.read8(rings[ring] + bytes * index + flags);
    return { ...guest, describe, status };
  }

  test("carry a frame out, from two buffers", () => {
    const { describe, status, put, csr, net, memory } = running();
    const sent = frame([1, 2, 3, 4, 5, 6], 100);
    put(buffers.transmit, ...sent.subarray(0, 60));
    put(buffers.transmit + 0x800, ...sent.subarray(60));
    describe("transmit", 0, 60, 0x82);
    describe("transmit", 1, 40, 0x81);
    csr(0, 0x48);
    expect(net.sent).toEqual([sent]);
    expect([status("transmit", 0), status("transmit", 1)]).toEqual([0x02, 0x01]);
    expect(memory.read32(rings.transmit + address) & 0xff_ffff).toBe(buffers.transmit);
  });

  test("take a frame in, and say how long it is with its checksum", () => {
    const { status, net, memory, bytesAt, csr } = running();
    const sent = frame(mine, 100);
    net.feed(sent);
    expect([status("receive", 0), status("receive", 1), status("receive", 2)]).toEqual([0x02, 0x01, 0x80]);
    expect(memory.read16(rings.receive + bytes + message) & 0xfff).toBe(104);
    expect([...bytesAt(buffers.receive, 64), ...bytesAt(buffers.receive + 0x800, 36)]).toEqual([...sent]);
    expect([csr(76), csr(12), csr(13), csr(14)]).toEqual([0xfffc, 0x5452, 0x1200, 0x5634]);
  });
});

test("the style shows in CSR58 and BCR20, and a reserved one changes nothing", () => {
  const { csr, bcr } = card();
  expect([0, 1, 2, 3].map((style) => [bcr(20, style), csr(58)])).toEqual([
    [0x200, 0x200],
    [0x101, 0x101],
    [0x302, 0x302],
    [0x303, 0x303],
  ]);
  expect([bcr(20, 7), csr(58, 4)]).toEqual([0x303, 0x303]);
});

describe("a card that is chosen when the board is started", () => {
  test.each([
    ["none", undefined, 0xffff_ffff],
    ["ne2k_pci", "ne2k_pci", 0x8029_10ec],
    ["pcnet", "pcnet", 0x2000_1022],
  ])("%s is in its slot", (model, name, id) => {
    const { board, read } = card(model);
    expect([typeOf(board.nic), read(devfn, 0)]).toEqual([name, id]);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test.each(["ne2k_pci", "pcnet"])("%s can be pulled while its BAR is held", (model) => {
    const { board, ports, net } = card(model);
    const { region } = (board.nic as PciDevice).bar(0)!;
    ref(region);
    unplug(board.nic!);
    board.drain();
    ports.read16(io);
    expect([ports.takeResult() !== 0, net.device]).toEqual([true, null]);
    unref(region);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
