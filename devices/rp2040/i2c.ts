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
const addressNotAcknowledged = 1 << 0;
const dataNotAcknowledged = 1 << 3;
const callNotAcknowledged = 1 << 4;
const noMaster = 1 << 11;
const byUser = 1 << 16;
const flushCountAt = 23;
/** Bits of IC_TAR, and of a byte that was received. */
const special = 1 << 11;
const start = 1 << 10;
const firstByte = 1 << 11;

/** Whether the address of a general call is the target. */
const isCall = (self: Rp2040I2c): boolean => (self.icTar & (special | start)) === special;

/** What has the address that the controller talks to, or null. */
function targetOf(self: Rp2040I2c): I2cTarget | null {
  const device = isCall(self) ? null : self.i2c.at(self.icTarIcTar);
  return device && (cast(device, I2cTarget.type) as I2cTarget | null);
}

/** Works out flags, interrupts and DMA requests. */
function update(self: Rp2040I2c): void {
  const { waiting, queued } = self;
  self.icRxflr = waiting;
  self.icTxflr = queued;
  const room = (queued < depth ? 2 : 0) | (queued === 0 ? 4 : 0);
  self.icStatus = room | (waiting > 0 ? 8 : 0) | (waiting >= depth ? 16 : 0) | (self.busy ? 0x21 : 0);
  const held = self.icRawIntrStat & ~(RX_FULL | TX_EMPTY);
  const empty = self.icEnableEnable !== 0 && queued <= self.icTxTlTxTl;
  self.icRawIntrStat = held | (waiting > self.icRxTlRxTl ? RX_FULL : 0) | (empty ? TX_EMPTY : 0);
  self.irq.set(self.icIntrStat !== 0);
  self.dreqTx.set(self.icDmaCrTdmae !== 0 && self.icEnableEnable !== 0 && queued <= self.icDmaTdlr);
  self.dreqRx.set(self.icDmaCrRdmae !== 0 && waiting > self.icDmaRdlr);
}

/** Gives a transfer up. */
function abort(self: Rp2040I2c, reason: number): void {
  self.aborted = true;
  self.icTxAbrtSource = reason | (self.queued << flushCountAt);
  self.queued = 0;
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
  self.fresh = true;
  self.icRawIntrStat |= START_DET | ACTIVITY;
  if (target) target.begin(reading);
  else abort(self, isCall(self) ? callNotAcknowledged : addressNotAcknowledged);
  return target !== null;
}

function keep(self: Rp2040I2c, byte: number): void {
  if (self.waiting >= depth) {
    self.icRawIntrStat |= RX_OVER;
    return;
  }
  self.received.set((self.first + self.waiting) % depth, byte | (self.fresh ? firstByte : 0));
  self.fresh = false;
  self.waiting++;
}

/** Whether the next command can go out: not while software blocks them, or a read has no room and the bus is held for it. */
function mayGoOn(self: Rp2040I2c): boolean {
  if (self.queued === 0 || self.icEnableTxCmdBlock) return false;
  const reads = (self.commands.get(self.nextCommand) & read) !== 0;
  return !(reads && self.icConRxFifoFullHldCtrl && self.waiting >= depth);
}

function execute(self: Rp2040I2c, value: number): void {
  if (!self.icConMasterMode) return abort(self, noMaster);
  const reading = (value & read) !== 0;
  if (!begin(self, reading, (value & restart) !== 0)) return;
  const target = targetOf(self)!;
  if (reading) keep(self, target.give());
  else if (!target.accept(value & 0xff)) abort(self, dataNotAcknowledged);
  if (value & stop) finish(self);
}

/** Sends the commands that wait. */
function goOn(self: Rp2040I2c): void {
  while (mayGoOn(self)) {
    const value = self.commands.get(self.nextCommand);
    self.nextCommand = (self.nextCommand + 1) % depth;
    self.queued--;
    execute(self, value);
  }
  update(self);
}

/** The registers that can be written only while the controller is disabled. */
type Setting =
  | "icCon"
  | "icTar"
  | "icSar"
  | "icSsSclHcnt"
  | "icSsSclLcnt"
  | "icFsSclHcnt"
  | "icFsSclLcnt"
  | "icSdaHold"
  | "icSdaSetup"
  | "icFsSpklen"
  | "icSlvDataNackOnly";

/** Takes what is written to a register while the controller is disabled, and not less than it can be. */
function whileDisabled(register: Setting, least = 0) {
  return (self: Rp2040I2c, value: number, old: number): void => {
    self[register] = self.icEnableEnable ? old : Math.max(value, least);
  };
}

function clear(self: Rp2040I2c, bits: number): number {
  self.icRawIntrStat &= ~bits;
  update(self);
  return 0;
}

/** Behaviour of the controller, from the RP2040 data sheet, section 4.3. */
export const rp2040I2cHooks: Rp2040I2cHooks = {
  update,

  command(self, value) {
    if (!self.icEnableEnable || self.aborted) return;
    if (self.queued >= depth) self.icRawIntrStat |= TX_OVER;
    else {
      self.commands.set((self.nextCommand + self.queued) % depth, value);
      self.queued++;
    }
    goOn(self);
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
    goOn(self);
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
    if (self.icEnableAbort) {
      self.icEnableAbort = 0;
      if (self.icEnableEnable) abort(self, byUser);
    }
    if (!self.icEnableEnable) {
      finish(self);
      self.waiting = 0;
      self.queued = 0;
    }
    goOn(self);
  },

  keepCon: whileDisabled("icCon"),
  keepTar: whileDisabled("icTar"),
  keepSar: whileDisabled("icSar"),
  keepSsHigh: whileDisabled("icSsSclHcnt", 6),
  keepSsLow: whileDisabled("icSsSclLcnt", 8),
  keepFsHigh: whileDisabled("icFsSclHcnt", 6),
  keepFsLow: whileDisabled("icFsSclLcnt", 8),
  keepHold: whileDisabled("icSdaHold"),
  keepSetup: whileDisabled("icSdaSetup"),
  keepSpike: whileDisabled("icFsSpklen", 1),
  keepNack: whileDisabled("icSlvDataNackOnly"),

  idle(self) {
    self.first = 0;
    self.waiting = 0;
    self.queued = 0;
    self.busy = false;
    self.aborted = false;
    update(self);
  },
};
