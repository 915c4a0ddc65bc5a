import { describe, expect, test } from "vitest";
import { create, createMachine, isLive, plug, ref, sendMsix, unplug, unref } from "@qdl/runtime";
import { PciBoard } from "./usb/generated/board.ts";
import { XhciPci, xhciPciMsix } from "./usb/generated/xhci.ts";

const window = 0x8000_0000;
const command = 4;
const bar0 = 0x10;

function board() {
  const machine = createMachine(PciBoard);
  machine.realize();
  machine.reset();
  return machine;
}

/** A board with a controller that was plugged while it runs, its BAR mapped, as a guest's firmware leaves it. */
function plugged() {
  const machine = board();
  const device = plug(create(machine.heap, XhciPci), { bus: machine.bridge.pci, name: "usb0" });
  device.writeConfig(bar0, window, 4);
  device.writeConfig(command, 6, 2);
  return { machine, device, memory: machine.bridge.memory };
}

describe("a PCI function of the language's example", () => {
  test("sits on its bus, built in or plugged, and is found by its numbers", () => {
    const { machine, device } = plugged();
    expect(machine.builtIn.parentBus).toBe(machine.bridge.pci);
    expect(machine.builtIn.realized).toBe(true);
    expect(device.path).toBe("/machine/peripheral/usb0");
    expect(device.readConfig(0, 4).toString(16)).toBe("d1b36");
    expect(device.readConfig(8, 4) >>> 8).toBe(0x0c0330);
  });

  test("answers where the guest has put its BAR, and nowhere else", () => {
    const { device, memory } = plugged();
    expect([memory.read32(window), memory.read32(window + 4)]).toEqual([0x0100_0040, 8]);
    device.writeConfig(bar0, window + 0x10_0000, 4);
    expect(memory.read32(window + 0x10_0000)).toBe(0x0100_0040);
    memory.takeResult();
    memory.read32(window);
    expect(memory.takeResult()).not.toBe(0);
    device.writeConfig(command, 0, 2);
    expect(device.isMapped(0)).toBe(false);
  });

  test("tells the size of its BAR to a guest that writes ones", () => {
    const { device } = plugged();
    device.writeConfig(command, 0, 2);
    device.writeConfig(bar0, 0xffff_ffff, 4);
    expect(device.readConfig(bar0, 4)).toBe(0xffff_c004);
  });

  test("raises the bridge's line that its place selects", () => {
    const { machine, memory } = plugged();
    memory.write32(window + 0x40, 1);
    expect([...machine.bridge.levels]).toEqual([0, 1, 0, 0]);
  });

  test("sends messages to memory, or notes them while they are masked", () => {
    const { device, memory } = plugged();
    const capability = device.findCapability(0x11)!;
    device.writeConfig(capability + 2, 0x8000, 2);
    memory.write32(window + 0x3010, 0x100);
    memory.write32(window + 0x3018, 0xcafe);
    expect(sendMsix(device, xhciPciMsix, 1)).toBe(true);
    expect([memory.read32(0x100), memory.read32(window + 0x3800)]).toEqual([0, 2]);
    memory.write32(window + 0x301c, 0);
    sendMsix(device, xhciPciMsix, 1);
    expect(memory.read32(0x100)).toBe(0xcafe);
    expect(device.readConfig(capability + 2, 2) & 0x7ff).toBe(15);
  });

  test("sends a message that waited when its vector, or the function, is unmasked; a reset forgets it", () => {
    const { machine, device, memory } = plugged();
    const capability = device.findCapability(0x11)!;
    const pending = () => memory.read32(window + 0x3800);
    memory.write32(window + 0x3010, 0x100);
    memory.write32(window + 0x3018, 0xcafe);
    device.writeConfig(capability + 2, 0x8000, 2);
    sendMsix(device, xhciPciMsix, 1);
    memory.write32(window + 0x301c, 0);
    expect([memory.read32(0x100), pending()]).toEqual([0xcafe, 0]);
    memory.write32(0x100, 0);
    device.writeConfig(capability + 2, 0xc000, 2);
    sendMsix(device, xhciPciMsix, 1);
    expect([memory.read32(0x100), pending()]).toEqual([0, 2]);
    device.writeConfig(capability + 2, 0x8000, 2);
    expect([memory.read32(0x100), pending()]).toEqual([0xcafe, 0]);
    memory.write32(0x100, 0);
    memory.write32(window + 0x301c, 1);
    sendMsix(device, xhciPciMsix, 1);
    machine.reset();
    expect(sendMsix(device, xhciPciMsix, 1)).toBe(false);
    device.writeConfig(bar0, window, 4);
    device.writeConfig(command, 6, 2);
    device.writeConfig(capability + 2, 0x8000, 2);
    memory.write32(window + 0x301c, 0);
    expect([memory.read32(0x100), pending()]).toEqual([0, 0]);
  });

  test("has no messages where its property says so", () => {
    const machine = board();
    expect(machine.builtIn.findCapability(0x11)).toBeNull();
    expect(sendMsix(machine.builtIn, xhciPciMsix, 0)).toBe(false);
  });

  test("takes no more functions than its bus has slots", () => {
    const { machine } = plugged();
    const another = () => plug(create(machine.heap, XhciPci), { bus: machine.bridge.pci });
    another();
    another();
    expect(another).toThrow("no more than 4");
  });

  test.each([false, true])("leaves cleanly when it is unplugged, its BAR being held: %s", (held) => {
    const { machine, device, memory } = plugged();
    const { xhci } = device;
    const { mmio } = xhci;
    if (held) ref(mmio);
    unplug(device);
    machine.drain();
    memory.read32(window);
    expect(memory.takeResult()).not.toBe(0);
    expect(isLive(xhci)).toBe(held);
    if (held) unref(mmio);
    machine.drain();
    expect([isLive(xhci), isLive(device)]).toEqual([false, false]);
    expect(machine.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
