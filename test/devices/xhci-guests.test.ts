import { isLive, ref, unplug, unref } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Memory,
  plugKeyboard,
  plugSerial,
  plugZero,
  Reg,
  talking,
  trbOf,
  typing,
  type UsbPc,
  usbPc,
  XhciDriver,
} from "./xhci-driver.ts";

const systemError = 1 << 2;
const controllerError = 1 << 12;
const halted = 1;
const nowhere = 0xf000_0000;
const normal = 1;
const link = 6;
const clean = { left: [], errors: [], clean: true };

/** Does all deferred work, also what that defers. */
function settle({ board }: UsbPc): void {
  while (!board.session.settled) board.drain();
}

/** The controller was made unusable; after a reset it works as a new one does. */
function worksAgain(guest: UsbPc): void {
  guest.placeBar();
  guest.write(Reg.command, 2);
  const driver = new XhciDriver(guest);
  driver.events();
  driver.resetPort(1);
  expect(driver.controlIn(driver.address(1), [0x80, 6, 0x100, 0], 18).bytes[0]).toBe(18);
}

describe("a driver that makes mistakes", () => {
  test.each([
    ["the command ring is nowhere", Reg.crcr, nowhere | 1, systemError],
    ["contexts are nowhere", Reg.dcbaap, nowhere, systemError],
  ])("%s: the controller halts with an error", (_what, register, value, error) => {
    const guest = usbPc();
    plugKeyboard(guest);
    const driver = new XhciDriver(guest);
    driver.events();
    driver.resetPort(1);
    guest.write(register, value);
    expect(() => driver.address(1)).toThrow("did not complete");
    expect(guest.read(Reg.status) & (halted | error)).toBe(halted | error);
    worksAgain(guest);
  });

  test.each([
    ["the event ring is nowhere", { base: nowhere, size: 64 }, systemError],
    ["an event ring segment has one TRB", { base: Memory.events, size: 1 }, controllerError],
  ])("%s: the controller halts with an error", (_what, { base, size }, error) => {
    const guest = usbPc();
    plugKeyboard(guest);
    const driver = new XhciDriver(guest);
    guest.memory.write32(Memory.segments, base);
    guest.memory.write32(Memory.segments + 8, size);
    guest.write(Reg.erstba, Memory.segments);
    driver.commands.put([0, 0, 0, trbOf(23)]);
    guest.write(Reg.doorbell, 0);
    expect(guest.read(Reg.status) & (halted | error)).toBe(halted | error);
    worksAgain(guest);
  });

  test("links that lead to themselves are followed no longer than there can be links", () => {
    const { guest, driver } = typing();
    const base = driver.commands.put([Memory.commands, 0, 0, trbOf(link)]);
    guest.memory.write32(base, base);
    guest.write(Reg.doorbell, 0);
    expect(guest.read(Reg.status) & (halted | controllerError)).toBe(halted | controllerError);
    guest.write(Reg.command, 5);
    expect(guest.read(Reg.status) & halted).toBe(halted);
    worksAgain(guest);
  });

  test("a ring without an end goes on microframe by microframe, and the machine with it", () => {
    const { guest, driver, slot, terminal } = talking();
    const ring = driver.ring(slot, 4);
    ring.put([Memory.buffers, 0, 1, trbOf(normal)]);
    ring.put([ring.base, 0, 0, trbOf(link)]);
    guest.write(Reg.doorbell + 4 * slot, 4);
    const { length } = terminal.text;
    expect(length).toBeGreaterThan(10);
    guest.board.advance(10 * 125_000);
    expect(terminal.text.length).toBeGreaterThan(5 * length);
    expect(terminal.text.length).toBeLessThan(20 * length);
    guest.write(Reg.command, 0);
    const stopped = terminal.text.length;
    guest.board.advance(1_000_000);
    expect(terminal.text.length).toBe(stopped);
  });

  test("a ring in the controller's own registers is nowhere for it", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    guest.write(Reg.crcr, Memory.bar | 1);
    expect(() => driver.command(23)).toThrow("did not complete");
    expect(guest.read(Reg.status) & systemError).toBe(systemError);
  });

  test("without bus mastering it reaches nothing", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    guest.card.writeConfig(4, 2, 2);
    expect(() => driver.command(23)).toThrow("did not complete");
    expect(guest.read(Reg.status) & systemError).toBe(systemError);
  });
});

