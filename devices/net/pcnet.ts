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
} as const;

/** Registers by number: interrupt masks, features, extended control, mode, software style, frames that were missed. */
const Csr = { masks: 3, features: 4, extended: 5, mode: 15, style: 58, missed: 112 } as const;
const chipLow = 0x1003;
const chipHigh = 0x0262;

/** CSR4: causes, each with its mask one bit below, and the interrupt that software asks for. */
const Csr4 = { causes: 0x022a, masks: 0x0115, started: 0x0008, missedOverflow: 0x0200, user: 0x0040, command: 0x0080 };
/** CSR5: causes that a written 1 clears, and the suspension of all work. */
const Csr5 = { causes: 0x0a90, suspend: 1 } as const;

/** What registers are after a reset (sections 6.1 and 6.2); the others are 0. */
const csrResets: readonly (readonly [number: number, value: number])[] = [
  [0, Csr0.stop],
  [Csr.features, 0x0115],
  [80, 0x1410],
  [88, chipLow],
  [89, chipHigh],
  [100, 0x0200],
];
const bcrResets: readonly (readonly [number: number, value: number])[] = [
  [0, 5],
  [1, 5],
  [2, 0x0002],
  [4, 0x00c0],
  [5, 0x0084],
  [6, 0x0088],
  [7, 0x0090],
  [18, 0x9001],
  [19, 0x0002],
  [20, 0x0200],
  [22, 0xff06],
];
/** Bus configuration registers that take what is written: the rest is reserved. */
const bcrWritable = new Set([2, 4, 5, 6, 7, 9, 16, 17, 18, 19, 22]);

/** Derives the summary bits of CSR0, and drives the pin (CSR3 masks causes one by one). */
function update(self: Pcnet): void {
  let status = self.csr.get(0) & ~(Csr0.error | Csr0.interrupt);
  if (status & (Csr0.memoryError | Csr0.missed | 0x6000)) status |= Csr0.error;
  const features = self.csr.get(Csr.features);
  const more = ((features & Csr4.causes) >> 1) & ~features & Csr4.masks;
  if (status & Csr0.causes & ~self.csr.get(Csr.masks) || more || features & Csr4.user) status |= Csr0.interrupt;
  self.csr.set(0, status);
  self.intx.set((status & (Csr0.interrupt | Csr0.enable)) === (Csr0.interrupt | Csr0.enable));
}

function raise(self: Pcnet, causes: number): void {
  self.csr.set(0, self.csr.get(0) | causes);
  update(self);
}

function restart(self: Pcnet): void {
  self.rap = 0;
  self.doubleWord = false;
  for (let number = 0; number < self.csr.length; number++) self.csr.set(number, 0);
  for (let number = 0; number < self.bcr.length; number++) self.bcr.set(number, 0);
  for (const [number, value] of csrResets) self.csr.set(number, value);
  for (const [number, value] of bcrResets) self.bcr.set(number, value);
  update(self);
}

/** Reads the init block at CSR1 and CSR2 (section 5.1). */
function initialize(self: Pcnet): void {
  const done = loadInitBlock(self);
  raise(self, done ? Csr0.initDone : Csr0.memoryError);
}

/** A write of CSR0: causes are cleared, then init, start or stop are done; stop wins. */
function control(self: Pcnet, value: number): void {
  const kept = self.csr.get(0) & ~(value & Csr0.causes) & ~Csr0.enable;
  self.csr.set(0, kept | (value & Csr0.enable));
  if (value & Csr0.stop) self.csr.set(0, Csr0.stop);
  else {
    if (value & (Csr0.init | Csr0.start)) self.csr.set(0, self.csr.get(0) & ~Csr0.stop);
    if (value & Csr0.init) {
      self.csr.set(0, self.csr.get(0) | Csr0.init);
      initialize(self);
    }
    if (value & Csr0.start) start(self);
    if (value & Csr0.demand) transmit(self);
  }
  update(self);
  self.net?.acceptInput();
}

