import { type SifiveUart, type SifiveUartHooks } from "../../generated/serial/sifive-uart.ts";

const depth = 8;
const empty = 0x8000_0000;
const full = 0x8000_0000;

/** IP follows the levels of the FIFOs. */
function update(self: SifiveUart): void {
  self.ipTxwm = self.queued < self.txctrlTxcnt ? 1 : 0;
  self.ipRxwm = self.fifoCount > self.rxctrlRxcnt ? 1 : 0;
  self.intr.set((self.ip & self.ie) !== 0);
}

/** Sends what waits, if the transmitter is active. */
function transmit(self: SifiveUart): void {
  if (self.txctrlTxen) {
    for (let at = 0; at < self.queued; at++) self.chardev?.write(self.unsent.get(at));
    self.queued = 0;
  }
  update(self);
}

/** Behaviour of the SiFive UART. */
export const sifiveUartHooks: SifiveUartHooks = {
  room: (self) => (self.queued >= depth ? full : 0),

  send(self, value) {
    if (self.queued >= depth) return;
    self.unsent.set(self.queued++, value & 0xff);
    transmit(self);
  },

  transmit,

  take(self) {
    if (self.fifoCount === 0) return empty;
    const character = self.fifo.get(self.fifoPos);
    self.fifoPos = (self.fifoPos + 1) % depth;
    self.fifoCount--;
    update(self);
    self.chardev?.acceptInput();
    return character;
  },

  receiveControl(self) {
    update(self);
    self.chardev?.acceptInput();
  },

  update,

  attachBackend(self) {
    self.chardev?.attach(self, {
      canReceive: (uart) => (uart.rxctrlRxen ? depth - uart.fifoCount : 0),
      receive: (uart, character) => {
        uart.fifo.set((uart.fifoPos + uart.fifoCount) % depth, character);
        uart.fifoCount++;
        update(uart);
      },
    });
  },

  detachBackend(self) {
    self.chardev?.detach(self);
  },

  clear(self) {
    self.fifoPos = 0;
    self.fifoCount = 0;
    self.queued = 0;
    update(self);
  },
};