/** What a guest may do, as numbers: addresses are of RAM, of registers, of nothing. */
const address = fc.oneof(
  fc.constantFrom<number>(...Object.values(Memory), Memory.bar + Reg.command, Memory.bar + Reg.doorbell, nowhere),
  fc.nat(0xffff_ffff),
);
const trb = fc.tuple(
  address,
  fc.constantFrom(0, 0, 1),
  fc.oneof(fc.nat(0xffff), fc.nat(0xffff_ffff)),
  fc.nat(24),
  fc.nat(0xffff_ffff),
);
const step = fc.oneof(
  fc.record({
    kind: fc.constant("write" as const),
    at: fc.oneof(fc.constantFrom<number>(...Object.values(Reg)), fc.nat(0x20ff)),
    value: address,
  }),
  fc.record({ kind: fc.constant("trb" as const), ring: fc.nat(6), trb }),
  fc.record({
    kind: fc.constant("ram" as const),
    at: fc.constantFrom<number>(Memory.contexts, Memory.segments, Memory.input, Memory.outputs),
    offset: fc.nat(0x7f),
    value: address,
  }),
  fc.record({ kind: fc.constant("bell" as const), slot: fc.nat(3), target: fc.nat(8), stream: fc.nat(2) }),
  fc.record({ kind: fc.constant("outside" as const), what: fc.nat(4) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A device with slot 2 that has an isochronous endpoint, and a bulk endpoint with streams. */
function addZero({ guest, driver }: ReturnType<typeof typing>): void {
  plugZero(guest, 3);
  const slot = driver.address(7, 512);
  driver.controlOut(slot, [0, 9, 1, 0]);
  const contexts = [
    [2, [0x8400, (2 << 3) | (1024 << 16), Memory.streams, 0]],
    [5, driver.endpointContext(slot, 5, [5, 192, 1 << 16])],
  ] as const;
  guest.memory.write32(Memory.streams + 16, driver.ring(slot, 2).base | 3);
  expect(driver.command(12, { parameter: driver.input({ add: 0x25 }, contexts), slot }).code).toBe(1);
  driver.events();
}

/** Slots and endpoints of the rings that a wild guest fills, behind the command ring. */
const wildRings: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [1, 3],
  [1, 4],
  [2, 2],
  [2, 5],
];

/** A guest with three devices, configured, that then does anything. */
class WildGuest {
  readonly #session = typing();
  readonly #line = plugSerial(this.#session.guest);
  #there = true;

  constructor() {
    addZero(this.#session);
  }

  do(step: Step): void {
    const { guest, driver, keyboard } = this.#session;
    switch (step.kind) {
      case "write":
        return guest.write(step.at & ~3, step.value);
      case "trb": {
        const [low, high, status, type, bits] = step.trb;
        const ring = step.ring === 0 ? driver.commands : driver.ring(...wildRings[step.ring - 1]!);
        return void ring.put([low, high, status, (bits & 0xffff_03fe) | (type << 10)]);
      }
      case "ram":
        return guest.memory.write32(step.at + 4 * step.offset, step.value);
      case "bell":
        return guest.write(Reg.doorbell + 4 * step.slot, step.target | (step.stream << 16));
      default:
        return this.#outside(step.what, keyboard);
    }
  }

  #outside(what: number, keyboard: ReturnType<typeof plugKeyboard>): void {
    const { guest } = this.#session;
    if (what === 0) this.#line.terminal.feed("some text");
    else if (what === 1) this.#line.terminal.feedBreak();
    else if (what === 2) guest.board.advance(3 * 125_000);
    else if (what === 3 && this.#there) keyboard.press(4);
    else if (what === 4 && this.#there) {
      guest.board.unplug(keyboard);
      this.#there = false;
    }
  }

  /** It works again after a reset, and nothing is left at the end. */
  end(): void {
    const { guest } = this.#session;
    if (!this.#there) plugKeyboard(guest);
    worksAgain(guest);
    expect(guest.board.shutdown()).toEqual(clean);
  }
}

test("whatever a guest writes, where it likes, the controller works again after a reset", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const guest = new WildGuest();
      for (const one of steps) guest.do(one);
      guest.end();
    }),
    { numRuns: 100 },
  );
});

describe("hot-unplug", () => {
  test.each([
    ["a transfer waits", false],
    ["a transfer waits and somebody holds the BAR", true],
  ])("of the function while %s", (_what, held) => {
    const { guest, driver, slot, keyboard } = typing();
    driver.normal(slot, 3, 8);
    const { card, xhci, board, memory } = guest;
    const { mmio } = xhci;
    const mapping = held ? memory.map(Memory.bar + Reg.status, 4, { write: false }) : null;
    if (held) ref(mmio);
    unplug(card);
    settle(guest);
    memory.read32(Memory.bar);
    expect(memory.takeResult()).not.toBe(0);
    expect([isLive(card), isLive(xhci), isLive(keyboard)]).toEqual([false, held, false]);
    mapping?.unmap();
    if (held) unref(mmio);
    settle(guest);
    expect(isLive(xhci)).toBe(false);
    expect(board.shutdown()).toEqual(clean);
  });

  test("of the device: what it had in hand ends with an error, and its port says that it is empty", () => {
    const { guest, driver, slot, keyboard } = typing();
    driver.normal(slot, 3, 8);
    unplug(keyboard);
    expect(driver.events().map(({ type, code, endpoint }) => [type, code, endpoint])).toEqual([
      [32, 4, 3],
      [34, 1, 0],
    ]);
    expect(guest.read(Reg.ports)).toBe(0x0002_02a0);
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).code).toBe(4);
    settle(guest);
    expect(isLive(keyboard)).toBe(false);
    expect(guest.board.shutdown()).toEqual(clean);
  });

  test("of the device while somebody holds it: it is not answered any more", () => {
    const { guest, driver, slot, keyboard } = typing();
    ref(keyboard);
    unplug(keyboard);
    settle(guest);
    keyboard.press(4);
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).code).toBe(4);
    unref(keyboard);
    settle(guest);
    expect(isLive(keyboard)).toBe(false);
    expect(guest.board.shutdown()).toEqual(clean);
  });

  test("of a device with a backend: the line is free for the next one", () => {
    const { guest, driver, slot, serial, terminal } = talking();
    driver.normal(slot, 3, 64);
    unplug(serial);
    settle(guest);
    expect([terminal.device, isLive(serial)]).toEqual([null, false]);
    expect(guest.board.shutdown()).toEqual(clean);
  });
});
