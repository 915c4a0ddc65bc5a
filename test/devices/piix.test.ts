import { describe, expect, test } from "vitest";
import { create, createMachine, unrealize } from "@qdl/runtime";
import { VirtRiscv } from "../../generated/riscv/virt.ts";
import { Piix4Uhci } from "../../generated/pci/piix.ts";
import { levels, pc, typeOf } from "./pci-board.ts";

const uhci = 0x0a;
const pm = 0x0b;
const isa = 0x08;

describe("configuration mechanism #1 (PCI Local Bus 3.0, section 3.2.2.3.2)", () => {
  test("finds functions by slot and number, and reads all ones where none is", () => {
    const { read } = pc();
    expect([read(0, 0), read(isa, 0), read(uhci, 0), read(pm, 0), read(0x10, 0)]).toEqual([
      0x1237_8086, 0x7000_8086, 0x7020_8086, 0xffff_ffff, 0xffff_ffff,
    ]);
    expect([read(isa, 2, 2), read(isa, 1, 1), read(0, 8)]).toEqual([0x7000, 0x80, 0x0600_0002]);
  });

  test("function 0 says whether there are others", () => {
    expect(pc().read(isa, 0x0e, 1)).toBe(0x80);
    expect(pc().read(0, 0x0e, 1)).toBe(0);
    expect(pc({ has_usb: false }).read(isa, 0x0c)).toBe(0);
  });

  test("the address port holds what it can, and the data port is silent while it is off", () => {
    const { ports } = pc();
    ports.write32(0xcf8, 0xffff_ffff);
    expect(ports.read32(0xcf8) >>> 0).toBe(0x80ff_fffc);
    ports.write32(0xcf8, 0);
    expect(ports.read32(0xcfc)).toBe(-1);
    ports.write32(0xcf8, 0x8001_0000);
    expect(ports.read32(0xcfc)).toBe(-1);
  });
});

describe("the header of a function (PCI Local Bus 3.0, section 6.1)", () => {
  /** A network card: a bus master with one BAR of ports, and one of memory. */
  test.each([
    ["vendor", 0x00, 2, 0x1022, 0],
    ["device", 0x02, 2, 0x2000, 0],
    ["command", 0x04, 2, 0, 0x0547],
    ["status", 0x06, 2, 0, 0],
    ["revision", 0x08, 1, 0x10, 0],
    ["programming interface", 0x09, 1, 0, 0],
    ["class", 0x0a, 2, 0x0200, 0],
    ["cache line size", 0x0c, 1, 0, 0xff],
    ["latency timer", 0x0d, 1, 0, 0xff],
    ["header type", 0x0e, 1, 0, 0],
    ["self test", 0x0f, 1, 0, 0],
    ["BAR 0, 32 bytes of ports", 0x10, 4, 1, 0xffff_ffe0],
    ["BAR 1, 32 bytes of memory", 0x14, 4, 0, 0xffff_ffe0],
    ...[0x18, 0x1c, 0x20, 0x24].map((at) => [`no BAR at ${at}`, at, 4, 0, 0] as const),
    ["CardBus CIS", 0x28, 4, 0, 0],
    ["subsystem vendor", 0x2c, 2, 0, 0],
    ["subsystem", 0x2e, 2, 0, 0],
    ["expansion ROM", 0x30, 4, 0, 0],
    ["capabilities", 0x34, 1, 0, 0],
    ["interrupt line", 0x3c, 1, 0, 0xff],
    ["interrupt pin", 0x3d, 1, 1, 0],
    ["MIN_GNT", 0x3e, 1, 0x06, 0],
    ["MAX_LAT", 0x3f, 1, 0xff, 0],
  ] as const)("%s", (...[, at, size, reset, writable]) => {
    const { read, write, board } = pc({ nic_model: "pcnet" });
    const value = (): number => read(3 << 3, at, size) >>> 0;
    expect(value()).toBe(reset);
    write(3 << 3, at, -1, size);
    expect(value()).toBe((writable | (reset & ~writable)) >>> 0);
    write(3 << 3, at, 0, size);
    expect(value()).toBe((reset & ~writable) >>> 0);
    write(3 << 3, at, -1, size);
    board.reset();
    if (at !== 0x3c) expect(value()).toBe(reset);
  });

  test("the status says whether the function asks for an interrupt, allowed or not", () => {
    const { board, read, write } = pc();
    board.usb!.intx.set(1);
    expect([read(uhci, 6, 2), Math.max(...levels(board.host.pirq))]).toEqual([8, 1]);
    write(uhci, 4, 0x400, 2);
    expect([read(uhci, 6, 2), Math.max(...levels(board.host.pirq))]).toEqual([8, 0]);
    board.usb!.intx.set(0);
    expect(read(uhci, 6, 2)).toBe(0);
  });
});

