import {
  type Armv6mNvic,
  type Armv6mNvicHooks,
  type Nvic as Armv7mNvic,
  type NvicHooks,
} from "../../generated/arm/nvic.ts";
import { ticksIn, timeOf } from "../ticks.ts";

/** The controller of either architecture. */
export type Nvic = Armv6mNvic | Armv7mNvic;

/** Exceptions of the system that pend here; the processor takes care of the others itself. */
const NMI = 2;
const MEM_MANAGE = 4;
const BUS_FAULT = 5;
const USAGE_FAULT = 6;
const SVCALL = 11;
const DEBUG_MONITOR = 12;
const PENDSV = 14;
const SYSTICK = 15;
const firstIrq = 16;
const lowest = 256;

const isMainline = (self: Nvic): self is Armv7mNvic => "grouping" in self;

/** Bits of a register of four priorities that exist. */
const priorityMask = (self: Nvic): number => ((0xff << (8 - self.priorityBits)) & 0xff) * 0x0101_0101;

/** The priority of an exception, lower is more urgent; -2 for NMI. */
export function priorityOf(self: Nvic, exception: number): number {
  if (exception < 4) return exception - 4;
  const at = exception - (exception < firstIrq ? 4 : firstIrq);
  const word = exception < firstIrq ? self.getShpr(at >> 2) : self.getIpr(at >> 2);
  return (word >>> (8 * (at & 3))) & 0xff;
}

/** What of a priority decides whether it preempts: the bits above those of AIRCR.PRIGROUP (section B1.5.4). */
export function groupPriorityOf(self: Nvic, exception: number): number {
  const priority = priorityOf(self, exception);
  return isMainline(self) && priority > 0 ? priority & (0xfe << self.grouping) : priority;
}

/** The most urgent of the exceptions that `system` and `word` name, 0 for none; the lower number of two that are equal. */
function mostUrgent(self: Nvic, system: number, word: (index: number) => number): number {
  let best = 0;
  let bestPriority = lowest;
  const consider = (exception: number): void => {
    const priority = priorityOf(self, exception);
    if (priority >= bestPriority) return;
    best = exception;
    bestPriority = priority;
  };
  for (let bits = system; bits !== 0; bits &= bits - 1) consider(31 - Math.clz32(bits & -bits));
  for (let index = 0; index < self.pended.length; index++)
    for (let bits = word(index); bits !== 0; bits &= bits - 1)
      consider(firstIrq + 32 * index + 31 - Math.clz32(bits & -bits));
  return best;
}

/** Exceptions of the system that would be taken: a fault whose handler is not enabled is none of its own. */
function offered(self: Nvic): number {
  const enabled = isMainline(self) ? self.handlersEnabled : 0;
  const disabled = ((enabled & 1) === 0 ? 1 << MEM_MANAGE : 0) | ((enabled & 2) === 0 ? 1 << BUS_FAULT : 0);
  return self.systemPended & ~(disabled | ((enabled & 4) === 0 ? 1 << USAGE_FAULT : 0));
}

/** The exception to take next, 0 for none. */
export function pendingException(self: Nvic): number {
  return mostUrgent(self, offered(self), (index) => self.pended.get(index) & self.enabled.get(index));
}

function update(self: Nvic): void {
  const next = pendingException(self);
  if (next !== self.pending.level) self.pending.set(next);
}

/** The processor takes `exception`: it is active, and no longer pending. */
export function acknowledge(self: Nvic, exception: number): void {
  if (exception < firstIrq) {
    self.systemPended &= ~(1 << exception);
    self.systemActive |= 1 << exception;
  } else {
    const [index, bit] = placeOf(exception - firstIrq);
    self.pended.set(index, self.pended.get(index) & ~bit);
    self.active.set(index, self.active.get(index) | bit);
  }
  update(self);
}

/** The processor returns from `exception`, which pends again if its line is still high. */
export function complete(self: Nvic, exception: number): void {
  if (exception < firstIrq) self.systemActive &= ~(1 << exception);
  else {
    const [index, bit] = placeOf(exception - firstIrq);
    self.active.set(index, self.active.get(index) & ~bit);
    if (self.levels.get(index) & bit) self.pended.set(index, self.pended.get(index) | bit);
  }
  update(self);
}

function placeOf(irq: number): [index: number, bit: number] {
  return [irq >> 5, 1 << (irq & 31)];
}

/** The lines that exist among the 32 of a register. */
function existing(self: Nvic, index: number): number {
  const rest = self.numIrq - 32 * index;
  if (rest <= 0) return 0;
  return rest >= 32 ? -1 : (1 << rest) - 1;
}

