import { type SerialPort, type SerialPortHooks } from "./generated/uart.ts";

const depth = 16;

/** The line is up while there is a character to take. */
function update(self: SerialPort): void {
  self.irq.set(self.ctrlInterrupt !== 0 && self.statusAvailable > 0);
}

function receive(self: SerialPort, character: number): void {
  self.fifo.set((self.head + self.statusAvailable) % depth, character);
  self.statusAvailable++;
  update(self);
}

/** What uart.qdl names after `=>`. */
export const serialPortHooks: SerialPortHooks = {
  take(self) {
    if (self.statusAvailable === 0) return 0;
    const character = self.fifo.get(self.head);
    self.head = (self.head + 1) % depth;
    self.statusAvailable--;
    update(self);
    self.chardev?.acceptInput();
    return character;
  },

  send(self, value) {
    self.chardev?.write(value & 0xff);
  },

  update,

  empty(self) {
    self.head = 0;
    update(self);
  },

  attach(self) {
    self.chardev?.attach(self, { canReceive: (port) => depth - port.statusAvailable, receive });
  },

  detach(self) {
    self.chardev?.detach(self);
  },
};
