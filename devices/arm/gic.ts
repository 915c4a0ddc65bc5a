import { type Access, type StateArray } from "@qdl/runtime";
import { type Gic, type GicHooks } from "../../generated/arm/gic.ts";
import {
  fromOutside,
  leastAliasedPoint,
  leastPoint,
  processorOf,
  readInterface,
  toInside,
  writeInterface,
} from "./gic-interface.ts";
import { GICD } from "./gic-registers.ts";
import { byteOf, groupOf, hasGroups, isOutside, pendingWord, setBit, update, wordOf } from "./gic-state.ts";

/** Software generated interrupts are always enabled. */
const generated = 0xffff;

/** Identification (section 4.3.19): PrimeCell, ARM, the architecture version in ICPIDR2. */
const identification = [0x04, 0, 0, 0, 0x90, 0xb4, 0x0b, 0, 0x0d, 0xf0, 0x05, 0xb1];
const versionAt = 6;

const cpus = (self: Gic): number => (1 << self.numCpu) - 1;

/** Bits of 32 interrupts that exist. */
function existing(self: Gic, index: number): number {
  const rest = self.numIrq - 32 * index;
  if (rest <= 0) return 0;
  return rest >= 32 ? -1 : (1 << rest) - 1;
}

/** Who accesses the distributor: a processor, and whether it sees the interrupts of group 1 only. */
interface View {
  readonly cpu: number;
  readonly outside: boolean;
}

/** Whether an interrupt is there for who asks. */
const isSeen = (self: Gic, { cpu, outside }: View, irq: number): boolean =>
  !outside || groupOf(self, { cpu, irq }) === 1;

/** The registers with a bit an interrupt, by offset / 0x80. */
function bitsOf(self: Gic, { cpu, outside }: View, offset: number): number {
  const word = wordOf(cpu, (offset >> 2) & 31);
  const seen = outside ? self.groups.get(word) : -1;
  return allBitsOf(self, word, offset) & seen;
}

function allBitsOf(self: Gic, word: number, offset: number): number {
  switch (offset & ~0x7f) {
    case GICD.ISENABLER:
    case GICD.ICENABLER:
      return self.enabled.get(word) | (word >= 32 ? generated : 0);
    case GICD.ISPENDR:
    case GICD.ICPENDR:
      return pendingWord(self, word);
    case GICD.ISACTIVER:
    case GICD.ICACTIVER:
      return self.active.get(word);
    default:
      return 0;
  }
}

/** Which interrupts are of group 1: secure accesses only. */
function groupsOf(self: Gic, { cpu, outside }: View, offset: number): number {
  return outside ? 0 : self.groups.get(wordOf(cpu, (offset >> 2) & 31));
}

/** Two bits an interrupt: the upper one says that edges interrupt. */
function configuration(self: Gic, view: View, offset: number): number {
  const irq = (offset - GICD.ICFGR) * 4;
  if (irq >= self.numIrq) return 0;
  const word = wordOf(view.cpu, irq >> 5);
  const seen = view.outside ? self.groups.get(word) : -1;
  const edges = ((irq === 0 ? generated : self.edges.get(word) >>> (irq & 31)) & (seen >>> (irq & 31)) & 0xffff) >>> 0;
  let value = 0;
  for (let i = 0; i < 16; i++) value |= ((edges >> i) & 1) << (2 * i + 1);
  return value;
}

/** GICD_CTLR: a non-secure access sees the enable of its group at bit 0. */
const controlOf = (self: Gic, outside: boolean): number => (outside ? self.control >> 1 : self.control);

function typeOf(self: Gic): number {
  return (((self.numIrq + 31) >> 5) - 1) | ((self.numCpu - 1) << 5) | (self.hasSecurityExtensions ? 1 << 10 : 0);
}

function readWord(self: Gic, view: View, offset: number): number {
  if (offset >= GICD.ICPIDR4) return idOf(self, (offset - GICD.ICPIDR4) >> 2);
  if (isSenders(self, offset)) return bytes(offset, (at) => senderAt(self, view, at));
  if (offset >= GICD.ICFGR && offset < GICD.NSACR) return configuration(self, view, offset);
  if (offset >= GICD.ITARGETSR && offset < GICD.ICFGR) return bytes(offset, (at) => targetAt(self, view, at));
  if (offset >= GICD.IPRIORITYR && offset < GICD.ITARGETSR) return bytes(offset, (at) => priorityAt(self, view, at));
  if (offset >= GICD.ISENABLER) return bitsOf(self, view, offset);
  if (offset >= GICD.IGROUPR) return groupsOf(self, view, offset);
  if (offset === GICD.TYPER) return typeOf(self);
  if (offset === GICD.IIDR) return self.iidr;
  return offset === GICD.CTLR ? controlOf(self, view.outside) : 0;
}

