import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Memory, Reg, talking, trbOf, typing, usbPc, XhciDriver } from "./xhci-driver.ts";

const normal = 1;
const status = 4;
const eventData = 7;

describe("transfers (section 4.11)", () => {
  test("a request that the device refuses halts endpoint 0 until it is reset and moved on", () => {
    const { driver, slot, guest } = typing();
    const state = () => guest.memory.read32(driver.output(slot) + 32) & 7;
    const { events } = driver.controlIn(slot, [0x80, 6, 0x3700, 0], 18);
    expect(events.map(({ code, length }) => [code, length])).toEqual([[6, 18]]);
    expect(state()).toBe(2);
    expect(driver.transfer(slot, 1, [])).toEqual([]);
    expect([driver.command(14, { slot, bits: 1 << 16 }).code, state()]).toEqual([1, 3]);
    const next = driver.ring(slot, 1).put([0, 0, 0, trbOf(8, 0x20)]);
    expect(driver.command(16, { parameter: next | 1, slot, bits: 1 << 16 }).code).toBe(1);
    expect(driver.transfer(slot, 1, []).map(({ code, pointer }) => [code, pointer])).toEqual([[1, next]]);
    expect(state()).toBe(1);
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).code).toBe(1);
  });

  test("data of a control transfer goes both ways, and requests without data", () => {
    const { driver, slot, serial } = talking();
    expect(driver.controlOut(slot, [0x21, 0x20, 0, 0], [0x80, 0x25, 0, 0, 0, 0, 8])).toBe(1);
    expect(driver.controlIn(slot, [0xa1, 0x21, 0, 0], 7).bytes).toEqual([0x80, 0x25, 0, 0, 0, 0, 8]);
    expect(driver.controlOut(slot, [0x21, 0x22, 3, 0])).toBe(1);
    expect(serial.controlLines).toBe(3);
    expect(driver.controlOut(slot, [0x21, 0x77, 3, 0])).toBe(6);
  });

  test("bulk data of many packets, in several buffers, goes out as one transfer", () => {
    const { driver, slot, terminal, guest } = talking();
    const text = Array.from({ length: 1500 }, (_, at) => String.fromCharCode(97 + (at % 26))).join("");
    guest.memory.write(
      Memory.buffers,
      Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    );
    const events = driver.transfer(slot, 4, [
      [Memory.buffers, 0, 1000, trbOf(normal, 0x10)],
      [Memory.buffers + 1000, 0, 500, trbOf(normal, 0x20)],
    ]);
    expect([events.map(({ code, length }) => [code, length]), terminal.text === text]).toEqual([[[1, 0]], true]);
  });

  test("up to eight bytes can stand in the TRB itself", () => {
    const { driver, slot, terminal } = talking();
    driver.transfer(slot, 4, [[0x6463_6261, 0x65, 5, trbOf(normal, 0x60)]]);
    expect(terminal.text).toBe("abcde");
    expect(driver.transfer(slot, 4, [[0, 0, 9, trbOf(normal, 0x60)]]).map(({ code }) => code)).toEqual([5]);
  });

  test("a short packet ends a transfer: it is told where it ended, and Event Data has all bytes", () => {
    const { driver, slot, terminal } = talking();
    terminal.feed("0123456789");
    const events = driver.transfer(slot, 3, [
      [Memory.buffers, 0, 6, trbOf(normal, 0x14)],
      [Memory.buffers + 6, 0, 100, trbOf(normal, 0x14)],
      [Memory.buffers + 106, 0, 100, trbOf(normal, 0x14)],
      [0x1234, 0, 0, trbOf(eventData, 0x20)],
    ]);
    expect(events.map(({ code, length, pointer }) => [code, length, pointer])).toEqual([
      [13, 96, driver.ring(slot, 3).base + 16],
      [13, 10, 0x1234],
    ]);
  });

  test("data that comes later goes on where it stopped", () => {
    const { driver, slot, terminal, guest } = talking();
    terminal.feed(Array.from({ length: 512 }, () => 1));
    expect(driver.normal(slot, 3, 600)).toEqual([]);
    terminal.feed([2, 3]);
    expect(driver.events().map(({ code, length }) => [code, length])).toEqual([[13, 600 - 513]]);
    expect([guest.memory.read8(Memory.buffers + 511), guest.memory.read8(Memory.buffers + 512)]).toEqual([1, 2]);
  });

  test("a break on the line comes through the endpoint for events", () => {
    const { driver, slot, terminal, guest } = talking();
    expect(driver.normal(slot, 7, 16)).toEqual([]);
    terminal.feedBreak();
    expect(driver.events().map(({ code, length }) => [code, length])).toEqual([[13, 6]]);
    expect(guest.memory.read32(Memory.buffers + 8) & 0xffff).toBe(7);
  });

  test("Stop Endpoint reports what is in hand; the ring goes on when its doorbell rings", () => {
    const { driver, slot, keyboard, guest } = typing();
    driver.normal(slot, 3, 8);
    const stop = driver.commands.put([0, 0, 0, trbOf(15) | (3 << 16) | (slot << 24)]);
    guest.write(Reg.doorbell, 0);
    expect(driver.events().map(({ type, code, length, pointer }) => [type, code, length, pointer])).toEqual([
      [32, 26, 8, driver.ring(slot, 3).base],
      [33, 1, 0, stop],
    ]);
    keyboard.press(5);
    expect(driver.events()).toEqual([]);
    expect(driver.transfer(slot, 3, []).map(({ code }) => code)).toEqual([1]);
  });

  test("a TRB that its endpoint cannot have is an error", () => {
    const { driver, slot, guest } = talking();
    expect(driver.transfer(slot, 3, [[0, 0, 0, trbOf(status, 0x20)]]).map(({ code }) => code)).toEqual([5]);
    expect(guest.memory.read32(driver.output(slot) + 32 * 3) & 7).toBe(4);
    expect(driver.transfer(slot, 1, [[0, 0, 8, trbOf(normal, 0x20)]]).map(({ code }) => code)).toEqual([5]);
    expect(driver.transfer(slot, 4, [[0xf000_0000, 0, 8, trbOf(normal, 0x20)]]).map(({ code }) => code)).toEqual([5]);
  });

  test("a chain that is not complete waits", () => {
    const { driver, slot, terminal } = talking();
    expect(driver.transfer(slot, 4, [[0x61, 0, 1, trbOf(normal, 0x50)]])).toEqual([]);
    expect(terminal.text).toBe("");
    expect(driver.transfer(slot, 4, [[0x62, 0, 1, trbOf(normal, 0x60)]]).map(({ code }) => code)).toEqual([1]);
    expect(terminal.text).toBe("ab");
  });

  test("a snapshot has the transfers that wait", () => {
    const { driver, slot, keyboard, guest } = typing();
    driver.normal(slot, 3, 8);
    const snapshot = takeSnapshot(guest.board);
    keyboard.press(4);
    expect(driver.events().length).toBe(1);
    restoreSnapshot(guest.board, snapshot);
    expect(guest.memory.read32(Memory.buffers)).not.toBe(4 << 16);
    keyboard.press(6);
    expect(guest.memory.read32(Memory.buffers)).toBe(6 << 16);
  });
});