describe("BARs", () => {
  test("tell their size, and are where the guest puts them once their space is enabled", () => {
    const { read, write, ports } = pc();
    write(uhci, 0x20, 0xffff_ffff);
    expect(read(uhci, 0x20)).toBe(0xffff_ffe1);
    write(uhci, 0x20, 0xc000);
    expect(ports.read8(0xc00c)).toBe(0);
    ports.takeResult();
    write(uhci, 4, 1, 2);
    expect(ports.read8(0xc00c)).toBe(0x40);
    write(uhci, 0x20, 0xd000);
    expect([ports.read8(0xd00c), ports.read8(0xc00c)]).toEqual([0x40, 0]);
  });

  test("go with their space: a function whose I/O is switched off, or that is reset, is nowhere", () => {
    const { board, write, ports } = pc();
    write(uhci, 0x20, 0xc000);
    write(uhci, 4, 1, 2);
    write(uhci, 4, 0, 2);
    ports.read8(0xc00c);
    expect(ports.takeResult()).not.toBe(0);
    write(uhci, 4, 1, 2);
    board.reset();
    ports.read8(0xc00c);
    expect(ports.takeResult()).not.toBe(0);
  });
});

describe("memory-mapped configuration (PCI Express Base 3.0, section 7.2.2)", () => {
  const window = 0x3000_0000;

  test("shows each function in 4 KiB of its own; its BARs lie in the windows of the board", () => {
    const board = createMachine(VirtRiscv, { properties: { ram_size: 1 << 20, flash_blocks: 1 } });
    board.plug(create(board.heap, Piix4Uhci), { bus: board.pcie.pcie, address: 2 });
    board.realize();
    board.reset();
    const { memory } = board;
    const at = window + (2 << 15);
    expect([memory.read32(window), memory.read32(at), memory.read16(at + 2)]).toEqual([-1, 0x7112_8086, 0x7112]);
    memory.write32(at + 0x20, 0x1000);
    memory.write16(at + 4, 1);
    expect(memory.read8(0x0300_100c)).toBe(0x40);
    expect(memory.read32(at + 0x100)).toBe(0);
    expect(board.shutdown().clean).toBe(true);
  });
});

