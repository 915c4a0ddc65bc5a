/** Choices, one after the other. 0 is the simplest of each, and what comes behind the end: a shorter tape makes a simpler program. */
export class Tape {
  #at = 0;

  readonly #values: readonly number[];

  constructor(values: readonly number[]) {
    this.#values = values;
  }

  /** A number from 0 to `count` - 1. */
  below(count: number): number {
    return (this.#values[this.#at++] ?? 0) % count;
  }

  /** True in `percent` of 100 cases. */
  often(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** One of a list that is not empty. */
  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of a list, or undefined if it is empty. */
  any<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.one(list);
  }
}
