import { type Nrf51Ecb, type Nrf51EcbHooks } from "../../generated/nrf51/ecb.ts";
import { encryptBlock } from "./aes.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";

const block = 16;
/** Time for a block in ns (product specification, ECB: 8.5 us with the clock that it needs). */
const workTime = 8500;
/** Offsets of registers of events. */
const [ENDECB, ERRORECB] = [0x100, 0x104] as const;

function updateLine(self: Nrf51Ecb): void {
  const raised = (self.eventsEndecb ? 1 : 0) | (self.eventsErrorecb ? 2 : 0);
  self.irq.set((raised & self.inten) !== 0);
}

function fail(self: Nrf51Ecb): void {
  self.eventsErrorecb = 1;
  publish(self, ERRORECB);
}

/** Key and clear text are read, and the cipher text is written behind them. False if there is no memory. */
function encrypt(self: Nrf51Ecb): boolean {
  const bytes = new Uint8Array(2 * block);
  if (self.memory!.read(self.ecbdataptr, bytes) !== 0) return false;
  const cipher = encryptBlock(bytes.subarray(0, block), bytes.subarray(block));
  return self.memory!.write(self.ecbdataptr + 2 * block, cipher) === 0;
}

/** Behaviour of the codebook, from the nRF51 Series Reference Manual, chapter 23. */
export const nrf51EcbHooks: Nrf51EcbHooks = {
  start(self, value) {
    if (isTask(value)) self.work.setIn(workTime);
  },

  stop(self, value) {
    if (!isTask(value) || !self.work.armed) return;
    self.work.cancel();
    fail(self);
    updateLine(self);
  },

  done(self) {
    if (encrypt(self)) {
      self.eventsEndecb = 1;
      publish(self, ENDECB);
    } else fail(self);
    updateLine(self);
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & 3;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  halt(self) {
    self.work.cancel();
    updateLine(self);
  },
};
