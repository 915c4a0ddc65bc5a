import { type CfiFlash, type CfiFlashHooks } from "../../generated/flash/cfi-flash.ts";

// 28F128J3A data sheet, table 4: commands.
const Command = {
  program: 0x10,
  eraseSetup: 0x20,
  programAlternate: 0x40,
  clearStatus: 0x50,
  lockSetup: 0x60,
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
const Step = { command: 0, erase: 1, program: 2, bufferCount: 3, bufferData: 4, bufferConfirm: 5, lock: 6 } as const;

/** Bytes of one chip's write buffer. */
const chipBuffer = 32;

const memoryOf = (self: CfiFlash): Uint8Array => self.array!.ram!.data;
const chips = (self: CfiFlash): number => Math.max(1, self.width / self.deviceWidth);
const blockAt = (self: CfiFlash, offset: number): number => Math.floor(offset / self.sectorLength);
const isLocked = (self: CfiFlash, block: number): boolean =>
  ((self.locked.get(block >>> 5) >>> (block & 31)) & 1) !== 0;

/** The query table of one chip (JESD68, section 4): what stands at each word. */
function queryByte(self: CfiFlash, at: number): number {
  const block = self.sectorLength / chips(self) / 256;
  const size = Math.ceil(Math.log2((self.numBlocks * self.sectorLength) / chips(self)));
  const table = [
    ...[0x51, 0x52, 0x59, 0x01, 0x00, 0x31, 0x00, 0x00, 0x00, 0x00, 0x00],
    // 0x1b: supply in tenths of V, then logarithms of typical and greatest times
    ...[0x27, 0x36, 0x00, 0x00, 0x07, 0x07, 0x0a, 0x00, 0x04, 0x04, 0x04, 0x00],
    // 0x27: size, interface x8/x16, write buffer, one region of equal blocks
    ...[size, 0x02, 0x00, Math.log2(chipBuffer), 0x00, 0x01],
    ...[(self.numBlocks - 1) & 0xff, (self.numBlocks - 1) >>> 8, block & 0xff, block >>> 8],
    // 0x31: Intel's extended table, version 1.1: blocks can be locked
    ...[0x50, 0x52, 0x49, 0x31, 0x31, 0x08],
  ];
  return table[at - 0x10] ?? 0;
}

function idWord(self: CfiFlash, at: number): number {
  if (at === 0) return self.id0;
  if (at === 1) return self.id1;
  const inBlock = self.sectorLength / self.width;
  return at % inBlock === 2 && isLocked(self, Math.floor(at / inBlock)) ? 1 : 0;
}

/** What one chip answers at a word of the bus. */
function answer(self: CfiFlash, word: number): number {
  switch (self.mode) {
    case Command.readId:
      return idWord(self, word);
    case Command.query:
      return queryByte(self, word);
    default:
      return self.status;
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

/** A word for the buffer; the first one says where it lies. */
function fillBuffer(self: CfiFlash, offset: number, bytes: readonly number[]): void {
  const length = chipBuffer * chips(self);
  if (self.target === 0xffff_ffff) self.target = offset - (offset % length);
  for (const [at, byte] of bytes.entries()) {
    const place = offset + at - self.target;
    if (place >= 0 && place < length) self.buffer.set(place, byte);
    else self.status |= programError;
  }
  if (--self.expected === 0) self.step = Step.bufferConfirm;
}

function writeBuffer(self: CfiFlash): void {
  const length = chipBuffer * chips(self);
  if (!(self.status & programError))
    program(
      self,
      self.target,
      Array.from({ length }, (_, at) => self.buffer.get(at)),
    );
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
      self.expected = low + 1;
      self.target = 0xffff_ffff;
      for (let at = 0; at < 128; at++) self.buffer.set(at, 0xff);
      self.step = Step.bufferData;
      return;
    case Step.bufferData:
      return fillBuffer(self, offset, bytesOf(value, size));
    case Step.bufferConfirm:
      if (low === Command.confirm) writeBuffer(self);
      else self.status |= programError;
      break;
    case Step.lock:
      lock(self, offset, low);
  }
  self.step = Step.command;
}

/** Behaviour of the flash: it is always ready, because what it does takes no time. */
export const cfiFlashHooks: CfiFlashHooks = {
  commands: {
    read(self, offset, { size }) {
      const chip = answer(self, Math.floor(offset / self.width));
      let word = 0;
      for (let at = 0; at < self.width; at++) word |= ((chip >>> (8 * (at % self.deviceWidth))) & 0xff) << (8 * at);
      return (word >>> (8 * (offset % self.width))) & (size === 4 ? -1 : (1 << (8 * size)) - 1);
    },
    write(self, offset, value, { size }) {
      if (self.step === Step.command) startCommand(self, value & 0xff);
      else proceed(self, offset, value, size);
    },
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
    for (let word = 0; word < 8; word++) self.locked.set(word, 0);
    setMode(self, Command.readArray);
  },
};
