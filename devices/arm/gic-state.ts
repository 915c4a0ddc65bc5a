import { type Access, type StateArray } from "@qdl/runtime";
import { type Gic } from "../../generated/arm/gic.ts";
import { CTLR } from "./gic-registers.ts";
import { isNonSecure } from "./requester.ts";

/** What a processor reads when there is nothing to take. */
export const spurious = 1023;
/** Priorities have five bits here, the highest of their byte. */
const priorityShift = 3;
export const idlePriority = 0xff;

/** Where the bits of 32 interrupts are: of the private ones each processor has its own. */
export const wordOf = (cpu: number, index: number): number => (index === 0 ? 32 + cpu : index);

/** Where the byte of an interrupt is. */
export const byteOf = (cpu: number, irq: number): number => (irq < 32 ? 1024 + 32 * cpu + irq : irq);

/** One interrupt as one processor sees it. */
export interface Line {
  readonly cpu: number;
  readonly irq: number;
}

export function isSet(bits: StateArray, { cpu, irq }: Line): boolean {
  return (bits.get(wordOf(cpu, irq >> 5)) & (1 << (irq & 31))) !== 0;
}

export function setBit(bits: StateArray, { cpu, irq }: Line, value: boolean): void {
  const word = wordOf(cpu, irq >> 5);
  const bit = 1 << (irq & 31);
  bits.set(word, value ? bits.get(word) | bit : bits.get(word) & ~bit);
}

/** Whether interrupts have groups (section 1.1.1 and chapter 3.8). */
export const hasGroups = (self: Gic): boolean => self.revision === 2 || self.hasSecurityExtensions;

export const groupOf = (self: Gic, line: Line): 0 | 1 => (isSet(self.groups, line) ? 1 : 0);

/** Whether an access sees the interrupts of group 1 only. */
export const isOutside = (self: Gic, access: Access): boolean => self.hasSecurityExtensions && isNonSecure(access);

/** Bits of a word whose group the distributor forwards. */
function forwarded(self: Gic, word: number): number {
  const groups = self.groups.get(word);
  return (self.control & 1 ? ~groups : 0) | (self.control & 2 ? groups : 0);
}

/** Interrupts of a word that pend: what is latched, and levels that are high. */
export function pendingWord(self: Gic, word: number): number {
  return self.pended.get(word) | (self.levels.get(word) & ~self.edges.get(word));
}

/** The most urgent interrupt that `cpu` could take, with its priority; `spurious` if there is none. */
export function highestPending(self: Gic, cpu: number): { irq: number; priority: number } {
  let best = { irq: spurious, priority: idlePriority + 1 };
  for (let index = 0; index <= (self.numIrq - 1) >> 5; index++) {
    const word = wordOf(cpu, index);
    let bits = pendingWord(self, word) & self.enabled.get(word) & ~self.active.get(word) & forwarded(self, word);
    for (; bits !== 0; bits &= bits - 1) {
      const irq = 32 * index + 31 - Math.clz32(bits & -bits);
      if (irq >= 32 && (self.targets.get(irq) & (1 << cpu)) === 0) continue;
      const priority = self.priorities.get(byteOf(cpu, irq));
      if (priority < best.priority) best = { irq, priority };
    }
  }
  return best;
}

/** The priority that a processor works at. */
export function runningPriority(self: Gic, cpu: number): number {
  const active = self.activePriorities.get(cpu) | self.aliasedActivePriorities.get(cpu);
  return active === 0 ? idlePriority : (31 - Math.clz32(active & -active)) << priorityShift;
}

/** Bits of a priority that decide whether it preempts (section 3.3.3): of group 1 it is one more for each value of its own binary point. */
function preemptionOf(self: Gic, cpu: number, { group, priority }: { group: 0 | 1; priority: number }): number {
  const own = group === 1 && !(self.interfaces.get(cpu) & CTLR.commonBinaryPoint);
  const point = own ? self.aliasedBinaryPoints.get(cpu) - 1 : self.binaryPoints.get(cpu);
  return priority & (0xff << (point + 1));
}

/** What a processor can take. */
export interface Pending {
  readonly irq: number;
  readonly priority: number;
  readonly group: 0 | 1;
}

/** What a processor can take now, if its interface lets it through. */
export function signalled(self: Gic, cpu: number): Pending | null {
  const { irq, priority } = highestPending(self, cpu);
  if (irq === spurious || priority >= self.masks.get(cpu)) return null;
  const group = groupOf(self, { cpu, irq });
  if (!(self.interfaces.get(cpu) & (group === 1 ? CTLR.enableGroup1 : CTLR.enableGroup0))) return null;
  const running = runningPriority(self, cpu);
  const next = { irq, priority, group };
  if (running === idlePriority) return next;
  const limit = preemptionOf(self, cpu, { group, priority: running });
  return preemptionOf(self, cpu, next) < limit ? next : null;
}

/** Drives the lines to the processors, where they change: IRQ, or FIQ for group 0 where its interface says so. */
export function update(self: Gic): void {
  let raised = 0;
  for (let cpu = 0; cpu < self.numCpu; cpu++) {
    const next = signalled(self, cpu);
    const fast = next?.group === 0 && (self.interfaces.get(cpu) & CTLR.fiqEnable) !== 0;
    if (next) raised |= 1 << (fast ? self.numCpu + cpu : cpu);
  }
  const changed = raised ^ self.raised;
  self.raised = raised;
  for (let line = 0; line < 2 * self.numCpu; line++)
    if (changed & (1 << line)) self.cpuLine[line]!.set((raised >> line) & 1);
}

/** Marks the priority of an interrupt that is taken as active. */
export function activate(self: Gic, cpu: number, taken: Pending): void {
  const all = taken.group === 1 ? self.aliasedActivePriorities : self.activePriorities;
  all.set(cpu, all.get(cpu) | (1 << (preemptionOf(self, cpu, taken) >> priorityShift)));
}

/** Drops to the priority before the most urgent that is active in a group. */
export function dropPriority(self: Gic, cpu: number, group: 0 | 1): void {
  const all = group === 1 ? self.aliasedActivePriorities : self.activePriorities;
  all.set(cpu, all.get(cpu) & (all.get(cpu) - 1));
}
