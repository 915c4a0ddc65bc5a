import { create, plug, restoreSnapshot, takeSnapshot, type UsbBus } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type UsbDevice } from "../../generated/usb/bus.ts";
import { UsbHub } from "../../generated/usb/hub.ts";
import { UsbKeyboard } from "../../generated/usb/keyboard.ts";
import { UsbZero } from "../../generated/usb/zero.ts";
import { codes, Memory, plugHub, plugKeyboard, usbPc, XhciDriver } from "./xhci-driver.ts";

const Feature = { enable: 1, suspend: 2, reset: 4, power: 8, connectionChange: 16, resetChange: 20 } as const;
const stall = 6;
const transactionError = 4;
/** What a slot context says of a hub: that it is one, with four ports. */
const hubWords = [1 << 26, 4 << 24] as const;

/** A board with a hub of high speed on port 1 that has slot 1 and a driver, whose ports have power. */
function branching() {
  const guest = usbPc();
  const hub = plugHub(guest, guest.xhci.usb, "hub");
  const driver = new XhciDriver(guest);
  driver.events();
  driver.resetPort(1);
  const slot = driver.address(1);
  driver.controlOut(slot, [0, 9, 1, 0]);
  expect(driver.addEndpoints(slot, [[3, 7, 1, 11 << 16]], hubWords)).toBe(1);
  return { guest, hub, driver, slot, ...ports(driver, slot) };
}

/** Requests for the ports of a hub (USB 2.0, section 11.24.2). */
function ports(driver: XhciDriver, slot: number) {
  const set = (port: number, feature: number) => driver.controlOut(slot, [0x23, 3, feature, port]);
  const clear = (port: number, feature: number) => driver.controlOut(slot, [0x23, 1, feature, port]);
  const status = (port: number): number[] => {
    const { bytes } = driver.controlIn(slot, [0xa3, 0, 0, port], 4);
    return [bytes[0]! | (bytes[1]! << 8), bytes[2]! | (bytes[3]! << 8)];
  };
  return { set, clear, status };
}

function plugInto<T extends UsbDevice>(bus: UsbBus, made: Parameters<typeof plug<T>>[0], connector: number): T {
  return plug(made, { bus, name: `behind${connector}`, address: connector });
}

/** A keyboard behind port 2 of the hub, with slot 2 and its endpoint in service. */
function typingBehind() {
  const made = branching();
  const { guest, hub, driver, slot, set } = made;
  const keyboard = plugInto(hub.usb, create(guest.board.heap, UsbKeyboard), 2);
  set(2, Feature.power);
  set(2, Feature.reset);
  const second = driver.address(1, 8, { route: 2, translator: [slot, 2] });
  expect(driver.configure(second, [[3, 7, 8]])).toBe(1);
  return { ...made, keyboard, second };
}

