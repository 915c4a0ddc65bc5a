import { addRegion, type MemoryRegion } from "../../memory/index.ts";
import { mapRegion } from "../map.ts";
import { untilUnrealize } from "../undo.ts";
import { type MsixBanks, type MsixPlaces, type PciDevice } from "./pci.ts";
import { WiringError } from "../errors.ts";

const msixId = 0x11;
const enable = 0x8000;

/**
 * Gives a function that is being realized its messages: a capability, and table and pending bits inside its BARs, which are
 * containers. Its unrealize takes table and pending bits away. Throws `WiringError` for a BAR that it does not have.
 */
export function addMsix(self: PciDevice, banks: MsixBanks, { vectors, table, pba }: MsixPlaces): void {
  const at = self.findCapability(msixId) ?? self.addCapability(msixId, 12);
  self.setConfig(at + 2, 2, vectors - 1);
  self.setConfig(at + 4, 4, table.offset | table.bar);
  self.setConfig(at + 8, 4, pba.offset | pba.bar);
  const place = (name: string, bank: MsixBanks["table"], { bar, offset }: MsixPlaces["table"]): void => {
    const region = untilUnrealize(self, addRegion(self, { kind: "io", name, size: bank.size, bank }));
    mapRegion(self, containerOfBar(self, bar), region, offset, 1);
  };
  place("msix-table", banks.table, table);
  place("msix-pba", banks.pending, pba);
}

/** Sends message `vector`, or notes it as pending while it is masked; false if messages are not enabled. */
export function sendMsix(self: PciDevice, { table, pending }: MsixBanks, vector: number): boolean {
  const at = self.findCapability(msixId);
  if (at === null || (self.readConfig(at + 2, 2) & enable) === 0) return false;
  const { words } = self.heap;
  const entry = self.base + table.first + 4 * vector;
  if ((words[entry + 3]! & 1) !== 0) {
    words[self.base + pending.first + (vector >>> 5)]! |= 1 << (vector & 31);
    return true;
  }
  const address = (BigInt(words[entry + 1]! >>> 0) << 32n) | BigInt(words[entry]! >>> 0);
  self.pciBus?.memory?.store(address, { size: 4, value: BigInt(words[entry + 2]! >>> 0), order: "little" });
  return true;
}

function containerOfBar(self: PciDevice, index: number): MemoryRegion {
  const bar = self.bar(index);
  if (!bar || bar.region.kind !== "container") throw new WiringError(self, `BAR ${index} is no container for messages`);
  return bar.region;
}