/** Transmitter and receiver go on, unless the mode switches them off (CSR15.DTX, DRX). */
function start(self: Pcnet): void {
  const mode = self.csr.get(Csr.mode);
  let status = self.csr.get(0) | Csr0.start;
  if (!(mode & 2)) status |= Csr0.transmitOn;
  if (!(mode & 1)) status |= Csr0.receiveOn;
  self.csr.set(0, status);
  if (status & Csr0.transmitOn) transmit(self);
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

const isSuspended = (self: Pcnet): boolean => (self.csr.get(Csr.extended) & Csr5.suspend) !== 0;

/** Sends frames as long as descriptors are the chip's; a frame may lie in several buffers (section 5.5). */
function transmit(self: Pcnet): void {
  if (!(self.csr.get(0) & Csr0.transmitOn) || isSuspended(self)) return;
  let parts: Uint8Array[] = [];
  for (let found = next(self, "transmit"); found; found = next(self, "transmit")) {
    if (found.status & Owner.start) parts = [];
    const part = new Uint8Array(countDown(found.count));
    if (self.dma?.read(BigInt(found.buffer), part) !== 0) return raise(self, Csr0.memoryError);
    parts.push(part);
    finish(self, found, { status: found.status & ~(Owner.chip | Owner.error), message: 0 });
    advance(self, "transmit");
    if (!(found.status & Owner.end)) continue;
    const frame = Uint8Array.from(parts.flatMap((bytes) => [...bytes]));
    parts = [];
    self.csr.set(Csr.features, self.csr.get(Csr.features) | Csr4.started);
    if (!(self.csr.get(Csr.mode) & 4)) self.net?.send(frame);
    raise(self, Csr0.transmitted);
  }
}

/** Whether a frame is for this station (section 5.7.2). */
function accepts(self: Pcnet, frame: Uint8Array): boolean {
  const mode = self.csr.get(Csr.mode);
  if (mode & 0x8000) return true;
  if (isBroadcast(frame)) return !(mode & 0x4000);
  const address = Uint8Array.from({ length: 6 }, (_, at) => (self.csr.get(12 + (at >> 1)) >> (8 * (at & 1))) & 0xff);
  if (!isMulticast(frame)) return !(mode & 0x2000) && isFor(frame, address);
  const index = reversed(destinationCrc(frame)) >>> 26;
  return ((self.csr.get(8 + (index >> 4)) >> (index & 15)) & 1) !== 0;
}

/** The bits of a word the other way round: the chip's CRC register shifts to the right. */
function reversed(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result |= ((word >>> bit) & 1) << (31 - bit);
  return result >>> 0;
}

const checksumBytes = 4;

/** A frame for which there is no buffer is counted; when that has gone round, CSR4 says so. */
function miss(self: Pcnet): void {
  const count = (self.csr.get(Csr.missed) + 1) & 0xffff;
  self.csr.set(Csr.missed, count);
  if (count === 0) self.csr.set(Csr.features, self.csr.get(Csr.features) | Csr4.missedOverflow);
  raise(self, Csr0.missed);
}

/** Puts a frame, and four bytes for its checksum, into as many buffers as it needs. */
function receive(self: Pcnet, short: Uint8Array): void {
  const frame = padded(short);
  if (!accepts(self, frame)) return;
  const bytes = new Uint8Array(frame.length + checksumBytes);
  bytes.set(frame);
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
  canReceive: (self) =>
    (self.csr.get(0) & Csr0.receiveOn) !== 0 && !isSuspended(self) && next(self, "receive") !== null,
  receive,
};

/** CSR16 and 17 are other names of CSR1 and 2. */
const named = (rap: number): number => (rap === 16 || rap === 17 ? rap - 15 : rap);

function readRegister(self: Pcnet): number {
  return self.csr.get(named(self.rap));
}

/** A write of CSR4: causes are cleared, and software asks for an interrupt of its own. */
function writeFeatures(self: Pcnet, value: number): void {
  const clears = Csr4.causes | Csr4.user;
  const asked = value & Csr4.command ? Csr4.user : 0;
  const kept = self.csr.get(Csr.features) & clears & ~value;
  self.csr.set(Csr.features, (value & ~(clears | Csr4.command)) | kept | asked);
}

/** A write of CSR5: causes are cleared; work goes on when it is no longer suspended. */
function writeExtended(self: Pcnet, value: number): void {
  const kept = self.csr.get(Csr.extended) & Csr5.causes & ~value;
  self.csr.set(Csr.extended, (value & ~Csr5.causes) | kept);
  transmit(self);
  self.net?.acceptInput();
}

function writeRegister(self: Pcnet, value: number): void {
  const rap = named(self.rap);
  if (rap === 0) return control(self, value);
  const open = (self.csr.get(0) & Csr0.stop) !== 0 || isSuspended(self);
  if (rap === Csr.masks) self.csr.set(rap, value);
  else if (rap === Csr.features) writeFeatures(self, value);
  else if (rap === Csr.extended) writeExtended(self, value);
  else if (rap === Csr.style) setStyle(self, value);
  else if (open && rap !== 88 && rap !== 89) self.csr.set(rap, value);
  update(self);
}

/** What SSIZE32 and CSRPCNET read as, by style: descriptors of 16 bits, those of the ILACC, of the PCnet-PCI, and its reordered ones. */
const styleBits = [0x200, 0x100, 0x300, 0x300] as const;

/** SWSTYLE, in CSR58 and BCR20; one that is reserved changes nothing. */
function setStyle(self: Pcnet, value: number): void {
  const style = value & 0xff;
  const bits = styleBits[style];
  if (bits === undefined) return;
  self.csr.set(Csr.style, style | bits);
  self.bcr.set(20, style | bits);
}

function writeBcr(self: Pcnet, value: number): void {
  if (self.rap === 20) setStyle(self, value);
  else if (bcrWritable.has(self.rap)) self.bcr.set(self.rap, value);
}

/** The ports by their order: registers, address, reset, bus configuration. */
const readPort = [
  readRegister,
  (self: Pcnet): number => self.rap,
  (self: Pcnet): number => {
    restart(self);
    return 0;
  },
  (self: Pcnet): number => (self.rap < self.bcr.length ? self.bcr.get(self.rap) : 0),
] as const;

const writePort = [
  writeRegister,
  (self: Pcnet, value: number): void => {
    self.rap = value & 0x7f;
  },
  (): void => undefined,
  writeBcr,
] as const;

/** Which port an offset is: they are two bytes apart, or four. */
const portAt = (self: Pcnet, offset: number): number => offset >> (self.doubleWord ? 2 : 1);

/** Behaviour of the PCnet. */
export const pcnetHooks: PcnetHooks = {
  connect: (self) => self.net?.attach(self, frontend),
  restart,

  station: {
    read(self, offset) {
      const prom = new Uint8Array(16);
      prom.set(stationAddress(self.mac));
      prom.fill(0x57, 14);
      const sum = prom.reduce((total, byte) => total + byte, 0);
      prom.set([sum & 0xff, sum >> 8], 12);
      return prom[offset]!;
    },
    write: () => undefined,
  },

  port: {
    read: (self, offset) => readPort[portAt(self, offset)]?.(self) ?? 0,
    write(self, offset, value, { size }) {
      if (size === 4) self.doubleWord = true;
      writePort[portAt(self, offset)]?.(self, value & 0xffff);
    },
  },
};
