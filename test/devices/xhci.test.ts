import { describe, expect, test } from "vitest";
import { Memory, Reg, typing, usbPc, XhciDriver } from "./xhci-driver.ts";

describe("enumeration (section 4.3)", () => {
  test("a slot, an address, descriptors, a configuration, and then what is typed", () => {
    const { driver, slot, keyboard, guest } = typing();
    expect(guest.memory.read32(driver.output(slot) + 12) >>> 0).toBe(((3 << 27) | slot) >>> 0);
    expect(keyboard.address).toBe(slot);
    const device = driver.controlIn(slot, [0x80, 6, 0x100, 0], 18);
    expect([device.code, device.bytes.slice(0, 8)]).toEqual([1, [18, 1, 0, 2, 0, 0, 0, 64]]);
    const configuration = driver.controlIn(slot, [0x80, 6, 0x200, 0], 255);
    expect(configuration.bytes.length).toBe(34);
    expect(configuration.events.map(({ code, length }) => [code, length])).toEqual([
      [13, 221],
      [1, 0],
    ]);
    expect(driver.controlIn(slot, [0x80, 6, 0x302, 0x409], 64).bytes.slice(2)).toEqual(
      [..."keyboard"].flatMap((letter) => [letter.charCodeAt(0), 0]),
    );
    expect(driver.normal(slot, 3, 8)).toEqual([]);
    keyboard.press(4);
    expect(driver.events().map(({ code, endpoint, length }) => [code, endpoint, length])).toEqual([[1, 3, 0]]);
    expect(guest.memory.read32(Memory.buffers)).toBe(4 << 16);
    expect(guest.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("slots are as many as CONFIG allows", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    guest.write(Reg.config, 2);
    const enable = () => driver.command(9);
    expect([enable(), enable(), enable()].map(({ code, slot }) => [code, slot])).toEqual([
      [1, 1],
      [1, 2],
      [9, 0],
    ]);
    expect([driver.command(10, { slot: 1 }).code, driver.command(10, { slot: 1 }).code, enable().slot]).toEqual([
      1, 11, 1,
    ]);
  });

  test("Address Device without a request leaves the device at address 0 (BSR)", () => {
    const { driver, guest, keyboard } = typing();
    driver.command(10, { slot: 1 });
    driver.resetPort(1);
    const { slot } = driver.command(9);
    guest.memory.write32(Memory.contexts + 8 * slot, driver.output(slot));
    const input = () =>
      driver.input({ add: 3 }, [
        [0, [1 << 27, 1 << 16]],
        [1, driver.endpointContext(slot, 1, [4, 8])],
      ]);
    const address = (bits: number) => driver.command(11, { parameter: input(), slot, bits }).code;
    expect([address(0x200), keyboard.address, address(0x200), address(0), keyboard.address]).toEqual([
      1,
      0,
      19,
      1,
      slot,
    ]);
  });

  test.each([
    ["a port on which nothing is", { port: 3 }, 4],
    ["a device behind a hub that there is not", { route: 1 }, 4],
    ["a port that another slot has", { port: 1, first: false }, 17],
    ["no largest packet", { packet: 0 }, 17],
    ["an endpoint 0 that is no control endpoint", { type: 6 }, 17],
    ["contexts that are not the two", { add: 1 }, 17],
  ])(
    "Address Device refuses %s",
    (
      _what,
      {
        port = 1,
        route = 0,
        packet = 8,
        type = 4,
        add = 3,
        first = true,
      }:
        | Record<string, never>
        | { port?: number; route?: number; packet?: number; type?: number; add?: number; first?: boolean },
      code,
    ) => {
      const { driver } = typing();
      if (first) driver.command(10, { slot: 1 });
      const { slot } = driver.command(9);
      const parameter = driver.input({ add }, [
        [0, [(1 << 27) | route, port << 16]],
        [1, driver.endpointContext(slot, 1, [type, packet])],
      ]);
      expect(driver.command(11, { parameter, slot }).code).toBe(code);
    },
  );

  test("Configure Endpoint takes all as it is asked for, or changes nothing", () => {
    const { driver, slot, guest } = typing();
    const state = (endpoint: number) => guest.memory.read32(driver.output(slot) + 32 * endpoint) & 7;
    const configure = (flags: { add: number; drop?: number }, contexts: Parameters<typeof driver.input>[1] = []) =>
      driver.command(12, { parameter: driver.input(flags, contexts), slot }).code;
    const bulk = (endpoint: number, type: number) =>
      [endpoint, driver.endpointContext(slot, endpoint, [type, 64])] as const;
    expect([state(1), state(3), state(4)]).toEqual([1, 1, 0]);
    // Endpoint 4 goes out, 5 comes in; 3 is there already; there is no type 0.
    expect(configure({ add: 0x31 }, [bulk(4, 2), bulk(5, 2)])).toBe(17);
    expect(configure({ add: 0x21 }, [bulk(5, 0)])).toBe(17);
    expect(configure({ add: 0x09 }, [bulk(3, 6)])).toBe(17);
    expect([state(3), state(4), state(5)]).toEqual([1, 0, 0]);
    expect(configure({ add: 0x11, drop: 0x08 }, [bulk(4, 2)])).toBe(1);
    expect([state(3), state(4)]).toEqual([0, 1]);
    expect(driver.command(12, { slot, bits: 0x200 }).code).toBe(1);
    expect([state(4), guest.memory.read32(driver.output(slot) + 12) >>> 27]).toEqual([0, 2]);
  });

  test("Evaluate Context sets the largest packet of endpoint 0", () => {
    const { driver, slot, guest } = typing();
    const evaluate = (add: number, packet: number) =>
      driver.command(13, { parameter: driver.input({ add }, [[1, [0, packet << 16]]]), slot }).code;
    expect([evaluate(2, 8), evaluate(2, 0), evaluate(4, 8)]).toEqual([1, 17, 17]);
    expect(guest.memory.read32(driver.output(slot) + 36) >>> 16).toBe(8);
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).bytes.length).toBe(18);
  });

  test("Reset Device leaves endpoint 0, and the slot without an address", () => {
    const { driver, slot, guest } = typing();
    expect(driver.command(17, { slot }).code).toBe(1);
    const state = (endpoint: number) => guest.memory.read32(driver.output(slot) + 32 * endpoint) & 7;
    expect([state(1), state(3), guest.memory.read32(driver.output(slot) + 12) >>> 0]).toEqual([1, 0, (1 << 27) >>> 0]);
    expect(driver.command(17, { slot }).code).toBe(19);
  });

  test("commands that there are not, or that name nothing, say so", () => {
    const { driver, slot } = typing();
    expect([
      driver.command(23).code,
      driver.command(18, { slot }).code,
      driver.command(14, { slot }).code,
      driver.command(14, { slot, bits: 5 << 16 }).code,
      driver.command(15, { slot: 9, bits: 1 << 16 }).code,
      driver.command(15, { slot: 200, bits: 1 << 16 }).code,
    ]).toEqual([1, 5, 5, 19, 11, 11]);
  });
});

describe("the command ring (section 4.6.1)", () => {
  test("stops when it is told, and says where; a doorbell starts it again", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    driver.command(23);
    expect(guest.read(Reg.crcr)).toBe(8);
    guest.write(Reg.crcr, 2);
    expect(guest.read(Reg.crcr)).toBe(0);
    expect(driver.events().map(({ code, pointer }) => [code, pointer])).toEqual([[24, Memory.commands + 16]]);
    expect(driver.command(23).code).toBe(1);
  });

  test("goes round through its link, with the other cycle bit", () => {
    const driver = new XhciDriver(usbPc());
    for (let count = 0; count < 150; count++) expect(driver.command(23).code).toBe(1);
  });
});
