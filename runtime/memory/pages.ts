import { Attribute, type QomObject } from "../object/index.ts";
import { type RegisterBank } from "./bank.ts";
import { type OwnerRecord } from "./owner.ts";
import { type MemoryRegion } from "./region.ts";
import { type MemorySystem } from "./system.ts";
import { type FlatRange, type FlatView } from "./view.ts";

/** Words of a 4 KiB page. */
export const entriesPerPage = 1024;

const hooked = Attribute.readHook | Attribute.writeHook;

const noPages = new Int32Array(1 << 20);

/** A hooked register at an address: whose it is, and what the guest's accesses call. */
export class Hook {
  readonly address: number;
  /** Its word of the heap. */
  readonly word: number;
  readonly offset: number;
  readonly region: MemoryRegion;
  readonly read: RegisterBank["read"];
  readonly write: RegisterBank["write"];
  readonly owner: QomObject;
  readonly record: OwnerRecord;

  constructor(region: MemoryRegion, bank: RegisterBank, at: { address: number; word: number; offset: number }) {
    this.address = at.address;
    this.word = at.word;
    this.offset = at.offset;
    this.region = region;
    this.read = bank.read;
    this.write = bank.write;
    this.owner = region.owner;
    this.record = region.record;
  }
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
  /** Which of the hooks belongs to a slot, where one does. */
  #hookNumbers = new Uint16Array(entriesPerPage);
  #hooks: Hook[] = [];
  #filled: number[] = [];

  constructor(memory: MemorySystem) {
    this.#memory = memory;
    this.slots = new Int32Array(entriesPerPage).fill(memory.nowhere);
  }

  /** The hooked register of a slot. */
  hookAt(slot: number): Hook {
    return this.#hooks[this.#hookNumbers[slot]!]!;
  }

  clear(): void {
    for (const page of this.#filled) this.pages[page] = 0;
    this.#filled = [];
    this.#hooks = [];
  }

  /** Looks up the registers of a page; false if it has none, or is looked up already. */
  fill(page: number, view: FlatView): boolean {
    if (this.pages[page] !== 0) return false;
    const from = page * 4096;
    const ranges = rangesBetween(view, from, from + 4096).filter(isFast);
    if (ranges.length === 0 || this.#hooks.length + entriesPerPage > 0xffff) return false;
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
      numbers.set(this.#hookNumbers);
      this.slots = slots;
      this.#hookNumbers = numbers;
    }
    this.slots.fill(this.#memory.nowhere, first, first + entriesPerPage);
    return first;
  }

  #fillRange(range: FlatRange, from: number, first: number): void {
    const { region, shift } = range;
    const bank = region.bank!;
    const { attributes } = region.heap;
    const start = Math.max(range.first, from);
    const end = Math.min(range.limit, from + 4096);
    for (let address = Math.ceil(start / 4) * 4; address + 4 <= end; address += 4) {
      const offset = address + shift;
      if (bank.wordAt(offset) < 0) continue;
      const word = region.base + bank.wordAt(offset);
      const slot = first + (address - from) / 4;
      this.slots[slot] = word;
      if ((attributes[word]! & hooked) === 0) continue;
      this.#hookNumbers[slot] = this.#hooks.push(new Hook(region, bank, { address: address | 0, word, offset })) - 1;
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
