import { addRegion, type MemoryRegion, unparent } from "@qdl/runtime";
import { type BoardHooks, type Display, type DisplayHooks } from "../../generated/own-region/board.ts";

/** Takes a blob out of the window. Its memory stays for whoever has it mapped. */
function remove(self: Display, blob: MemoryRegion): void {
  self.hostMemory!.removeSubregion(blob);
  unparent(blob);
}

export const displayHooks: DisplayHooks = {
  show(self, offset, bytes) {
    const number = self.shown;
    self.shown++;
    const blob = addRegion(self, { kind: "ram", name: "blob", size: bytes, own: true, index: number });
    self.hostMemory!.addSubregion(blob, offset);
    return number;
  },

  hide(self, number) {
    const blob = self.hostMemory!.subregions.find(({ index }) => index === number);
    if (blob) remove(self, blob);
  },

  hideAll(self) {
    for (const blob of [...self.hostMemory!.subregions]) remove(self, blob);
  },
};

export const boardHooks: BoardHooks = {
  openBus(self) {
    self.pci.memory = self.memory;
    self.pci.hotplug = {};
  },
};
