import { describe, expect, test } from "vitest";
import {
  addRegion,
  addSpace,
  BufferChardev,
  type Chardev,
  clockIn,
  create,
  createMachine,
  type DeviceType,
  deviceType,
  embed,
  irqOut,
  Link,
  Machine,
  mapRegion,
  objectAt,
  propertiesOf,
  propertyAt,
  PropertyError,
  type PropertyValue,
  qomTree,
  qtree,
  setPropertyAt,
  SysBusDevice,
} from "@qdl/runtime";
import { PciBoard, XhciPci } from "../device/xhci.ts";

/** A serial port with the lines, clock, region and properties of the recorded one. */
class Serial extends SysBusDevice {
  static override readonly type: DeviceType = deviceType<Serial>({
    name: "pl011",
    parent: SysBusDevice.type,
    class: Serial,
    properties: [
      { name: "chardev", type: "link<chardev>", get: (self) => self.backend.target as PropertyValue },
      { name: "migrate-clk", type: "bool", get: () => true },
    ],
    init: (self) => {
      clockIn(self, "clk");
      self.addLines(irqOut(self, "intr", 6));
      self.addRegion(addRegion(self, { name: "pl011", kind: "ram", size: 0x1000 }));
    },
  });

  readonly backend = new Link<Chardev>(this, "backend");
}

/** Numbers of every kind. */
class Numbers extends SysBusDevice {
  static override readonly type: DeviceType = deviceType<Numbers>({
    name: "cfi.pflash01",
    parent: SysBusDevice.type,
    class: Numbers,
    properties: [
      {
        name: "num-blocks",
        type: "u32",
        get: (self) => self.blocks,
        set: (self, value) => (self.blocks = Number(value)),
      },
      { name: "MCFG", type: "u64", get: () => 0xffff_ffff_ffff_ffffn },
      { name: "romsize", type: "u32", get: () => 0xffff_ffff },
      { name: "pci-hole64-size", type: "size", get: () => 34_359_738_368n },
      { name: "above-4g-mem-size", type: "size", get: () => 0 },
      { name: "x-max-bounce-buffer-size", type: "size", get: () => 4096 },
      { name: "name", type: "string", get: () => "virt.flash1" },
      { name: "big-endian", type: "bool", get: () => false },
    ],
  });

  blocks = 128;
}

class Pair extends Machine {
  static override readonly type: DeviceType = deviceType<Pair>({
    name: "versatilepb",
    parent: Machine.type,
    class: Pair,
    init: (self) => {
      const space = addSpace(self, { name: "sys", root: { size: 0x1_0000_0000 } });
      self.uart = embed(self, "uart", Serial, { offset: 0 });
      self.flash = embed(self, "flash", Numbers, { offset: 0 });
      mapRegion(self, space, self.uart.region(0), 0x101f_1000);
    },
  });

  uart!: Serial;
  flash!: Numbers;
}

describe("the bus tree", () => {
  test("is printed as the field prints it, newest device first", () => {
    const board = createMachine(Pair);
    board.uart.backend.set(board.addBackend("serial0", BufferChardev));
    board.realize();
    expect(qtree(board)).toBe(`bus: main-system-bus
  type System
  dev: cfi.pflash01, id ""
    num-blocks = 128 (0x80)
    MCFG = -1 (0xffffffffffffffff)
    romsize = 4294967295 (0xffffffff)
    pci-hole64-size = 34359738368 (32 GiB)
    above-4g-mem-size = 0 (0 B)
    x-max-bounce-buffer-size = 4096 (4 KiB)
    name = "virt.flash1"
    big-endian = false
  dev: pl011, id ""
    gpio-out "sysbus-irq" 6
    clock-in "clk" freq_hz=0 Hz
    chardev = "serial0"
    migrate-clk = true
    mmio 00000000101f1000/0000000000001000
`);
  });
});

describe("the composition tree", () => {
  test("is printed as the field prints it, siblings by name", () => {
    const board = createMachine(PciBoard);
    board.realize();
    board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "xhci" });
    expect(qomTree(board, "/machine/peripheral")).toBe(`/peripheral (container)
  /xhci (qemu-xhci)
    /xhci-core (base-xhci)
      /capabilities[0] (memory-region)
      /operational[0] (memory-region)
      /xhci.0 (usb-bus)
      /xhci[0] (memory-region)
`);
    expect(qomTree(board).split("\n")[0]).toBe("/machine (pci-board-machine)");
    expect(qomTree(board, "/machine/nobody")).toBe("");
  });
});

describe("properties by path", () => {
  test("are read and set, and locked once the device is realized", () => {
    const board = createMachine(Pair);
    setPropertyAt(board, "/machine/flash", ["num-blocks", 64]);
    expect(propertyAt(board, "/machine//flash", "num-blocks")).toBe(64);
    expect(objectAt(board, "/machine/uart")).toBe(board.uart);
    board.realize();
    expect(() => setPropertyAt(board, "/machine/flash", ["num-blocks", 1])).toThrow(PropertyError);
  });

  test("lead through links, and through properties that are an object", () => {
    const board = createMachine(Pair);
    const serial = board.addBackend("serial0", BufferChardev);
    board.uart.backend.set(serial);
    board.realize();
    expect(objectAt(board, "/machine/uart/chardev")).toBe(serial);
    expect(objectAt(board, "/machine/uart/backend")).toBe(serial);
    expect(propertyAt(board, "/machine/uart/chardev", "type")).toBe("chardev-buffer");
    expect(objectAt(board, "/machine/uart/parent_bus/child[1]")).toBe(board.flash);
    expect(objectAt(board, "machine/unattached/sysbus")).toBe(board.systemBus);
  });

  test("are those that every object, device or bus has, beside declared ones, children, links and lines", () => {
    const board = createMachine(Pair);
    board.realize();
    expect(propertiesOf(board.uart).map(({ name, type }) => `${name}:${type}`)).toEqual([
      "type:string",
      "realized:bool",
      "hotpluggable:bool",
      "hotplugged:bool",
      "parent_bus:link<bus>",
      "chardev:link<chardev>",
      "migrate-clk:bool",
      "backend:link<object>",
      "clk:child<clock>",
      "pl011[0]:child<memory-region>",
      ...[0, 1, 2, 3, 4, 5].map((line) => `intr[${line}]:link<irq>`),
    ]);
    setPropertyAt(board, "/machine/uart", ["realized", false]);
    expect(board.uart.realized).toBe(false);
    setPropertyAt(board, "/machine/uart", ["realized", true]);
    setPropertyAt(board, "/machine/uart", ["realized", true]);
    expect(propertyAt(board, "/machine/unattached/sysbus", "realized")).toBe(board.systemBus.realized);
    expect(board.uart.realized).toBe(true);
    expect(() => setPropertyAt(board, "/machine/uart", ["hotplugged", true])).toThrow(/read-only/);
    expect(() => setPropertyAt(board, "/machine/uart", ["realized", 1])).toThrow(TypeError);
  });

  test("that do not exist, or names that only a plain object has, are refused", () => {
    const board = createMachine(Pair);
    for (const name of ["nope", "__proto__", "constructor", "toString"]) {
      expect(() => propertyAt(board, "/machine/flash", name)).toThrow(PropertyError);
      expect(() => propertyAt(board, `/machine/${name}`, "num-blocks")).toThrow(PropertyError);
      expect(objectAt(board, `/machine/${name}`)).toBeNull();
    }
    expect(() => setPropertyAt(board, "/machine/flash", ["MCFG", 1])).toThrow(/read-only/);
  });
});