describe("events (sections 4.9.4 and 4.17)", () => {
  /** A driver whose interrupts come in ways that it has enabled: 0xcafe by MSI-X, 0xbeec by MSI, both at 0x800. */
  function interrupts(...ways: readonly ("msix" | "msi")[]) {
    const guest = usbPc();
    const { card, memory } = guest;
    if (ways.includes("msix")) {
      card.writeConfig(card.findCapability(0x11)! + 2, 0x8000, 2);
      memory.write32(Memory.bar + 0x3000, 0x800);
      memory.write32(Memory.bar + 0x3008, 0xcafe);
      memory.write32(Memory.bar + 0x300c, 0);
    }
    if (ways.includes("msi")) {
      const capability = card.findCapability(5)!;
      card.writeConfig(capability + 4, 0x800, 4);
      card.writeConfig(capability + 12, 0xbeec, 2);
      card.writeConfig(capability + 2, 0x21, 2);
    }
    return { guest, driver: new XhciDriver(guest) };
  }

  test.each([
    ["msix", 0xcafe],
    ["msi", 0xbeec],
  ] as const)("by %s: IP clears itself, and the next one comes when the driver has taken events", (way, message) => {
    const { guest, driver } = interrupts(way);
    const { memory, read, board } = guest;
    driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    expect([memory.read32(0x800), read(Reg.iman), read(Reg.erdp) & 8]).toEqual([message, 2, 8]);
    memory.write32(0x800, 0);
    driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    expect(memory.read32(0x800)).toBe(0);
    guest.write(Reg.erdp, (Memory.events + 16) | 8);
    expect(memory.read32(0x800)).toBe(message);
    expect(board.host.pirq.map(({ level }) => level)).toEqual([0, 0, 0, 0]);
  });

  test("by MSI-X where the driver has enabled both kinds of messages; MSI has one for each interrupter", () => {
    const { guest, driver } = interrupts("msix", "msi");
    driver.command(23);
    expect(guest.memory.read32(0x800)).toBe(0xcafe);
    const { card } = guest;
    card.writeConfig(card.findCapability(0x11)! + 2, 0, 2);
    driver.command(23);
    expect([guest.memory.read32(0x800), card.readConfig(0x72, 2)]).toEqual([0xbeec, 0x1a5]);
  });

  test("by the pin: it is up while IP is", () => {
    const { guest, driver } = interrupts();
    const { board, read, write } = guest;
    const level = () => Math.max(...board.host.pirq.map((line) => line.level));
    driver.command(23);
    expect([level(), read(Reg.iman), read(Reg.status) & 8]).toEqual([1, 3, 8]);
    write(Reg.iman, 3);
    expect([level(), read(Reg.iman)]).toEqual([0, 2]);
    write(Reg.status, 8);
    expect(read(Reg.status) & 8).toBe(0);
  });

  test("moderation holds the next one back (IMOD)", () => {
    const { guest, driver } = interrupts("msix");
    guest.write(Reg.imod, 4);
    const count = () => {
      const seen = guest.memory.read32(0x800) === 0xcafe ? 1 : 0;
      guest.memory.write32(0x800, 0);
      return seen;
    };
    driver.command(23);
    expect([count(), guest.read(Reg.imod)]).toEqual([1, 0x0004_0004]);
    driver.command(23);
    expect(count()).toBe(0);
    driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    guest.board.advance(1000);
    expect(count()).toBe(1);
  });

  test("by the pin, moderation begins when IP is cleared", () => {
    const { guest, driver } = interrupts();
    const noop = (): number => {
      driver.commands.put([0, 0, 0, trbOf(23)]);
      guest.write(Reg.doorbell, 0);
      return guest.read(Reg.iman) & 1;
    };
    guest.write(Reg.imod, 4);
    expect(noop()).toBe(1);
    guest.board.advance(5000);
    expect(guest.read(Reg.imod) >>> 16).toBe(0);
    guest.write(Reg.iman, 3);
    expect(guest.read(Reg.imod) >>> 16).toBe(4);
    driver.events();
    expect(noop()).toBe(0);
    guest.board.advance(999);
    expect(guest.read(Reg.iman) & 1).toBe(0);
    guest.board.advance(1);
    expect(guest.read(Reg.iman) & 1).toBe(1);
  });

  test("a driver can set the counter of moderation itself (IMODC)", () => {
    const { guest, driver } = interrupts("msix");
    guest.write(Reg.imod, (8 << 16) | 4);
    expect(guest.read(Reg.imod)).toBe((8 << 16) | 4);
    driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    guest.board.advance(1999);
    expect(guest.memory.read32(0x800)).toBe(0);
    guest.write(Reg.imod, 4);
    expect(guest.memory.read32(0x800)).toBe(0xcafe);
  });

  test("a ring that is full says so, and commands wait until there is room: none of their events is lost", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest, { segment: 16 });
    for (let count = 0; count < 40; count++) driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    const seen: number[] = [];
    for (let events = driver.events(); events.length > 0; events = driver.events())
      seen.push(...events.map(({ type }) => type));
    expect(seen.filter((type) => type === 37).length).toBeGreaterThan(0);
    expect(seen[15]).toBe(37);
    expect(seen.filter((type) => type === 33).length).toBe(40);
  });

  test("transfers can have their events without interrupts (BEI)", () => {
    const { guest, driver, slot } = talking();
    guest.write(Reg.iman, 3);
    driver.transfer(slot, 4, [[0x61, 0, 1, trbOf(normal, 0x260)]]);
    expect(guest.read(Reg.iman)).toBe(2);
    driver.transfer(slot, 4, [[0x61, 0, 1, trbOf(normal, 0x60)]]);
    expect(guest.read(Reg.iman)).toBe(3);
  });
});
