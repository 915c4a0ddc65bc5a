import { Attribute } from "../../object/index.ts";
import { addRegion, type MemoryRegion, RegisterBank, type RegisterRow } from "../../memory/index.ts";
import { mapRegion } from "../map.ts";
import { onUnrealize, untilUnrealize } from "../undo.ts";
import { type PciDevice } from "./pci.ts";
import { WiringError } from "../errors.ts";

const msixId = 0x11;
/** Bits of the message control register, and of a vector's (PCI Local Bus 3.0, section 6.8.2). */
const enable = 0x8000;
const functionMask = 0x4000;
const vectorMask = 1;
const capabilityBytes = 12;

/** Where the vectors of a function lie in its BARs. */
export interface MsixPlaces {
  readonly vectors: number;
  readonly table: { readonly bar: number; readonly offset: number };
  readonly pba: { readonly bar: number; readonly offset: number };
}

/** The message table and the pending bits of a type, whose words begin at `first` of its state. */
export interface MsixBanks {
  readonly vectors: number;
  readonly table: RegisterBank<PciDevice>;
  readonly pending: RegisterBank;
}

/** Describes `vectors` messages: four words each, then a pending bit each (PCI Local Bus 3.0, section 6.8.2). */
export function msixBanks(vectors: number, first: number): MsixBanks {
  const words = 4 * vectors;
  const pendingWords = 2 * Math.ceil(vectors / 64);
  const access = { min: 4, max: 8 };
  const rows = Array.from({ length: vectors }, (_, vector): RegisterRow[] => [
    [16 * vector, 0, -1, 0, 3, 4],
    [16 * vector + 12, Attribute.writeHook, 0, vectorMask],
  ]);
  const table = new RegisterBank<PciDevice>({
    name: "msix-table",
    size: 4 * words,
    first,
    access,
    registers: rows.flat(),
    write: (device, offset, value, mask) => {
      const word = device.base + first + offset / 4;
      const { words: heap } = device.heap;
      heap[word] = (heap[word]! & ~mask) | (value & mask);
      sendPending(device, banks);
    },
  });
  const pending = new RegisterBank({
    name: "msix-pba",
    size: 4 * pendingWords,
    first: first + words,
    access,
    registers: [[0, 0, 0, 0, pendingWords, 4]],
  });
  const banks: MsixBanks = { vectors, table, pending };
  return banks;
}

/** Words that `msixBanks` describes. */
export function msixWords(vectors: number): number {
  return 4 * vectors + 2 * Math.ceil(vectors / 64);
}

/**
 * Gives a function that is being realized its messages: a capability, and table and pending bits inside its BARs, which are
 * containers. Its unrealize takes table and pending bits away. Throws `WiringError` for a BAR that it does not have.
 */
export function addMsix(self: PciDevice, banks: MsixBanks, { vectors, table, pba }: MsixPlaces): void {
  const at = self.addCapability(msixId, capabilityBytes);
  self.openConfig(at + 2, 2, enable | functionMask);
  self.setConfig(at + 2, 2, vectors - 1);
  self.setConfig(at + 4, 4, table.offset | table.bar);
  self.setConfig(at + 8, 4, pba.offset | pba.bar);
  const place = (name: string, bank: RegisterBank<never>, { bar, offset }: MsixPlaces["table"]): void => {
    const region = untilUnrealize(self, addRegion(self, { kind: "io", name, size: bank.size, bank }));
    mapRegion(self, containerOfBar(self, bar), region, offset, 1);
  };
  place("msix-table", banks.table, table);
  place("msix-pba", banks.pending, pba);
  self.messages = banks;
  onUnrealize(self, "messages", (device) => {
    device.messages = null;
    device.dropCapability(at);
  });
}

/** Sends message `vector`, or notes it as pending while it is masked; false if messages are not enabled. */
export function sendMsix(self: PciDevice, banks: MsixBanks, vector: number): boolean {
  if (!isMsixEnabled(self)) return false;
  if ((controlOf(self) & functionMask) !== 0 || isMasked(self, banks, vector))
    setPending(self, banks, { vector, on: true });
  else send(self, banks, vector);
  return true;
}

/** Sends every message that is noted as pending and masked no more. */
export function sendPending(self: PciDevice, banks: MsixBanks): void {
  if ((controlOf(self) & (enable | functionMask)) !== enable) return;
  for (let vector = 0; vector < banks.vectors; vector++) {
    if (!isPending(self, banks, vector) || isMasked(self, banks, vector)) continue;
    setPending(self, banks, { vector, on: false });
    send(self, banks, vector);
  }
}

/** Messages are off, every vector is masked, and nothing is pending. */
export function resetMsix(self: PciDevice, { table, pending }: MsixBanks): void {
  const at = self.findCapability(msixId);
  if (at !== null) self.setConfig(at + 2, 2, self.readConfig(at + 2, 2) & ~(enable | functionMask));
  table.reset(self);
  pending.reset(self);
}

/** Whether the guest has turned messages on. */
export function isMsixEnabled(self: PciDevice): boolean {
  return (controlOf(self) & enable) !== 0;
}

/** The message control register; 0 for a function without messages. */
function controlOf(self: PciDevice): number {
  const at = self.findCapability(msixId);
  return at === null ? 0 : self.readConfig(at + 2, 2);
}

function isMasked(self: PciDevice, { table }: MsixBanks, vector: number): boolean {
  return (self.heap.words[self.base + table.first + 4 * vector + 3]! & vectorMask) !== 0;
}

function isPending(self: PciDevice, { pending }: MsixBanks, vector: number): boolean {
  return ((self.heap.words[self.base + pending.first + (vector >>> 5)]! >>> (vector & 31)) & 1) !== 0;
}

function setPending(
  self: PciDevice,
  { pending }: MsixBanks,
  { vector, on }: { readonly vector: number; readonly on: boolean },
): void {
  const { words } = self.heap;
  const word = self.base + pending.first + (vector >>> 5);
  const bit = 1 << (vector & 31);
  words[word] = on ? words[word]! | bit : words[word]! & ~bit;
}

/** Writes the message to memory. */
function send(self: PciDevice, { table }: MsixBanks, vector: number): void {
  const { words } = self.heap;
  const entry = self.base + table.first + 4 * vector;
  const address = (BigInt(words[entry + 1]! >>> 0) << 32n) | BigInt(words[entry]! >>> 0);
  self.dma?.store(address, { size: 4, value: BigInt(words[entry + 2]! >>> 0), order: "little" });
}

function containerOfBar(self: PciDevice, index: number): MemoryRegion {
  const bar = self.bar(index);
  if (!bar || bar.region.kind !== "container") throw new WiringError(self, `BAR ${index} is no container for messages`);
  return bar.region;
}
