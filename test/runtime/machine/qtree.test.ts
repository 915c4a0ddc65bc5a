/** Fragments of the bus trees that were recorded of the field's machines, made by hand. */
import { expect, test } from "vitest";
import {
  addBus,
  addRegion,
  addSpace,
  Bus,
  type BusType,
  busType,
  clockIn,
  clockOut,
  create,
  createMachine,
  Device,
  type DeviceType,
  deviceType,
  embed,
  inputLine,
  irqIn,
  irqOut,
  Machine,
  type ObjectClass,
  type PciBus,
  PciBus as PciBusClass,
  PciDevice,
  plug,
  type PropertyValue,
  qomTree,
  qtree,
  realize,
  setPciIds,
  SysBusDevice,
} from "@qdl/runtime";

/** A typename, what a new device is given, and its properties: name, type, value. */
interface Kind {
  readonly name: string;
  readonly properties?: readonly (readonly [string, string, PropertyValue])[];
}

function propertiesOf({ properties = [] }: Kind): { name: string; type: string; get: () => PropertyValue }[] {
  return properties.map(([name, type, value]) => ({ name, type, get: () => value }));
}

function sysbus(kind: Kind, init: (self: SysBusDevice) => void = () => undefined): ObjectClass<SysBusDevice> {
  return class Made extends SysBusDevice {
    static override readonly type: DeviceType = deviceType<Made>({
      name: kind.name,
      parent: SysBusDevice.type,
      class: Made,
      properties: propertiesOf(kind),
      init,
    });
  };
}

function onBus(kind: Kind, bus: BusType, init: (self: Device) => void = () => undefined): ObjectClass<Device> {
  return class Made extends Device {
    static override readonly type: DeviceType = deviceType<Made>({
      name: kind.name,
      parent: Device.type,
      class: Made,
      busType: bus,
      hotpluggable: true,
      properties: propertiesOf(kind),
      init,
    });
  };
}

function simpleBus(name: string): ObjectClass<Bus> & { readonly type: BusType } {
  return class Made extends Bus {
    static override readonly type: BusType = busType<Made>({ name, parent: Bus.type, class: Made });
  };
}

class Board extends Machine {
  static override readonly type: DeviceType = deviceType<Board>({
    name: "virt",
    parent: Machine.type,
    class: Board,
    init: (self) => void addSpace(self, { name: "memory", root: { size: 1n << 40n } }),
  });
}

/** A realized board with what `build` has added to it. */
function board(build: (board: Board) => void): Board {
  const machine = createMachine(Board);
  build(machine);
  machine.realize();
  return machine;
}

/** The bus tree without its first two lines, which are the same everywhere. */
function devicesOf(machine: Board): string {
  const [bus, type, ...rest] = qtree(machine).split("\n");
  expect([bus, type]).toEqual(["bus: main-system-bus", "  type System"]);
  return rest.join("\n");
}

function place(machine: Board, of: ObjectClass<SysBusDevice>): SysBusDevice {
  const made = machine.adopt(create(machine.heap, of));
  realize(made);
  return made;
}

function addMmio(self: SysBusDevice, sizes: readonly number[]): void {
  for (const size of sizes) self.addRegion(addRegion(self, { name: self.type.name, kind: "container", size }));
}

function mapAt(machine: Board, device: SysBusDevice, addresses: readonly number[]): void {
  const [space] = machine.session.memory.spaces;
  addresses.forEach((address, index) => space!.addSubregion(device.region(index), address));
}

const ignore = (): void => undefined;

test("lists of lines stand newest first, numbered lines as one, one that is in and out in this order", () => {
  const pl061 = sysbus(
    {
      name: "pl061",
      properties: [
        ["pullups", "u32", 255],
        ["pulldowns", "u32", 0],
      ],
    },
    (self) => {
      addMmio(self, [0x1000]);
      self.addLines(irqOut(self, "intr", 1));
      irqIn(self, "unnamed-gpio-in", 8, ignore);
      irqOut(self, "unnamed-gpio-out", 8);
    },
  );
  const pl181 = sysbus({ name: "pl181" }, (self) => {
    addMmio(self, [0x1000]);
    self.addLines(irqOut(self, "first", 1));
    self.addLines(irqOut(self, "second", 1));
    irqOut(self, "card-read-only", 1);
    irqOut(self, "card-inserted", 1);
    addBus(self, simpleBus("pl181-bus") as never, { name: "sd-bus" });
  });
  const pl190 = sysbus({ name: "pl190" }, (self) => {
    addMmio(self, [0x1000]);
    irqIn(self, "unnamed-gpio-in", 32, ignore);
    self.addLines(irqOut(self, "irq", 1));
    self.addLines(irqOut(self, "fiq", 1));
  });
  const machine = board((made) => {
    mapAt(made, place(made, pl190), [0x1014_0000]);
    mapAt(made, place(made, pl061), [0x101e_4000]);
    mapAt(made, place(made, pl181), [0x1000_5000]);
  });
  expect(devicesOf(machine)).toBe(`  dev: pl181, id ""
    gpio-out "card-inserted" 1
    gpio-out "card-read-only" 1
    gpio-out "sysbus-irq" 2
    mmio 0000000010005000/0000000000001000
    bus: sd-bus
      type pl181-bus
  dev: pl061, id ""
    gpio-in "" 8
    gpio-out "" 8
    gpio-out "sysbus-irq" 1
    pullups = 255 (0xff)
    pulldowns = 0 (0x0)
    mmio 00000000101e4000/0000000000001000
  dev: pl190, id ""
    gpio-out "sysbus-irq" 2
    gpio-in "" 32
    mmio 0000000010140000/0000000000001000
`);
});

