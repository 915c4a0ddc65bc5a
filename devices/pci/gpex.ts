import { addRegion, mapRegion, untilUnrealize } from "@qdl/runtime";
import { type GpexHostHooks } from "../../generated/pci/gpex.ts";
import { type ConfigPlace, type ConfigSize, readConfigSpace, writeConfigSpace } from "./config.ts";

/** The place that `offset` of the window is (PCI Express Base 3.0, table 7-1). */
function placeOf(offset: number): ConfigPlace {
  return { bus: offset >>> 20, devfn: (offset >>> 12) & 0xff, offset: offset & 0xfff };
}

/** Behaviour of the host. */
export const gpexHostHooks: GpexHostHooks = {
  openBus(self) {
    self.pcie.memory = self.memory;
    self.pcie.io = self.ioSpace;
    self.pcie.pins = self.intx;
    self.pcie.hotplug = {};
  },

  configuration: {
    read: (self, offset, { size }) => readConfigSpace(self.pcie, placeOf(offset), size as ConfigSize),
    write: (self, offset, value, { size }) => writeConfigSpace(self.pcie, placeOf(offset), value, size as ConfigSize),
  },

  nobody: {
    read(_self, _offset, access) {
      access.high = -1;
      return -1;
    },
    write: () => undefined,
  },

  addBusMaster(self) {
    self.pcie.upstream = self.dma;
    const target = self.dma!.rootRegion;
    const { size } = target;
    const view = untilUnrealize(self, addRegion(self, { kind: "alias", name: "bus master", target, offset: 0, size }));
    view.setEnabled(false);
    mapRegion(self, self.busMaster, view, 0);
  },
};
