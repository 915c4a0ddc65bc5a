import { cast } from "@qdl/runtime";
import { I2cTarget } from "../../generated/i2c/bus.ts";
import { type Nrf51Twi, type Nrf51TwiHooks } from "../../generated/nrf51/twi.ts";
import { isTask, publish } from "./peripheral.ts";
import * as spi from "./spi.ts";

/** Bits of INTEN. */
const STOPPED = 1 << 1;
const RXDREADY = 1 << 2;
const TXDSENT = 1 << 7;
const ERROR = 1 << 9;
const BB = 1 << 14;
const SUSPENDED = 1 << 18;
const interrupts = STOPPED | RXDREADY | TXDSENT | ERROR | BB | SUSPENDED;
/** Bits of ERRORSRC. */
const addressNotAcknowledged = 2;
const dataNotAcknowledged = 4;
/** Offsets of registers of events. */
const [STOPPED_EVENT, RXDREADY_EVENT, TXDSENT_EVENT] = [0x104, 0x108, 0x11c] as const;
const [ERROR_EVENT, BB_EVENT, SUSPENDED_EVENT] = [0x124, 0x138, 0x148] as const;
/** ENABLE has this value when the interface is on. */
const on = 5;
/** `scl` and `sda` have this value when the bus is on the pins that software selects. */
const anyPin = 32;
/** Where a transfer is. */
const Stage = { idle: 0, addressing: 1, shifting: 2, waiting: 3 } as const;
/** Bits of a byte on the wires, with its acknowledge. */
const byteBits = 9;

/** Time of so many bits on the wires, in ns. */
function timeOf(self: Nrf51Twi, bits: number): number {
  return Math.ceil((bits * 1e9) / Math.max(1, (self.frequency * 16_000_000) / 2 ** 32));
}

function updateLine(self: Nrf51Twi): void {
  const raised =
    (self.eventsStopped ? STOPPED : 0) |
    (self.eventsRxdready ? RXDREADY : 0) |
    (self.eventsTxdsent ? TXDSENT : 0) |
    (self.eventsError ? ERROR : 0) |
    (self.eventsBb ? BB : 0) |
    (self.eventsSuspended ? SUSPENDED : 0);
  self.irq.set((raised & self.inten) !== 0);
}

/** Whether software has selected the pins that the bus is on. */
function connected(self: Nrf51Twi): boolean {
  const { scl, sda } = self;
  return (scl === anyPin || self.pselscl === scl) && (sda === anyPin || self.pselsda === sda);
}

/** What has the address that the master talks to, or null. */
function targetOf(self: Nrf51Twi): I2cTarget | null {
  if (!connected(self)) return null;
  const device = self.i2c.at(self.addressAddress);
  return device && (cast(device, I2cTarget.type) as I2cTarget | null);
}

/** A start, or another one, and the address. */
function start(self: Nrf51Twi, reading: boolean): void {
  if (self.enableEnable !== on) return;
  self.reading = reading;
  self.suspended = false;
  self.stopping = false;
  self.stage = Stage.addressing;
  targetOf(self)?.begin(reading);
  self.shifter.setIn(timeOf(self, byteBits + 1));
}

function fail(self: Nrf51Twi, source: number): void {
  self.errorsrc |= source;
  self.eventsError = 1;
  publish(self, ERROR_EVENT);
}

/** The next byte goes onto the wires, if there is one, or room for one. */
function goOn(self: Nrf51Twi): void {
  if (self.stage !== Stage.waiting || self.suspended || !(self.reading || self.loaded)) return;
  self.stage = Stage.shifting;
  self.shifter.setIn(timeOf(self, byteBits));
}

function stop(self: Nrf51Twi): void {
  if (self.stage !== Stage.idle) targetOf(self)?.stop();
  self.stage = Stage.idle;
  self.loaded = false;
  self.suspended = false;
  self.stopping = false;
  self.eventsStopped = 1;
  publish(self, STOPPED_EVENT);
}

