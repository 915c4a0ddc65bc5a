import { type Nrf51Uart, type Nrf51UartHooks } from "../../generated/nrf51/uart.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const depth = 6;
/** Offsets of registers of events. */
const [RXDRDY_EVENT, TXDRDY_EVENT, RXTO_EVENT] = [0x108, 0x11c, 0x144] as const;
/** Bits of INTEN. */
const RXDRDY = 1 << 2;
const TXDRDY = 1 << 7;
const ERROR = 1 << 9;
const RXTO = 1 << 17;
const interrupts = 3 | RXDRDY | TXDRDY | ERROR | RXTO;
/** ENABLE has this value when the UART is on. */
const on = 4;

/** Time of a character on the line in ns: start bit, eight bits, parity if any, stop bit. */
function characterTime(self: Nrf51Uart): number {
  const bits = self.configParity === 7 ? 11 : 10;
  const rate = (self.baudrate * 16_000_000) / 2 ** 32;
  return rate === 0 ? 0 : Math.ceil((bits * 1e9) / rate);
}

function updateLine(self: Nrf51Uart): void {
  const raised =
    (self.eventsCts ? 1 : 0) |
    (self.eventsNcts ? 2 : 0) |
    (self.eventsRxdrdy ? RXDRDY : 0) |
    (self.eventsTxdrdy ? TXDRDY : 0) |
    (self.eventsError ? ERROR : 0) |
    (self.eventsRxto ? RXTO : 0);
  self.irq.set((raised & self.inten) !== 0);
}

/** RXD shows the oldest character once the one before was taken. */
function present(self: Nrf51Uart): void {
  if (self.presented || self.waiting === 0) return;
  self.presented = true;
  self.eventsRxdrdy = 1;
  publish(self, RXDRDY_EVENT);
}

function receive(self: Nrf51Uart, character: number): void {
  self.received.set((self.first + self.waiting) % depth, character);
  self.waiting++;
  self.arrival.setIn(characterTime(self));
  present(self);
  updateLine(self);
}

/** One character at a time, as fast as the line is. */
function room(self: Nrf51Uart): number {
  const ready = self.enableEnable === on && self.receiving && self.waiting < depth;
  return ready && !self.arrival.armed ? 1 : 0;
}

/** Behaviour of the UART, from the nRF51 Series Reference Manual, chapter 29. */
export const nrf51UartHooks: Nrf51UartHooks = {
  startReceiver(self, value) {
    if (!isTask(value)) return;
    self.receiving = true;
    self.chardev?.acceptInput();
  },

  stopReceiver(self, value) {
    if (!isTask(value) || !self.receiving) return;
    self.receiving = false;
    self.eventsRxto = 1;
    publish(self, RXTO_EVENT);
    updateLine(self);
  },

  startTransmitter(self, value) {
    if (isTask(value)) self.transmitting = true;
  },

  stopTransmitter(self, value) {
    if (isTask(value)) self.transmitting = false;
  },

  suspend(self, value) {
    if (!isTask(value)) return;
    self.transmitting = false;
    nrf51UartHooks.stopReceiver(self, 1, 0);
  },

  take(self) {
    if (self.waiting === 0) return 0;
    const character = self.received.get(self.first);
    self.first = (self.first + 1) % depth;
    self.waiting--;
    self.presented = false;
    present(self);
    updateLine(self);
    self.chardev?.acceptInput();
    return character;
  },

  send(self, value) {
    if (self.enableEnable !== on || !self.transmitting) return;
    self.chardev?.write(value & 0xff);
    self.shifter.setIn(characterTime(self));
  },

  sent(self) {
    self.eventsTxdrdy = 1;
    publish(self, TXDRDY_EVENT);
    updateLine(self);
  },

  lineFree(self) {
    self.chardev?.acceptInput();
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & interrupts;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  attachBackend(self) {
    self.chardev?.attach(self, { canReceive: room, receive });
  },

  detachBackend(self) {
    self.chardev?.detach(self);
  },

  idle(self) {
    self.first = 0;
    self.waiting = 0;
    self.presented = false;
    self.receiving = false;
    self.transmitting = false;
    self.shifter.cancel();
    self.arrival.cancel();
    updateLine(self);
  },
};
