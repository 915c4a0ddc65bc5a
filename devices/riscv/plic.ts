import { type PlicFu540, type PlicFu540Hooks, type PlicVirt, type PlicVirtHooks } from "../../generated/riscv/plic.ts";

type Plic = PlicFu540 | PlicVirt;

/** Words of a context's enable bits. */
const enableWords = 32;

/** Bits of one word of ENABLE that stand for sources: there is no source 0. */
function existing(self: Plic, word: number): number {
  const above = self.source.length - 32 * word;
  const bits = above >= 32 ? -1 : above <= 0 ? 0 : (1 << above) - 1;
  return word === 0 ? bits & ~1 : bits;
}

/** The most urgent source that waits and that a context has enabled: highest priority, then lowest number; 0 if none. */
function mostUrgent(self: Plic, context: number): number {
  let best = 0;
  let priority = 0;
  for (let word = 0; 32 * word < self.source.length; word++) {
    let waiting = self.getPending(word) & self.getEnable(context * enableWords + word);
    for (; waiting !== 0; waiting &= waiting - 1) {
      const source = 32 * word + 31 - Math.clz32(waiting & -waiting);
      if (self.getPriority(source) <= priority) continue;
      best = source;
      priority = self.getPriority(source);
    }
  }
  return best;
}

function update(self: Plic): void {
  for (const [context, line] of self.target.entries()) {
    const source = mostUrgent(self, context);
    line.set(source !== 0 && self.getPriority(source) > self.getThreshold(context));
  }
}

function setPending(self: Plic, source: number, on: boolean): void {
  const bit = 1 << (source & 31);
  const word = source >>> 5;
  self.setPending(word, on ? self.getPending(word) | bit : self.getPending(word) & ~bit);
}

const hooks = {
  /** The gateway of a level: one request at a time, the next when this one is completed (specification, section 3). */
  setSource(self: Plic, source: number, level: number): void {
    if (source === 0) return;
    const bit = 1 << (source & 31);
    const word = source >>> 5;
    const levels = self.levels.get(word);
    self.levels.set(word, level ? levels | bit : levels & ~bit);
    if (!level || self.claimed.get(word) & bit) return;
    setPending(self, source, true);
    update(self);
  },

  prioritize(self: Plic, source: number): void {
    if (source === 0) self.setPriority(0, 0);
    update(self);
  },

  enable(self: Plic, index: number, value: number): void {
    self.setEnable(index, value & existing(self, index % enableWords));
    update(self);
  },

  limit: update,

  claim(self: Plic, context: number): number {
    const source = mostUrgent(self, context);
    if (source === 0) return 0;
    setPending(self, source, false);
    self.claimed.set(source >>> 5, self.claimed.get(source >>> 5) | (1 << (source & 31)));
    update(self);
    return source;
  },

  complete(self: Plic, context: number, source: number): void {
    if (source >= self.source.length) return;
    const bit = 1 << (source & 31);
    const word = source >>> 5;
    // Of a source that the context has not enabled the completion is ignored (specification, section 9).
    if (!(self.getEnable(context * enableWords + word) & bit) || !(self.claimed.get(word) & bit)) return;
    self.claimed.set(word, self.claimed.get(word) & ~bit);
    if (self.levels.get(word) & bit) setPending(self, source, true);
    update(self);
  },

  restart(self: Plic): void {
    for (let word = 0; 32 * word < self.source.length; word++) {
      self.claimed.set(word, 0);
      self.setPending(word, self.levels.get(word) & existing(self, word));
    }
    update(self);
  },
};

export const plicFu540Hooks: PlicFu540Hooks = hooks;
export const plicVirtHooks: PlicVirtHooks = hooks;
