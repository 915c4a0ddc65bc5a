import { type I440fxHooks, type I440fxHost, type I440fxHostHooks } from "../../generated/pci/i440fx.ts";
import { type ConfigPlace, type ConfigSize, readConfigSpace, writeConfigSpace } from "./config.ts";

const enabled = 0x8000_0000;
/** Bits of the address that hold: enable, bus, device, function, register. */
const addressBits = 0x80ff_fffc;

/** The place that the data port shows at `offset`, or null while it shows nothing. */
function place({ address }: I440fxHost, offset: number): ConfigPlace | null {
  if ((address & enabled) === 0) return null;
  return { bus: (address >>> 16) & 0xff, devfn: (address >>> 8) & 0xff, offset: (address & 0xfc) + offset };
}

/** Behaviour of the bridge. */
export const i440fxHostHooks: I440fxHostHooks = {
  openBus(self) {
    self.pci.memory = self.memory;
    self.pci.io = self.ioPorts;
    self.pci.pins = self.pirq;
    self.pci.hotplug = {};
  },

  addressPort: {
    read: (self) => self.address,
    write(self, _offset, value) {
      self.address = value & addressBits;
    },
  },

  dataPort: {
    read(self, offset, { size }) {
      const shown = place(self, offset);
      return shown ? readConfigSpace(self.pci, shown, size as ConfigSize) : -1;
    },
    write(self, offset, value, { size }) {
      const shown = place(self, offset);
      if (shown) writeConfigSpace(self.pci, shown, value, size as ConfigSize);
    },
  },

  forget(self) {
    self.address = 0;
  },
};

/** Behaviour of the function: it has no interrupt. */
export const i440fxHooks: I440fxHooks = {
  hidePin: (self) => self.config.set(0x3d, 0),
};
