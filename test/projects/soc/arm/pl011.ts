import { type Pl011, type Pl011Hooks } from "../generated/arm/pl011.ts";

function updateLine(self: Pl011): void {
  self.intr[0]!.set(self.mis !== 0);
}

/** As much of a UART as the board's wiring needs: what is written goes out, and the line follows the mask. */
export const pl011Hooks: Pl011Hooks = {
  retime() {},
  take(self) {
    const { readCount } = self;
    self.readCount = 0;
    return readCount === 0 ? 0 : self.readFifo.get(0);
  },
  send(self, value) {
    self.chardev?.write(value & 0xff);
    self.ris |= 0x20;
    updateLine(self);
  },
  clearErrors(self) {
    self.rsr = 0;
  },
  lineChanged() {},
  updateIrq: updateLine,
  attachBackend(self) {
    self.chardev?.attach(self, {
      canReceive: (uart) => (uart.readCount === 0 ? 1 : 0),
      receive(uart, character) {
        uart.readFifo.set(0, character);
        uart.readCount = 1;
        uart.ris |= 0x10;
        updateLine(uart);
      },
    });
  },
  detachBackend(self) {
    self.chardev?.detach(self);
  },
  clearFifo(self) {
    self.readCount = 0;
  },
};