/** Frequency of SysTick in Hz; without a reference it is the processor's. */
function frequency(self: Nvic): number {
  return self.systCsrClksource ? self.cpuclk.hz : self.refclk.hz || self.cpuclk.hz;
}

const processorClock = 4;

/** SysTick's counter: down to 0, then on from the reload value. */
function counter(self: Nvic): number {
  const { ticks, rate } = self;
  const passed = ticksIn(self.session.clock.now - Number(self.since), rate);
  if (passed <= ticks) return ticks - passed;
  const reload = self.systRvrReload;
  return reload - ((passed - ticks - 1) % (reload + 1));
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Nvic, value: number): void {
  self.ticks = value;
  self.since = BigInt(self.session.clock.now);
  self.rate = self.systCsrEnable ? frequency(self) : 0;
  const { rate, systRvrReload: reload } = self;
  // With a reload value of 0 the counter stays at 0 once it is there.
  if (rate === 0 || (value === 0 && reload === 0)) self.systick.cancel();
  else self.systick.setIn(timeOf(value > 0 ? value : reload + 1, rate));
}

function pendSystem(self: Nvic, exception: number): void {
  self.systemPended |= 1 << exception;
  update(self);
}

/** Bits of SHCSR by the exception that they are about: active, pending. */
const activeBits = [
  [MEM_MANAGE, 0],
  [BUS_FAULT, 1],
  [USAGE_FAULT, 3],
  [SVCALL, 7],
  [DEBUG_MONITOR, 8],
  [PENDSV, 10],
  [SYSTICK, 11],
] as const;
const pendingBits = [
  [USAGE_FAULT, 12],
  [MEM_MANAGE, 13],
  [BUS_FAULT, 14],
  [SVCALL, 15],
] as const;
type HandlerBits = readonly (readonly [exception: number, bit: number])[];

const shown = (exceptions: number, bits: HandlerBits): number =>
  bits.reduce((word, [exception, bit]) => word | (((exceptions >>> exception) & 1) << bit), 0);

const taken = (exceptions: number, word: number, bits: HandlerBits): number =>
  bits.reduce((all, [exception, bit]) => (all & ~(1 << exception)) | (((word >>> bit) & 1) << exception), exceptions);

/** The exceptions of each register of system priorities that have one, by byte. */
const baselineHandlers = [0, 0xff00_0000, 0xffff_0000] as const;
const mainlineHandlers = [0x00ff_ffff, 0xff00_0000, 0xffff_00ff] as const;

/** Pends, or no longer, what the word says at each of the bits of ICSR. */
function changeSystem(self: Nvic, value: number): void {
  if (value & (1 << 25)) self.systemPended &= ~(1 << SYSTICK);
  if (value & (1 << 26)) self.systemPended |= 1 << SYSTICK;
  if (value & (1 << 27)) self.systemPended &= ~(1 << PENDSV);
  if (value & (1 << 28)) self.systemPended |= 1 << PENDSV;
  if (value & (1 << 31)) self.systemPended |= 1 << NMI;
  update(self);
}

const bitsIn = (word: number): number => {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
};

function countActive(self: Nvic): number {
  let count = bitsIn(self.systemActive);
  for (let index = 0; index < self.active.length; index++) count += bitsIn(self.active.get(index));
  return count;
}

/** ICSR: what pends, what is active, and whether a return from that leads back to the thread. */
function stateOfInterrupts(self: Nvic): number {
  const next = pendingException(self);
  const running = mostUrgent(self, self.systemActive, (index) => self.active.get(index));
  const pended = self.systemPended;
  let external = 0;
  for (let index = 0; index < self.pended.length; index++) external |= self.pended.get(index);
  return (
    running |
    (isMainline(self) && countActive(self) === 1 ? 1 << 11 : 0) |
    (next << 12) |
    (external === 0 ? 0 : 1 << 22) |
    (pended & (1 << SYSTICK) ? 1 << 26 : 0) |
    (pended & (1 << PENDSV) ? 1 << 28 : 0) |
    (pended & (1 << NMI) ? 1 << 31 : 0)
  );
}

function forgetActive(self: Nvic): void {
  self.systemActive = 0;
  for (let index = 0; index < self.active.length; index++) self.active.set(index, 0);
}

/** Writes of AIRCR, which need the key. */
function resetOrGroup(self: Nvic, value: number): void {
  const key = 0x05fa;
  if (value >>> 16 !== key) return;
  if (isMainline(self)) self.grouping = (value >> 8) & 7;
  if (value & 2) forgetActive(self);
  if (value & 4) self.resetRequest.pulse();
  update(self);
}

