import { type NicFrontend } from "@qdl/runtime";
import { type Pcnet, type PcnetHooks } from "../../generated/net/pcnet.ts";
import { destinationCrc, isBroadcast, isFor, isMulticast, padded, stationAddress } from "./frame.ts";
import {
  countDown,
  type Descriptor,
  descriptorAt,
  finish,
  loadInitBlock,
  Owner,
  ringOf,
  type RingName,
} from "./pcnet-rings.ts";

// CSR0 (section 6.1): what is written as 1 to be cleared, what interrupts, and how the chip runs.
const Csr0 = {
  init: 1,
  start: 2,
  stop: 4,
  state: 7,
  demand: 8,
  transmitOn: 0x10,
  receiveOn: 0x20,
  enable: 0x40,
  interrupt: 0x80,
  initDone: 0x100,
  transmitted: 0x200,
  received: 0x400,
  memoryError: 0x800,
  missed: 0x1000,
  error: 0x8000,
  causes: 0x7f00,
  failures: 0x7800,
} as const;

/** Causes that CSR4 has, each a bit above its mask; the one that the driver asks for itself has none. */
const masked = 0x022a;
const userInterrupt = 0x40;
/** What every reset gives: CSR4, CSR80, CSR100. */
const Reset = { features: 0x0115, watermarks: 0xd410, timeout: 0x0200 } as const;

/** Whether CSR4 or CSR5 has a cause that is not masked. */
function hasOther({ csr4, csr5Mpint, csr5Mpinte, csr5Exdint, csr5Exdinte, csr5Sint, csr5Sinte }: Pcnet): boolean {
  if (csr4 & masked & ~(csr4 << 1) || csr4 & userInterrupt) return true;
  return (csr5Mpint & csr5Mpinte) !== 0 || (csr5Exdint & csr5Exdinte) !== 0 || (csr5Sint & csr5Sinte) !== 0;
}

/** Derives the summary bits of CSR0, and drives the pin (CSR3 masks causes one by one). */
function update(self: Pcnet): void {
  let status = self.csr0 & ~(Csr0.error | Csr0.interrupt);
  if (status & Csr0.failures) status |= Csr0.error;
  if (status & Csr0.causes & ~self.csr3 || hasOther(self)) status |= Csr0.interrupt;
  self.csr0 = status;
  self.intx.set((status & (Csr0.interrupt | Csr0.enable)) === (Csr0.interrupt | Csr0.enable));
}

function raise(self: Pcnet, causes: number): void {
  self.csr0 |= causes;
  update(self);
}

/** What a driver resets by reading the reset port (S_RESET): bus configuration, filters and pointers stay (section 6). */
function softReset(self: Pcnet): void {
  self.rap = 0;
  self.csr0 = Csr0.stop;
  self.csr3 = 0;
  self.csr4 = Reset.features;
  self.csr5 = 0;
  self.csr15 = 0;
  self.csr80 = Reset.watermarks;
  self.csr82 = 0;
  self.csr100 = Reset.timeout;
  self.csr112 = 0;
  self.csr114 = 0;
  self.csr124 = 0;
  update(self);
}

/** The address as it stands in the PROM, with a sum over it (section 4.5). */
function fillProm(self: Pcnet): void {
  const prom = new Uint8Array(16);
  prom.set(stationAddress(self.mac));
  prom.fill(0x57, 14);
  const sum = prom.reduce((total, byte) => total + byte, 0);
  prom.set([sum & 0xff, sum >> 8], 12);
  for (const [at, byte] of prom.entries()) self.prom.set(at, byte);
}

/** A reset of the board (H_RESET): registers have their values already. */
function restart(self: Pcnet): void {
  self.rap = 0;
  fillProm(self);
  showLatency(self);
  update(self);
}

/** MIN_GNT and MAX_LAT of configuration space. */
function showLatency(self: Pcnet): void {
  self.setConfig(0x3e, 2, self.bcr22);
}

/** Reads the init block at CSR1 and CSR2 (section 5.1). */
function initialize(self: Pcnet): void {
  const done = loadInitBlock(self);
  raise(self, done ? Csr0.initDone : Csr0.memoryError);
}

/** A write of CSR0: init, start or stop are done, and stay as what was done last; stop wins. */
function control(self: Pcnet, value: number, old: number): void {
  self.csr0 = (value & ~(Csr0.state | Csr0.demand)) | (old & Csr0.state);
  if (value & Csr0.stop) stop(self);
  else {
    if (value & (Csr0.init | Csr0.start)) self.csr0 &= ~Csr0.stop;
    if (value & Csr0.init) {
      self.csr0 |= Csr0.init;
      initialize(self);
    }
    if (value & Csr0.start) start(self);
    if (value & Csr0.demand) transmit(self);
  }
  update(self);
  self.net?.acceptInput();
}

