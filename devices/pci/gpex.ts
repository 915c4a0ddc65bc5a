import { addRegion, mapRegion, untilUnrealize } from "@qdl/runtime";
import { type GpexHostHooks } from "../../generated/pci/gpex.ts";

/** Behaviour of a bus on which nothing sits. */
export const gpexHostHooks: GpexHostHooks = {
  nobody: {
    read(_self, _offset, access) {
      access.high = -1;
      return -1;
    },
    write: () => undefined,
  },

  addBusMaster(self) {
    const target = self.dma!.rootRegion;
    const { size } = target;
    const view = untilUnrealize(self, addRegion(self, { kind: "alias", name: "bus master", target, offset: 0, size }));
    view.setEnabled(false);
    mapRegion(self, self.busMaster, view, 0);
  },
};
