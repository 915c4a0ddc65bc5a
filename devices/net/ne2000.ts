import { type NicFrontend } from "@qdl/runtime";
import { type Ne2000, type Ne2000Hooks } from "../../generated/net/ne2000.ts";
import { destinationCrc, isBroadcast, isFor, isMulticast, padded, stationAddress } from "./frame.ts";

const page = 256;
const headerBytes = 4;
const checksumBytes = 4;
const noDma = 4;

// Offsets of the command register, and of those of page 0 that the guest reads and writes: boundary, interrupt status.
const command = 0;
const inBoth = new Set([3, 7]);

function update(self: Ne2000): void {
  self.intx.set((self.isr & self.imr & 0x7f) !== 0);
}

const station = (self: Ne2000): Uint8Array =>
  Uint8Array.of(self.par0, self.par1, self.par2, self.par3, self.par4, self.par5);

/** Whether the receiver takes a frame (section 10.3, RCR). */
function accepts(self: Ne2000, frame: Uint8Array): boolean {
  if (self.rcrPro) return true;
  if (isBroadcast(frame)) return self.rcrAb !== 0;
  if (!isMulticast(frame)) return isFor(frame, station(self));
  const index = destinationCrc(frame) >>> 26;
  const hash = index < 32 ? self.marLow : self.marHigh;
  return self.rcrAm !== 0 && ((hash >>> (index & 31)) & 1) !== 0;
}

/** Pages between what is received next and what the host has not read; all of them while these are the same. */
function freePages({ curr, bnry, pstart, pstop }: Ne2000): number {
  return curr < bnry ? bnry - curr : pstop - pstart - (curr - bnry);
}

const pagesOf = (frame: Uint8Array): number => Math.ceil((headerBytes + frame.length + checksumBytes) / page);

const largest = new Uint8Array(1514);

/** The page behind `from` by `count`, round the ring. */
function ahead({ pstart, pstop }: Ne2000, from: number, count: number): number {
  const next = from + count;
  return next >= pstop ? next - pstop + pstart : next;
}

/** Puts bytes into the ring from the start of a page on. */
function store(self: Ne2000, first: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += page)
    self.local.write(BigInt(ahead(self, first, at / page) * page), bytes.subarray(at, at + page));
}

/** RSR.DIS: the receiver only monitors. */
const disabled = 0x40;
/** Where the counters of errors stop, and where they ask to be read (section 10.3, CNTR). */
const most = 192;
const counterInterrupt = 0x80;

/** A frame that is not taken is counted. */
function miss(self: Ne2000): void {
  self.cntr2 = Math.min(self.cntr2 + 1, most);
  if (self.cntr2 & counterInterrupt) self.isrCnt = 1;
  update(self);
}

const frontend: NicFrontend<Ne2000> = {
  canReceive: (self) => self.crStp === 0 && self.crSta !== 0 && freePages(self) > pagesOf(largest),

  receive(self, short) {
    const frame = padded(short);
    if (!accepts(self, frame)) return;
    const status = 1 | (isMulticast(frame) ? 0x20 : 0);
    self.rsr = status | (self.rcrMon ? disabled : 0);
    if (self.rcrMon) return miss(self);
    const next = ahead(self, self.curr, pagesOf(frame));
    const length = frame.length + checksumBytes;
    const stored = new Uint8Array(headerBytes + frame.length);
    stored.set([status, next, length & 0xff, length >>> 8]);
    stored.set(frame, headerBytes);
    store(self, self.curr, stored);
    self.curr = next;
    self.isrPrx = 1;
    update(self);
  },
};

/** Sends the frame at TPSR (section 10.3, CR.TXP). */
function transmit(self: Ne2000): void {
  const frame = new Uint8Array(self.tbcr0 | (self.tbcr1 << 8));
  self.local.read(BigInt(self.tpsr * page), frame);
  if (self.tcrLb === 0) self.net?.send(frame);
  self.tsr = 1;
  self.crTxp = 0;
  self.isrPtx = 1;
}

/** One transfer of remote DMA is over: the next address, round the ring, and the end. */
function step(self: Ne2000, bytes: number): void {
  self.remote += bytes;
  if (self.remote === self.pstop * page) self.remote = self.pstart * page;
  self.remaining = Math.max(0, self.remaining - bytes);
  if (self.remaining > 0) return;
  self.isrRdc = 1;
  update(self);
}

/** Where a write goes: what page 0 takes is where page 2 shows it; page 2 itself takes nothing. */
function written({ crPs }: Ne2000, offset: number): number {
  if (offset === command) return command;
  if (crPs === 1) return 0x10 + offset;
  if (crPs > 1) return 0x30;
  return inBoth.has(offset) ? offset : 0x20 + offset;
}

/** Bytes of each access to the data port: a word if DCR says so, and the guest does. */
const widthOf = (self: Ne2000, size: number): number => (self.dcrWts && size > 1 ? 2 : 1);

function stop(self: Ne2000): void {
  self.cr = 0x21;
  self.isr = 0x80;
  self.imr = 0;
  update(self);
}

/** Behaviour of the NE2000. */
export const ne2000Hooks: Ne2000Hooks = {
  update,
  stop,

  connect: (self) => self.net?.attach(self, frontend),
  room: (self) => self.net?.acceptInput(),
  remoteLow: (self) => self.remote & 0xff,
  remoteHigh: (self) => self.remote >>> 8,

  setRemote(self) {
    self.remote = self.rsar0 | (self.rsar1 << 8);
  },

  setRemaining(self) {
    self.remaining = self.rbcr0 | (self.rbcr1 << 8);
  },

  command(self) {
    if (self.crStp) return;
    self.isrRst = 0;
    if (self.crRd !== 0 && self.crRd < noDma && self.remaining === 0) self.isrRdc = 1;
    if (self.crTxp) transmit(self);
    update(self);
    self.net?.acceptInput();
  },

  station: {
    read(self, offset) {
      const byte = offset >> 1;
      return byte < 6 ? stationAddress(self.mac)[byte]! : 0x57;
    },
    write: () => undefined,
  },

  page: {
    read: (self, offset) => self.pages.read8(offset === command ? command : 16 * self.crPs + offset),
    write: (self, offset, value) => self.pages.write8(written(self, offset), value),
  },

  dataPort: {
    read(self, _offset, { size }) {
      let value = 0;
      const width = widthOf(self, size);
      for (let at = 0; at < size; at += width) {
        const part = width === 2 ? self.local.read16(self.remote) : self.local.read8(self.remote);
        value |= part << (8 * at);
        step(self, width);
      }
      return value;
    },
    write(self, _offset, value, { size }) {
      const width = widthOf(self, size);
      for (let at = 0; at < size; at += width) {
        if (width === 2) self.local.write16(self.remote, value >>> (8 * at));
        else self.local.write8(self.remote, (value >>> (8 * at)) & 0xff);
        step(self, width);
      }
    },
  },

  resetPort: {
    read(self) {
      stop(self);
      return 0;
    },
    write: () => undefined,
  },
};
