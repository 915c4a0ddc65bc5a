import { type SifiveUart, type SifiveUartHooks } from "../../generated/serial/sifive-uart.ts";

const depth = 8;
const empty = 0x8000_0000;

/** IP follows the levels of the FIFOs; the transmitter's is always empty. */
function update(self: SifiveUart): void {
  self.ipTxwm = self.txctrlTxcnt > 0 ? 1 : 0;
  self.ipRxwm = self.fifoCount > self.rxctrlRxcnt ? 1 : 0;
  self.intr.set((self.ip & self.ie) !== 0);
}

/** Behaviour of the SiFive UART. */
export const sifiveUartHooks: SifiveUartHooks = {
  send(self, value) {
    if (self.txctrlTxen) self.chardev?.write(value & 0xff);
  },

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
    update(self);
  },
};
