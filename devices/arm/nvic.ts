import { type Nvic, type NvicHooks } from "../../generated/arm/nvic.ts";
import { ticksIn, timeOf } from "../ticks.ts";

/** Exceptions of the system that pend here; the processor takes care of the others itself. */
const NMI = 2;
const PENDSV = 14;
const SYSTICK = 15;
const firstIrq = 16;
const lowest = 256;

/** The priority of an exception, lower is more urgent; -2 for NMI. */
export function priorityOf(self: Nvic, exception: number): number {
  if (exception < 4) return exception - 4;
  const existing = (0xff << (8 - self.priorityBits)) & 0xff;
  const at = exception - (exception < firstIrq ? 4 : firstIrq);
  const word = exception < firstIrq ? self.getShpr(at >> 2) : self.getIpr(at >> 2);
  return (word >>> (8 * (at & 3))) & existing;
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
  for (let index = 0; index < 8; index++)
    for (let bits = word(index); bits !== 0; bits &= bits - 1)
      consider(firstIrq + 32 * index + 31 - Math.clz32(bits & -bits));
  return best;
}

/** The exception to take next, 0 for none. */
export function pendingException(self: Nvic): number {
  return mostUrgent(self, self.systemPended, (index) => self.pended.get(index) & self.enabled.get(index));
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

/** Frequency of SysTick in Hz. */
function frequency(self: Nvic): number {
  return self.systCsrClksource ? self.cpuclk.hz : self.refclk.hz || self.cpuclk.hz;
}

/** SysTick's counter: down to 0, then on from the reload value. */
function counter(self: Nvic): number {
  const { ticks } = self;
  const hz = frequency(self);
  if (!self.systCsrEnable || hz === 0) return ticks;
  const passed = ticksIn(self.session.clock.now - Number(self.since), hz);
  if (passed <= ticks) return ticks - passed;
  const reload = self.systRvrReload;
  return reload - ((passed - ticks - 1) % (reload + 1));
}

/** Makes `value` the counter's value from now on. */
function setCounter(self: Nvic, value: number): void {
  self.ticks = value;
  self.since = BigInt(self.session.clock.now);
  const hz = frequency(self);
  const next = value > 0 ? value : self.systRvrReload + 1;
  if (!self.systCsrEnable || hz === 0 || next === 1) self.systick.cancel();
  else self.systick.setIn(timeOf(next, hz));
}

function pendSystem(self: Nvic, exception: number): void {
  self.systemPended |= 1 << exception;
  update(self);
}

/** Behaviour of the controller, from the ARMv7-M Architecture Reference Manual, chapter B3. */
export const nvicHooks: NvicHooks = {
  setLine(self, line, level) {
    const [index, bit] = placeOf(line);
    const old = self.levels.get(index);
    self.levels.set(index, level ? old | bit : old & ~bit);
    if (!level || old & bit || (existing(self, index) & bit) === 0) return;
    self.pended.set(index, self.pended.get(index) | bit);
    update(self);
  },

  lineGroups: (self) => ((self.numIrq + 31) >> 5) - 1,

  takeCountFlag(self, current) {
    const { counted } = self;
    self.counted = false;
    return counted ? current | 0x1_0000 : current;
  },

  retime(self) {
    setCounter(self, counter(self));
  },

  current: counter,

  clearCurrent(self) {
    self.counted = false;
    setCounter(self, 0);
  },

  calibrated: (self) => self.calibration,

  expired(self) {
    self.counted = true;
    setCounter(self, 0);
    if (self.systCsrTickint) pendSystem(self, SYSTICK);
  },

  readEnabled: (self, index) => self.enabled.get(index),

  enable(self, index, value) {
    self.enabled.set(index, (self.enabled.get(index) | value) & existing(self, index));
    update(self);
  },

  disable(self, index, value) {
    self.enabled.set(index, self.enabled.get(index) & ~value);
    update(self);
  },

  readPending: (self, index) => self.pended.get(index),

  pend(self, index, value) {
    self.pended.set(index, (self.pended.get(index) | value) & existing(self, index));
    update(self);
  },

  unpend(self, index, value) {
    self.pended.set(index, self.pended.get(index) & ~value);
    update(self);
  },

  readActive: (self, index) => self.active.get(index),
  prioritize: (self) => update(self),
  prioritizeSystem: (self) => update(self),
  identify: (self) => self.identity,

  stateOfInterrupts(self) {
    const next = pendingException(self);
    const running = mostUrgent(self, self.systemActive, (index) => self.active.get(index));
    const pended = self.systemPended;
    return (
      running |
      (next << 12) |
      (next >= firstIrq ? 1 << 22 : 0) |
      (pended & (1 << SYSTICK) ? 1 << 26 : 0) |
      (pended & (1 << PENDSV) ? 1 << 28 : 0) |
      (pended & (1 << NMI) ? 1 << 31 : 0)
    );
  },

  control(self, value) {
    if (value & (1 << 25)) self.systemPended &= ~(1 << SYSTICK);
    if (value & (1 << 26)) self.systemPended |= 1 << SYSTICK;
    if (value & (1 << 27)) self.systemPended &= ~(1 << PENDSV);
    if (value & (1 << 28)) self.systemPended |= 1 << PENDSV;
    if (value & (1 << 31)) self.systemPended |= 1 << NMI;
    update(self);
  },

  resetControl: () => 0xfa05_0000,

  requestReset(self, value) {
    const key = 0x05fa;
    const systemReset = 4;
    if (value >>> 16 === key && value & systemReset) self.resetRequest.pulse();
  },

  trigger(self, value) {
    if (value >= self.numIrq) return;
    const [index, bit] = placeOf(value);
    self.pended.set(index, self.pended.get(index) | bit);
    update(self);
  },

  idle(self) {
    for (let index = 0; index < 8; index++) {
      self.enabled.set(index, 0);
      self.active.set(index, 0);
      self.pended.set(index, self.levels.get(index) & existing(self, index));
    }
    self.systemPended = 0;
    self.systemActive = 0;
    self.counted = false;
    setCounter(self, 0);
    update(self);
  },
};
