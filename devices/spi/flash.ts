import { type SpiFlash, type SpiFlashHooks } from "../../generated/spi/flash.ts";

/** Commands (data sheet, section 8.1.2). */
const WRITE_STATUS1 = 0x01;
const WRITE_STATUS2 = 0x31;
const WRITE_STATUS3 = 0x11;
const VOLATILE_ENABLE = 0x50;
const PAGE_PROGRAM = 0x02;
const READ_DATA = 0x03;
const WRITE_DISABLE = 0x04;
const READ_STATUS1 = 0x05;
const WRITE_ENABLE = 0x06;
const FAST_READ = 0x0b;
const SECTOR_ERASE = 0x20;
const READ_STATUS2 = 0x35;
const READ_STATUS3 = 0x15;
const BLOCK_ERASE_32K = 0x52;
const CHIP_ERASE_60 = 0x60;
const UNIQUE_ID = 0x4b;
const DEVICE_ID = 0x90;
const JEDEC_ID = 0x9f;
const RELEASE = 0xab;
const POWER_DOWN = 0xb9;
const CHIP_ERASE = 0xc7;
const BLOCK_ERASE_64K = 0xd8;

const manufacturer = 0xef;
const memoryType = 0x40;
const page = 256;
const erased = 0xff;

/** Bytes that an erase clears. */
const eraseSizes = new Map([
  [SECTOR_ERASE, 0x1000],
  [BLOCK_ERASE_32K, 0x8000],
  [BLOCK_ERASE_64K, 0x1_0000],
]);

const chipErases = new Set([CHIP_ERASE, CHIP_ERASE_60]);
/** Commands that write status registers, and the first that they write. */
const statusWrites = new Map([
  [WRITE_STATUS1, 0],
  [WRITE_STATUS2, 1],
  [WRITE_STATUS3, 2],
]);
/** Bit of SR1: the write enable latch. */
const latch = 2;
const sector = 0x1000;
const block = 0x1_0000;
/** SR3 as it leaves the factory: the weakest drivers. */
const weakest = 0x60;

const memoryOf = (self: SpiFlash): Uint8Array => self.memory!.ram!.data;

/** The capacity as a power of two, as the JEDEC ID tells it. */
const capacityCode = (self: SpiFlash): number => Math.round(Math.log2(self.capacity));

function isAddressed(command: number): boolean {
  return command === READ_DATA || command === FAST_READ || command === PAGE_PROGRAM || eraseSizes.has(command);
}

/** Tells whoever watches the memory, and keeps what was written. */
function keep(self: SpiFlash, offset: number, length: number): void {
  const bytes = memoryOf(self).subarray(offset, offset + length);
  self.memory!.ram!.mark(offset, length);
  if (self.drive && !self.drive.readonly) self.drive.write(offset, bytes);
}

function clear(self: SpiFlash, offset: number, length: number): void {
  memoryOf(self).fill(erased, offset, offset + length);
  keep(self, offset, length);
}

/** A byte behind the address of a read, or of a page program, which wraps in its page and can only clear bits. */
function dataByte(self: SpiFlash, byte: number): number {
  const memory = memoryOf(self);
  const at = self.address % memory.length;
  if (self.command !== PAGE_PROGRAM) {
    self.address = (at + 1) % memory.length;
    return memory[at]!;
  }
  if (!self.sr1Wel || isProtected(self, at, 1)) return 0;
  memory[at]! &= byte;
  keep(self, at, 1);
  self.address = at - (at % page) + ((at + 1) % page);
  return 0;
}

/** What a command answers with, byte `at` behind it. */
function answer(self: SpiFlash, at: number): number {
  switch (self.command) {
    case READ_STATUS1:
      return self.sr1;
    case READ_STATUS2:
      return self.sr2;
    case READ_STATUS3:
      return self.sr3;
    case JEDEC_ID:
      return [manufacturer, memoryType, capacityCode(self)][at] ?? 0;
    case DEVICE_ID:
      return at < 3 ? 0 : [manufacturer, capacityCode(self) - 1][(at - 3) % 2]!;
    case RELEASE:
      return at < 3 ? 0 : capacityCode(self) - 1;
    case UNIQUE_ID:
      return at < 4 ? 0 : at - 3;
    default:
      return 0;
  }
}

