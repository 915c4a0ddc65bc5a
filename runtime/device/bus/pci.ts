import { AddressSpace, type MemoryRegion } from "../../memory/index.ts";
import { StateArray } from "../../object/index.ts";
import { release } from "../acquisition.ts";
import { Bus, type BusType, busType } from "./bus.ts";
import { Capabilities } from "./capabilities.ts";
import { Device } from "../device.ts";
import { WiringError } from "../errors.ts";
import { type Msi } from "./msi.ts";
import { isMsixEnabled, type MsixBanks, resetMsix, sendPending } from "./msix.ts";
import { mapRegion, type Mapping } from "../map.ts";
import { type IrqOut, irqOut, type LineSink } from "../wiring/irq.ts";
import { type DeviceType, deviceType } from "../type.ts";

/** Places of a bus: devices, and functions of each (PCI Local Bus 3.0, section 3.2.2.3). */
const slots = 32;
const functions = 8;

/** Words of configuration space in a function's state: 256 bytes (PCI Local Bus 3.0, section 6.1). */
const configWords = 64;

/** Where PCI functions sit. Its bridge gives it the spaces and lines that they reach. */
export class PciBus extends Bus {
  static override readonly type: BusType = busType<PciBus>({
    name: "PCI",
    parent: Bus.type,
    class: PciBus,
    limit: slots * functions,
    addresses: { first: 0, last: slots * functions - 1 },
  });

  /** Where memory BARs are mapped; null until the bridge says. */
  memory: AddressSpace | MemoryRegion | null = null;
  /** What functions read and write by themselves, messages included, if it is not the space of memory BARs. */
  upstream: AddressSpace | null = null;
  /** Where I/O BARs are mapped. */
  io: AddressSpace | MemoryRegion | null = null;
  /** INTA to INTD as the bridge takes them; a function uses the one that its place selects, and shares it. */
  pins: readonly LineSink[] = [];

  /** What functions read and write by themselves; null until the bridge says. */
  get dma(): AddressSpace | null {
    return this.upstream ?? (this.memory instanceof AddressSpace ? this.memory : null);
  }

  /** The function at a place, or null. Slots are the low five bits of an address, functions the three above. */
  functionAt(slot: number, number: number): PciDevice | null {
    return this.at(slot + slots * number) as PciDevice | null;
  }

  /** Drives pin `index` of the bridge: it is up while any function that is allowed to signals on it. */
  updatePin(index: number): void {
    const on = (this.kids as PciDevice[]).some((kid) => kid.pinIndex === index && kid.signals);
    this.pins[index]?.set(Number(on));
  }
}

/** A function's end of a pin that others share. */
class SharedPin implements LineSink {
  readonly function: PciDevice;

  constructor(device: PciDevice) {
    this.function = device;
  }

  get path(): string {
    return `${this.function.pciBus?.path ?? ""}.pins[${this.function.pinIndex}]`;
  }

  set(level: number): void {
    this.function.showInterrupt(level !== 0);
    this.function.pciBus?.updatePin(this.function.pinIndex);
  }
}

/** Where USB devices sit: the address is the number of the connector. */
export class UsbBus extends Bus {
  static override readonly type: BusType = busType<UsbBus>({
    name: "usb-bus",
    parent: Bus.type,
    class: UsbBus,
    addresses: { first: 1, last: 255 },
  });
}

/** Numbers that identify a function (PCI Local Bus 3.0, section 6.2.1); absent ones are 0. */
export interface PciIds {
  readonly vendor: number;
  readonly device: number;
  /** Base class, sub-class and interface: 24 bits. */
  readonly class?: number;
  readonly revision?: number;
  readonly subsystem_vendor?: number;
  readonly subsystem?: number;
}

/** What a BAR shows, and where. */
export interface PciBar {
  readonly kind: "mem32" | "mem64" | "io";
  readonly prefetch: boolean;
  readonly region: MemoryRegion;
}

interface MappedBar extends PciBar {
  readonly offset: number;
  mapping: Mapping | null;
}

/** Registers of the header, by offset. */
const Header = {
  command: 4,
  status: 6,
  revision: 8,
  cacheLine: 0xc,
  bar: 0x10,
  subsystemVendor: 0x2c,
  pin: 0x3d,
} as const;

const commandIo = 1;
const commandMemory = 2;
const commandMaster = 4;
const noInterrupts = 0x400;
const interruptStatus = 8;

/** Bits that the guest may write in every header, byte by byte: command, cache line size, latency timer, interrupt line (section 6.2). */
const headerBits: readonly (readonly [offset: number, mask: number])[] = [
  [4, 0x47],
  [5, 0x05],
  [0x0c, 0xff],
  [0x0d, 0xff],
  [0x3c, 0xff],
];

