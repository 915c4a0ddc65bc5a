import { type Access } from "@qdl/runtime";
import { type Gic } from "../../generated/arm/gic.ts";
import { CTLR, GICC } from "./gic-registers.ts";
import {
  activate,
  dropPriority,
  groupOf,
  hasGroups,
  highestPending,
  idlePriority,
  isOutside,
  runningPriority,
  setBit,
  signalled,
  spurious,
  update,
} from "./gic-state.ts";
import { requesterOf } from "./requester.ts";

/** What a secure read gives when the next interrupt is of group 1, which it may not take. */
const ofGroup1 = 1022;
/** The least binary points with five bits of priority. */
export const leastPoint = 2;
export const leastAliasedPoint = 3;

/** Who asks, and how: which interrupts may be seen and taken. */
interface View {
  readonly cpu: number;
  /** Non-secure: group 1 only, and priorities of the lower half only. */
  readonly outside: boolean;
  /** By a register for group 1 only. */
  readonly aliased: boolean;
}

/** The processor that accesses the controller, or whose interface is accessed. */
export function processorOf(self: Gic, access: Access): number {
  const { region } = access;
  if (region && self.interfaceOf.includes(region)) return region.index;
  return requesterOf(access, self.numCpu);
}

/** With who sent it, for an interrupt that software generated. */
function withSender(self: Gic, cpu: number, irq: number): number {
  if (irq >= 16) return irq;
  const senders = self.senders.get(16 * cpu + irq);
  return irq | ((31 - Math.clz32(senders & -senders)) << 10);
}

/** What a reader is told instead of an interrupt that it may not have (section 3.4.2); null if it may. */
function refusal(self: Gic, { cpu, outside, aliased }: View, group: 0 | 1): number | null {
  if (outside || aliased) return group === 0 ? spurious : null;
  const ackCtl = (self.interfaces.get(cpu) & CTLR.ackCtl) !== 0;
  return group === 1 && !ackCtl ? ofGroup1 : null;
}

/** Takes the most urgent interrupt: it is active from now on (section 4.4.4). */
function acknowledge(self: Gic, view: View): number {
  const { cpu } = view;
  const next = signalled(self, cpu);
  if (!next) return spurious;
  const refused = refusal(self, view, next.group);
  if (refused !== null) return refused;
  const { irq } = next;
  const value = withSender(self, cpu, irq);
  activate(self, cpu, next);
  setBit(self.active, { cpu, irq }, true);
  const at = 16 * cpu + irq;
  if (irq < 16) self.senders.set(at, self.senders.get(at) & ~(1 << (value >> 10)));
  if (irq >= 16 || self.senders.get(at) === 0) setBit(self.pended, { cpu, irq }, false);
  update(self);
  return value;
}

/** Whether the end of an interrupt drops its priority only, and deactivating it is another write (section 3.2.1). */
function isSplit(self: Gic, { cpu, outside }: View): boolean {
  return (self.interfaces.get(cpu) & (outside ? CTLR.eoiModeNonSecure : CTLR.eoiModeSecure)) !== 0;
}

/** Ends an interrupt, and drops to the priority before (section 4.4.5). */
function end(self: Gic, view: View, value: number): void {
  const { cpu, outside, aliased } = view;
  const irq = value & 0x3ff;
  if (irq >= self.numIrq) return;
  const group = groupOf(self, { cpu, irq });
  if ((outside || aliased) && group === 0) return;
  dropPriority(self, cpu, group);
  if (!isSplit(self, view)) setBit(self.active, { cpu, irq }, false);
}

/** Deactivates an interrupt whose end has dropped the priority only (section 4.4.15). */
function deactivate(self: Gic, view: View, value: number): void {
  const { cpu, outside } = view;
  const irq = value & 0x3ff;
  if (irq >= self.numIrq || !isSplit(self, view) || (outside && groupOf(self, { cpu, irq }) === 0)) return;
  setBit(self.active, { cpu, irq }, false);
}

function highest(self: Gic, view: View): number {
  const { cpu } = view;
  const { irq } = highestPending(self, cpu);
  if (irq === spurious) return spurious;
  return refusal(self, view, groupOf(self, { cpu, irq })) ?? withSender(self, cpu, irq);
}

/** A priority as non-secure accesses see it: the lower half, as if it were all (section 3.8.1). */
export const fromOutside = (priority: number): number => (priority & 0x80 ? (priority << 1) & 0xff : 0);
/** What a non-secure access means by a priority. */
export const toInside = (value: number): number => 0x80 | ((value & 0xff) >> 1);

/** The bits of GICC_CTLR that exist. */
function controlBits(self: Gic): number {
  if (self.revision === 2) return self.hasSecurityExtensions ? 0x7ff : 0x3ff;
  return self.hasSecurityExtensions ? 0x1f : 1;
}