describe("a hub (USB 2.0, section 11)", () => {
  test("says what it is: its class, four ports, power for each", () => {
    const { driver, slot } = branching();
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).bytes.slice(4, 7)).toEqual([9, 0, 1]);
    expect(driver.controlIn(slot, [0xa0, 6, 0x2900, 0], 9).bytes).toEqual([9, 0x29, 4, 9, 0, 1, 0, 0, 0xff]);
    expect(driver.controlIn(slot, [0xa0, 0, 0, 0], 4).bytes).toEqual([0, 0, 0, 0]);
    expect(driver.controlIn(slot, [0x80, 6, 0x200, 0], 25).bytes.slice(9, 25)).toEqual([
      9, 4, 0, 0, 1, 9, 0, 0, 0, 7, 5, 0x81, 3, 1, 0, 12,
    ]);
  });

  test("sees a device when its port has power, and enables the port when it is reset", () => {
    const made = branching();
    const { hub, guest, set, clear, status } = made;
    plugInto(hub.usb, create(guest.board.heap, UsbKeyboard), 3);
    expect(status(3)).toEqual([0, 0]);
    set(3, Feature.power);
    expect(status(3)).toEqual([0x101, 1]);
    clear(3, Feature.connectionChange);
    set(3, Feature.reset);
    expect(status(3)).toEqual([0x103, 0x10]);
    clear(3, Feature.resetChange);
    set(3, Feature.suspend);
    expect(status(3)).toEqual([0x107, 0]);
    clear(3, Feature.suspend);
    expect(status(3)).toEqual([0x103, 4]);
    clear(3, Feature.enable);
    expect(status(3)).toEqual([0x101, 4]);
    clear(3, Feature.power);
    expect(status(3)).toEqual([0, 0]);
  });

  test.each([
    ["low", 0x301],
    ["full", 0x101],
    ["high", 0x501],
  ] as const)("tells the speed of a device: %s", (speed, shown) => {
    const made = branching();
    const { guest, hub, set, status } = made;
    const { heap } = guest.board;
    const device =
      speed === "high"
        ? create(heap, UsbZero, { prepare: (zero) => void (zero.speed = speed) })
        : create(heap, UsbKeyboard, { prepare: (keyboard) => void (keyboard.speed = speed) });
    plugInto<UsbDevice>(hub.usb, device, 1);
    set(1, Feature.power);
    expect(status(1)[0]).toBe(shown);
  });

  test("reports the ports that have changed through its endpoint, until nothing has", () => {
    const made = branching();
    const { guest, hub, driver, slot, set, clear } = made;
    set(1, Feature.power);
    set(4, Feature.power);
    expect(driver.normal(slot, 3, 1)).toEqual([]);
    plugInto(hub.usb, create(guest.board.heap, UsbKeyboard), 4);
    expect([codes(driver.events()), guest.memory.read8(Memory.buffers)]).toEqual([[1], 0x10]);
    plugInto(hub.usb, create(guest.board.heap, UsbKeyboard), 1);
    expect([codes(driver.normal(slot, 3, 1)), guest.memory.read8(Memory.buffers)]).toEqual([[1], 0x12]);
    clear(1, Feature.connectionChange);
    clear(4, Feature.connectionChange);
    expect(driver.normal(slot, 3, 1)).toEqual([]);
  });

  test.each([
    ["a port that there is not", [0x23, 3, 8, 5]],
    ["port 0", [0xa3, 0, 0, 0]],
    ["a feature that there is not", [0x23, 3, 3, 1]],
    ["a feature of the hub that there is not", [0x20, 1, 2, 0]],
    ["clearing what is no change", [0x23, 1, 23, 1]],
    ["a request that there is not", [0x23, 12, 0, 1]],
  ] as const)("refuses %s", (_what, [type, request, value, index]) => {
    const { driver, slot } = branching();
    expect(driver.controlOut(slot, [type, request, value, index])).toBe(stall);
  });

  test("takes requests for its transaction translator if it has one", () => {
    const { driver, slot } = branching();
    expect([8, 9, 11].map((request) => driver.controlOut(slot, [0x23, request, 0, 1]))).toEqual([1, 1, 1]);
  });

  test.each([
    ["high", "super"],
    ["full", "high"],
  ] as const)("of %s speed has none of %s speed behind it", (own, speed) => {
    const guest = usbPc();
    const { heap } = guest.board;
    const made = create(heap, UsbHub, { prepare: (hub) => void (hub.speed = own) });
    const hub = plug(made, { bus: guest.xhci.usb, name: "hub", address: 1 });
    const zero = () => create(heap, UsbZero, { prepare: (device) => void (device.speed = speed) });
    expect(() => plug(zero(), { bus: hub.usb, name: "zero", address: 1 })).toThrow(`has no ${speed} speed`);
    expect(guest.board.shutdown().clean).toBe(true);
  });
});