/** A function on a PCI bus: its configuration space is state, its BARs are maps that the guest moves. */
export class PciDevice extends Device {
  static override readonly type: DeviceType = deviceType<PciDevice>({
    name: "pci-device",
    parent: Device.type,
    abstract: true,
    class: PciDevice as never,
    words: configWords,
    busType: PciBus.type,
    init: initFunction,
    realize: joinPins,
    unrealize: (self) => self.intx.lower(),
    resetEnter: resetFunction,
    restored: (self) => self.mapBars(),
  });

  /** Its interrupt pin. */
  readonly intx!: IrqOut;
  /** Configuration space as the guest reads it. */
  readonly config = new StateArray(this, { word: 0, length: 4 * configWords, bits: 8 });
  /** Its messages while it is realized, if it has any: those of MSI-X, and those of MSI. */
  messages: MsixBanks | null = null;
  msiMessages: Msi | null = null;
  /** What the function does when the guest has written configuration space: a function of its type. */
  configWritten: ((self: never, offset: number, size: number) => void) | null = null;
  readonly #bars = new Map<number, MappedBar>();
  /** Bits that the guest may write, but for BARs. */
  readonly #writable = new Map(headerBits);
  readonly #capabilities = new Capabilities(this.config);

  /** The bus that it sits on, or null. */
  get pciBus(): PciBus | null {
    return this.parentBus as PciBus | null;
  }

  /** Where it sits, 0 to 31. */
  get slot(): number {
    return (this.busAddress ?? 0) % slots;
  }

  /** Which of the functions in its slot it is, 0 to 7. */
  get functionNumber(): number {
    return Math.floor((this.busAddress ?? 0) / slots);
  }

  /** The pin of its bus that its own is wired to: wires go round with the slots (PCI Local Bus 3.0, section 2.2.6). */
  get pinIndex(): number {
    return (this.slot + Math.max(0, this.config.get(Header.pin) - 1)) % 4;
  }

  /** Whether it asks for an interrupt by its pin, and may: messages, once enabled, replace it (section 6.8.1.3). */
  get signals(): boolean {
    if (this.intx.level === 0 || (this.readConfig(Header.command, 2) & noInterrupts) !== 0) return false;
    return !this.msiMessages?.enabled && !isMsixEnabled(this);
  }

  /** Says in the status register whether it asks for an interrupt, allowed or not (section 6.2.3). */
  showInterrupt(on: boolean): void {
    const status = this.config.get(Header.status);
    this.config.set(Header.status, on ? status | interruptStatus : status & ~interruptStatus);
  }

  /** What it reads and writes by itself; null while the guest has not made it a bus master. */
  get dma(): AddressSpace | null {
    if ((this.config.get(Header.command) & commandMaster) === 0) return null;
    return this.pciBus?.dma ?? null;
  }

  /** Lets the guest write the bits of `mask` in `size` bytes of configuration space from `offset` on. */
  openConfig(offset: number, size: 1 | 2 | 4, mask: number): void {
    for (let at = 0; at < size; at++) this.#writable.set(offset + at, (mask >>> (8 * at)) & 0xff);
  }

  /** Reads `size` bytes of configuration space, little-endian. */
  readConfig(offset: number, size: 1 | 2 | 4): number {
    let value = 0;
    for (let at = 0; at < size; at++) value += this.config.get(offset + at) * 2 ** (8 * at);
    return value;
  }

  /** Sets bytes of configuration space, read-only ones included: what the device itself does. */
  setConfig(offset: number, size: 1 | 2 | 4, value: number): void {
    for (let at = 0; at < size; at++) this.config.set(offset + at, value >>> (8 * at));
  }

  /** The guest writes configuration space: the command register, BARs, the interrupt line and what is open take it. */
  writeConfig(offset: number, value: number, size: 1 | 2 | 4): void {
    for (let at = 0; at < size; at++) this.#writeByte(offset + at, (value >>> (8 * at)) & 0xff);
    this.mapBars();
    if (this.messages) sendPending(this, this.messages);
    this.msiMessages?.sendPending();
    this.pciBus?.updatePin(this.pinIndex);
    this.configWritten?.(this as never, offset, size);
  }

  /** BAR number `index`, or null. */
  bar(index: number): PciBar | null {
    return this.#bars.get(index) ?? null;
  }

