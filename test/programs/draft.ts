import { type Tape } from "./tape.ts";

/** What a behaviour module has to answer. */
export interface Hook {
  readonly name: string;
  readonly form: "act" | "ops" | "take" | "translate" | "method";
  /** The address space that a translation leads to; absent: nowhere. */
  readonly into?: string;
  /** Members that it uses, as the definition says. */
  readonly uses: readonly string[];
  /** May throw, when somebody wants a failure. */
  readonly fails?: boolean;
}

/** A part that is there whatever the properties say: a path, and how many there are; null for one that is no array. */
export interface Part {
  readonly path: string;
  readonly type: Draft;
  readonly count: number | null;
}

/** A region that others can map. */
export interface Shown {
  readonly path: string;
  readonly size: number;
}

/** A line or clock, as its owner or container writes it. */
export interface Wire {
  readonly path: string;
  readonly kind: "irq out" | "irq in" | "clock out" | "clock in";
}

/** A relation that whoever makes the device sets. */
export interface Relation {
  readonly name: string;
  readonly word: "link" | "ref" | "hold";
  readonly type: string;
  readonly optional: boolean;
  /** How many there are; null for one that is no array. */
  readonly count: number | null;
}

/** The properties of a relation: one, or one an element. */
export function propertiesOf({ name, count }: Relation): readonly string[] {
  return count === null ? [name] : Array.from({ length: count }, (_, at) => `${name}[${at}]`);
}

/** A type that is being written. Its members have names that no other type gives, so that any type can extend it. */
export class Draft {
  readonly members: string[] = [];
  readonly hooks: Hook[] = [];
  readonly parts: Part[] = [];
  readonly regions: Shown[] = [];
  readonly wires: Wire[] = [];
  readonly relations: Relation[] = [];
  readonly spaces: string[] = [];
  readonly numbers: string[] = [];
  readonly flags: string[] = [];
  readonly buses: { readonly path: string; readonly type: string }[] = [];
  /** What hooks may say that they use. */
  readonly usable: string[] = [];
  /** Events that have a hook. */
  readonly events = new Set<string>();
  /** Regions that are mapped, lines and clocks that are connected, parts that are plugged. */
  readonly taken = new Set<string>();
  /** Interfaces that it is the first to implement. */
  readonly interfaces: string[] = [];
  /** Ways up. */
  readonly ups: string[] = [];
  hotplug = false;
  abstract = false;
  /** The text of the family that it is a member of, with its constants; null for other types. */
  variantOf: string | null = null;
  /** Has a way up: it needs a container. */
  inside = false;
  #names = 0;

  readonly id: string;
  readonly name: string;
  readonly base: string;
  readonly parent: Draft | null;

  constructor(id: string, name: string, base: string, parent: Draft | null = null) {
    this.id = id;
    this.name = name;
    this.base = base;
    this.parent = parent;
  }

  /** A new name for a member. */
  named(stem: string): string {
    return `${stem}${this.id}x${this.#names++}`;
  }

  /** The type and those that it extends, as far as they are drawn. */
  get line(): readonly Draft[] {
    return [this, ...(this.parent?.line ?? [])];
  }

  /** The kind of bus on which instances sit; null for none. */
  get sits(): string | null {
    if (this.parent) return this.parent.sits;
    return this.base === "PciDevice" ? "PciBus" : this.seat;
  }

  seat: string | null = null;

  /** All that it has, with what it inherits. */
  all<K extends "parts" | "regions" | "wires" | "relations" | "buses" | "ups">(what: K): Draft[K][number][] {
    return this.line.flatMap((one) => one[what] as Draft[K][number][]);
  }

  get text(): string {
    if (this.variantOf !== null) return this.variantOf;
    const head = `${this.abstract ? "abstract " : ""}${this.name === "Board" ? "machine" : "device"} ${this.name} : ${this.base}${this.interfaces.length > 0 ? ` implements ${this.interfaces.join(", ")}` : ""}`;
    return `${head} {\n${this.members.map((member) => `  ${member}\n`).join("")}}`;
  }
}

/** What a program knows while it is drawn. */
export interface Drawing {
  readonly tape: Tape;
  /** Types that are complete, each before those that contain it. */
  readonly types: Draft[];
  /** Kinds of buses. */
  readonly buses: string[];
}

/** Whether instances of a type are instances of one that is named. */
export function isA(type: Draft, name: string): boolean {
  return (
    name === "Device" ||
    type.line.some((one) => one.name === name || one.base === name || one.interfaces.includes(name))
  );
}
