import { type Access, type StateArray } from "@qdl/runtime";
import { type Gic, type GicHooks } from "../../generated/arm/gic.ts";
import { processorOf, readInterface, writeInterface } from "./gic-interface.ts";
import { GICD } from "./gic-registers.ts";
import { byteOf, pendingWord, setBit, update, wordOf } from "./gic-state.ts";

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

/** The registers with a bit an interrupt, by offset / 0x80. */
function bitsOf(self: Gic, cpu: number, offset: number): number {
  const word = wordOf(cpu, (offset >> 2) & 31);
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

/** Two bits an interrupt: the upper one says that edges interrupt. */
function configuration(self: Gic, cpu: number, offset: number): number {
  const irq = (offset - GICD.ICFGR) * 4;
  const edges = (irq === 0 ? generated : self.edges.get(wordOf(cpu, irq >> 5)) >>> (irq & 31)) & 0xffff;
  let value = 0;
  for (let i = 0; i < 16; i++) value |= ((edges >> i) & 1) << (2 * i + 1);
  return value;
}

function readWord(self: Gic, cpu: number, offset: number): number {
  if (offset >= GICD.ICPIDR4) return idOf(self, (offset - GICD.ICPIDR4) >> 2);
  if (offset >= GICD.CPENDSGIR && offset < GICD.CPENDSGIR + 0x20) return bytes(offset, (at) => senderAt(self, cpu, at));
  if (offset >= GICD.ICFGR && offset < GICD.NSACR) return configuration(self, cpu, offset);
  if (offset >= GICD.ITARGETSR && offset < GICD.ICFGR) return bytes(offset, (at) => targetAt(self, cpu, at));
  if (offset >= GICD.IPRIORITYR && offset < GICD.ITARGETSR)
    return bytes(offset, (at) => self.priorities.get(byteOf(cpu, at - GICD.IPRIORITYR)));
  if (offset >= GICD.ISENABLER) return bitsOf(self, cpu, offset);
  if (offset === GICD.TYPER) return (((self.numIrq + 31) >> 5) - 1) | ((self.numCpu - 1) << 5);
  if (offset === GICD.IIDR) return self.iidr;
  return offset === GICD.CTLR ? Number(self.distributing) : 0;
}

function bytes(offset: number, at: (offset: number) => number): number {
  return at(offset) | (at(offset + 1) << 8) | (at(offset + 2) << 16) | (at(offset + 3) << 24);
}

function idOf(self: Gic, index: number): number {
  return identification[index]! | (index === versionAt ? self.revision << 4 : 0);
}

function senderAt(self: Gic, cpu: number, offset: number): number {
  return self.senders.get(16 * cpu + (offset & 15));
}

/** Private interrupts go to the processor that asks; with one processor there is nothing to choose. */
function targetAt(self: Gic, cpu: number, offset: number): number {
  const irq = offset - GICD.ITARGETSR;
  if (self.numCpu === 1 || irq >= self.numIrq) return 0;
  return irq < 32 ? 1 << cpu : self.targets.get(irq);
}

/** Where a write sets bits, and where it clears them. */
function writeBits(self: Gic, cpu: number, offset: number, value: number): void {
  const index = (offset >> 2) & 31;
  const word = wordOf(cpu, index);
  const bits = value & existing(self, index) & (index === 0 ? ~generated : -1);
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

function writeConfiguration(self: Gic, cpu: number, offset: number, value: number): void {
  const first = (offset - GICD.ICFGR) * 4;
  if (first < 16) return;
  for (let i = 0; i < 16; i++) setBit(self.edges, { cpu, irq: first + i }, ((value >> (2 * i + 1)) & 1) !== 0);
}

/** A byte that has one interrupt of its own: a priority, a set of targets, a set of senders. */
function writeByte(self: Gic, cpu: number, offset: number, value: number): void {
  const irq = offset & 0x3ff;
  if (offset >= GICD.CPENDSGIR) return writeSenders(self, cpu, offset, value);
  if (irq >= self.numIrq) return;
  if (offset >= GICD.ITARGETSR) {
    if (irq >= 32 && self.numCpu > 1) self.targets.set(irq, value & cpus(self));
  } else self.priorities.set(byteOf(cpu, irq), value & 0xf8);
}

function writeSenders(self: Gic, cpu: number, offset: number, value: number): void {
  const irq = offset & 15;
  const at = 16 * cpu + irq;
  const old = self.senders.get(at);
  const senders = offset >= GICD.SPENDSGIR ? old | (value & cpus(self)) : old & ~value;
  self.senders.set(at, senders);
  setBit(self.pended, { cpu, irq }, senders !== 0);
}

/** Sends an interrupt to processors (section 4.3.15). */
function generate(self: Gic, sender: number, value: number): void {
  const irq = value & 15;
  const filter = (value >> 24) & 3;
  const listed = (value >> 16) & cpus(self);
  const targets = [listed, cpus(self) & ~(1 << sender), 1 << sender, 0][filter]!;
  for (let cpu = 0; cpu < self.numCpu; cpu++) {
    if ((targets & (1 << cpu)) === 0) continue;
    const at = 16 * cpu + irq;
    self.senders.set(at, self.senders.get(at) | (1 << sender));
    setBit(self.pended, { cpu, irq }, true);
  }
}

function isBytes(offset: number): boolean {
  const senders = offset >= GICD.CPENDSGIR && offset < GICD.CPENDSGIR + 0x20;
  return (offset >= GICD.IPRIORITYR && offset < GICD.ICFGR) || senders;
}

function writeDistributor(self: Gic, offset: number, value: number, access: Access): void {
  const cpu = processorOf(self, access);
  if (isBytes(offset))
    for (let i = 0; i < access.size; i++) writeByte(self, cpu, offset + i, (value >> (8 * i)) & 0xff);
  else if (access.size === 4 && offset % 4 === 0) {
    if (offset === GICD.CTLR) self.distributing = (value & 1) !== 0;
    else if (offset === GICD.SGIR) generate(self, cpu, value);
    else if (offset >= GICD.ICFGR && offset < GICD.NSACR) writeConfiguration(self, cpu, offset, value);
    else if (offset >= GICD.ISENABLER && offset < GICD.IPRIORITYR) writeBits(self, cpu, offset, value);
  }
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
    read: (self, offset, access) => readWord(self, processorOf(self, access), offset & ~3) >>> (8 * (offset & 3)),
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
      for (const bits of [self.pended, self.active]) bits.set(word, 0);
      self.edges.set(word, word >= 32 ? generated : 0);
    }
    for (let irq = 0; irq < 1024; irq++) self.targets.set(irq, alone);
    for (let at = 0; at < 1280; at++) self.priorities.set(at, 0);
    for (let at = 0; at < 128; at++) self.senders.set(at, 0);
    self.distributing = false;
    for (let cpu = 0; cpu < 8; cpu++) {
      self.interfaces.set(cpu, 0);
      self.masks.set(cpu, 0);
      self.binaryPoints.set(cpu, 2);
      self.activePriorities.set(cpu, 0);
    }
    update(self);
  },
};
