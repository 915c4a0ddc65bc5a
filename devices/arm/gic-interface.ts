import { type Access } from "@qdl/runtime";
import { type Gic } from "../../generated/arm/gic.ts";
import { GICC } from "./gic-registers.ts";
import {
  highestPending,
  runningPriority,
  setActivePriority,
  setBit,
  signalled,
  spurious,
  update,
} from "./gic-state.ts";

/** The processor that accesses the controller, or whose interface is accessed. */
export function processorOf(self: Gic, { attributes, region }: Access): number {
  if (region && self.interfaceOf.includes(region)) return region.index;
  return Math.min(attributes.requester ?? 0, self.numCpu - 1);
}

/** With who sent it, for an interrupt that software generated. */
function withSender(self: Gic, cpu: number, irq: number): number {
  if (irq >= 16) return irq;
  const senders = self.senders.get(16 * cpu + irq);
  return irq | ((31 - Math.clz32(senders & -senders)) << 10);
}

/** Takes the most urgent interrupt: it is active from now on (section 4.4.4). */
function acknowledge(self: Gic, cpu: number): number {
  const next = signalled(self, cpu);
  if (!next) return spurious;
  const { irq, priority } = next;
  const value = withSender(self, cpu, irq);
  setActivePriority(self, cpu, priority, true);
  setBit(self.active, { cpu, irq }, true);
  const at = 16 * cpu + irq;
  if (irq < 16) self.senders.set(at, self.senders.get(at) & ~(1 << (value >> 10)));
  if (irq >= 16 || self.senders.get(at) === 0) setBit(self.pended, { cpu, irq }, false);
  update(self);
  return value;
}

/** Ends an interrupt, and drops to the priority before (section 4.4.5). */
function end(self: Gic, cpu: number, value: number): void {
  const irq = value & 0x3ff;
  if (irq >= self.numIrq) return;
  const active = self.activePriorities.get(cpu);
  self.activePriorities.set(cpu, active & (active - 1));
  setBit(self.active, { cpu, irq }, false);
  update(self);
}

/** A processor reads its interface. */
export function readInterface(self: Gic, offset: number, access: Access): number {
  const cpu = processorOf(self, access);
  switch (offset) {
    case GICC.CTLR:
      return self.interfaces.get(cpu);
    case GICC.PMR:
      return self.masks.get(cpu);
    case GICC.BPR:
      return self.binaryPoints.get(cpu);
    case GICC.IAR:
      return acknowledge(self, cpu);
    case GICC.RPR:
      return runningPriority(self, cpu);
    case GICC.HPPIR: {
      const { irq } = highestPending(self, cpu);
      return irq === spurious ? spurious : withSender(self, cpu, irq);
    }
    case GICC.APR0:
      return self.activePriorities.get(cpu);
    case GICC.IIDR:
      return (self.iidr & 0xfff) | (self.revision << 16) | (self.iidr & 0xf000);
    default:
      return 0;
  }
}

/** A processor writes its interface. */
export function writeInterface(self: Gic, offset: number, value: number, access: Access): void {
  const cpu = processorOf(self, access);
  if (offset === GICC.CTLR) self.interfaces.set(cpu, value & 1);
  else if (offset === GICC.PMR) self.masks.set(cpu, value & 0xf8);
  else if (offset === GICC.BPR) self.binaryPoints.set(cpu, Math.max(value & 7, 2));
  else if (offset === GICC.EOIR) return end(self, cpu, value);
  else if (offset === GICC.APR0) self.activePriorities.set(cpu, value);
  update(self);
}