function suspend(self: Nrf51Twi): void {
  self.suspended = true;
  self.eventsSuspended = 1;
  publish(self, SUSPENDED_EVENT);
}

/** The address was on the wires: somebody has answered, or nobody. */
function addressed(self: Nrf51Twi): void {
  self.stage = Stage.waiting;
  if (!targetOf(self)) {
    self.loaded = false;
    self.stage = Stage.idle;
    fail(self, addressNotAcknowledged);
  }
  if (self.stopping) stop(self);
  else goOn(self);
}

function sent(self: Nrf51Twi): void {
  self.eventsTxdsent = 1;
  publish(self, TXDSENT_EVENT);
}

/** A byte was on the wires: what comes next is up to SHORTS, or to software. */
function moved(self: Nrf51Twi): void {
  const target = targetOf(self);
  self.stage = Stage.waiting;
  if (self.reading) {
    self.incoming = target?.give() ?? 0xff;
    self.eventsRxdready = 1;
    publish(self, RXDREADY_EVENT);
  } else {
    self.loaded = false;
    if (target?.accept(self.outgoing)) sent(self);
    else fail(self, dataNotAcknowledged);
  }
  self.eventsBb = 1;
  publish(self, BB_EVENT);
  if (self.shortsBbStop || self.stopping) stop(self);
  else if (self.shortsBbSuspend) suspend(self);
}

function forget(self: Nrf51Twi): void {
  self.shifter.cancel();
  self.stage = Stage.idle;
  self.reading = false;
  self.suspended = false;
  self.stopping = false;
  self.loaded = false;
  self.waiting = 0;
  updateLine(self);
}

const unconnected = 0xffff_ffff;
const usualRate = 0x0400_0000;

/** The peripheral's registers lose what they had; who sits on its bus has power of its own. */
function powerOff(self: Nrf51Twi): void {
  self.eventsStopped = 0;
  self.eventsRxdready = 0;
  self.eventsTxdsent = 0;
  self.eventsError = 0;
  self.eventsBb = 0;
  self.eventsSuspended = 0;
  self.shorts = 0;
  self.inten = 0;
  self.errorsrc = 0;
  self.enable = 0;
  self.pselscl = unconnected;
  self.pselsda = unconnected;
  self.pselmiso = unconnected;
  self.config = 0;
  self.frequency = usualRate;
  self.address = 0;
  forget(self);
}

/** Behaviour of the interface. */
export const nrf51TwiHooks: Nrf51TwiHooks = {
  startReceiving(self, value) {
    if (isTask(value)) start(self, true);
  },

  startTransmitting(self, value) {
    if (isTask(value)) start(self, false);
  },

  stopTransfer(self, value) {
    if (!isTask(value)) return;
    if (self.shifter.armed) self.stopping = true;
    else stop(self);
    updateLine(self);
  },

  suspend(self, value) {
    if (isTask(value)) suspend(self);
    updateLine(self);
  },

  resume(self, value) {
    if (!isTask(value)) return;
    self.suspended = false;
    goOn(self);
  },

  select: spi.select,

  shifted(self) {
    if (spi.isOn(self)) spi.shifted(self);
    else if (self.stage === Stage.addressing) addressed(self);
    else moved(self);
    updateLine(self);
  },

  take(self) {
    if (spi.isOn(self)) return spi.take(self);
    goOn(self);
    return self.incoming;
  },

  send(self, value) {
    if (spi.isOn(self)) return spi.send(self, value & 0xff);
    if (self.enableEnable !== on) return;
    self.outgoing = value;
    self.loaded = true;
    goOn(self);
  },

  enabling(self) {
    if (self.enableEnable === on || spi.isOn(self)) return;
    self.shifter.cancel();
    self.stage = Stage.idle;
    self.stopping = false;
    self.loaded = false;
    self.waiting = 0;
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

  forget,
};