  /** Whether the guest has BAR `index` mapped. */
  isMapped(index: number): boolean {
    return (this.#bars.get(index)?.mapping ?? null) !== null;
  }

  /** Shows a region through BAR `index`. Throws `WiringError` for one that is there already, or is no BAR. */
  setBar(index: number, bar: PciBar): void {
    if (this.#bars.has(index) || index < 0 || index > 5) throw new WiringError(this, `it cannot have BAR ${index}`);
    const offset = Header.bar + 4 * index;
    this.#bars.set(index, { ...bar, offset, mapping: null });
    const type = bar.kind === "io" ? 1 : (bar.kind === "mem64" ? 4 : 0) | (bar.prefetch ? 8 : 0);
    this.setConfig(offset, 4, type);
  }

  /** Forgets a BAR that existed while the function was realized. */
  dropBar(index: number): void {
    const bar = this.#bars.get(index);
    if (!bar) return;
    if (bar.mapping) release(this, bar.mapping);
    this.#bars.delete(index);
    this.setConfig(bar.offset, 4, 0);
  }

  /**
   * Puts a capability into the list, `at` an offset of configuration space or where there is room; its offset. Throws `WiringError`
   * where it does not fit.
   */
  addCapability(id: number, bytes: number, at?: number): number {
    const found = this.#capabilities.add(id, bytes, at ?? null);
    if (found === null) throw new WiringError(this, `a capability of ${bytes} bytes has no room`);
    return found;
  }

  /** Takes a capability out of the list: its bytes are 0, and the guest writes none of them. */
  dropCapability(at: number): void {
    const bytes = this.#capabilities.drop(at);
    for (let byte = 0; byte < bytes; byte++) this.#writable.delete(at + byte);
  }

  /** The offset of a capability, or null. */
  findCapability(id: number): number | null {
    return this.#capabilities.find(id);
  }

  /** Nothing is mapped any more; what unrealize has let go already is forgotten. */
  resetConfig(): void {
    this.setConfig(Header.command, 2, 0);
    this.setConfig(Header.cacheLine, 2, 0);
    for (const bar of this.#bars.values()) {
      const type = this.readConfig(bar.offset, 1) & 0xf;
      this.setConfig(bar.offset, 4, type);
      if (bar.kind === "mem64") this.setConfig(bar.offset + 4, 4, 0);
    }
    this.mapBars();
  }

  #writeByte(offset: number, value: number): void {
    if (this.#writable.has(offset)) this.#writeOpen(offset, value);
    else if (offset >= Header.bar && offset < Header.bar + 24) this.#writeBar(offset, value);
  }

  #writeOpen(offset: number, value: number): void {
    const mask = this.#writable.get(offset)!;
    this.config.set(offset, (this.config.get(offset) & ~mask) | (value & mask));
  }

  #writeBar(offset: number, value: number): void {
    for (const bar of this.#bars.values()) {
      const byte = offset - bar.offset;
      if (byte < 0 || byte >= (bar.kind === "mem64" ? 8 : 4)) continue;
      const writable = ~(sizeOf(bar) - 1n) & (bar.kind === "io" ? ~0x3n : ~0xfn);
      const mask = Number((writable >> BigInt(8 * byte)) & 0xffn);
      this.config.set(offset, (this.config.get(offset) & ~mask) | (value & mask));
    }
  }

  /** Maps each BAR where configuration space says, if its space is enabled. */
  mapBars(): void {
    for (const bar of this.#bars.values()) {
      const address = this.#addressOf(bar);
      if (bar.mapping && bar.region.container === bar.mapping.container && bar.region.address === address) continue;
      if (bar.mapping) release(this, bar.mapping);
      bar.mapping = null;
      const space = bar.kind === "io" ? this.pciBus?.io : this.pciBus?.memory;
      if (address !== null && space) bar.mapping = mapRegion(this, space, bar.region, address);
    }
  }

  /** Where a BAR is decoded; null if it is not. */
  #addressOf(bar: PciBar & { readonly offset: number }): bigint | null {
    const enable = bar.kind === "io" ? commandIo : commandMemory;
    if ((this.config.get(Header.command) & enable) === 0 || !this.realized) return null;
    const low = BigInt(this.readConfig(bar.offset, 4)) & (bar.kind === "io" ? ~0x3n : ~0xfn);
    const high = bar.kind === "mem64" ? BigInt(this.readConfig(bar.offset + 4, 4)) << 32n : 0n;
    const address = high | low;
    return address === 0n ? null : address;
  }
}

/** Bytes that a BAR decodes: the next power of two. */
function sizeOf({ region }: PciBar): bigint {
  let size = 16n;
  while (size < region.size) size <<= 1n;
  return size;
}

function initFunction(self: PciDevice): void {
  (self as { intx: IrqOut }).intx = irqOut(self, "intx", 1)[0]!;
}

/** Connects the pin to the line of the bridge that its place on the bus selects. */
function joinPins(self: PciDevice): void {
  if ((self.pciBus?.pins.length ?? 0) > 0) self.intx.target = new SharedPin(self);
}

function resetFunction(self: PciDevice): void {
  self.resetConfig();
  if (self.messages) resetMsix(self, self.messages);
  self.msiMessages?.reset();
}

/** Fills in who the function is; called by a generated init. */
export function setPciIds(self: PciDevice, ids: PciIds): void {
  self.setConfig(0, 2, ids.vendor);
  self.setConfig(2, 2, ids.device);
  self.setConfig(Header.revision, 4, ((ids.class ?? 0) << 8) | (ids.revision ?? 0));
  self.setConfig(Header.subsystemVendor, 2, ids.subsystem_vendor ?? 0);
  self.setConfig(Header.subsystemVendor + 2, 2, ids.subsystem ?? 0);
  self.config.set(Header.pin, 1);
}
