import { type SpiFlash, type SpiFlashHooks } from "../../generated/spi/flash.ts";

/** Commands (data sheet, section 8.1.2). */
const WRITE_STATUS = 0x01;
const PAGE_PROGRAM = 0x02;
const READ_DATA = 0x03;
const WRITE_DISABLE = 0x04;
const READ_STATUS1 = 0x05;
const WRITE_ENABLE = 0x06;
const FAST_READ = 0x0b;
const SECTOR_ERASE = 0x20;
const READ_STATUS2 = 0x35;
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
  if (!self.writeEnabled) return 0;
  memory[at]! &= byte;
  keep(self, at, 1);
  self.address = at - (at % page) + ((at + 1) % page);
  return 0;
}

/** What a command answers with, byte `at` behind it. */
function answer(self: SpiFlash, at: number): number {
  switch (self.command) {
    case READ_STATUS1:
      return self.writeEnabled ? 2 : 0;
    case READ_STATUS2:
      return self.status2;
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
  if (command === WRITE_ENABLE) self.writeEnabled = true;
  if (command === WRITE_DISABLE) self.writeEnabled = false;
  if (command === POWER_DOWN) self.poweredDown = true;
  if (command === RELEASE) self.poweredDown = false;
}

/** The chip select goes high: what had to wait for that is done. */
function end(self: SpiFlash): void {
  const { command, taken } = self;
  const size = eraseSizes.get(command);
  if (self.writeEnabled) {
    if (size !== undefined && taken >= 3) clear(self, self.address - (self.address % size), size);
    if (command === CHIP_ERASE || command === CHIP_ERASE_60) clear(self, 0, memoryOf(self).length);
    const changes = size !== undefined || [PAGE_PROGRAM, CHIP_ERASE, CHIP_ERASE_60, WRITE_STATUS].includes(command);
    if (changes) self.writeEnabled = false;
  }
  self.command = 0;
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
    if (!isAddressed(self.command)) return answer(self, at);
    if (at < 3) self.address = ((self.address << 8) | (byte & 0xff)) % memoryOf(self).length;
    const dummies = self.command === FAST_READ ? 1 : 0;
    return at < 3 + dummies ? 0 : dataByte(self, byte & 0xff);
  },

  load(self) {
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
    self.writeEnabled = false;
    self.poweredDown = false;
  },
};
