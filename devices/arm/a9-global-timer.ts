import { type Access } from "@qdl/runtime";
import { type A9GlobalTimer, type A9GlobalTimerHooks } from "../../generated/arm/a9-global-timer.ts";
import { ticksIn, timeOf } from "../ticks.ts";
import { isNonSecure, processorOf } from "./requester.ts";

/** Offsets (ARM DDI 0407, table 4-4). */
const low = 0x00;
const high = 0x04;
const control = 0x08;
const status = 0x0c;
const comparatorLow = 0x10;
const comparatorHigh = 0x14;
const increment = 0x18;

/** Bits of Control. */
const timerEnable = 1;
const comparatorEnable = 2;
const irqEnable = 4;
const autoIncrement = 8;
const sharedBits = 0xff00 | timerEnable;
const ownBits = comparatorEnable | irqEnable | autoIncrement;

const lowWord = (value: bigint): number => Number(BigInt.asUintN(32, value));
const highWord = (value: bigint): number => Number(value >> 32n);
const withLow = (value: bigint, word: number): bigint => ((value >> 32n) << 32n) | BigInt(word >>> 0);
const withHigh = (value: bigint, word: number): bigint => (BigInt(word >>> 0) << 32n) | BigInt.asUintN(32, value);

const divider = (self: A9GlobalTimer): number => (self.sharedControl >>> 8) + 1;

function counter(self: A9GlobalTimer): bigint {
  if (!(self.sharedControl & timerEnable)) return self.counted;
  const ticks = ticksIn(self.session.clock.now - Number(self.since), self.frequency);
  return BigInt.asUintN(64, self.counted + BigInt(Math.floor(ticks / divider(self))));
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: A9GlobalTimer, value: bigint): void {
  self.counted = value;
  self.since = BigInt(self.session.clock.now);
}

function updateIrq(self: A9GlobalTimer, cpu: number): void {
  self.event[cpu]!.set(self.status.get(cpu) !== 0 && (self.ownControl.get(cpu) & irqEnable) !== 0);
}

/** Puts the comparator, with auto-increment, behind what the counter has reached. */
function advance(self: A9GlobalTimer, cpu: number, count: bigint): void {
  const step = BigInt(self.increment.get(cpu));
  const value = self.comparator.get(cpu);
  if (!(self.ownControl.get(cpu) & autoIncrement) || step === 0n) return;
  self.comparator.set(cpu, BigInt.asUintN(64, value + ((count - value) / step + 1n) * step));
}

/** Compares, raises the event where the counter is at the comparator or behind it, and waits for the next time. */
function compare(self: A9GlobalTimer, cpu: number): void {
  const timer = self.due[cpu]!;
  timer.cancel();
  if (self.sharedControl & timerEnable && self.ownControl.get(cpu) & comparatorEnable) {
    const count = counter(self);
    if (count >= self.comparator.get(cpu)) {
      self.status.set(cpu, 1);
      advance(self, cpu, count);
    }
    const ticks = Number(self.comparator.get(cpu) - self.counted) * divider(self);
    const due = Number(self.since) + timeOf(ticks, self.frequency);
    if (self.comparator.get(cpu) > count && Number.isSafeInteger(due)) timer.setAt(due);
  }
  updateIrq(self, cpu);
}

function compareAll(self: A9GlobalTimer): void {
  for (let cpu = 0; cpu < self.numCpu; cpu++) compare(self, cpu);
}

function isShut(self: A9GlobalTimer, cpu: number, access: Access): boolean {
  return isNonSecure(access) && self.scu !== null && !self.scu.opensGlobalTimer(cpu);
}

function read(self: A9GlobalTimer, offset: number, access: Access): number {
  const cpu = processorOf(access, self.ownView);
  if (isShut(self, cpu, access)) return 0;
  switch (offset) {
    case low:
      return lowWord(counter(self));
    case high:
      return highWord(counter(self));
    case control:
      return self.sharedControl | self.ownControl.get(cpu);
    case status:
      return self.status.get(cpu);
    case comparatorLow:
      return lowWord(self.comparator.get(cpu));
    case comparatorHigh:
      return highWord(self.comparator.get(cpu));
    case increment:
      return self.increment.get(cpu);
    default:
      return 0;
  }
}

function setControl(self: A9GlobalTimer, cpu: number, value: number): void {
  setCounter(self, counter(self));
  self.sharedControl = value & sharedBits;
  self.ownControl.set(cpu, value & ownBits);
  compareAll(self);
}

function write(self: A9GlobalTimer, offset: number, value: number, access: Access): void {
  const cpu = processorOf(access, self.ownView);
  if (isShut(self, cpu, access)) return;
  if (offset === control) return setControl(self, cpu, value);
  if (offset === low || offset === high) {
    setCounter(self, (offset === low ? withLow : withHigh)(counter(self), value));
    return compareAll(self);
  }
  if (offset === status) self.status.set(cpu, self.status.get(cpu) & ~value);
  else if (offset === comparatorLow) self.comparator.set(cpu, withLow(self.comparator.get(cpu), value));
  else if (offset === comparatorHigh) self.comparator.set(cpu, withHigh(self.comparator.get(cpu), value));
  else if (offset === increment) self.increment.set(cpu, value);
  compare(self, cpu);
}

/** Behaviour of the timer, from ARM DDI 0407, section 4.4; the event is there while the counter is not below the comparator (from r2p0 on). */
export const a9GlobalTimerHooks: A9GlobalTimerHooks = {
  registers: { read, write },
  reached: compare,

  idle(self) {
    setCounter(self, 0n);
    self.sharedControl = 0;
    for (let cpu = 0; cpu < self.numCpu; cpu++) {
      for (const words of [self.ownControl, self.status, self.increment]) words.set(cpu, 0);
      self.comparator.set(cpu, 0n);
      compare(self, cpu);
    }
  },
};
