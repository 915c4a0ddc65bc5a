/** A USB controller inside a PCI function that can be unplugged while the guest, or a DMA, still holds its regions. */
import {
  addBus,
  addRegion,
  addSpace,
  type AddressSpace,
  Bus,
  type BusType,
  busType,
  Device,
  type DeviceType,
  deviceType,
  embed,
  type Embedded,
  type HotplugHandler,
  type IrqIn,
  irqIn,
  type IrqOut,
  irqOut,
  Machine,
  type Mapping,
  mapRegion,
  connect,
  type MemoryRegion,
  type RegionOps,
  release,
  type Timer,
  timer,
} from "@qdl/runtime";

export class PciBus extends Bus {
  static override readonly type: BusType = busType<PciBus>({ name: "PCI", parent: Bus.type, class: PciBus, limit: 32 });
}

export class UsbBus extends Bus {
  static override readonly type: BusType = busType<UsbBus>({ name: "usb-bus", parent: Bus.type, class: UsbBus });
}

const capabilities: RegionOps<Xhci> = {
  endianness: "little",
  impl: { min: 4, max: 4 },
  read: (self, offset) => (offset === 0 ? 0x0100_0040 : self.ports),
};

const operational: RegionOps<Xhci> = {
  endianness: "little",
  impl: { min: 4, max: 4 },
  read: (self) => self.command,
  write: (self, _offset, value) => {
    self.command = value;
    self.intr.set(value & 1);
    if (value & 2) self.wrap.setIn(1000);
  },
};

/** The controller proper: a container of 16 KiB with two register blocks, a USB bus, a line, a timer. */
export class Xhci extends Device {
  static override readonly type: DeviceType = deviceType<Xhci>({
    name: "base-xhci",
    parent: Device.type,
    class: Xhci,
    words: 2,
    init: initXhci,
    unrealize: (self) => void (self.command = 0),
  });

  mmio!: MemoryRegion;
  operational!: MemoryRegion;
  usb!: UsbBus;
  intr!: IrqOut;
  wrap!: Timer;

  get ports(): number {
    return this.heap.words[this.base]!;
  }

  get command(): number {
    return this.heap.words[this.base + 1]!;
  }

  set command(value: number) {
    this.heap.words[this.base + 1] = value;
  }
}

function initXhci(self: Xhci): void {
  self.heap.words[self.base] = 8;
  self.mmio = addRegion(self, { name: "xhci", kind: "container", size: 0x4000 });
  const cap = addRegion(self, { name: "capabilities", kind: "io", size: 0x40, ops: capabilities });
  self.operational = addRegion(self, { name: "operational", kind: "io", size: 0x400, ops: operational });
  self.mmio.addSubregion(cap, 0);
  self.mmio.addSubregion(self.operational, 0x40);
  self.usb = addBus(self, UsbBus, { name: "xhci.0" });
  self.intr = irqOut(self, "intr", 1)[0]!;
  self.wrap = timer(self, "mfwrap", (xhci) => void (xhci.command |= 0x100));
}

/** The PCI function around it. */
export class XhciPci extends Device {
  static override readonly type: DeviceType = deviceType<XhciPci>({
    name: "qemu-xhci",
    parent: Device.type,
    class: XhciPci,
    words: 3,
    hotpluggable: true,
    busType: PciBus.type,
    resetHold: (self) => self.onHold?.(),
    init: initFunction,
    realize: (self) => {
      if (self.failing) throw new Error("no such function");
      self.onRealize?.(self);
      connect(self, self.xhci.intr, (self.parentBus!.device as Bridge).intx[self.busIndex % 4]!);
    },
  });

  failing = false;
  /** What else it does in its realize. */
  onRealize: ((self: XhciPci) => void) | null = null;
  /** What it does in the hold phase of a reset. */
  onHold: (() => void) | null = null;
  xhci!: Embedded<Xhci>;
  /** BAR 0 while the guest has it mapped. */
  bar: Mapping | null = null;

  /** The guest writes BAR 0; null takes the map away. */
  setBar(address: number | null): void {
    if (this.bar) release(this, this.bar);
    this.bar =
      address === null ? null : mapRegion(this, (this.parentBus!.device as Bridge).space, this.xhci.mmio, address);
  }
}

function initFunction(self: XhciPci): void {
  self.xhci = embed(self, "xhci-core", Xhci, { offset: 0 });
}

/** A host bridge: an address space, lines, the bus. */
export class Bridge extends Device {
  static override readonly type: DeviceType = deviceType<Bridge>({
    name: "bridge",
    parent: Device.type,
    class: Bridge,
    words: 1,
    init: initBridge,
  });

  space!: AddressSpace;
  ram!: MemoryRegion;
  pci!: PciBus;
  intx!: readonly IrqIn[];
  readonly levels = [0, 0, 0, 0];
}

const handler: HotplugHandler = {};

function initBridge(self: Bridge): void {
  self.space = addSpace(self, { name: "pci", root: { size: 0x1_0000_0000 } });
  self.ram = addRegion(self, { name: "ram", kind: "ram", size: 0x1_0000 });
  self.space.addSubregion(self.ram, 0);
  self.pci = addBus(self, PciBus, { name: "pci.0" });
  self.pci.hotplug = handler;
  self.intx = irqIn(self, "intx", 4, (bridge, index, level) => void (bridge.levels[index] = level));
}

export class PciBoard extends Machine {
  static override readonly type: DeviceType = deviceType<PciBoard>({
    name: "pci-board",
    parent: Machine.type,
    class: PciBoard,
    words: 1,
    init: (self) => void (self.bridge = embed(self, "bridge", Bridge, { offset: 0 })),
  });

  bridge!: Embedded<Bridge>;
}
