import { type StateArray } from "@qdl/runtime";
import { type Gic } from "../../generated/arm/gic.ts";

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

/** Interrupts of a word that pend: what is latched, and levels that are high. */
export function pendingWord(self: Gic, word: number): number {
  return self.pended.get(word) | (self.levels.get(word) & ~self.edges.get(word));
}

/** The most urgent interrupt that `cpu` could take, with its priority; `spurious` if there is none. */
export function highestPending(self: Gic, cpu: number): { irq: number; priority: number } {
  let best = { irq: spurious, priority: idlePriority + 1 };
  if (!self.distributing) return best;
  for (let index = 0; index <= (self.numIrq - 1) >> 5; index++) {
    const word = wordOf(cpu, index);
    let bits = pendingWord(self, word) & self.enabled.get(word) & ~self.active.get(word);
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
  const active = self.activePriorities.get(cpu);
  return active === 0 ? idlePriority : (31 - Math.clz32(active & -active)) << priorityShift;
}

/** Bits of a priority that decide whether it preempts (section 3.3.3): those above the binary point. */
function groupOf(self: Gic, cpu: number, priority: number): number {
  return priority & (0xff << (self.binaryPoints.get(cpu) + 1));
}

/** What a processor can take now, if its interface lets it through. */
export function signalled(self: Gic, cpu: number): { irq: number; priority: number } | null {
  if ((self.interfaces.get(cpu) & 1) === 0) return null;
  const next = highestPending(self, cpu);
  if (next.irq === spurious || next.priority >= self.masks.get(cpu)) return null;
  const running = runningPriority(self, cpu);
  return running === idlePriority || groupOf(self, cpu, next.priority) < groupOf(self, cpu, running) ? next : null;
}

/** Drives the lines to the processors, where they change. */
export function update(self: Gic): void {
  let raised = 0;
  for (let cpu = 0; cpu < self.numCpu; cpu++) if (signalled(self, cpu)) raised |= 1 << cpu;
  const changed = raised ^ self.raised;
  self.raised = raised;
  for (let cpu = 0; cpu < self.numCpu; cpu++) if (changed & (1 << cpu)) self.cpuLine[cpu]!.set((raised >> cpu) & 1);
}

/** Marks a priority as active, or no longer. */
export function setActivePriority(self: Gic, cpu: number, priority: number, active: boolean): void {
  const bit = 1 << (groupOf(self, cpu, priority) >> priorityShift);
  const all = self.activePriorities.get(cpu);
  self.activePriorities.set(cpu, active ? all | bit : all & ~bit);
}