/** Version 2 shows and changes who has sent software generated interrupts. */
function isSenders(self: Gic, offset: number): boolean {
  return self.revision === 2 && offset >= GICD.CPENDSGIR && offset < GICD.CPENDSGIR + 0x20;
}

function bytes(offset: number, at: (offset: number) => number): number {
  return at(offset) | (at(offset + 1) << 8) | (at(offset + 2) << 16) | (at(offset + 3) << 24);
}

function idOf(self: Gic, index: number): number {
  return identification[index]! | (index === versionAt ? self.revision << 4 : 0);
}

function senderAt(self: Gic, view: View, offset: number): number {
  const irq = offset & 15;
  return isSeen(self, view, irq) ? self.senders.get(16 * view.cpu + irq) : 0;
}

function priorityAt(self: Gic, view: View, offset: number): number {
  const irq = offset - GICD.IPRIORITYR;
  const priority = self.priorities.get(byteOf(view.cpu, irq));
  if (!view.outside) return priority;
  return isSeen(self, view, irq) ? fromOutside(priority) : 0;
}

/** Private interrupts go to the processor that asks; with one processor there is nothing to choose. */
function targetAt(self: Gic, view: View, offset: number): number {
  const irq = offset - GICD.ITARGETSR;
  if (self.numCpu === 1 || irq >= self.numIrq || !isSeen(self, view, irq)) return 0;
  return irq < 32 ? 1 << view.cpu : self.targets.get(irq);
}

/** Where a write sets bits, and where it clears them. */
function writeBits(self: Gic, { cpu, outside }: View, offset: number, value: number): void {
  const index = (offset >> 2) & 31;
  const word = wordOf(cpu, index);
  const seen = outside ? self.groups.get(word) : -1;
  const bits = value & seen & existing(self, index) & (index === 0 ? ~generated : -1);
  const set = (array: StateArray): void => array.set(word, array.get(word) | bits);
  const clear = (array: StateArray): void => array.set(word, array.get(word) & ~bits);
  switch (offset & ~0x7f) {
    case GICD.ISENABLER:
      return set(self.enabled);
    case GICD.ICENABLER:
      return clear(self.enabled);
    case GICD.ISPENDR:
      return set(self.pended);
    case GICD.ICPENDR:
      return clear(self.pended);
    case GICD.ISACTIVER:
      return set(self.active);
    case GICD.ICACTIVER:
      return clear(self.active);
  }
}

function writeGroups(self: Gic, { cpu, outside }: View, offset: number, value: number): void {
  if (outside || !hasGroups(self)) return;
  const index = (offset >> 2) & 31;
  self.groups.set(wordOf(cpu, index), value & existing(self, index));
}

function writeConfiguration(self: Gic, view: View, offset: number, value: number): void {
  const first = (offset - GICD.ICFGR) * 4;
  if (first < 16 || first >= self.numIrq) return;
  for (let i = 0; i < 16; i++)
    if (isSeen(self, view, first + i))
      setBit(self.edges, { cpu: view.cpu, irq: first + i }, ((value >> (2 * i + 1)) & 1) !== 0);
}

/** A byte that has one interrupt of its own: a priority, a set of targets, a set of senders. */
function writeByte(self: Gic, view: View, offset: number, value: number): void {
  const irq = offset & 0x3ff;
  if (offset >= GICD.CPENDSGIR) return writeSenders(self, view, offset, value);
  if (irq >= self.numIrq || !isSeen(self, view, irq)) return;
  if (offset >= GICD.ITARGETSR) {
    if (irq >= 32 && self.numCpu > 1) self.targets.set(irq, value & cpus(self));
  } else self.priorities.set(byteOf(view.cpu, irq), (view.outside ? toInside(value) : value) & 0xf8);
}

function writeSenders(self: Gic, view: View, offset: number, value: number): void {
  const { cpu } = view;
  const irq = offset & 15;
  if (!isSeen(self, view, irq)) return;
  const at = 16 * cpu + irq;
  const old = self.senders.get(at);
  const senders = offset >= GICD.SPENDSGIR ? old | (value & cpus(self)) : old & ~value;
  self.senders.set(at, senders);
  setBit(self.pended, { cpu, irq }, senders !== 0);
}