describe("the south bridge", () => {
  test.each([
    ["piix3", true, false, ["PIIX3", "piix3-usb-uhci", undefined]],
    ["piix4", true, true, ["piix4-isa", "piix4-usb-uhci", "PIIX4_PM"]],
    ["piix4", false, false, ["piix4-isa", undefined, undefined]],
  ])("%s, USB %s, ACPI %s, has the functions %s", (south, has_usb, has_acpi, names) => {
    const { board } = pc({ south, has_usb, has_acpi });
    expect([board.isa, board.usb, board.pm].map(typeOf)).toEqual(names);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("routes PCI interrupts to those of the ISA bus, where they are shared", () => {
    const { board, write, read } = pc({ south: "piix4" });
    const isaLevels = () => levels(board.isa!.isa);
    // A USB controller that may not read memory stops with an error: INTA of slot 1 is PIRQB.
    const stumble = () => {
      write(uhci, 0x20, 0xc000);
      write(uhci, 4, 1, 2);
      board.ioPorts.write16(0xc000, 1);
      board.advance(1_000_000);
    };
    stumble();
    expect(levels(board.host.pirq)).toEqual([0, 1, 0, 0]);
    expect(Math.max(...isaLevels())).toBe(0);
    write(isa, 0x61, 0x0b, 1);
    expect(read(isa, 0x60)).toBe(0x8080_0b80);
    expect(isaLevels().indexOf(1)).toBe(11);
    write(uhci, 4, 0x401, 2);
    expect(Math.max(...isaLevels())).toBe(0);
    write(uhci, 4, 1, 2);
    expect(isaLevels()[11]).toBe(1);
    board.ioPorts.write16(0xc002, 8);
    expect(isaLevels()[11]).toBe(0);
  });

  test("a function that leaves takes its level with it", () => {
    const { board, write } = pc({ has_usb: true });
    write(uhci, 0x20, 0xc000);
    write(uhci, 4, 1, 2);
    board.ioPorts.write16(0xc000, 1);
    board.advance(1_000_000);
    expect(levels(board.host.pirq)).toEqual([0, 1, 0, 0]);
    unrealize(board.usb!);
    expect(levels(board.host.pirq)).toEqual([0, 0, 0, 0]);
  });
});

describe("the USB controller (UHCI 1.1, section 2.1)", () => {
  function running(properties = {}) {
    const { board, write, ports } = pc(properties);
    write(uhci, 0x20, 0xc000);
    write(uhci, 4, 5, 2);
    return { board, write, read: (at: number) => ports.read16(0xc000 + at), ports };
  }

  test("has the reset values of the data sheet", () => {
    const { read, ports } = running();
    expect([0, 2, 4, 6, 0x10, 0x12].map(read)).toEqual([0, 0x20, 0, 0, 0x80, 0x80]);
    expect([ports.read32(0xc008), ports.read8(0xc00c)]).toEqual([0, 0x40]);
  });

  test("counts a frame a millisecond while it runs, 2048 of them", () => {
    const { board, ports, read } = running();
    ports.write16(0xc000, 1);
    expect(read(2)).toBe(0);
    board.advance(5_500_000);
    expect(read(6)).toBe(5);
    board.advance(2_048_000_000);
    expect(read(6)).toBe(5);
    ports.write16(0xc000, 0);
    board.advance(5_000_000);
    expect([read(6), read(2)]).toEqual([5, 0x20]);
    ports.write16(0xc000, 2);
    expect([read(0), read(6)]).toEqual([0, 0]);
  });

  test("halts with an error when it cannot read its frame list", () => {
    const { board, ports, read } = running();
    ports.write32(0xc008, 0x8000_0000 | 0);
    ports.write16(0xc000, 1);
    board.advance(1_100_000);
    expect([read(0), read(2), read(6)]).toEqual([0, 0x28, 0]);
    ports.write16(0xc002, 8);
    expect(read(2)).toBe(0x20);
  });
});

describe("power management (Intel 290562, section 7)", () => {
  const base = 0xb000;

  function managed() {
    const { board, write, read, ports } = pc({ south: "piix4", has_acpi: true });
    write(pm, 0x40, base + 0x3f);
    write(pm, 0x80, 1, 1);
    return { board, write, read, ports };
  }

  test("lies where the guest says, in steps of 64", () => {
    const { ports, write, read } = managed();
    expect(read(pm, 0x40)).toBe(base + 1);
    ports.write16(base + 2, 0xffff);
    expect(ports.read16(base + 2)).toBe(0x0521);
    write(pm, 0x40, 0xb040);
    expect(ports.read16(0xb042)).toBe(0x0521);
    write(pm, 0x80, 0, 1);
    ports.read16(0xb042);
    expect(ports.takeResult()).not.toBe(0);
  });

  test("the power button interrupts while it is enabled, until its status is cleared", () => {
    const { board, ports } = managed();
    const { sci } = board.pm!;
    board.pm!.pressPowerButton();
    expect(sci.level).toBe(0);
    ports.write16(base + 4, 1);
    ports.write16(base + 2, 0x100);
    expect([sci.level, ports.read16(base)]).toEqual([1, 0x100]);
    ports.write16(base, 0x100);
    expect([sci.level, ports.read16(base)]).toEqual([0, 0]);
  });

  test("the timer counts 3.579545 MHz in 24 bits, and says when the highest changes", () => {
    const { board, ports } = managed();
    board.advance(1_000_000_000);
    expect(ports.read32(base + 8)).toBe(3_579_545);
    expect(ports.read16(base)).toBe(0);
    board.advance(2_000_000_000);
    expect(ports.read16(base)).toBe(1);
    board.advance(2_000_000_000);
    expect(ports.read32(base + 8)).toBe(5 * 3_579_545 - (1 << 24));
  });
});
