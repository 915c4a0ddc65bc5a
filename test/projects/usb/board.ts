import { type BridgeHooks } from "./generated/board.ts";

export const bridgeHooks: BridgeHooks = {
  openBus(self) {
    self.pci.memory = self.memory;
    self.pci.pins = self.pins;
    self.pci.hotplug = {};
  },
  pinChanged(self, line, level) {
    self.levels.set(line, level);
  },
};
