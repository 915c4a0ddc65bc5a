import { cast } from "@qdl/runtime";
import { type Rp2040Spi, type Rp2040SpiHooks } from "../../generated/rp2040/spi.ts";
import { SpiTarget } from "../../generated/spi/bus.ts";

const depth = 8;
/** Bits of SSPRIS. */
const ROR = 1;
const RT = 2;
const RX = 4;
const TX = 8;

/** Longer than 32 bits on the line can take at any setting, in ns. */
const timeout = 100_000;

function targetOf(self: Rp2040Spi): SpiTarget | null {
  if (self.selected === 0) return null;
  const device = self.ssi.at(31 - Math.clz32(self.selected & -self.selected));
  return device && (cast(device, SpiTarget.type) as SpiTarget | null);
}

/** Works out flags, interrupts and DMA requests. */
function update(self: Rp2040Spi): void {
  const { waiting, queued } = self;
  const room = (queued === 0 ? 1 : 0) | (queued < depth ? 2 : 0);
  self.sspsr = room | (waiting > 0 ? 4 : 0) | (waiting >= depth ? 8 : 0);
  self.sspris = (self.sspris & (ROR | RT)) | (queued <= depth / 2 ? TX : 0) | (waiting >= depth / 2 ? RX : 0);
  self.irq.set(self.sspmis !== 0);
  self.dreqTx.set(self.sspdmacrTxdmae !== 0 && queued < depth);
  self.dreqRx.set(self.sspdmacrRxdmae !== 0 && waiting > 0);
}

/** Exchanges a frame with the device that is selected. */
function exchange(self: Rp2040Spi, value: number): void {
  const bits = (2 << self.sspcr0Dss) - 1;
  const frame = value & bits;
  const answer = self.sspcr1Lbm ? frame : (targetOf(self)?.transfer(frame) ?? 0);
  if (self.waiting >= depth) self.sspris |= ROR;
  else {
    self.received.set((self.first + self.waiting) % depth, answer & bits);
    self.waiting++;
    self.idleLine.setIn(timeout);
  }
}

/** Sends what waits, once the controller is enabled. */
function goOn(self: Rp2040Spi): void {
  if (self.sspcr1Sse) {
    const count = self.queued;
    self.queued = 0;
    for (let at = 0; at < count; at++) exchange(self, self.unsent.get(at));
  }
  update(self);
}

/** Behaviour of the controller, from the RP2040 data sheet, section 4.4, and DDI 0194. */
export const rp2040SpiHooks: Rp2040SpiHooks = {
  update,

  select(self, index, level) {
    const bit = 1 << index;
    const before = self.selected & bit;
    self.selected = level ? self.selected & ~bit : self.selected | bit;
    if (before === (self.selected & bit)) return;
    const device = self.ssi.at(index);
    const target = device && (cast(device, SpiTarget.type) as SpiTarget | null);
    target?.select(!level);
  },

  send(self, value) {
    if (self.queued >= depth) return;
    self.unsent.set(self.queued++, value);
    goOn(self);
  },

  goOn,

  take(self) {
    if (self.waiting === 0) return 0;
    const frame = self.received.get(self.first);
    self.first = (self.first + 1) % depth;
    self.waiting--;
    if (self.waiting === 0) {
      self.idleLine.cancel();
      self.sspris &= ~RT;
    }
    update(self);
    return frame;
  },

  timedOut(self) {
    self.sspris |= RT;
    update(self);
  },

  clear(self, value) {
    self.sspris &= ~(value & (ROR | RT));
    update(self);
  },

  idle(self) {
    self.first = 0;
    self.waiting = 0;
    self.queued = 0;
    self.idleLine.cancel();
    update(self);
  },
};