function begin(self: SpiFlash, command: number): void {
  self.command = command;
  self.taken = 0;
  self.address = 0;
  self.statusEnabled = command === VOLATILE_ENABLE || (self.statusEnabled && statusWrites.has(command));
  if (command === WRITE_ENABLE) self.sr1Wel = 1;
  if (command === WRITE_DISABLE) self.sr1Wel = 0;
  if (command === POWER_DOWN) self.poweredDown = true;
  if (command === RELEASE) self.poweredDown = false;
}

/** The chip select goes high: what had to wait for that is done. */
function end(self: SpiFlash): void {
  const { command, taken } = self;
  const size = eraseSizes.get(command);
  if (statusWrites.has(command)) writeStatus(self);
  if (self.sr1Wel) {
    if (size !== undefined && taken >= 3) erase(self, self.address - (self.address % size), size);
    if (chipErases.has(command)) erase(self, 0, memoryOf(self).length);
    if (size !== undefined || command === PAGE_PROGRAM || chipErases.has(command) || statusWrites.has(command))
      self.sr1Wel = 0;
  }
  self.command = 0;
}

/** The chip select went high behind the bytes of a status register: lasting if writing was enabled, else until the power goes. */
function writeStatus(self: SpiFlash): void {
  const first = statusWrites.get(self.command)!;
  const count = Math.min(self.taken, self.command === WRITE_STATUS1 ? 2 : 1);
  if (!(self.sr1Wel || self.statusEnabled) || self.sr2Srl) return;
  for (let i = 0; i < count; i++) self.inside.write8(first + i, self.written.get(i));
  if (self.sr1Wel) for (const [i, value] of [self.sr1 & ~latch, self.sr2, self.sr3].entries()) self.kept.set(i, value);
  self.statusEnabled = false;
}

/** Bytes at one end of the memory that BP, TB and SEC name (section 7.1, memory protection), before CMP turns that round. */
function named(self: SpiFlash): { readonly from: number; readonly size: number } {
  const { length } = memoryOf(self);
  const bp = self.sr1Bp;
  const units = self.sr1Sec ? sector * Math.min(2 ** (bp - 1), 8) : block * 2 ** (bp - 1);
  const size = bp === 0 ? 0 : bp >= 6 ? length : Math.min(units, length);
  return { from: self.sr1Tb ? 0 : length - size, size };
}

/** Whether any of so many bytes from `at` on is protected. */
function isProtected(self: SpiFlash, at: number, bytes: number): boolean {
  const { from, size } = named(self);
  if (self.sr2Cmp) return size === 0 || at < from || at + bytes > from + size;
  return size > 0 && at < from + size && at + bytes > from;
}

/** Erases, unless any of it is protected. */
function erase(self: SpiFlash, offset: number, length: number): void {
  if (!isProtected(self, offset, length)) clear(self, offset, length);
}

/** Behaviour of the flash, from the data sheet, chapter 8. Programming and erasing take no time. */
export const spiFlashHooks: SpiFlashHooks = {
  select(self, low) {
    if (low) self.command = 0;
    else end(self);
    self.taken = 0;
  },

  transfer(self, byte) {
    if (self.command === 0) {
      if (!self.poweredDown || byte === RELEASE) begin(self, byte & 0xff);
      return 0;
    }
    const at = self.taken++;
    if (statusWrites.has(self.command) && at < self.written.length) self.written.set(at, byte);
    if (!isAddressed(self.command)) return answer(self, at);
    if (at < 3) self.address = ((self.address << 8) | (byte & 0xff)) % memoryOf(self).length;
    const dummies = self.command === FAST_READ ? 1 : 0;
    return at < 3 + dummies ? 0 : dataByte(self, byte & 0xff);
  },

  load(self) {
    for (const [i, value] of [0, 0, weakest].entries()) self.kept.set(i, value);
    const memory = memoryOf(self);
    memory.fill(erased);
    self.drive?.attach(self);
    self.drive?.read(0, memory.subarray(0, Math.min(memory.length, self.drive.size)));
  },

  detach(self) {
    self.drive?.detach(self);
  },

  idle(self) {
    self.command = 0;
    self.statusEnabled = false;
    self.poweredDown = false;
    self.sr1 = self.kept.get(0);
    self.sr2 = self.kept.get(1);
    self.sr3 = self.kept.get(2);
  },
};
