import { type Pl011, type Pl011Hooks } from "../../generated/arm/pl011.ts";

// ARM DDI 0183, section 3.3: bits of RIS, IMSC, MIS and ICR.
const RX = 1 << 4;
const TX = 1 << 5;
const RT = 1 << 6;
const FE = 1 << 7;
const PE = 1 << 8;
const BE = 1 << 9;
const OE = 1 << 10;
const MODEM = 0xf;

/** The sources behind each line of `intr`: ALL, RX, TX, RT, MS, ERR. */
const errors = FE | PE | BE | OE;
const linesBySource = [0x7ff, RX, TX, RT, MODEM, errors];

/** Error bits of a character in the FIFO (DR bits 11:8). */
const overrun = 0x800;
const breakError = 0x400;

/** Receive trigger levels in eighths of the FIFO (IFLS.RX); reserved encodings act as the highest. */
const triggerLevels = [1, 2, 4, 6, 7, 7, 7, 7];

/** Characters that the receiver holds: one, unless FIFOs are enabled. */
const depth = (self: Pl011): number => (self.lcrHFen ? self.fifoDepth : 1);

const trigger = (self: Pl011): number => (self.lcrHFen ? (triggerLevels[self.iflsRx]! * self.fifoDepth) / 8 : 1);

/** FR is kept up to date when something changes, so that polling it runs no device code. */
function updateFlags(self: Pl011): void {
  self.frRxfe = self.readCount === 0 ? 1 : 0;
  self.frRxff = self.readCount >= depth(self) ? 1 : 0;
}

/** Drives the lines that MIS has changed. */
function updateLines(self: Pl011): void {
  let lines = 0;
  for (let line = 0; line < linesBySource.length; line++) if (self.mis & linesBySource[line]!) lines |= 1 << line;
  const changed = lines ^ self.driven;
  self.driven = lines;
  for (let line = 0; line < linesBySource.length; line++)
    if (changed & (1 << line)) self.intr[line]!.set((lines & (1 << line)) !== 0);
  updateRequests(self);
}

/** Drives the requests to a DMA controller (section 2.4.5). */
function updateRequests(self: Pl011): void {
  const [transmit, receiver] = self.dreq;
  if (!transmit || !receiver) return;
  const failed = self.dmacrDmaonerr !== 0 && (self.mis & errors) !== 0;
  transmit.set(self.dmacrTxdmae !== 0 && self.crUarten !== 0 && self.crTxe !== 0);
  receiver.set(self.dmacrRxdmae !== 0 && self.readCount > 0 && !failed);
}

/** Length of 32 bits on the line in ns; 0 while the baud rate is not set up. */
function timeoutLength(self: Pl011): number {
  const divisor = self.ibrdDiv * 64 + self.fbrdDiv;
  return self.clk.hz === 0 ? 0 : Math.ceil((32e9 * divisor) / (4 * self.clk.hz));
}

function armTimeout(self: Pl011): void {
  if (self.readCount === 0) self.receiveTimeout.cancel();
  else self.receiveTimeout.setIn(timeoutLength(self));
}

/** Puts a character with its error bits into the FIFO, or notes the overrun. */
function receive(self: Pl011, character: number): void {
  if (!self.crUarten || !self.crRxe) return;
  if (self.readCount >= depth(self)) {
    self.rsrOe = 1;
    self.overran = true;
    self.ris |= OE;
  } else {
    self.readFifo.set((self.readPos + self.readCount) & 31, character);
    self.readCount++;
    if (self.readCount >= trigger(self)) self.ris |= RX;
    if (character & breakError) self.ris |= BE;
  }
  updateFlags(self);
  armTimeout(self);
  updateLines(self);
}

/** Modem inputs: bits of FR, what of CR drives them in loopback, and the bits of RIS that tell of changes (section 3.3.8, LBE). */
const modemLines = [
  { flag: 1 << 0, output: 1 << 11, changed: 1 << 1 },
  { flag: 1 << 1, output: 1 << 10, changed: 1 << 3 },
  { flag: 1 << 2, output: 1 << 12, changed: 1 << 2 },
  { flag: 1 << 8, output: 1 << 13, changed: 1 << 0 },
] as const;

/** Looks at the modem's lines: CTS, DSR, DCD and RI are RTS, DTR, OUT1 and OUT2 in loopback. */
function updateModem(self: Pl011): void {
  for (const { flag, output, changed } of modemLines) {
    const level = self.crLbe && self.cr & output ? flag : 0;
    if ((self.fr & flag) === level) continue;
    self.fr ^= flag;
    self.ris |= changed;
  }
  updateLines(self);
}

/** Empties the receiver. */
function flush(self: Pl011): void {
  self.overran = false;
  self.readPos = 0;
  self.readCount = 0;
  self.receiveTimeout.cancel();
  updateFlags(self);
}

/** Behaviour of the PL011, from ARM DDI 0183 chapters 2 and 3. */
export const pl011Hooks: Pl011Hooks = {
  take(self) {
    if (self.readCount === 0) return 0;
    const character = self.readFifo.get(self.readPos);
    self.readPos = (self.readPos + 1) & 31;
    self.readCount--;
    const lost = self.overran ? overrun : 0;
    self.overran = false;
    self.rsr = (character >>> 8) | (self.rsr & (overrun >>> 8));
    if (self.readCount < trigger(self)) self.ris &= ~RX;
    if (self.readCount === 0) self.ris &= ~RT;
    updateFlags(self);
    armTimeout(self);
    updateLines(self);
    self.chardev?.acceptInput();
    return character | lost;
  },

  send(self, value) {
    if (!self.crUarten || !self.crTxe) return;
    if (self.crLbe) receive(self, value & 0xff);
    else self.chardev?.write(value & 0xff);
    // The line takes a character at once, so the transmit FIFO runs empty again with every write.
    self.ris |= TX;
    updateLines(self);
  },

  clearErrors(self) {
    self.rsr = 0;
  },

  retime(self) {
    armTimeout(self);
  },

  lineChanged(self, _value, old) {
    const fifoEnable = 0x10;
    if ((self.lcrH ^ old) & fifoEnable) flush(self);
    if (self.lcrH & ~old & 1) self.chardev?.sendBreak();
  },

  controlChanged(self) {
    updateModem(self);
    self.chardev?.acceptInput();
  },

  levelsChanged(self) {
    if (self.readCount >= trigger(self)) self.ris |= RX;
    updateLines(self);
  },

  receiveTimedOut(self) {
    self.ris |= RT;
    updateLines(self);
  },

  identify: (self, index) => [0x11, 0x10, self.fifoDepth === 16 ? 0x14 : 0x34, 0][index]!,

  updateIrq: updateLines,
  updateRequests,

  attachBackend(self) {
    self.chardev?.attach(self, {
      canReceive: (uart) => (uart.crUarten && uart.crRxe ? depth(uart) - uart.readCount : 0),
      receive: (uart, character) => receive(uart, character),
      breakReceived: (uart) => receive(uart, breakError),
    });
  },

  detachBackend(self) {
    self.chardev?.detach(self);
  },

  clearFifo(self) {
    flush(self);
    updateLines(self);
  },
};