function restart(self: Nvic): void {
  for (let index = 0; index < self.pended.length; index++) {
    self.enabled.set(index, 0);
    self.pended.set(index, self.levels.get(index) & existing(self, index));
  }
  forgetActive(self);
  self.systemPended = 0;
  self.counted = false;
  if (isMainline(self)) {
    self.grouping = 0;
    self.handlersEnabled = 0;
  }
  setCounter(self, 0);
  update(self);
}

const hooks = {
  setLine(self: Nvic, line: number, level: number): void {
    const [index, bit] = placeOf(line);
    const old = self.levels.get(index);
    self.levels.set(index, level ? old | bit : old & ~bit);
    if (!level || old & bit) return;
    self.pended.set(index, self.pended.get(index) | bit);
    update(self);
  },

  takeCountFlag(self: Nvic, current: number): number {
    const { counted } = self;
    self.counted = false;
    return (current & 7) | (counted ? 1 << 16 : 0) | (self.refclk.hz === 0 ? processorClock : 0);
  },

  retime(self: Nvic): void {
    setCounter(self, counter(self));
  },

  changeReload(self: Nvic, value: number, old: number): void {
    self.systRvr = old;
    const count = counter(self);
    self.systRvr = value;
    setCounter(self, count);
  },

  current: counter,

  clearCurrent(self: Nvic): void {
    self.counted = false;
    setCounter(self, 0);
  },

  calibrated: (self: Nvic): number => self.calibration,

  expired(self: Nvic): void {
    self.counted = true;
    setCounter(self, 0);
    if (self.systCsrTickint) pendSystem(self, SYSTICK);
  },

  readEnabled: (self: Nvic, index: number): number => self.enabled.get(index),

  enable(self: Nvic, index: number, value: number): void {
    self.enabled.set(index, (self.enabled.get(index) | value) & existing(self, index));
    update(self);
  },

  disable(self: Nvic, index: number, value: number): void {
    self.enabled.set(index, self.enabled.get(index) & ~value);
    update(self);
  },

  readPending: (self: Nvic, index: number): number => self.pended.get(index),

  pend(self: Nvic, index: number, value: number): void {
    self.pended.set(index, (self.pended.get(index) | value) & existing(self, index));
    update(self);
  },

  unpend(self: Nvic, index: number, value: number): void {
    self.pended.set(index, self.pended.get(index) & ~value);
    update(self);
  },

  prioritize(self: Nvic, index: number, value: number): void {
    const lines = Math.min(Math.max(self.numIrq - 4 * index, 0), 4);
    const there = lines === 4 ? -1 : (1 << (8 * lines)) - 1;
    self.setIpr(index, value & priorityMask(self) & there);
    update(self);
  },

  prioritizeSystem(self: Nvic, index: number, value: number): void {
    const handlers = (isMainline(self) ? mainlineHandlers : baselineHandlers)[index]!;
    self.setShpr(index, value & priorityMask(self) & handlers);
    update(self);
  },

  identify: (self: Nvic): number => self.identity,
  stateOfInterrupts,
  control: changeSystem,

  placeVectors(self: Nvic, value: number): void {
    self.vtor = self.hasVtor ? value : 0;
  },

  resetControl: (self: Nvic): number => 0xfa05_0000 | (isMainline(self) ? self.grouping << 8 : 0),
  requestReset: resetOrGroup,

  handlers(self: Nvic): number {
    const pended = shown(self.systemPended, pendingBits);
    if (!isMainline(self)) return pended & (1 << 15);
    return shown(self.systemActive, activeBits) | pended | (self.handlersEnabled << 16);
  },

  setHandlers(self: Nvic, value: number): void {
    if (isMainline(self)) {
      self.systemActive = taken(self.systemActive, value, activeBits);
      self.systemPended = taken(self.systemPended, value, pendingBits);
      self.handlersEnabled = (value >> 16) & 7;
    } else self.systemPended = taken(self.systemPended, value, [[SVCALL, 15]]);
    update(self);
  },

  idle: restart,
};

/** Behaviour of the controller, from the ARMv6-M Architecture Reference Manual, chapter B3. */
export const armv6mNvicHooks: Armv6mNvicHooks = hooks;

/** Behaviour of the controller, from the ARMv7-M Architecture Reference Manual, chapter B3. */
export const nvicHooks: NvicHooks = {
  ...hooks,
  lineGroups: (self) => ((self.numIrq + 31) >> 5) - 1,
  readActive: (self, index) => self.active.get(index),

  trigger(self, value) {
    if (value >= self.numIrq) return;
    const [index, bit] = placeOf(value);
    self.pended.set(index, self.pended.get(index) | bit);
    update(self);
  },
};
