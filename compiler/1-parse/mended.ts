import { type Stretch } from "./reports.ts";
import { blankOf } from "./scan.ts";

interface Insertion {
  /** An offset of the base, and of the mended text. */
  readonly at: number;
  readonly from: number;
  readonly mark: string;
}

/** A text that is as long as its file, with some of it blank, and the same text with marks that were missing put in. */
export class Mended {
  /** As long as the file. */
  readonly base: string;
  /** What is read. */
  readonly text: string;
  readonly #insertions: readonly Insertion[];

  constructor(base: string, insertions: readonly Pick<Insertion, "at" | "mark">[] = []) {
    const parts: string[] = [];
    const placed: Insertion[] = [];
    let end = 0;
    let shift = 0;
    for (const { at, mark } of insertions) {
      parts.push(base.slice(end, at), mark);
      placed.push({ at, mark, from: at + shift });
      end = at;
      shift += mark.length;
    }
    this.base = base;
    this.text = parts.join("") + base.slice(end);
    this.#insertions = placed;
  }

  /** The offset in the file of an offset in what is read. */
  toFile(offset: number): number {
    let shift = 0;
    for (const { at, from, mark } of this.#insertions) {
      if (offset <= from) break;
      if (offset < from + mark.length) return at;
      shift += mark.length;
    }
    return offset - shift;
  }

  stretch({ start, end }: Stretch): Stretch {
    return { start: this.toFile(start), end: this.toFile(end) };
  }

  /** With `mark` before what stands at the offset `at` of what is read. */
  with(at: number, mark: string): Mended {
    const added = [...this.#insertions, { at: this.toFile(at), from: at, mark }];
    return new Mended(
      this.base,
      added.sort((a, b) => a.from - b.from),
    );
  }

  /** With a stretch of the file blank. */
  without({ start, end }: Stretch): Mended {
    const blank = this.base.slice(0, start) + blankOf(this.base.slice(start, end)) + this.base.slice(end);
    return new Mended(
      blank,
      this.#insertions.filter(({ at }) => at < start || at > end),
    );
  }

  /** A tree that was read, by its places in the file. */
  placed<Tree>(tree: Tree): Tree {
    if (this.#insertions.length === 0) return tree;
    return this.#place(tree) as Tree;
  }

  #place(slot: unknown): unknown {
    if (Array.isArray(slot)) return slot.map((one) => this.#place(one));
    if (typeof slot !== "object" || slot === null) return slot;
    const node = slot as { readonly start: number; readonly end: number; readonly slots: readonly unknown[] };
    const { start, end, slots } = node;
    return { ...node, start: this.toFile(start), end: this.toFile(end), slots: this.#place(slots) };
  }
}
