import { create, plug } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Ne2000 } from "../../generated/net/ne2000.ts";
import { pc } from "./pci-board.ts";
import { describeRegisters, type Guest, type Row, rows } from "./register-table.ts";

const ports0 = 0xc300;

/** An NE2000 in slot 4 whose registers begin at `ports0`; page and number are one offset. */
function ne2000(): Guest {
  const guest = pc();
  plug(create(guest.board.heap, Ne2000), { bus: guest.board.host.pci, address: 4 });
  guest.write(4 << 3, 0x10, ports0);
  guest.write(4 << 3, 4, 1, 2);
  const { ports } = guest;
  const at = (offset: number): number => {
    if (offset > 0) ports.write8(ports0, 0x21 | ((offset >> 4) << 6));
    return ports0 + (offset & 0xf);
  };
  return {
    read: (offset) => ports.read8(at(offset)),
    write: (offset, value) => ports.write8(at(offset), value & 0xff),
  };
}

describeRegisters(
  "NE2000, page 0 as it is read (DP8390D, section 10.2)",
  [
    ["CR", 0x00, 0x21, null],
    ["CLDA0", 0x01, 0, null],
    ["CLDA1", 0x02, 0, null],
    ["BNRY", 0x03, 0, 0xff],
    ["TSR", 0x04, 0, null],
    ["NCR", 0x05, 0, null],
    ["FIFO", 0x06, 0, null],
    ["ISR", 0x07, 0x80, 0],
    ["CRDA0, which RSAR0 sets", 0x08, 0, 0xff],
    ["CRDA1, which RSAR1 sets", 0x09, 0, 0xff],
    ["8029ID0", 0x0a, 0x50, 0],
    ["8029ID1", 0x0b, 0x43, 0],
    ["RSR", 0x0c, 0, null],
    ...rows(3, (n) => [`CNTR${n}`, 0x0d + n, 0, null]),
  ],
  ne2000,
);

describeRegisters(
  "NE2000, page 1 (DP8390D, section 10.2)",
  [
    ["CR", 0x10, 0x61, null],
    ...rows(6, (n) => [`PAR${n}`, 0x11 + n, 0, 0xff]),
    ["CURR", 0x17, 0, 0xff],
    ...rows(8, (n) => [`MAR${n}`, 0x18 + n, 0, 0xff]),
  ],
  ne2000,
);

describeRegisters(
  "NE2000, page 2, which takes nothing, and page 3, in which nothing is",
  [
    ["CR", 0x20, 0xa1, null],
    ["PSTART", 0x21, 0, 0],
    ["PSTOP", 0x22, 0, 0],
    ["remote next packet", 0x23, 0, 0],
    ["TPSR", 0x24, 0, 0],
    ["local next packet", 0x25, 0, 0],
    ["address counter, high", 0x26, 0, 0],
    ["address counter, low", 0x27, 0, 0],
    ...rows(4, (n) => [`reserved ${n}`, 0x28 + n, 0, 0]),
    ["RCR", 0x2c, 0, 0],
    ["TCR", 0x2d, 0, 0],
    ["DCR", 0x2e, 4, 0],
    ["IMR", 0x2f, 0, 0],
    ["CR", 0x30, 0xe1, null],
    ...rows(15, (n) => [`register ${n + 1}`, 0x31 + n, 0, 0]),
  ],
  ne2000,
);

describe("what page 0 of the NE2000 takes, and page 2 shows", () => {
  test.each([
    ["PSTART", 0x01, 0xff],
    ["PSTOP", 0x02, 0xff],
    ["TPSR", 0x04, 0xff],
    ["RCR", 0x0c, 0x3f],
    ["TCR", 0x0d, 0x1f],
    ["DCR", 0x0e, 0x7f],
    ["IMR", 0x0f, 0x7f],
  ])("%s", (_name, offset, bits) => {
    const { read, write } = ne2000();
    const shown = [0xff, 0].map((value) => {
      write(offset, value);
      return read(0x20 + offset);
    });
    expect(shown).toEqual([bits, 0]);
  });
});

const io = 0xc000;
const devfn = 3 << 3;

/** A PCnet that is stopped, as a reset leaves it; registers by their numbers, through a data port. */
const pcnet = (port: 0x10 | 0x16) => (): Guest => {
  const guest = pc({ nic_model: "pcnet" });
  guest.write(devfn, 0x10, io);
  guest.write(devfn, 4, 5, 2);
  const { ports } = guest;
  const select = (number: number): void => ports.write16(io + 0x12, number);
  return {
    read(number) {
      select(number);
      return ports.read16(io + port);
    },
    write(number, value) {
      select(number);
      ports.write16(io + port, value & 0xffff);
    },
  };
};

