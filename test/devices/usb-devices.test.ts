import { create, plug } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { UsbKeyboard } from "../../generated/usb/keyboard.ts";
import { talking, typing, usbPc } from "./xhci-driver.ts";

const stall = 6;

/** After a stall, endpoint 0 is reset and its ring moved on, as a driver does. */
function recover({ driver, slot }: Pick<ReturnType<typeof typing>, "driver" | "slot">): void {
  driver.command(14, { slot, bits: 1 << 16 });
  const next = driver.ring(slot, 1).put([0, 0, 0, 8 << 10]);
  driver.command(16, { parameter: next | 1, slot, bits: 1 << 16 });
}

describe("standard requests (USB 2.0, section 9.4)", () => {
  test.each([
    ["GET_STATUS of the device", [0x80, 0, 0, 0], 2, [0, 0]],
    ["GET_STATUS of an interface", [0x81, 0, 0, 0], 2, [0, 0]],
    ["GET_CONFIGURATION", [0x80, 8, 0, 0], 1, [1]],
    ["GET_INTERFACE", [0x81, 10, 0, 0], 1, [0]],
    ["the languages of strings", [0x80, 6, 0x300, 0], 4, [4, 3, 9, 4]],
    ["a string", [0x80, 6, 0x301, 0x409], 8, [8, 3, 0x71, 0, 0x64, 0, 0x6c, 0]],
    ["the beginning of a descriptor", [0x80, 6, 0x200, 0], 9, [9, 2, 34, 0, 1, 1, 0, 0xc0, 0]],
  ] as const)("%s", (_what, [type, request, value, index], length, bytes) => {
    const { driver, slot } = typing();
    expect(driver.controlIn(slot, [type, request, value, index], length).bytes).toEqual(bytes);
  });

  test.each([
    ["a descriptor that there is not", [0x80, 6, 0x600, 0]],
    ["a string that there is not", [0x80, 6, 0x309, 0x409]],
    ["SYNCH_FRAME", [0x82, 12, 0, 0x81]],
  ] as const)("%s is refused", (_what, [type, request, value, index]) => {
    const { driver, slot } = typing();
    expect(driver.controlIn(slot, [type, request, value, index], 10).code).toBe(stall);
  });

  test("an endpoint that is halted answers no data until that is cleared", () => {
    const { driver, slot, keyboard, guest } = typing();
    expect(driver.controlOut(slot, [2, 3, 0, 0x81])).toBe(1);
    expect(driver.controlIn(slot, [0x82, 0, 0, 0x81], 2).bytes).toEqual([1, 0]);
    keyboard.press(4);
    expect(driver.normal(slot, 3, 8).map(({ code }) => code)).toEqual([stall]);
    expect(driver.controlOut(slot, [2, 1, 0, 0x81])).toBe(1);
    expect(driver.controlIn(slot, [0x82, 0, 0, 0x81], 2).bytes).toEqual([0, 0]);
    expect(guest.board.shutdown().clean).toBe(true);
  });

  test("a configuration that there is not is refused; without one there are no endpoints", () => {
    const { driver, slot, keyboard } = typing();
    expect(driver.controlOut(slot, [0, 9, 2, 0])).toBe(stall);
    recover({ driver, slot });
    expect([driver.controlOut(slot, [0, 9, 0, 0]), keyboard.configuration]).toEqual([1, 0]);
    keyboard.press(4);
    expect(driver.normal(slot, 3, 8).map(({ code }) => code)).toEqual([stall]);
  });

  test("only a device that can do both speeds says what it would be at the other", () => {
    const line = talking();
    expect(line.driver.controlIn(line.slot, [0x80, 6, 0x600, 0], 10).bytes).toEqual([10, 6, 0, 2, 2, 0, 0, 64, 1, 0]);
  });
});