/** GICC_CTLR as a non-secure access sees it: EnableGrp1 (0), in version 2 the bypass disables of group 1 (6:5), EOImodeNS (9). */
function readControl(self: Gic, { cpu, outside }: View): number {
  const value = self.interfaces.get(cpu);
  if (!outside) return value;
  return ((value >> 1) & 1) | (((value >> 7) & 3) << 5) | (((value >> 10) & 1) << 9);
}

function writeControl(self: Gic, { cpu, outside }: View, value: number): void {
  const ofOutside = 0x582;
  const moved = ((value & 1) << 1) | (((value >> 5) & 3) << 7) | (((value >> 9) & 1) << 10);
  const whole = outside ? (self.interfaces.get(cpu) & ~ofOutside) | moved : value;
  self.interfaces.set(cpu, whole & controlBits(self));
}

function readBinaryPoint(self: Gic, { cpu, outside }: View): number {
  if (!outside) return self.binaryPoints.get(cpu);
  if (self.interfaces.get(cpu) & CTLR.commonBinaryPoint) return Math.min(self.binaryPoints.get(cpu) + 1, 7);
  return self.aliasedBinaryPoints.get(cpu);
}

function writeBinaryPoint(self: Gic, { cpu, outside }: View, value: number): void {
  if (!outside) self.binaryPoints.set(cpu, Math.max(value & 7, leastPoint));
  else if (!(self.interfaces.get(cpu) & CTLR.commonBinaryPoint)) writeAliasedPoint(self, cpu, value);
}

function writeAliasedPoint(self: Gic, cpu: number, value: number): void {
  self.aliasedBinaryPoints.set(cpu, Math.max(value & 7, leastAliasedPoint));
}

/** A non-secure access cannot lift the mask out of the lower half, nor move it while it is in the upper one. */
function writeMask(self: Gic, { cpu, outside }: View, value: number): void {
  if (!outside) self.masks.set(cpu, value & 0xf8);
  else if (self.masks.get(cpu) & 0x80) self.masks.set(cpu, toInside(value) & 0xf8);
}

function readRunning(self: Gic, { cpu, outside }: View): number {
  const running = runningPriority(self, cpu);
  return outside && running !== idlePriority ? fromOutside(running) : running;
}

/** Registers for group 1 beside those that are the same for both; secure accesses only. */
function readAliased(self: Gic, offset: number, view: View): number {
  if (view.outside || !hasGroups(self)) return 0;
  if (offset === GICC.ABPR) return self.aliasedBinaryPoints.get(view.cpu);
  if (self.revision !== 2) return 0;
  if (offset === GICC.AIAR) return acknowledge(self, view);
  if (offset === GICC.AHPPIR) return highest(self, view);
  return offset === GICC.NSAPR0 ? self.aliasedActivePriorities.get(view.cpu) : 0;
}

function viewOf(self: Gic, offset: number, access: Access): View {
  const aliased = offset >= GICC.ABPR && offset <= GICC.AHPPIR;
  return { cpu: processorOf(self, access), outside: isOutside(self, access), aliased };
}

/** A processor reads its interface. */
export function readInterface(self: Gic, offset: number, access: Access): number {
  const view = viewOf(self, offset, access);
  const { cpu, outside } = view;
  switch (offset) {
    case GICC.CTLR:
      return readControl(self, view);
    case GICC.PMR:
      return outside ? fromOutside(self.masks.get(cpu)) : self.masks.get(cpu);
    case GICC.BPR:
      return readBinaryPoint(self, view);
    case GICC.IAR:
      return acknowledge(self, view);
    case GICC.RPR:
      return readRunning(self, view);
    case GICC.HPPIR:
      return highest(self, view);
    case GICC.APR0:
      if (self.revision !== 2) return 0;
      return (outside ? self.aliasedActivePriorities : self.activePriorities).get(cpu);
    case GICC.IIDR:
      return (self.iidr & 0xfff) | (self.revision << 16) | (self.iidr & 0xf000);
    default:
      return readAliased(self, offset, view);
  }
}

function writeAliased(self: Gic, offset: number, view: View, value: number): void {
  if (view.outside || !hasGroups(self)) return;
  if (offset === GICC.ABPR) writeAliasedPoint(self, view.cpu, value);
  else if (self.revision !== 2) return;
  else if (offset === GICC.AEOIR) end(self, view, value);
  else if (offset === GICC.NSAPR0) self.aliasedActivePriorities.set(view.cpu, value);
}

/** A processor writes its interface. */
export function writeInterface(self: Gic, offset: number, value: number, access: Access): void {
  const view = viewOf(self, offset, access);
  const { cpu, outside } = view;
  if (offset === GICC.CTLR) writeControl(self, view, value);
  else if (offset === GICC.PMR) writeMask(self, view, value);
  else if (offset === GICC.BPR) writeBinaryPoint(self, view, value);
  else if (offset === GICC.EOIR) end(self, view, value);
  else if (offset === GICC.DIR) deactivate(self, view, value);
  else if (offset !== GICC.APR0) writeAliased(self, offset, view, value);
  else if (self.revision === 2) (outside ? self.aliasedActivePriorities : self.activePriorities).set(cpu, value);
  update(self);
}