test("lines of a part to which its container gives numbers are the container's, older than its own; regions in it have no address", () => {
  const gic = sysbus({ name: "arm_gic" }, (self) => {
    addMmio(self, [0x1000]);
    irqIn(self, "unnamed-gpio-in", 96, ignore);
    self.addLines(irqOut(self, "cpu_line", 4));
    irqOut(self, "maintenance", 1);
  });
  const mpcore = sysbus({ name: "a9mpcore_priv" }, (self) => {
    addMmio(self, [0x2000]);
    const part = embed(self, "gic", gic, { offset: 0 });
    self.region(0).addSubregion(part.region(0), 0x1000);
    irqIn(self, "unnamed-gpio-in", 64, ignore);
    self.addLines(part.lines);
  });
  const machine = board((made) => mapAt(made, place(made, mpcore), [0x1e00_0000]));
  expect(devicesOf(machine)).toBe(`  dev: arm_gic, id ""
    gpio-out "maintenance" 1
    gpio-in "" 96
    mmio ffffffffffffffff/0000000000001000
  dev: a9mpcore_priv, id ""
    gpio-in "" 64
    gpio-out "sysbus-irq" 4
    mmio 000000001e000000/0000000000002000
`);
});

test("a bus of a device of a bus is printed below it, newest first, with its devices", () => {
  const [ssi, sd, isa] = ["SSI", "sd-bus", "ISA"].map(simpleBus) as [never, never, never];
  const typeOf = (of: { readonly type: BusType }): BusType => of.type;
  const card = onBus(
    {
      name: "sd-card-spi",
      properties: [
        ["spec_version", "u8", 3],
        ["drive", "string", "sd0"],
      ],
    },
    typeOf(sd),
  );
  const adapter = onBus({ name: "ssi-sd", properties: [["cs", "u8", 0]] }, typeOf(ssi), (self) => {
    irqIn(self, "ssi-gpio-cs", 1, ignore);
    addBus(self, sd, { name: "sd-bus" });
  });
  const spi = sysbus({ name: "sifive.spi", properties: [["num-cs", "u32", 1]] }, (self) => {
    addMmio(self, [0x1000]);
    self.addLines(irqOut(self, "irq", 2));
    addBus(self, ssi, { name: "spi" });
  });
  const keyboard = onBus(
    {
      name: "i8042",
      properties: [
        ["extended-state", "bool", true],
        ["kbd-throttle", "bool", false],
      ],
    },
    typeOf(isa),
    (self) => {
      irqOut(self, "a20", 1);
      irqOut(self, "unnamed-gpio-out", 2);
      irqIn(self, "ps2-kbd-input-irq", 1, ignore);
      irqIn(self, "ps2-mouse-input-irq", 1, ignore);
    },
  );
  const bridge = sysbus({ name: "bridge" }, (self) => void addBus(self, isa, { name: "isa.0" }));
  const machine = board((made) => {
    realize(made.adopt(create(made.heap, keyboard)), place(made, bridge).childBuses[0]!);
    const controller = place(made, spi);
    mapAt(made, controller, [0x1005_0000]);
    const reader = made.adopt(create(made.heap, adapter));
    realize(reader, controller.childBuses[0]!);
    realize(made.adopt(create(made.heap, card)), reader.childBuses[0]!);
  });
  expect(devicesOf(machine)).toBe(`  dev: sifive.spi, id ""
    gpio-out "sysbus-irq" 2
    num-cs = 1 (0x1)
    mmio 0000000010050000/0000000000001000
    bus: spi
      type SSI
      dev: ssi-sd, id ""
        gpio-in "ssi-gpio-cs" 1
        cs = 0 (0x0)
        bus: sd-bus
          type sd-bus
          dev: sd-card-spi, id ""
            spec_version = 3 (0x3)
            drive = "sd0"
  dev: bridge, id ""
    bus: isa.0
      type ISA
      dev: i8042, id ""
        gpio-in "ps2-mouse-input-irq" 1
        gpio-in "ps2-kbd-input-irq" 1
        gpio-out "" 2
        gpio-out "a20" 1
        extended-state = true
        kbd-throttle = false
`);
});

