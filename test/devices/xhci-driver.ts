import { type AddressSpace, BufferChardev, create, plug, type UsbBus } from "@qdl/runtime";
import { UsbKeyboard } from "../../generated/usb/keyboard.ts";
import { UsbHub } from "../../generated/usb/hub.ts";
import { UsbSerial } from "../../generated/usb/serial.ts";
import { XhciPci } from "../../generated/usb/xhci.ts";
import { UsbZero } from "../../generated/usb/zero.ts";
import { pc } from "./pci-board.ts";

/** Where a test's driver has its structures. */
export const Memory = {
  bar: 0x8000_0000,
  contexts: 0x1000,
  segments: 0x2000,
  commands: 0x3000,
  events: 0x4000,
  input: 0x5000,
  rings: 0x1_0000,
  outputs: 0x2_0000,
  scratchpad: 0x3_0000,
  streams: 0x3_8000,
  buffers: 0x4_0000,
} as const;

/** Offsets of registers (xHCI 1.2, sections 5.4 to 5.6). */
export const Reg = {
  command: 0x40,
  status: 0x44,
  crcr: 0x58,
  dcbaap: 0x70,
  config: 0x78,
  ports: 0x440,
  mfindex: 0x1000,
  iman: 0x1020,
  imod: 0x1024,
  erstsz: 0x1028,
  erstba: 0x1030,
  erdp: 0x1038,
  doorbell: 0x2000,
} as const;

const eventTrbs = 64;
const ringBytes = 0x400;
const normal = 1;

/** An event as the driver reads it. */
export interface Event {
  readonly type: number;
  readonly code: number;
  readonly pointer: number;
  readonly length: number;
  readonly slot: number;
  readonly endpoint: number;
}

/** A TRB to put on a ring: parameter (32 bits each half), status, and the last word without its cycle bit. */
export type TrbWords = readonly [low: number, high: number, status: number, control: number];

/** An endpoint: number of its context, type, largest packet, first word of the context. */
export type Endpoint = readonly [number: number, type: number, packet: number, first?: number];

export const trbOf = (type: number, flags = 0): number => (type << 10) | flags;

/** A ring that the driver fills; its last TRB is a link to its first. */
class Producer {
  readonly base: number;
  readonly trbs: number;
  readonly #memory: AddressSpace;
  #at = 0;
  #cycle = 1;

  constructor(memory: AddressSpace, base: number, trbs = ringBytes / 16) {
    this.#memory = memory;
    this.base = base;
    this.trbs = trbs;
    memory.write(base, new Uint8Array(16 * trbs));
  }