/** The chip stops, and forgets causes and counts. */
function stop(self: Pcnet): void {
  self.csr0 = Csr0.stop;
  self.csr4 &= ~(masked | userInterrupt);
  self.csr112 = 0;
  self.csr114 = 0;
}

/** Transmitter and receiver go on, unless the mode switches them off (CSR15.DTX, DRX). */
function start(self: Pcnet): void {
  self.csr0 |= Csr0.start | (self.csr15Dtx ? 0 : Csr0.transmitOn) | (self.csr15Drx ? 0 : Csr0.receiveOn);
  if (self.csr0 & Csr0.transmitOn) transmit(self);
}

/** The descriptor that is next on a ring, if it is the chip's. */
function next(self: Pcnet, ring: RingName): Descriptor | null {
  const descriptor = descriptorAt(self, ringOf(self, ring), ring === "receive" ? self.receiveNext : self.transmitNext);
  if (!descriptor) {
    raise(self, Csr0.memoryError);
    return null;
  }
  return descriptor.status & Owner.chip ? descriptor : null;
}

function advance(self: Pcnet, ring: RingName): void {
  const { length } = ringOf(self, ring);
  if (ring === "receive") self.receiveNext = (self.receiveNext + 1) % length;
  else self.transmitNext = (self.transmitNext + 1) % length;
}

/** Sends frames as long as descriptors are the chip's; a frame may lie in several buffers (section 5.5). */
function transmit(self: Pcnet): void {
  if (!(self.csr0 & Csr0.transmitOn) || self.csr5Spnd) return;
  let parts: Uint8Array[] = [];
  for (let found = next(self, "transmit"); found; found = next(self, "transmit")) {
    if (found.status & Owner.start) parts = [];
    const part = new Uint8Array(countDown(found.count));
    if (self.dma?.read(BigInt(found.buffer), part) !== 0) return raise(self, Csr0.memoryError);
    parts.push(part);
    finish(self, found, { status: found.status & ~(Owner.chip | Owner.error), message: 0 });
    advance(self, "transmit");
    if (!(found.status & Owner.end)) continue;
    send(self, Uint8Array.from(parts.flatMap((bytes) => [...bytes])), found.status);
    parts = [];
  }
}

/** In a descriptor of the last buffer of a frame: it interrupts, if CSR5.LTINTEN asks for that. */
const lastInterrupt = 0x1000;

function send(self: Pcnet, frame: Uint8Array, status: number): void {
  self.csr4Txstrt = 1;
  if (!self.csr15Loop) self.net?.send(self.csr4ApadXmt ? padded(frame) : frame);
  const told = !self.csr5Tokintd && (!self.csr5Ltinten || (status & lastInterrupt) !== 0);
  if (told) raise(self, Csr0.transmitted);
  else update(self);
}

/** Whether a frame is for this station (section 5.7.2). */
function accepts(self: Pcnet, frame: Uint8Array): boolean {
  if (self.csr15Prom) return true;
  if (isBroadcast(frame)) return !self.csr15Drcvbc;
  const address = Uint8Array.from([self.csr12, self.csr13, self.csr14].flatMap((word) => [word & 0xff, word >> 8]));
  if (!isMulticast(frame)) return !self.csr15Drcvpa && isFor(frame, address);
  const index = reversed(destinationCrc(frame)) >>> 26;
  const filter = [self.csr8, self.csr9, self.csr10, self.csr11][index >> 4]!;
  return ((filter >> (index & 15)) & 1) !== 0;
}

/** The bits of a word the other way round: the chip's CRC register shifts to the right. */
function reversed(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result |= ((word >>> bit) & 1) << (31 - bit);
  return result >>> 0;
}

const checksumBytes = 4;
const headerBytes = 14;
const shortestData = 46;

/** What comes into the buffers: the frame with room for its checksum, or without it and its padding (CSR4.ASTRP_RCV). */
function received(self: Pcnet, frame: Uint8Array): Uint8Array {
  const length = (frame[12]! << 8) | frame[13]!;
  if (self.csr4AstrpRcv && length < shortestData) return frame.subarray(0, headerBytes + length);
  const bytes = new Uint8Array(frame.length + checksumBytes);
  bytes.set(frame);
  return bytes;
}

/** A frame was lost for want of a descriptor; the count of them is told when it wraps. */
function miss(self: Pcnet): void {
  self.csr112 = (self.csr112 + 1) & 0xffff;
  if (self.csr112 === 0) self.csr4Mfco = 1;
  raise(self, Csr0.missed);
}

