import { type Access } from "@qdl/runtime";
import { type ArmMptimer, type ArmMptimerHooks } from "../../generated/arm/mptimer.ts";
import { ticksIn, timeOf } from "../ticks.ts";
import { isNonSecure, processorOf } from "./requester.ts";

/** Offsets (ARM DDI 0407, tables 4-1 and 4-2), those of a watchdog from its own first register on. */
const load = 0x00;
const counterAt = 0x04;
const control = 0x08;
const status = 0x0c;
const resetStatus = 0x10;
const disable = 0x14;

/** Bits of Control. */
const enable = 1;
const autoReload = 2;
const irqEnable = 4;
const watchdogMode = 8;
const timerBits = 0xff00 | enable | autoReload | irqEnable;

/** What makes a timer of a watchdog, one behind the other. */
const disableKeys = [0x1234_5678, 0x8765_4321] as const;

const divider = (self: ArmMptimer, cpu: number): number => (self.control.get(cpu) >>> 8) + 1;
const has = (self: ArmMptimer, cpu: number, bits: number): boolean => (self.control.get(cpu) & bits) !== 0;

/** Ticks until the counter is at 0, which may be its start above it: then it is at 0 now. */
function ticksLeft(self: ArmMptimer, cpu: number): number {
  const left = Number(self.left.get(cpu));
  if (!has(self, cpu, enable)) return left;
  const ticks = ticksIn(self.session.clock.now - Number(self.since.get(cpu)), self.frequency);
  return Math.max(left - Math.floor(ticks / divider(self, cpu)), 0);
}

function counter(self: ArmMptimer, cpu: number): number {
  const left = ticksLeft(self, cpu);
  return left > self.top.get(cpu) ? 0 : left;
}

function arm(self: ArmMptimer, cpu: number): void {
  const timer = self.zero[cpu]!;
  const left = Number(self.left.get(cpu));
  if (!has(self, cpu, enable) || left === 0) return timer.cancel();
  timer.setAt(Number(self.since.get(cpu)) + timeOf(left * divider(self, cpu), self.frequency));
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: ArmMptimer, cpu: number, value: number): void {
  self.left.set(cpu, BigInt(value >>> 0));
  self.top.set(cpu, value);
  self.since.set(cpu, BigInt(self.session.clock.now));
  arm(self, cpu);
}

function updateIrq(self: ArmMptimer, cpu: number): void {
  const raised = self.status.get(cpu) !== 0 && has(self, cpu, irqEnable) && !has(self, cpu, watchdogMode);
  self.event[cpu]!.set(raised);
}

/** The counter is at 0: with auto-reload it goes on from Load a tick later. */
function reached(self: ArmMptimer, cpu: number): void {
  const top = self.load.get(cpu);
  if (has(self, cpu, watchdogMode)) {
    setCounter(self, cpu, 0);
    self.resetStatus.set(cpu, 1);
    return self.board?.watchdogReset(cpu);
  }
  self.status.set(cpu, 1);
  if (has(self, cpu, autoReload) && top > 0) {
    self.left.set(cpu, self.left.get(cpu) + BigInt(top + 1));
    self.top.set(cpu, top);
    arm(self, cpu);
  } else setCounter(self, cpu, 0);
  updateIrq(self, cpu);
}

/** Sets the counter; one that runs and is set to 0 has reached it. */
function restart(self: ArmMptimer, cpu: number, value: number): void {
  setCounter(self, cpu, value);
  if (value === 0 && has(self, cpu, enable)) reached(self, cpu);
}

/** Watchdog mode is entered here, and left by Watchdog Disable only. */
function setControl(self: ArmMptimer, cpu: number, value: number): void {
  const left = ticksLeft(self, cpu);
  const mode = self.watchdog ? (value | self.control.get(cpu)) & watchdogMode : 0;
  self.control.set(cpu, (value & timerBits) | mode);
  const again = left === 0 && has(self, cpu, enable) && has(self, cpu, autoReload) && self.load.get(cpu) > 0;
  self.left.set(cpu, BigInt(again ? self.load.get(cpu) + 1 : left));
  self.since.set(cpu, BigInt(self.session.clock.now));
  arm(self, cpu);
}

function unlock(self: ArmMptimer, cpu: number, value: number): void {
  const [first, second] = disableKeys;
  if (self.unlocking.get(cpu) && value >>> 0 === second) self.control.set(cpu, self.control.get(cpu) & ~watchdogMode);
  self.unlocking.set(cpu, Number(value >>> 0 === first));
}

function isShut(self: ArmMptimer, cpu: number, access: Access): boolean {
  return isNonSecure(access) && self.scu !== null && !self.scu.opensPrivateTimer(cpu);
}

function read(self: ArmMptimer, offset: number, access: Access): number {
  const cpu = processorOf(access, self.ownView);
  if (isShut(self, cpu, access)) return 0;
  switch (offset) {
    case load:
      return self.load.get(cpu);
    case counterAt:
      return counter(self, cpu);
    case control:
      return self.control.get(cpu);
    case status:
      return self.status.get(cpu);
    case resetStatus:
      return self.resetStatus.get(cpu);
    default:
      return 0;
  }
}

function write(self: ArmMptimer, offset: number, value: number, access: Access): void {
  const cpu = processorOf(access, self.ownView);
  if (isShut(self, cpu, access)) return;
  if (offset === load) {
    self.load.set(cpu, value);
    restart(self, cpu, value);
  } else if (offset === counterAt) {
    if (!has(self, cpu, watchdogMode)) restart(self, cpu, value);
  } else if (offset === control) setControl(self, cpu, value);
  else if (offset === status) self.status.set(cpu, self.status.get(cpu) & ~value);
  else if (offset === resetStatus) self.resetStatus.set(cpu, self.resetStatus.get(cpu) & ~value);
  else if (offset === disable && self.watchdog) unlock(self, cpu, value);
  updateIrq(self, cpu);
}

/** Behaviour of the timers and watchdogs, from ARM DDI 0407, sections 4.1 and 4.2. */
export const armMptimerHooks: ArmMptimerHooks = {
  registers: { read, write },
  reached,

  idle(self) {
    for (let cpu = 0; cpu < self.numCpu; cpu++) {
      for (const words of [self.load, self.control, self.status, self.unlocking]) words.set(cpu, 0);
      setCounter(self, cpu, 0);
      updateIrq(self, cpu);
    }
  },
};
