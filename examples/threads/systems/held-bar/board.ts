import { type BoardHooks } from "../../generated/held-bar/board.ts";

export const boardHooks: BoardHooks = {
  openBus(self) {
    self.pci.memory = self.memory;
    self.pci.hotplug = {};
  },
};