describe("a device behind a hub (xHCI 1.2, section 4.3.3)", () => {
  test("is found by its route, and what is typed there arrives", () => {
    const { guest, driver, keyboard, second } = typingBehind();
    expect([second, keyboard.address]).toEqual([2, 2]);
    expect(driver.controlIn(second, [0x80, 6, 0x100, 0], 18).code).toBe(1);
    expect(driver.normal(second, 3, 8)).toEqual([]);
    keyboard.press(4);
    expect(driver.events().map(({ code, slot, endpoint }) => [code, slot, endpoint])).toEqual([[1, 2, 3]]);
    expect(guest.memory.read32(Memory.buffers)).toBe(4 << 16);
    expect(guest.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("behind two hubs has a step for each, and the nearest hub of high speed to translate", () => {
    const made = branching();
    const { guest, hub, driver, slot, set } = made;
    const inner = plugHub(guest, hub.usb, "inner", 3);
    const keyboard = plugInto(inner.usb, create(guest.board.heap, UsbKeyboard), 1);
    set(3, Feature.power);
    set(3, Feature.reset);
    const second = driver.address(1, 64, { route: 3 });
    driver.controlOut(second, [0, 9, 1, 0]);
    expect(driver.addEndpoints(second, [[3, 7, 1, 11 << 16]], hubWords)).toBe(1);
    const further = ports(driver, second);
    further.set(1, Feature.power);
    further.set(1, Feature.reset);
    expect(() => driver.address(1, 8, { route: 0x13, translator: [slot, 3] })).toThrow("address device: 4");
    driver.command(10, { slot: 3 });
    expect(driver.address(1, 8, { route: 0x13, translator: [second, 1] })).toBe(3);
    expect(keyboard.address).toBe(3);
  });

  test.each([
    ["nobody translates", {}],
    ["another port of the hub is said to", { translator: [1, 3] as const }],
    ["another slot is said to", { translator: [3, 2] as const }],
  ])("of full speed is not heard where %s", (_what, { translator }: { translator?: readonly [number, number] }) => {
    const made = branching();
    plugInto(made.hub.usb, create(made.guest.board.heap, UsbKeyboard), 2);
    made.set(2, Feature.power);
    made.set(2, Feature.reset);
    expect(() => made.driver.address(1, 8, { route: 2, ...(translator && { translator }) })).toThrow(
      "address device: 4",
    );
  });

  test("is not heard before its port is enabled, and no longer when it is not", () => {
    const { driver, second, clear, hub, guest, slot } = typingBehind();
    driver.normal(second, 3, 8);
    clear(2, Feature.enable);
    expect(hub.isEnabled(2)).toBe(false);
    expect(guest.memory.read32(driver.output(second) + 32 * 3) & 7).toBe(2);
    expect(driver.controlIn(slot, [0xa3, 0, 0, 2], 4).bytes.slice(0, 2)).toEqual([1, 1]);
    expect(() => driver.address(1, 8, { route: 2, translator: [slot, 2] })).toThrow("address device: 17");
  });

  test("that is pulled ends its transfers with an error, and its port says so", () => {
    const { guest, driver, keyboard, second, status, clear } = typingBehind();
    clear(2, Feature.connectionChange);
    clear(2, Feature.resetChange);
    driver.normal(second, 3, 8);
    guest.board.unplug(keyboard);
    expect(codes(driver.events())).toEqual([transactionError]);
    expect(status(2)).toEqual([0x100, 1]);
    expect(guest.board.shutdown().clean).toBe(true);
  });

  test("goes with its hub: both end with errors, and nothing is left", () => {
    const { guest, driver, hub, second, slot } = typingBehind();
    driver.normal(second, 3, 8);
    driver.normal(slot, 3, 1);
    driver.events();
    guest.board.unplug(hub);
    const ended = driver.events().filter(({ type }) => type === 32);
    expect(ended.map(({ code, slot: of }) => [of, code])).toContainEqual([second, transactionError]);
    guest.board.drain();
    expect(guest.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("is silent while the hub is reset, whose ports have no power then", () => {
    const { driver, second, hub } = typingBehind();
    driver.resetPort(1);
    expect([...hub.status]).toEqual([0, 0, 0, 0]);
    expect(codes(driver.normal(second, 3, 8).filter(({ type }) => type === 32))).toEqual([transactionError]);
  });

  test("is in a snapshot, with what it waits for", () => {
    const { guest, driver, keyboard, second } = typingBehind();
    driver.normal(second, 3, 8);
    const snapshot = takeSnapshot(guest.board);
    keyboard.press(4);
    restoreSnapshot(guest.board, snapshot);
    keyboard.press(6);
    expect(guest.memory.read32(Memory.buffers)).toBe(6 << 16);
  });

  test("leaves the connectors of the controller to those that are on them", () => {
    const { guest, driver, second } = typingBehind();
    plugKeyboard(guest, 2);
    driver.resetPort(2);
    expect([second, driver.address(2, 8)]).toEqual([2, 3]);
  });
});

test("whatever is asked of its ports, whatever comes and goes, a hub works again and leaves nothing", () => {
  const port = fc.integer({ min: 1, max: 4 });
  const feature = fc.constantFrom(1, 2, 4, 8, 16, 17, 18, 20, 22);
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom("set" as const, "clear" as const), port, feature }),
    fc.record({ kind: fc.constantFrom("plug" as const, "pull" as const, "status" as const), port, feature }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { guest, hub, driver, slot, set, clear, status } = branching();
      const { board } = guest;
      const at = (place: number) => hub.usb.at(place) as UsbKeyboard | null;
      const plugInto = (place: number): UsbKeyboard =>
        at(place) ?? plug(create(board.heap, UsbKeyboard), { bus: hub.usb, address: place });
      for (const { kind, port: place, feature: what } of steps) {
        if (kind === "plug") plugInto(place);
        else if (kind === "pull" && at(place)) board.unplug(at(place)!);
        else if (kind === "set" || kind === "clear")
          recovering(driver, slot, (kind === "set" ? set : clear)(place, what));
        if (kind === "status") expect(status(place)[0]! & 1).toBeLessThanOrEqual(at(place) ? 1 : 0);
      }
      const keyboard = plugInto(2);
      set(2, Feature.power);
      clear(2, Feature.suspend);
      set(2, Feature.reset);
      expect(driver.address(1, 8, { route: 2, translator: [slot, 2] })).toBe(keyboard.address);
      board.drain();
      expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
    }),
    { numRuns: 40 },
  );
});

/** After a request that is refused, endpoint 0 is reset and its ring moved on, as a driver does. */
function recovering(driver: XhciDriver, slot: number, code: number | undefined): void {
  if (code !== stall) return;
  driver.command(14, { slot, bits: 1 << 16 });
  const next = driver.ring(slot, 1).put([0, 0, 0, 8 << 10]);
  driver.command(16, { parameter: next | 1, slot, bits: 1 << 16 });
}
