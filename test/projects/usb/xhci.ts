import { type CompleteOps } from "@qdl/runtime";
import { type Xhci, type XhciHooks } from "./generated/xhci.ts";

/** What was written to the operational registers last, by device: a stand-in for a controller. */
const commands = new WeakMap<Xhci, number>();

const nothing: CompleteOps<Xhci> = {
  endianness: "little",
  valid: { min: 4, max: 4 },
  impl: { min: 4, max: 4 },
  read: () => 0,
  write: () => undefined,
};

export const xhciHooks: XhciHooks = {
  capOps: { ...nothing, read: (self, offset) => (offset === 0 ? 0x0100_0040 : self.ports) },
  operOps: {
    ...nothing,
    read: (self) => commands.get(self) ?? 0,
    write: (self, _offset, value) => {
      commands.set(self, value);
      self.intr.set(value & 1);
    },
  },
  portOps: { ...nothing, read: (_self, offset) => 0x2a0 + offset },
  runtimeOps: nothing,
  doorbellOps: nothing,
  mfindexWrap(self) {
    self.intr.pulse();
  },
  stopRings(self) {
    commands.delete(self);
  },
};
