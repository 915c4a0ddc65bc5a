import { type StateArray } from "../../object/index.ts";

/** Where capabilities lie in configuration space, and the header's registers for them (PCI Local Bus 3.0, section 6.7). */
const first = 0x40;
const status = 6;
const hasCapabilities = 0x10;
const pointer = 0x34;

interface Extent {
  readonly at: number;
  readonly bytes: number;
}

const overlap = (one: Extent, other: Extent): boolean =>
  one.at < other.at + other.bytes && other.at < one.at + one.bytes;

/** The capabilities of a function: a list that begins in its header, the newest first. */
export class Capabilities {
  readonly #config: StateArray;
  #extents: readonly Extent[] = [];

  constructor(config: StateArray) {
    this.#config = config;
  }

  /** Puts one into the list, `at` an offset or where there is room; its offset, or null where it does not fit. */
  add(id: number, bytes: number, at: number | null): number | null {
    const extent = { at: at ?? this.#room(bytes), bytes };
    const fits = extent.at >= first && extent.at % 4 === 0 && extent.at + bytes <= this.#config.length;
    if (!fits || this.#extents.some((other) => overlap(extent, other))) return null;
    this.#config.set(extent.at, id);
    this.#extents = [extent, ...this.#extents];
    this.#link();
    return extent.at;
  }

  /** Takes the one at an offset out of the list; its bytes are 0. How many they are. */
  drop(at: number): number {
    const found = this.#extents.find((extent) => extent.at === at);
    if (!found) return 0;
    for (let byte = 0; byte < found.bytes; byte++) this.#config.set(at + byte, 0);
    this.#extents = this.#extents.filter((extent) => extent !== found);
    this.#link();
    return found.bytes;
  }

  /** The offset of the first with a number, or null. */
  find(id: number): number | null {
    return this.#extents.find(({ at }) => this.#config.get(at) === id)?.at ?? null;
  }

  #room(bytes: number): number {
    let at = first;
    for (let taken = this.#in(at, bytes); taken; taken = this.#in(at, bytes)) at = (taken.at + taken.bytes + 3) & ~3;
    return at;
  }

  #in(at: number, bytes: number): Extent | undefined {
    return this.#extents.find((extent) => overlap(extent, { at, bytes }));
  }

  #link(): void {
    const [head] = this.#extents;
    const flags = this.#config.get(status);
    this.#config.set(status, head ? flags | hasCapabilities : flags & ~hasCapabilities);
    this.#config.set(pointer, head?.at ?? 0);
    for (const [index, { at }] of this.#extents.entries()) this.#config.set(at + 1, this.#extents[index + 1]?.at ?? 0);
  }
}
