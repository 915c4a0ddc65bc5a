import { type CfiFlash, type CfiFlashHooks } from "../../generated/flash/cfi-flash.ts";

// 28F128J3A data sheet, table 4: commands.
const Command = {
  program: 0x10,
  eraseSetup: 0x20,
  programAlternate: 0x40,
  clearStatus: 0x50,
  lockSetup: 0x60,
  protectionProgram: 0xc0,
  configure: 0xb8,
  suspend: 0xb0,
  readStatus: 0x70,
  readId: 0x90,
  query: 0x98,
  confirm: 0xd0,
  bufferedProgram: 0xe8,
  readArray: 0xff,
} as const;

// Table 17: status.
const ready = 0x80;
const eraseError = 0x20;
const programError = 0x10;
const locked = 0x02;

/** What the next write means: the start of a command, or the next part of one; kept in `step`. */
const Step = {
  command: 0,
  erase: 1,
  program: 2,
  bufferCount: 3,
  bufferData: 4,
  bufferConfirm: 5,
  lock: 6,
  configure: 7,
  protect: 8,
} as const;

/** Bytes of one chip's write buffer. */
const chipBuffer = 32;
/** No write has said where a buffered program begins. */
const nowhere = 0xffff_ffff;

/** Words of the protection register, from this one of the identifiers on; of the first, a 0 locks the maker's or the users'. */
const protectionWords = 9;
const protectionStart = 0x80;
const firstUserWord = 5;
const usersLocked = 2;

const memoryOf = (self: CfiFlash): Uint8Array => self.array!.ram!.data;
const chips = (self: CfiFlash): number => Math.max(1, self.width / self.deviceWidth);
const blockAt = (self: CfiFlash, offset: number): number => Math.floor(offset / self.sectorLength);
const isLocked = (self: CfiFlash, block: number): boolean =>
  ((self.locked.get(block >>> 5) >>> (block & 31)) & 1) !== 0;

/** The block in whose word 2 of the identifiers and of the query its status stands; null for other words. */
function statusBlock(self: CfiFlash, at: number): number | null {
  const inBlock = self.sectorLength / self.width;
  return at % inBlock === 2 ? Math.floor(at / inBlock) : null;
}

/** The query table of one chip (JESD68, section 4; 28F128J3A, tables 6 to 13): what stands at each word. */
function queryByte(self: CfiFlash, at: number): number {
  const block = self.sectorLength / chips(self) / 256;
  const size = Math.ceil(Math.log2((self.numBlocks * self.sectorLength) / chips(self)));
  const asked = statusBlock(self, at);
  if (asked !== null) return Number(isLocked(self, asked));
  const table = [
    // 0x10: "QRY", Intel's command set, where its table is; no other command set
    ...[0x51, 0x52, 0x59, 0x01, 0x00, 0x31, 0x00, 0x00, 0x00, 0x00, 0x00],
    // 0x1b: supply in V and tenths, no programming supply; logarithms of typical and greatest times, of a chip there are none
    ...[0x27, 0x36, 0x00, 0x00, 0x07, 0x07, 0x0a, 0x00, 0x04, 0x04, 0x04, 0x00],
    // 0x27: size, interface x8/x16, write buffer, one region of equal blocks
    ...[size, 0x02, 0x00, Math.log2(chipBuffer), 0x00, 0x01],
    ...[(self.numBlocks - 1) & 0xff, (self.numBlocks - 1) >>> 8, block & 0xff, block >>> 8],
    // 0x31: Intel's extended table, version 1.1: suspend, locks, protection, pages; program while erase is suspended; a lock a block
    ...[0x50, 0x52, 0x49, 0x31, 0x31, 0xce, 0x00, 0x00, 0x00, 0x01, 0x01, 0x00],
    // 0x3d: best supply, no programming supply, one protection register of 8 bytes each of the maker and the users
    ...[0x33, 0x00, 0x01, protectionStart, 0x00, 0x03, 0x03],
    // 0x44: pages of 8 bytes, no synchronous reads
    ...[0x03, 0x00],
  ];
  return table[at - 0x10] ?? 0;
}

