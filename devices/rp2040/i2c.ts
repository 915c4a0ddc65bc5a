import { cast } from "@qdl/runtime";
import { I2cTarget } from "../../generated/i2c/bus.ts";
import { type Rp2040I2c, type Rp2040I2cHooks } from "../../generated/rp2040/i2c.ts";

const depth = 16;
/** Bits of IC_RAW_INTR_STAT. */
const RX_UNDER = 1 << 0;
const RX_OVER = 1 << 1;
const RX_FULL = 1 << 2;
const TX_OVER = 1 << 3;
const TX_EMPTY = 1 << 4;
const TX_ABRT = 1 << 6;
const ACTIVITY = 1 << 8;
const STOP_DET = 1 << 9;
const START_DET = 1 << 10;
/** Bits of IC_DATA_CMD. */
const read = 1 << 8;
const stop = 1 << 9;
const restart = 1 << 10;
/** Bits of IC_TX_ABRT_SOURCE. */
const addressNotAcknowledged = 1;
const dataNotAcknowledged = 8;

/** What has the address that the controller talks to, or null. */
function targetOf(self: Rp2040I2c): I2cTarget | null {
  const device = self.i2c.at(self.icTarIcTar);
  return device && (cast(device, I2cTarget.type) as I2cTarget | null);
}

/** Works out flags, interrupts and DMA requests. */
function update(self: Rp2040I2c): void {
  const { waiting } = self;
  self.icRxflr = waiting;
  self.icStatus = 0x06 | (waiting > 0 ? 8 : 0) | (waiting >= depth ? 16 : 0) | (self.busy ? 0x21 : 0);
  const held = self.icRawIntrStat & ~(RX_FULL | TX_EMPTY);
  self.icRawIntrStat = held | (waiting > self.icRxTlRxTl ? RX_FULL : 0) | (self.icEnableEnable ? TX_EMPTY : 0);
  self.irq.set(self.icIntrStat !== 0);
  self.dreqTx.set(self.icDmaCrTdmae !== 0 && self.icEnableEnable !== 0);
  self.dreqRx.set(self.icDmaCrRdmae !== 0 && waiting > self.icDmaRdlr);
}

/** Gives a transfer up. */
function abort(self: Rp2040I2c, reason: number): void {
  self.aborted = true;
  self.icTxAbrtSource = reason;
  self.icRawIntrStat |= TX_ABRT;
  finish(self);
}

function finish(self: Rp2040I2c): void {
  if (!self.busy) return;
  targetOf(self)?.stop();
  self.busy = false;
  self.icRawIntrStat |= STOP_DET;
}

/** Addresses the target, unless the transfer goes on in the same direction. False if nobody is there. */
function begin(self: Rp2040I2c, reading: boolean, again: boolean): boolean {
  if (self.busy && self.reading === reading && !again) return true;
  const target = targetOf(self);
  self.busy = true;
  self.reading = reading;
  self.icRawIntrStat |= START_DET | ACTIVITY;
  if (target) target.begin(reading);
  else abort(self, addressNotAcknowledged);
  return target !== null;
}

function keep(self: Rp2040I2c, byte: number): void {
  if (self.waiting >= depth) {
    self.icRawIntrStat |= RX_OVER;
    return;
  }
  self.received.set((self.first + self.waiting) % depth, byte);
  self.waiting++;
}

function clear(self: Rp2040I2c, bits: number): number {
  self.icRawIntrStat &= ~bits;
  update(self);
  return 1;
}

/** Behaviour of the controller, from the RP2040 data sheet, section 4.3. */
export const rp2040I2cHooks: Rp2040I2cHooks = {
  update,

  command(self, value) {
    if (!self.icEnableEnable || self.aborted) return;
    const reading = (value & read) !== 0;
    if (begin(self, reading, (value & restart) !== 0)) {
      const target = targetOf(self)!;
      if (reading) keep(self, target.give());
      else if (!target.accept(value & 0xff)) abort(self, dataNotAcknowledged);
      if (value & stop) finish(self);
    }
    update(self);
  },

  take(self) {
    if (self.waiting === 0) {
      self.icRawIntrStat |= RX_UNDER;
      update(self);
      return 0;
    }
    const byte = self.received.get(self.first);
    self.first = (self.first + 1) % depth;
    self.waiting--;
    update(self);
    return byte;
  },

  clearAll(self) {
    self.aborted = false;
    self.icTxAbrtSource = 0;
    return clear(self, ~(RX_FULL | TX_EMPTY));
  },

  clearRxUnder: (self) => clear(self, RX_UNDER),
  clearRxOver: (self) => clear(self, RX_OVER),
  clearTxOver: (self) => clear(self, TX_OVER),
  clearActivity: (self) => clear(self, ACTIVITY),
  clearStopDet: (self) => clear(self, STOP_DET),
  clearStartDet: (self) => clear(self, START_DET),

  clearTxAbrt(self) {
    self.aborted = false;
    self.icTxAbrtSource = 0;
    return clear(self, TX_ABRT);
  },

  enableChanged(self) {
    self.icEnableStatus = self.icEnableEnable;
    if (!self.icEnableEnable) {
      finish(self);
      self.waiting = 0;
    }
    update(self);
  },

  idle(self) {
    self.first = 0;
    self.waiting = 0;
    self.busy = false;
    self.aborted = false;
    update(self);
  },
};