test("clocks stand newest first; a region that is not mapped has all ones for an address; what is not set is null or empty", () => {
  const uart = sysbus({ name: "riscv.sifive.uart", properties: [["chardev", "link<chardev>", null]] }, (self) => {
    addMmio(self, [0x20]);
    self.addLines(irqOut(self, "irq", 1));
  });
  const sysctl = sysbus({ name: "clocks", properties: [["rnmi-interrupt-vector", "string", null]] }, (self) => {
    clockIn(self, "refclk");
    clockOut(self, "coreclk").updateHz(1_500_000);
  });
  const machine = board((made) => {
    place(made, uart);
    place(made, sysctl);
  });
  expect(devicesOf(machine)).toBe(`  dev: clocks, id ""
    clock-out "coreclk" freq_hz=1.5 MHz
    clock-in "refclk" freq_hz=0 Hz
    rnmi-interrupt-vector = <null>
  dev: riscv.sifive.uart, id ""
    gpio-out "sysbus-irq" 1
    chardev = ""
    mmio ffffffffffffffff/0000000000000020
`);
});

/** A host bridge with a PCI bus that takes plugging. */
class Host extends SysBusDevice {
  static override readonly type: DeviceType = deviceType<Host>({
    name: "gpex-pcihost",
    parent: SysBusDevice.type,
    class: Host,
    init: (self) => {
      self.pci = addBus(self, PciBusClass, { name: "pcie.0" });
      self.pci.hotplug = {};
    },
    realize: (self) => void (self.pci.memory = self.session.memory.spaces[0]!),
  });

  pci!: PciBus;
}

class Xhci extends PciDevice {
  static override readonly type: DeviceType = deviceType<Xhci>({
    name: "qemu-xhci",
    parent: PciDevice.type,
    class: Xhci,
    hotpluggable: true,
    properties: [
      { name: "msi", type: "on_off_auto", get: () => "off" },
      { name: "msix", type: "on_off_auto", get: () => "auto" },
    ],
    init: (self) => {
      const ids = { vendor: 0x1b36, device: 0xd, class: 0x0c0330, subsystem_vendor: 0x1af4, subsystem: 0x1100 };
      setPciIds(self, ids);
      const region = addRegion(self, { name: "xhci", kind: "container", size: 0x4000 });
      self.setBar(0, { kind: "mem64", prefetch: false, region });
      addBus(self, simpleBus("usb-bus") as never, { name: "xhci.0" });
    },
  });
}

test("a PCI function says its class, its slot, its numbers, and first and last byte of each BAR", () => {
  const machine = board((made) => {
    const host = place(made, class extends Host {});
    plug(create(made.heap, Xhci), { bus: (host as Host).pci, address: 1, name: "xhci" });
  });
  const shown = (bar: string): string => `  dev: gpex-pcihost, id ""
    bus: pcie.0
      type PCI
      dev: qemu-xhci, id "xhci"
        msi = "off"
        msix = "auto"
        class USB controller, addr 00:01.0, pci id 1b36:000d (sub 1af4:1100)
        ${bar}
        bus: xhci.0
          type usb-bus
`;
  expect(devicesOf(machine)).toBe(shown("bar 0: mem at 0xffffffffffffffff [0x3ffe]"));
  const card = machine.peripheral;
  const [host] = machine.systemBus.kids as [Host];
  const [xhci] = host.pci.kids as [Xhci];
  xhci.writeConfig(0x10, 0xfe00_0000, 4);
  xhci.writeConfig(4, 2, 2);
  expect(devicesOf(machine)).toBe(shown("bar 0: mem at 0xfe000000 [0xfe003fff]"));
  expect(card.path).toBe("/machine/peripheral");
  expect(machine.shutdown().clean).toBe(true);
});

test("the composition tree sorts names as text, with what stands below /machine/unattached", () => {
  const gate = sysbus({ name: "pl061" }, (self) => void irqIn(self, "unnamed-gpio-in", 2, ignore));
  const machine = board((made) => {
    for (let at = 0; at < 12; at++) place(made, gate);
  });
  const tree = qomTree(machine).split("\n");
  expect(tree.slice(0, 10)).toEqual([
    "/machine (virt-machine)",
    "  /memory[0] (memory-region)",
    "  /memory[1] (address-space)",
    "  /peripheral (container)",
    "  /peripheral-anon (container)",
    "  /unattached (container)",
    "    /device[0] (pl061)",
    "      /unnamed-gpio-in[0] (irq)",
    "      /unnamed-gpio-in[1] (irq)",
    "    /device[10] (pl061)",
  ]);
  expect(tree.filter((line) => line.startsWith("    /")).map((line) => line.trim().split(" ")[0])).toEqual(
    [
      "device[0]",
      "device[10]",
      "device[11]",
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => `device[${at}]`),
      "sysbus",
    ].map((name) => `/${name}`),
  );
  expect(inputLine(machine.systemBus.kids[0]!, "unnamed-gpio-in", 1).path).toBe(
    "/machine/unattached/device[0]/unnamed-gpio-in[1]",
  );
});