/** Puts a frame into as many buffers as it needs. */
function receive(self: Pcnet, short: Uint8Array): void {
  const frame = padded(short);
  if (!accepts(self, frame)) return;
  const bytes = received(self, frame);
  for (let at = 0; at < bytes.length;) {
    const found = next(self, "receive");
    if (!found) return miss(self);
    const part = bytes.subarray(at, at + countDown(found.count));
    if (self.dma?.write(BigInt(found.buffer), part) !== 0) return raise(self, Csr0.memoryError);
    const first = at === 0 ? Owner.start : 0;
    at += part.length;
    const last = at >= bytes.length ? Owner.end : 0;
    finish(self, found, { status: first | last, message: last ? bytes.length : 0 });
    advance(self, "receive");
  }
  raise(self, Csr0.received);
}

const frontend: NicFrontend<Pcnet> = {
  canReceive: (self) => (self.csr0 & Csr0.receiveOn) !== 0 && !self.csr5Spnd && next(self, "receive") !== null,
  receive,
};

/** What SSIZE32 and CSRPCNET read as, by style: descriptors of 16 bits, those of the ILACC, of the PCnet-PCI, and its reordered ones. */
const styleBits = [0x200, 0x100, 0x300, 0x300] as const;
const parityErrors = 0x400;

/** SWSTYLE, in CSR58 and BCR20; one that is reserved changes nothing. */
function chooseStyle(self: Pcnet, value: number, old: number): void {
  const style = value & 0xff;
  const bits = styleBits[style];
  const word = bits === undefined ? old : style | bits | (value & parityErrors);
  self.csr58 = word;
  self.bcr20 = word;
}

/** Where the registers that the address port selects are: what is 16 and 17 there is 1 and 2. */
const controlAt = ({ rap }: Pcnet): number => 2 * (rap === 16 || rap === 17 ? rap - 15 : rap);
const configurationAt = ({ rap }: Pcnet): number => 0x100 + 2 * (rap & 0x1f);

/** Registers that take writes at any time; the others, only while the chip is stopped or suspended (section 6.1). */
const always: ReadonlySet<number> = new Set([0, 3, 4, 5, 58]);
/** LEDs, which BCR2.LEDPE opens. */
const leds: ReadonlySet<number> = new Set([4, 5, 6, 7]);
const linkLed = 0x40;
const ledOut = 0x8000;

function writeControl(self: Pcnet, value: number): void {
  const open = self.csr0Stop || self.csr5Spnd || always.has(self.rap);
  if (open) self.registers.write16(controlAt(self), value);
}

function writeConfiguration(self: Pcnet, value: number): void {
  if (leds.has(self.rap) && !self.bcr2Ledpe) return;
  self.registers.write16(configurationAt(self), value);
}

/** An LED that shows the link is on while there is a network (LEDOUT). */
function readConfiguration(self: Pcnet): number {
  const value = self.registers.read16(configurationAt(self));
  return leds.has(self.rap) && value & linkLed && self.net ? value | ledOut : value;
}

/** The ports by their order: registers, address, reset, bus configuration. */
const readPort = [
  (self: Pcnet): number => self.registers.read16(controlAt(self)),
  (self: Pcnet): number => self.rap,
  (self: Pcnet): number => {
    softReset(self);
    return 0;
  },
  readConfiguration,
] as const;

const writePort = [
  writeControl,
  (self: Pcnet, value: number): void => {
    self.rap = value & 0x7f;
  },
  (): void => undefined,
  writeConfiguration,
] as const;

/** Which port an offset is: they are two bytes apart, or four. */
const portAt = (self: Pcnet, offset: number): number => offset >> (self.bcr18Dwio ? 2 : 1);

/** Behaviour of the PCnet. */
export const pcnetHooks: PcnetHooks = {
  connect: (self) => self.net?.attach(self, frontend),
  restart,
  control,
  update,
  chooseStyle,
  showLatency,

  features(self, value) {
    if (value & 0x80) self.csr4Uint = 1;
    update(self);
  },

  /** What was suspended goes on when SPND is cleared. */
  goOn(self) {
    update(self);
    transmit(self);
    self.net?.acceptInput();
  },

  station: {
    read: (self, offset) => self.prom.get(offset),
    write(self, offset, value) {
      if (self.bcr2Apromwe) self.prom.set(offset, value);
    },
  },

  port: {
    read: (self, offset) => readPort[portAt(self, offset)]?.(self) ?? 0,
    write(self, offset, value, { size }) {
      if (size === 4 && offset === 0) self.bcr18Dwio = 1;
      writePort[portAt(self, offset)]?.(self, value & 0xffff);
    },
  },
};