function idWord(self: CfiFlash, chip: number, at: number): number {
  if (at === 0) return self.id0;
  if (at === 1) return self.id1;
  const word = at - protectionStart;
  if (word >= 0 && word < protectionWords) return self.protection.get(chip * protectionWords + word);
  const asked = statusBlock(self, at);
  return asked === null ? 0 : Number(isLocked(self, asked));
}

/** What one chip answers at a word of the bus. */
function answer(self: CfiFlash, chip: number, word: number): number {
  switch (self.mode) {
    case Command.readId:
      return idWord(self, chip, word);
    case Command.query:
      return queryByte(self, word);
    default:
      // While a buffer is asked for, what is read is the extended status: there is one.
      return self.step === Step.bufferCount ? ready : self.status;
  }
}

/** Sets how reads answer; only reads of the array go to the memory. */
function setMode(self: CfiFlash, mode: number): void {
  self.mode = mode;
  self.step = Step.command;
  self.array!.setRomdMode(mode === Command.readArray);
}

function begin(self: CfiFlash, step: number): void {
  setMode(self, Command.readStatus);
  self.step = step;
}

/** The block takes no changes: says so in the status. */
function refuses(self: CfiFlash, offset: number, error: number): boolean {
  if (!isLocked(self, blockAt(self, offset))) return false;
  self.status |= error | locked;
  return true;
}

/** Programming clears bits and sets none: bytes become the AND of what is there and what is written. */
function program(self: CfiFlash, offset: number, bytes: readonly number[]): void {
  if (refuses(self, offset, programError)) return;
  const memory = memoryOf(self);
  for (const [at, byte] of bytes.entries()) memory[offset + at]! &= byte;
  store(self, offset, bytes.length);
}

function erase(self: CfiFlash, offset: number): void {
  if (refuses(self, offset, eraseError)) return;
  const start = blockAt(self, offset) * self.sectorLength;
  memoryOf(self).fill(0xff, start, start + self.sectorLength);
  store(self, start, self.sectorLength);
}

function store(self: CfiFlash, offset: number, length: number): void {
  self.array!.ram!.mark(offset, length);
  const { drive } = self;
  if (drive && !drive.readonly) drive.write(offset, memoryOf(self).subarray(offset, offset + length));
}

const bytesOf = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff);

function startCommand(self: CfiFlash, command: number): void {
  switch (command) {
    case Command.eraseSetup:
      return begin(self, Step.erase);
    case Command.program:
    case Command.programAlternate:
      return begin(self, Step.program);
    case Command.bufferedProgram:
      return begin(self, Step.bufferCount);
    case Command.lockSetup:
      return begin(self, Step.lock);
    case Command.configure:
      return begin(self, Step.configure);
    case Command.protectionProgram:
      return begin(self, Step.protect);
    case Command.suspend:
    case Command.confirm:
      return setMode(self, Command.readStatus);
    case Command.clearStatus:
      self.status = ready;
      return;
    case Command.readStatus:
    case Command.readId:
    case Command.query:
      return setMode(self, command);
    default:
      return setMode(self, Command.readArray);
  }
}

/** The count of a buffered program: no more than fit. */
function expect(self: CfiFlash, count: number): void {
  self.length = count * self.width;
  self.expected = count;
  self.target = nowhere;
  for (let at = 0; at < 128; at++) self.buffer.set(at, 0xff);
  self.step = Step.bufferData;
  if (count * self.deviceWidth <= chipBuffer) return;
  self.status |= eraseError | programError;
  self.step = Step.command;
}

/** A word for the buffer; the first one says where it lies, the others lie behind it, and none in another block. */
function fillBuffer(self: CfiFlash, offset: number, bytes: readonly number[]): void {
  if (self.target === nowhere) self.target = offset;
  const inside = offset >= self.target && offset + bytes.length <= self.target + self.length;
  if (inside && blockAt(self, offset) === blockAt(self, self.target))
    for (const [at, byte] of bytes.entries()) self.buffer.set(offset + at - self.target, byte);
  else self.status |= eraseError | programError;
  if (--self.expected === 0) self.step = Step.bufferConfirm;
}