const word = 0xffff;
const plain = (name: string, number: number, mask = word): Row => [`CSR${number}: ${name}`, number, 0, mask];
/** Two registers that are one address. */
const address = (name: string, number: number): readonly Row[] => [
  plain(`${name}, low`, number),
  plain(`${name}, high`, number + 1),
];

describeRegisters(
  "PCnet-PCI II, control and status registers (Am79C970A, section 6.1)",
  [
    ["CSR0: status and control", 0, 0x0004, null],
    ...address("initialization block", 1),
    plain("interrupt masks", 3, 0x5f7c),
    ["CSR4: test and features", 4, 0x0115, null],
    plain("extended control and interrupts", 5, 0xc46f),
    plain("lengths of rings", 6, 0),
    ...rows(4, (n) => plain(`logical address ${n}`, 8 + n)),
    ...rows(3, (n) => plain(`physical address ${n}`, 12 + n)),
    plain("mode", 15),
    ...address("initialization block again", 16),
    ...address("current receive buffer", 18),
    ...address("current transmit buffer", 20),
    ...address("next receive buffer", 22),
    ...address("receive ring", 24),
    ...address("next receive descriptor", 26),
    ...address("current receive descriptor", 28),
    ...address("transmit ring", 30),
    ...address("next transmit descriptor", 32),
    ...address("current transmit descriptor", 34),
    ...address("the receive descriptor behind the next", 36),
    ...address("the transmit descriptor behind the next", 38),
    plain("current receive byte count", 40, 0xfff),
    plain("current receive status", 41),
    plain("current transmit byte count", 42, 0xfff),
    plain("current transmit status", 43),
    plain("next receive byte count", 44, 0xfff),
    plain("next receive status", 45),
    plain("poll time counter", 46),
    plain("polling interval", 47),
    ["CSR58: software style", 58, 0x0200, null],
    ...address("previous transmit descriptor", 60),
    plain("previous transmit byte count", 62, 0xfff),
    plain("previous transmit status", 63),
    ...address("next transmit buffer", 64),
    plain("next transmit byte count", 66, 0xfff),
    plain("next transmit status", 67),
    plain("receive ring counter", 72),
    plain("transmit ring counter", 74),
    plain("receive ring length", 76),
    plain("transmit ring length", 78),
    ["CSR80: DMA transfer counter and watermarks", 80, 0xd410, 0x3fff],
    plain("bus activity timer", 82),
    ...address("DMA address", 84),
    plain("DMA byte count", 86, 0xfff),
    ["CSR88: chip ID, low", 88, 0x1003, 0],
    ["CSR89: chip ID, high", 89, 0x0262, 0],
    plain("ring length conversion", 92),
    plain("time domain reflectometry", 94, 0),
    ["CSR100: bus timeout", 100, 0x0200, word],
    plain("missed frames", 112, 0),
    plain("receive collisions", 114, 0),
    plain("frame alignment", 122, 1),
    plain("test", 124, 8),
    ...[7, 48, 59, 68, 90, 101, 127].map((number) => plain("reserved", number, 0)),
  ],
  pcnet(0x10),
);

const led = 0x63ff;

describeRegisters(
  "PCnet-PCI II, bus configuration registers (Am79C970A, section 6.2)",
  [
    ["BCR0: master mode read active", 0, 0x0005, 0],
    ["BCR1: master mode write active", 1, 0x0005, 0],
    ["BCR2: miscellaneous", 2, 0x0002, 0x518f],
    ["BCR4: link LED", 4, 0x00c0, 0],
    ["BCR5: LED 1", 5, 0x0084, 0],
    ["BCR6: LED 2", 6, 0x0088, 0],
    ["BCR7: LED 3", 7, 0x0090, 0],
    ["BCR9: full duplex", 9, 0, 7],
    ["BCR16: I/O base, low", 16, 0, 0xffe0],
    ["BCR17: I/O base, high", 17, 0, word],
    ["BCR18: bursts and bus", 18, 0x9001, 0xf37f],
    ["BCR19: EEPROM", 19, 0x0002, 0x0017],
    ["BCR20: software style", 20, 0x0200, null],
    ["BCR21: interrupt control", 21, 0, 0],
    ["BCR22: latency", 22, 0xff06, word],
    ...[3, 8, 10, 15, 23, 31].map((number): Row => [`BCR${number}: reserved`, number, 0, 0]),
  ],
  pcnet(0x16),
);

describeRegisters(
  "PCnet-PCI II, LEDs while BCR2.LEDPE is 1",
  [
    ["BCR4: link LED", 4, 0x00c0, led],
    ["BCR5: LED 1", 5, 0x0084, led],
    ["BCR6: LED 2", 6, 0x0088, led],
    ["BCR7: LED 3", 7, 0x0090, led],
  ],
  () => {
    const guest = pcnet(0x16)();
    guest.write(2, 0x1002);
    return guest;
  },
);
