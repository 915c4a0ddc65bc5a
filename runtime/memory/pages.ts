import { type QomObject } from "../object/index.ts";
import { type RegisterBank } from "./bank.ts";
import { type OwnerRecord } from "./owner.ts";
import { type MemoryRegion } from "./region.ts";
import { type MemorySystem } from "./system.ts";
import { type FlatRange, type FlatView } from "./view.ts";

/** Words of a 4 KiB page. */
export const entriesPerPage = 1024;

const noPages = new Int32Array(1 << 20);

/** Where hooked registers of one range go: whose they are, and what turns an address into an offset. */
export interface HookEntry {
  readonly region: MemoryRegion;
  readonly read: RegisterBank["read"];
  readonly write: RegisterBank["write"];
  readonly owner: QomObject;
  readonly record: OwnerRecord;
  readonly shift: number;
}

/**
 * Which word of the heap lies at which 32-bit address: for each page where a register was touched, one slot per word.
 * Filled page by page as the guest touches them, forgotten when the view changes. Slots hold indices of heap words, so that a
 * heap that grows does not disturb them.
 */
export class PageTable {
  /** First slot of each page; 0 for a page that is not looked up. */
  pages: Int32Array = noPages;
  /** Index of the heap word, or the word `nowhere` for what must go the slow way; the first page is nothing else. */
  slots: Int32Array;
  readonly #memory: MemorySystem;
  #entryNumbers = new Uint16Array(entriesPerPage);
  #entries: HookEntry[] = [];
  #filled: number[] = [];

  constructor(memory: MemorySystem) {
    this.#memory = memory;
    this.slots = new Int32Array(entriesPerPage).fill(memory.nowhere);
  }

  /** Whose register the slot is. */
  entryAt(slot: number): HookEntry {
    return this.#entries[this.#entryNumbers[slot]!]!;
  }

  clear(): void {
    for (const page of this.#filled) this.pages[page] = 0;
    this.#filled = [];
    this.#entries = [];
  }

  /** Looks up the registers of a page; false if it has none, or is looked up already. */
  fill(page: number, view: FlatView): boolean {
    if (this.pages[page] !== 0) return false;
    const from = page * 4096;
    const ranges = rangesBetween(view, from, from + 4096).filter(isFast);
    if (ranges.length === 0 || this.#entries.length + ranges.length > 0xffff) return false;
    const first = this.#newPage();
    for (const range of ranges) this.#fillRange(range, from, first);
    if (this.pages === noPages) this.pages = new Int32Array(1 << 20);
    this.pages[page] = first;
    this.#filled.push(page);
    return true;
  }

  #newPage(): number {
    const first = (this.#filled.length + 1) * entriesPerPage;
    if (first + entriesPerPage > this.slots.length) {
      const slots = new Int32Array(this.slots.length * 2);
      slots.set(this.slots);
      const numbers = new Uint16Array(slots.length);
      numbers.set(this.#entryNumbers);
      this.slots = slots;
      this.#entryNumbers = numbers;
    }
    this.slots.fill(this.#memory.nowhere, first, first + entriesPerPage);
    return first;
  }

  #fillRange(range: FlatRange, from: number, first: number): void {
    const { region, shift } = range;
    const bank = region.bank!;
    const number =
      this.#entries.push({
        region,
        read: bank.read,
        write: bank.write,
        owner: region.owner,
        record: region.record,
        shift,
      }) - 1;
    const start = Math.max(range.first, from);
    const end = Math.min(range.limit, from + 4096);
    for (let address = Math.ceil(start / 4) * 4; address + 4 <= end; address += 4) {
      const word = bank.wordAt(address + shift);
      if (word < 0) continue;
      const slot = first + (address - from) / 4;
      this.slots[slot] = region.base + word;
      this.#entryNumbers[slot] = number;
    }
  }
}

/** Whether whole words of a range are registers, for readers and writers alike. */
function isFast(range: FlatRange): boolean {
  const { bank } = range.region;
  if (!bank || bank.big || bank.unit !== 4 || range.readonly || range.region.ended) return false;
  return range.shift % 4 === 0 && bank.ops.validMin <= 4 && bank.ops.validMax >= 4;
}

function rangesBetween(view: FlatView, from: number, to: number): FlatRange[] {
  const found: FlatRange[] = [];
  for (let at = view.indexFrom(BigInt(from)); at < view.ranges.length && view.ranges[at]!.first < to; at++)
    found.push(view.ranges[at]!);
  return found;
}
