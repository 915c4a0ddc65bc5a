import { type Uart16550, type Uart16550Hooks } from "../../generated/serial/uart16550.ts";

// PC16550D, table 2: bits of IER, and of LSR by what they mean.
const enableReceive = 1;
const enableTransmit = 2;
const enableLineStatus = 4;
const enableModemStatus = 8;
const dataReady = 0x01;
const overrun = 0x02;
const breakReceived = 0x10;
const lineErrors = 0x1e;
const modemChanges = 0x0f;
const loopback = 0x10;

// PC16550D, table 5: IIR by priority, the highest first; bit 0 is clear while an interrupt is pending.
const identity = { lineStatus: 6, received: 4, timeout: 0xc, transmitter: 2, modem: 0, none: 1 } as const;

/** Characters at which the receive interrupt comes: FCR bits 7:6. */
const triggerLevels = [1, 4, 8, 14];

/** Characters that the receiver holds. */
const depth = (self: Uart16550): number => (self.control & 1 ? 16 : 1);
const trigger = (self: Uart16550): number => (self.control & 1 ? triggerLevels[self.control >>> 6]! : 1);

/** What IIR says now, without the FIFO bits. */
function pending(self: Uart16550): number {
  const { enabled } = self;
  if (enabled & enableLineStatus && self.lsr & lineErrors) return identity.lineStatus;
  if (enabled & enableReceive && self.fifoCount >= trigger(self)) return identity.received;
  if (enabled & enableReceive && self.timedOut) return identity.timeout;
  if (enabled & enableTransmit && self.transmitterEmpty) return identity.transmitter;
  if (enabled & enableModemStatus && self.msr & modemChanges) return identity.modem;
  return identity.none;
}

function update(self: Uart16550): void {
  self.intr.set(pending(self) !== identity.none);
}

/** Four characters of ten bits each, in ns. */
function timeout(self: Uart16550): number {
  return Math.ceil((40e9 * Math.max(1, self.divisor)) / self.baudbase);
}

function armTimeout(self: Uart16550): void {
  self.timedOut = false;
  if (self.fifoCount > 0 && self.control & 1) self.characterTimeout.setIn(timeout(self));
  else self.characterTimeout.cancel();
}

/** In the FIFO: this character was a break. */
const broken = 0x100;

/** The next character is at the top: its error is shown now (section 8.4). */
function showTop(self: Uart16550): void {
  if (self.fifoCount > 0 && self.fifo.get(self.fifoPos) & broken) self.lsr |= breakReceived;
}

/** Whether there is an error in the FIFO, of any character. */
function hasError(self: Uart16550): boolean {
  for (let at = 0; at < self.fifoCount; at++) if (self.fifo.get((self.fifoPos + at) & 15) & broken) return true;
  return false;
}

/** Takes a character; without FIFOs it destroys the one before, with them it is lost itself (section 8.4, OE). */
function receive(self: Uart16550, character: number): void {
  const overran = self.fifoCount >= depth(self);
  if (overran) self.lsr |= overrun;
  if (overran && !(self.control & 1)) self.fifoCount = 0;
  if (self.fifoCount < depth(self)) {
    self.fifo.set((self.fifoPos + self.fifoCount) & 15, character);
    self.fifoCount++;
    self.lsr |= dataReady;
    if (self.control & 1 && character & broken) self.lsrFifoError = 1;
    if (self.fifoCount === 1) showTop(self);
    armTimeout(self);
  }
  update(self);
}

function emptyReceiver(self: Uart16550): void {
  self.fifoPos = 0;
  self.fifoCount = 0;
  self.lsr &= ~dataReady;
  self.lsrFifoError = 0;
  armTimeout(self);
}

/** Behaviour of the 16550A. */
export const uart16550Hooks: Uart16550Hooks = {
  receiveBuffer(self) {
    if (self.lcrDlab) return self.divisor & 0xff;
    if (self.fifoCount === 0) return 0;
    const character = self.fifo.get(self.fifoPos);
    self.fifoPos = (self.fifoPos + 1) & 15;
    self.fifoCount--;
    if (self.fifoCount === 0) self.lsr &= ~dataReady;
    showTop(self);
    armTimeout(self);
    update(self);
    if (!(self.mcr & loopback)) self.chardev?.acceptInput();
    return character & 0xff;
  },

  transmit(self, value) {
    if (self.lcrDlab) {
      self.divisor = (self.divisor & 0xff00) | value;
      return;
    }
    if (self.mcr & loopback) receive(self, value);
    else self.chardev?.write(value);
    // The line takes a character at once, so the transmitter is empty again with every write.
    self.transmitterEmpty = true;
    update(self);
  },

  interruptEnable: (self) => (self.lcrDlab ? self.divisor >>> 8 : self.enabled),

  enableInterrupts(self, value) {
    if (self.lcrDlab) {
      self.divisor = (self.divisor & 0xff) | (value << 8);
      return;
    }
    // Enabling it while the transmitter is empty raises it at once (section 8.6.6 note).
    if (value & ~self.enabled & enableTransmit) self.transmitterEmpty = true;
    self.enabled = value & 0xf;
    update(self);
  },

  identify(self) {
    const id = pending(self);
    if (id === identity.transmitter) {
      self.transmitterEmpty = false;
      update(self);
    }
    return id | (self.control & 1 ? 0xc0 : 0);
  },

  fifoControl(self, value) {
    const switched = (value ^ self.control) & 1;
    self.control = value & 1 ? value & 0xc1 : 0;
    if (switched || value & 2) emptyReceiver(self);
    update(self);
    self.chardev?.acceptInput();
  },

  lineControl(self, _value, old) {
    const sendBreak = 0x40;
    if (self.lcr & ~old & sendBreak) self.chardev?.sendBreak();
  },

  modemControl(self) {
    // In loopback MSR shows MCR: RTS as CTS, DTR as DSR, OUT1 as RI, OUT2 as DCD (section 8.6.7).
    const { mcr } = self;
    const looped = ((mcr & 2) << 3) | ((mcr & 1) << 5) | ((mcr & 4) << 4) | ((mcr & 8) << 4);
    const lines = mcr & loopback ? looped : 0xb0;
    const changed = (self.msr ^ lines) & 0xf0;
    const fallingRing = changed & 0x40 && !(lines & 0x40) ? 0x40 : 0;
    self.msr = lines | (self.msr & modemChanges) | (((changed & 0xb0) | fallingRing) >>> 4);
    update(self);
  },

  statusRead(self, current) {
    self.lsrFifoError = self.control & 1 && hasError(self) ? 1 : 0;
    update(self);
    return current;
  },

  modemRead(self, current) {
    update(self);
    return current;
  },

  receiveTimedOut(self) {
    self.timedOut = true;
    update(self);
  },

  attachBackend(self) {
    self.chardev?.attach(self, {
      canReceive: (uart) => (uart.mcr & loopback ? 0 : depth(uart) - uart.fifoCount),
      receive: (uart, character) => receive(uart, character),
      breakReceived: (uart) => receive(uart, broken),
    });
  },

  detachBackend(self) {
    self.chardev?.detach(self);
  },

  clear(self) {
    // Only power brings the divisor back on the real part; here a reset is one.
    self.divisor = 0;
    self.enabled = 0;
    self.control = 0;
    self.transmitterEmpty = false;
    emptyReceiver(self);
    update(self);
  },
};
