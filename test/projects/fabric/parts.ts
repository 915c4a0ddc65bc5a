import { type FlashHooks, type HubHooks, type MmuHooks, type PulseHooks, type SinkHooks } from "./generated/parts.ts";

export const pulseHooks: PulseHooks = {
  tally(self, _line, level) {
    if (level) self.beats++;
    self.each.set(level);
    self.full.set(self.beats >= self.most);
  },
};

export const sinkHooks: SinkHooks = {
  hear(self, line, level) {
    self.levels = level ? self.levels | (1 << line) : self.levels & ~(1 << line);
    self.changes++;
  },
};

export const hubHooks: HubHooks = {
  capOps: {
    read: (self, offset, access) => (offset === 0 ? self.ports : access.size),
    write: (_self, _offset, _value, access) => void (access.result = 1),
  },
  portOps: {
    read: (self, _offset, { region }) => self.written.get(region!.index) >>> 0,
    write: (self, _offset, value, { region }) => self.written.set(region!.index, value),
  },
  rawOps: {
    endianness: "little",
    valid: { min: 1, max: 1 },
    read: (_self, offset) => 0x40 + offset,
    write: () => undefined,
  },
};

export const flashHooks: FlashHooks = {
  commandOps: {
    read: () => 0x80,
    write: (self, _offset, value) => {
      self.commands++;
      self.array.setRomdMode(value !== 0x70);
    },
  },
};

export const mmuHooks: MmuHooks = {
  translate: (self, offset) => ({
    space: self.target!,
    address: self.page * 0x1000 + 0x30000000 + (offset & 0xfff),
    length: 0x1000 - (offset & 0xfff),
    readable: true,
    writable: offset < 0x8000,
  }),
};