  /** Puts a TRB on the ring; its address. */
  put([low, high, status, control]: TrbWords): number {
    const address = this.base + 16 * this.#at;
    for (const [index, word] of [low, high, status, control | this.#cycle].entries())
      this.#memory.write32(address + 4 * index, word);
    if (++this.#at === this.trbs - 1) {
      const link = this.base + 16 * this.#at;
      for (const [index, word] of [this.base, 0, 0, trbOf(6, 2) | this.#cycle].entries())
        this.#memory.write32(link + 4 * index, word);
      this.#at = 0;
      this.#cycle ^= 1;
    }
    return address;
  }
}

/** A PC with a controller in its slot 4, as its firmware leaves it: BAR 0 at `Memory.bar`, memory and bus mastering on. */
export function usbPc() {
  const guest = pc({ has_usb: false });
  const { board, memory } = guest;
  const card = plug(create(board.heap, XhciPci), {
    bus: board.host.pci,
    name: "usb",
    address: 4,
  });
  const placeBar = (): void => {
    card.writeConfig(0x10, Memory.bar, 4);
    card.writeConfig(0x14, 0, 4);
    card.writeConfig(4, 6, 2);
  };
  placeBar();
  const read = (at: number): number => memory.read32(Memory.bar + at) >>> 0;
  const write = (at: number, value: number): void => memory.write32(Memory.bar + at, value);
  return { board, memory, card, xhci: card.xhci, read, write, placeBar };
}

export type UsbPc = ReturnType<typeof usbPc>;

/** Plugs a keyboard into a connector. */
export function plugKeyboard({ board, xhci }: UsbPc, connector = 1): UsbKeyboard {
  return plug(create(board.heap, UsbKeyboard), { bus: xhci.usb, name: "keyboard", address: connector });
}

/** Plugs a serial line into a connector, with a terminal behind it. */
export function plugSerial({ board, xhci }: UsbPc, connector = 2) {
  const terminal = board.addBackend("terminal", BufferChardev);
  const made = create(board.heap, UsbSerial, { prepare: (line) => void (line.chardev = terminal) });
  return { terminal, serial: plug(made, { bus: xhci.usb, name: "serial", address: connector }) };
}

/** Plugs a device for trying hosts. */
export function plugZero(
  { board, xhci }: UsbPc,
  connector: number,
  speed: "full" | "high" | "super" = "super",
): UsbZero {
  const made = create(board.heap, UsbZero, { prepare: (device) => void (device.speed = speed) });
  return plug(made, { bus: xhci.usb, name: "zero", address: connector });
}

/** Plugs a hub into a connector of a controller or of another hub. */
export function plugHub({ board }: UsbPc, bus: UsbBus, name: string, connector = 1): UsbHub {
  return plug(create(board.heap, UsbHub), { bus, name, address: connector });
}

/** Where a device is behind hubs: its route, and slot and port of the hub that translates for it; and what it is as a hub itself. */
export interface Behind {
  readonly route?: number;
  readonly translator?: readonly [slot: number, port: number];
}

/** Completion codes of events. */
export const codes = (events: readonly Event[]): number[] => events.map(({ code }) => code);

/** A driver as the specification has it (section 4.2), with one interrupter. */
export class XhciDriver {
  readonly guest: UsbPc;
  readonly commands: Producer;
  readonly rings = new Map<number, Producer>();
  #event = 0;
  #cycle = 1;

  constructor(guest: UsbPc, { segment = eventTrbs }: { readonly segment?: number } = {}) {
    const { memory, write } = guest;
    this.guest = guest;
    this.segment = segment;
    this.commands = new Producer(memory, Memory.commands);
    memory.write(Memory.events, new Uint8Array(16 * segment));
    memory.write(Memory.segments, new Uint8Array(16));
    memory.write32(Memory.segments, Memory.events);
    memory.write32(Memory.segments + 8, segment);
    write(Reg.config, 16);
    write(Reg.dcbaap, Memory.contexts);
    write(Reg.crcr, Memory.commands | 1);
    write(Reg.erstsz, 1);
    write(Reg.erdp, Memory.events);
    write(Reg.erstba, Memory.segments);
    write(Reg.iman, 2);
    write(Reg.imod, 0);
    write(Reg.command, 5);
  }

  readonly segment: number;

  /** Takes the events that are there, and says so. */
  events(): Event[] {
    const { memory, write } = this.guest;
    const found: Event[] = [];
    for (;;) {
      const at = Memory.events + 16 * this.#event;
      const control = memory.read32(at + 12) >>> 0;
      if ((control & 1) !== this.#cycle) break;
      const status = memory.read32(at + 8) >>> 0;
      found.push({
        type: (control >>> 10) & 0x3f,
        code: status >>> 24,
        pointer: memory.read32(at) >>> 0,
        length: status & 0xff_ffff,
        slot: control >>> 24,
        endpoint: (control >>> 16) & 0x1f,
      });
      this.#event = (this.#event + 1) % this.segment;
      if (this.#event === 0) this.#cycle ^= 1;
    }
    write(Reg.erdp, (Memory.events + 16 * this.#event) | 8);
    return found;
  }

  /** Gives a command; its completion event. */
  command(type: number, { parameter = 0, slot = 0, bits = 0 } = {}): Event {
    const address = this.commands.put([parameter, 0, 0, trbOf(type, bits) | (slot << 24)]);
    this.guest.write(Reg.doorbell, 0);
    const event = this.events().find(({ type: kind, pointer }) => kind === 33 && pointer === address);
    if (!event) throw new Error(`command ${type} did not complete`);
    return event;
  }

  /** Resets a port, counted from 1, and clears what has changed. */
  resetPort(port: number): number {
    const { read, write } = this.guest;
    const at = Reg.ports + 0x10 * (port - 1);
    write(at, 0x210);
    const state = read(at);
    write(at, 0x00fe_0200);
    return state;
  }

  /** Where contexts of a slot lie. */
  output = (slot: number): number => Memory.outputs + 0x400 * slot;

  /** The ring of an endpoint, made at its first use. */
  ring(slot: number, endpoint: number): Producer {
    const key = 32 * slot + endpoint;
    const made = this.rings.get(key) ?? new Producer(this.guest.memory, Memory.rings + ringBytes * this.rings.size);
    this.rings.set(key, made);
    return made;
  }

  /** Fills in an input context: which contexts are added and dropped, then words of contexts by number. */
  input(
    flags: { readonly add: number; readonly drop?: number },
    contexts: readonly (readonly [number, readonly number[]])[],
  ) {
    const { memory } = this.guest;
    memory.write(Memory.input, new Uint8Array(33 * 32));
    memory.write32(Memory.input, flags.drop ?? 0);
    memory.write32(Memory.input + 4, flags.add);
    for (const [index, words] of contexts)
      for (const [at, word] of words.entries()) memory.write32(Memory.input + 32 * (index + 1) + 4 * at, word);
    return Memory.input;
  }

  /** The context of an endpoint: its type, its largest packet, its ring; its first word, with interval and streams. */
  endpointContext(
    slot: number,
    endpoint: number,
    [type, packet, first = 0]: readonly [number, number, number?],
  ): number[] {
    return [first, (type << 3) | (3 << 1) | (packet << 16), this.ring(slot, endpoint).base | 1, 0];
  }

  /** Enables a slot for the device on a port, and gives it an address; its number. */
  address(port: number, packet = 64, { route = 0, translator = [0, 0] }: Behind = {}): number {
    const { slot } = this.command(9);
    const { memory } = this.guest;
    memory.write(this.output(slot), new Uint8Array(0x400));
    memory.write64(Memory.contexts + 8 * slot, this.output(slot), 0);
    const parameter = this.input({ add: 3 }, [
      [0, [(1 << 27) | route, port << 16, translator[0] | (translator[1] << 8)]],
      [1, this.endpointContext(slot, 1, [4, packet])],
    ]);
    const { code } = this.command(11, { parameter, slot });
    if (code !== 1) throw new Error(`address device: ${code}`);
    return slot;
  }

  /** Puts TRBs on the ring of an endpoint and rings its doorbell; the events that come of it. */
  transfer(slot: number, endpoint: number, trbs: readonly TrbWords[], stream = 0): Event[] {
    const ring = this.ring(slot, endpoint + 32 * 256 * stream);
    for (const trb of trbs) ring.put(trb);
    this.guest.write(Reg.doorbell + 4 * slot, endpoint | (stream << 16));
    return this.events();
  }

  /** A control transfer that reads `length` bytes: its data as far as there is some, and the completion code. */
  controlIn(slot: number, [type, request, value, index]: readonly [number, number, number, number], length: number) {
    const { memory } = this.guest;
    memory.write(Memory.buffers, new Uint8Array(length).fill(0xee));
    const events = this.transfer(slot, 1, [
      [type | (request << 8) | (value << 16), index | (length << 16), 8, trbOf(2, 0x40) | (3 << 16)],
      [Memory.buffers, 0, length, trbOf(3, 4) | (1 << 16)],
      [0, 0, 0, trbOf(4, 0x20)],
    ]);
    const left = events.find(({ code }) => code === 13)?.length ?? 0;
    const bytes = new Uint8Array(length - left);
    memory.read(Memory.buffers, bytes);
    return { bytes: [...bytes], code: events.at(-1)?.code, events };
  }

  /** A control transfer that sends data, or none; its completion code. */
  controlOut(
    slot: number,
    [type, request, value, index]: readonly [number, number, number, number],
    data: number[] = [],
  ) {
    const { length } = data;
    this.guest.memory.write(Memory.buffers, Uint8Array.from(data));
    const stages: TrbWords[] = [
      [type | (request << 8) | (value << 16), index | (length << 16), 8, trbOf(2, 0x40) | (length > 0 ? 2 << 16 : 0)],
      ...(length > 0 ? [[Memory.buffers, 0, length, trbOf(3)] as const] : []),
      [0, 0, 0, trbOf(4, 0x20) | (1 << 16)],
    ];
    return this.transfer(slot, 1, stages).at(-1)?.code;
  }

  /** Sets configuration 1, and takes endpoints into service. */
  configure(slot: number, endpoints: readonly Endpoint[]): number {
    this.controlOut(slot, [0, 9, 1, 0]);
    return this.addEndpoints(slot, endpoints);
  }

  /** Takes endpoints into service; the completion code. */
  addEndpoints(slot: number, endpoints: readonly Endpoint[], hub: readonly number[] = []): number {
    const add = endpoints.reduce((flags, [endpoint]) => flags | (1 << endpoint), 1);
    const contexts = endpoints.map(
      ([endpoint, ...form]) => [endpoint, this.endpointContext(slot, endpoint, form)] as const,
    );
    return this.command(12, { parameter: this.input({ add }, [[0, hub], ...contexts]), slot }).code;
  }

  /** A transfer of one TRB. */
  normal(slot: number, endpoint: number, length: number, flags = 0x24): Event[] {
    return this.transfer(slot, endpoint, [[Memory.buffers, 0, length, trbOf(normal, flags)]]);
  }
}

/** A running controller with a keyboard on port 1 that has slot 1 and its interrupt endpoint in service. */
export function typing() {
  const guest = usbPc();
  const keyboard = plugKeyboard(guest);
  const driver = new XhciDriver(guest);
  driver.events();
  driver.resetPort(1);
  const slot = driver.address(1);
  driver.configure(slot, [[3, 7, 8]]);
  return { guest, keyboard, driver, slot };
}

/** A running controller with a serial line on port 2. */
export function talking() {
  const guest = usbPc();
  const { terminal, serial } = plugSerial(guest);
  const driver = new XhciDriver(guest);
  driver.events();
  driver.resetPort(2);
  const slot = driver.address(2);
  driver.configure(slot, [
    [3, 6, 512],
    [4, 2, 512],
    [7, 7, 16],
  ]);
  return { guest, terminal, serial, driver, slot };
}