function writeBuffer(self: CfiFlash): void {
  const inBlock = self.sectorLength - (self.target % self.sectorLength);
  const length = Math.min(self.length, inBlock);
  if (!(self.status & programError))
    program(
      self,
      self.target,
      Array.from({ length }, (_, at) => self.buffer.get(at)),
    );
}

/** Clears bits of the protection register of each chip, if they are the users' and not locked. */
function protect(self: CfiFlash, offset: number, value: number): void {
  const word = Math.floor(offset / self.width) - protectionStart;
  for (let chip = 0; chip < chips(self); chip++) {
    const at = chip * protectionWords + word;
    const lock = self.protection.get(chip * protectionWords);
    if ((word > 0 && word < firstUserWord) || word < 0 || word >= protectionWords || !(lock & usersLocked))
      self.status |= programError | locked;
    else self.protection.set(at, self.protection.get(at) & (value >>> (8 * self.deviceWidth * chip)));
  }
}

function lock(self: CfiFlash, offset: number, value: number): void {
  const block = blockAt(self, offset);
  if (value === 0x01) self.locked.set(block >>> 5, self.locked.get(block >>> 5) | (1 << (block & 31)));
  else if (value === Command.confirm) for (let word = 0; word < 8; word++) self.locked.set(word, 0);
  else self.status |= eraseError | programError;
}

function proceed(self: CfiFlash, offset: number, value: number, size: number): void {
  const low = value & 0xff;
  switch (self.step) {
    case Step.erase:
      if (low === Command.confirm) erase(self, offset);
      else self.status |= eraseError | programError;
      break;
    case Step.program:
      program(self, offset, bytesOf(value, size));
      break;
    case Step.bufferCount:
      return expect(self, low + 1);
    case Step.bufferData:
      return fillBuffer(self, offset, bytesOf(value, size));
    case Step.bufferConfirm:
      if (low === Command.confirm) writeBuffer(self);
      else self.status |= eraseError | programError;
      break;
    case Step.lock:
      lock(self, offset, low);
      break;
    case Step.configure:
      // Codes above 3 are reserved (section 4.11).
      if (low > 3) self.status |= eraseError | programError;
      break;
    case Step.protect:
      protect(self, offset, value);
  }
  self.step = Step.command;
}

/** Behaviour of the flash: it is always ready, because what it does takes no time. */
export const cfiFlashHooks: CfiFlashHooks = {
  commands: {
    read(self, offset, { size }) {
      const at = Math.floor(offset / self.width);
      let word = 0;
      for (let lane = 0; lane < self.width; lane++) {
        const chip = Math.floor(lane / self.deviceWidth);
        word |= ((answer(self, chip, at) >>> (8 * (lane % self.deviceWidth))) & 0xff) << (8 * lane);
      }
      return (word >>> (8 * (offset % self.width))) & (size === 4 ? -1 : (1 << (8 * size)) - 1);
    },
    write(self, offset, value, { size }) {
      if (self.step === Step.command) startCommand(self, value & 0xff);
      else proceed(self, offset, value, size);
    },
  },

  manufacture(self) {
    for (let at = 0; at < self.protection.length; at++) {
      const word = at % protectionWords;
      self.protection.set(at, word === 0 ? 0xfffe : word < firstUserWord ? 0 : 0xffff);
    }
  },

  load(self) {
    const memory = memoryOf(self);
    memory.fill(0xff);
    const { drive } = self;
    drive?.attach(self);
    drive?.read(0, memory.subarray(0, Math.min(memory.length, drive.size)));
  },

  detach(self) {
    self.drive?.detach(self);
  },

  readArray(self) {
    self.status = ready;
    setMode(self, Command.readArray);
  },
};
