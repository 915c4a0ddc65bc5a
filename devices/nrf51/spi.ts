import { cast } from "@qdl/runtime";
import { type Nrf51Twi } from "../../generated/nrf51/twi.ts";
import { SpiTarget } from "../../generated/spi/bus.ts";
import { publish } from "./peripheral.ts";

/** ENABLE has this value when the master is on. */
const on = 1;
/** Bytes behind RXD (chapter 26: receiver and transmitter are double buffered). */
const depth = 2;
/** Bit of INTEN, and offset of the event's register. */
const READY = 1 << 2;
const READY_EVENT = 0x108;
const bits = 8;

/** Whether the peripheral is an SPI master. */
export const isOn = (self: Nrf51Twi): boolean => self.enableEnable === on;

function deviceAt(self: Nrf51Twi, index: number): SpiTarget | null {
  const device = self.ssi.at(index);
  return device && (cast(device, SpiTarget.type) as SpiTarget | null);
}

/** A chip select changes. */
export function select(self: Nrf51Twi, index: number, level: number): void {
  const bit = 1 << index;
  const before = self.selected & bit;
  self.selected = level ? self.selected & ~bit : self.selected | bit;
  if (before !== (self.selected & bit)) deviceAt(self, index)?.select(level === 0);
}

const reversed = (byte: number): number =>
  Array.from({ length: bits }, (_, i) => ((byte >>> i) & 1) << (bits - 1 - i)).reduce((sum, bit) => sum | bit);

/** Sends a byte to whoever is selected; nobody keeps the line low. */
function exchange(self: Nrf51Twi, byte: number): number {
  const target = self.selected ? deviceAt(self, 31 - Math.clz32(self.selected & -self.selected)) : null;
  const order = self.configOrder ? reversed : (same: number): number => same;
  return target ? order(target.transfer(order(byte)) & 0xff) : 0;
}

function shift(self: Nrf51Twi): void {
  self.incoming = exchange(self, self.outgoing);
  self.loaded = false;
  self.shifter.setIn(Math.ceil((bits * 1e9) / Math.max(1, (self.frequency * 16_000_000) / 2 ** 32)));
}

function ready(self: Nrf51Twi): void {
  self.eventsRxdready = 1;
  publish(self, READY_EVENT);
  self.irq.set((self.inten & READY) !== 0);
}

/** A byte for TXD: it goes out at once, or when the one before has left. */
export function send(self: Nrf51Twi, byte: number): void {
  self.outgoing = byte;
  self.loaded = true;
  if (!self.shifter.armed) shift(self);
}

/** A byte has been exchanged. One that finds no room is lost. */
export function shifted(self: Nrf51Twi): void {
  if (self.waiting < depth) {
    self.received.set(self.waiting, self.incoming);
    self.waiting++;
    if (self.waiting === 1) ready(self);
  }
  if (self.loaded) shift(self);
}

/** Takes what is in RXD; the byte behind it moves up. */
export function take(self: Nrf51Twi): number {
  const byte = self.received.get(0);
  if (self.waiting === 0) return byte;
  self.received.set(0, self.received.get(1));
  self.waiting--;
  if (self.waiting > 0) ready(self);
  return byte;
}