describe("the keyboard (HID 1.11)", () => {
  test("its descriptors: an interface of the boot protocol, a report of eight bytes", () => {
    const { driver, slot } = typing();
    const { bytes } = driver.controlIn(slot, [0x80, 6, 0x200, 0], 64);
    expect(bytes.slice(9, 18)).toEqual([9, 4, 0, 0, 1, 3, 1, 1, 0]);
    expect(bytes.slice(18, 27)).toEqual([9, 0x21, 0x11, 1, 0, 1, 0x22, 64, 0]);
    expect(bytes.slice(27)).toEqual([7, 5, 0x81, 3, 8, 0, 10]);
    const report = driver.controlIn(slot, [0x81, 6, 0x2200, 0], 64).bytes;
    expect([report.length, report.slice(0, 6), report.at(-1)]).toEqual([64, [5, 1, 9, 6, 0xa1, 1], 0xc0]);
  });

  test("requests of its class: report, lights, protocol, idle rate", () => {
    const { driver, slot, keyboard } = typing();
    keyboard.press(0x04);
    keyboard.press(0xe1);
    expect(driver.controlIn(slot, [0xa1, 1, 0x100, 0], 8).bytes).toEqual([2, 0, 4, 0, 0, 0, 0, 0]);
    expect([driver.controlOut(slot, [0x21, 9, 0x200, 0], [5]), keyboard.leds]).toEqual([1, 5]);
    expect(driver.controlIn(slot, [0xa1, 3, 0, 0], 1).bytes).toEqual([1]);
    driver.controlOut(slot, [0x21, 0x0b, 0, 0]);
    driver.controlOut(slot, [0x21, 0x0a, 0x7d00, 0]);
    expect(driver.controlIn(slot, [0xa1, 3, 0, 0], 1).bytes).toEqual([0]);
    expect(driver.controlIn(slot, [0xa1, 2, 0, 0], 1).bytes).toEqual([0x7d]);
  });

  test("reports every change in its order, and keeps sixteen that nobody has fetched", () => {
    const { driver, slot, keyboard, guest } = typing();
    for (const key of [4, 5, 6]) {
      keyboard.press(key);
      keyboard.release(key);
    }
    const seen = Array.from({ length: 6 }, () => {
      driver.normal(slot, 3, 8);
      return guest.memory.read8(0x4_0002);
    });
    expect(seen).toEqual([4, 0, 5, 0, 6, 0]);
    for (let count = 0; count < 20; count++) keyboard.press(4 + (count % 2));
    expect(keyboard.waiting).toBe(16);
  });

  test("knows six keys at a time, and a port reset forgets what was not fetched", () => {
    const { keyboard, driver } = typing();
    for (let key = 4; key < 12; key++) keyboard.press(key);
    expect([...keyboard.keys]).toEqual([4, 5, 6, 7, 8, 9]);
    driver.resetPort(1);
    expect([keyboard.waiting, keyboard.address, keyboard.configuration]).toEqual([0, 0, 0]);
  });

  test("signals at full speed, or at low speed with packets of eight bytes, and at no other", () => {
    const { board, xhci } = usbPc();
    const made = (speed: "low" | "high") =>
      create(board.heap, UsbKeyboard, { prepare: (keys) => void (keys.speed = speed) });
    expect(() => made("high")).toThrow("speed");
    const keyboard = plug(made("low"), { bus: xhci.usb });
    keyboard.setup(0x12_0000_0100_0680n);
    expect([keyboard.give(0, 18), keyboard.packet.get(7)]).toEqual(["ack", 8]);
  });
});

describe("the serial line (CDC 1.2)", () => {
  test("its descriptors: two interfaces, the endpoints of its speed", () => {
    const { driver, slot } = talking();
    const { bytes } = driver.controlIn(slot, [0x80, 6, 0x200, 0], 255);
    expect([bytes.length, bytes[4]]).toEqual([bytes[2]!, 2]);
    expect(bytes.slice(-14)).toEqual([7, 5, 0x81, 2, 0, 2, 0, 7, 5, 0x02, 2, 0, 2, 0]);
  });

  test("a break goes out, and as many bytes come in as there is room for", () => {
    const { driver, slot, terminal, serial } = talking();
    driver.controlOut(slot, [0x21, 0x23, 100, 0]);
    expect(terminal.breaks).toBe(1);
    terminal.feed(new Array<number>(1500).fill(7));
    expect([serial.waiting, terminal.waiting]).toEqual([1024, 476]);
    driver.normal(slot, 3, 512);
    expect([serial.waiting, terminal.waiting]).toEqual([988, 0]);
  });
});
