import { type QomObject } from "./object.ts";
import { type PropertyInfo } from "./property.ts";
import { type Slot } from "./slots.ts";
import { linkValue } from "./value.ts";

/** A link, a reference or a hold as an element of an array. */
interface Element<T extends QomObject, Read extends T> extends Slot {
  readonly target: Read | null;
  set(target: T | null): void;
}

/** How many elements an array of links has, and when they can be set. */
interface Elements {
  /** Most elements that there can be. */
  readonly most: number;
  /** How many there are of them; without, there are always `most`. */
  readonly length?: () => number;
  /** Throws where an element cannot be set any more; `name` is that of the element. */
  readonly lock?: (holder: never, name: string) => void;
}

/**
 * Links under one name, each a link of its own: `cpus[0]`, `cpus[1]`, and so on. Made by `linkArray`. An element that is not there
 * throws `RangeError`.
 */
export class LinkArray<T extends QomObject, Read extends T = T> {
  readonly #holder: QomObject;
  readonly #links: readonly Element<T, Read>[];
  readonly #elements: Elements;

  constructor(holder: QomObject, links: readonly Element<T, Read>[], elements: Elements) {
    this.#holder = holder;
    this.#links = links;
    this.#elements = elements;
  }

  get length(): number {
    const { most, length } = this.#elements;
    return length ? Math.min(length(), most) : most;
  }

  /** What element `index` leads to, or null. */
  get(index: number): Read | null {
    return this.#at(index).target;
  }

  /** Lets element `index` lead to `target`, or to nothing. Throws as the `set` of a link of this kind, and what the lock throws. */
  set(index: number, target: T | null): void {
    const link = this.#at(index);
    this.#elements.lock?.(this.#holder as never, link.name);
    link.set(target);
  }

  /** The elements from `from` to before `to`, under numbers that begin with 0. */
  slice(from: number, to: number): LinkArray<T, Read> {
    const links = this.#links.slice(from, to);
    const length = (): number => Math.max(0, Math.min(this.length, to) - from);
    return new LinkArray(this.#holder, links, { ...this.#elements, most: links.length, length });
  }

  /** Lets go what elements lead to that are not there any more, for a property says a smaller number now. */
  trim(): void {
    for (const link of this.#links.slice(this.length)) link.set(null);
  }

  *[Symbol.iterator](): Generator<Read | null> {
    for (let index = 0; index < this.length; index++) yield this.get(index);
  }

  #at(index: number): Element<T, Read> {
    const { length } = this;
    const link = Number.isInteger(index) && index >= 0 && index < length ? this.#links[index] : undefined;
    if (link) return link;
    const name = this.#links[0]!.name.replace(/\[\d+\]$/, "");
    throw new RangeError(`${this.#holder.path}: ${name} has ${length} elements, so there is no element ${index}`);
  }
}

/**
 * Makes links of `holder` under one name. `of` is `Link`, `Ref` or `Hold`, and says what they keep alive and when they let go
 * (lifetimes, section 2.4). Throws as `of` does.
 */
export function linkArray<T extends QomObject, Read extends T = T>(
  holder: QomObject,
  name: string,
  of: new (holder: QomObject, name: string) => Element<T, Read>,
  elements: Elements,
): LinkArray<T, Read> {
  const links = Array.from({ length: elements.most }, (_, index) => new of(holder, `${name}[${index}]`));
  return new LinkArray(holder, links, elements);
}

/** The properties of an array of links, one an element; what lies beyond the length of the array is none of an object's. */
export function linkProperties<T extends QomObject, Target extends QomObject>(
  name: string,
  most: number,
  info: { readonly type: string; readonly required?: boolean; of(self: T): LinkArray<Target> },
): PropertyInfo<T>[] {
  const { type, required = false } = info;
  return Array.from({ length: most }, (_, index) => ({
    name: `${name}[${index}]`,
    type: `link<${type}>`,
    required,
    exists: (self) => index < info.of(self).length,
    get: (self) => info.of(self).get(index),
    set: (self, value) => info.of(self).set(index, linkValue(`${name}[${index}]`, value, type) as Target | null),
  }));
}