/** Sends an interrupt to processors for which it is of the group that is meant (section 4.3.15): NSATT, and group 1 from outside. */
function generate(self: Gic, { cpu: sender, outside }: View, value: number): void {
  const irq = value & 15;
  const filter = (value >> 24) & 3;
  const group = outside || value & (1 << 15) ? 1 : 0;
  const listed = (value >> 16) & cpus(self);
  const targets = [listed, cpus(self) & ~(1 << sender), 1 << sender, 0][filter]!;
  for (let cpu = 0; cpu < self.numCpu; cpu++) {
    if ((targets & (1 << cpu)) === 0) continue;
    if (self.hasSecurityExtensions && groupOf(self, { cpu, irq }) !== group) continue;
    const at = 16 * cpu + irq;
    self.senders.set(at, self.senders.get(at) | (1 << sender));
    setBit(self.pended, { cpu, irq }, true);
  }
}

function isBytes(self: Gic, offset: number): boolean {
  return (offset >= GICD.IPRIORITYR && offset < GICD.ICFGR) || isSenders(self, offset);
}

function writeControl(self: Gic, outside: boolean, value: number): void {
  if (outside) self.control = (self.control & 1) | ((value & 1) << 1);
  else self.control = value & (hasGroups(self) ? 3 : 1);
}

function writeWord(self: Gic, view: View, offset: number, value: number): void {
  if (offset === GICD.CTLR) writeControl(self, view.outside, value);
  else if (offset === GICD.SGIR) generate(self, view, value);
  else if (offset >= GICD.ICFGR && offset < GICD.NSACR) writeConfiguration(self, view, offset, value);
  else if (offset >= GICD.ISENABLER && offset < GICD.IPRIORITYR) writeBits(self, view, offset, value);
  else if (offset >= GICD.IGROUPR && offset < GICD.ISENABLER) writeGroups(self, view, offset, value);
}

const viewOf = (self: Gic, access: Access): View => ({
  cpu: processorOf(self, access),
  outside: isOutside(self, access),
});

function writeDistributor(self: Gic, offset: number, value: number, access: Access): void {
  const view = viewOf(self, access);
  if (isBytes(self, offset))
    for (let i = 0; i < access.size; i++) writeByte(self, view, offset + i, (value >> (8 * i)) & 0xff);
  else if (access.size === 4 && offset % 4 === 0) writeWord(self, view, offset, value);
  update(self);
}

/** A line of an interrupt has changed; rising edges are latched. */
function setLine(self: Gic, cpu: number, irq: number, level: number): void {
  const word = wordOf(cpu, irq >> 5);
  const bit = 1 << (irq & 31);
  const old = self.levels.get(word);
  if (level && !(old & bit) && self.edges.get(word) & bit) self.pended.set(word, self.pended.get(word) | bit);
  self.levels.set(word, level ? old | bit : old & ~bit);
  update(self);
}

/** Behaviour of the controller, from ARM IHI 0048B, chapters 3 and 4. */
export const gicHooks: GicHooks = {
  distributor: {
    read: (self, offset, access) => readWord(self, viewOf(self, access), offset & ~3) >>> (8 * (offset & 3)),
    write: writeDistributor,
  },
  interfaceOps: { read: readInterface, write: writeInterface },

  setShared(self, line, level) {
    setLine(self, 0, line + 32, level);
  },

  setPrivate(self, line, level) {
    const irq = line & 31;
    if (irq >= 16) setLine(self, line >> 5, irq, level);
  },

  idle(self) {
    const alone = self.numCpu === 1 ? 1 : 0;
    for (let word = 0; word < 40; word++) {
      self.enabled.set(word, word >= 32 ? generated : 0);
      for (const bits of [self.pended, self.active, self.groups]) bits.set(word, 0);
      self.edges.set(word, word >= 32 ? generated : 0);
    }
    for (let irq = 0; irq < 1024; irq++) self.targets.set(irq, alone);
    for (let at = 0; at < 1280; at++) self.priorities.set(at, 0);
    for (let at = 0; at < 128; at++) self.senders.set(at, 0);
    self.control = 0;
    for (let cpu = 0; cpu < 8; cpu++) {
      self.interfaces.set(cpu, 0);
      self.masks.set(cpu, 0);
      self.binaryPoints.set(cpu, leastPoint);
      self.aliasedBinaryPoints.set(cpu, leastAliasedPoint);
      self.activePriorities.set(cpu, 0);
      self.aliasedActivePriorities.set(cpu, 0);
    }
    update(self);
  },
};
