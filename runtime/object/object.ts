import { StorageFreedError } from "./errors.ts";
import { type Heap } from "./heap.ts";
import { type PropertyInfo } from "./property.ts";
import { type Slot } from "./slots.ts";
import { ObjectType } from "./type.ts";

/** Where a new object lives: its heap, the storage root that keeps its memory, and the first word of its state. */
export interface Place {
  readonly heap: Heap;
  readonly type: ObjectType;
  /** The storage root; null makes the object a root of its own. */
  readonly root: QomObject | null;
  readonly base: number;
}

/** Every object of a machine. Made by `create` and `embed`, never by `new` alone. */
export class QomObject {
  static readonly type: ObjectType = new ObjectType({ name: "object", abstract: true, class: QomObject });

  readonly type: ObjectType;
  readonly heap: Heap;
  /** First word of this object's state in `heap`. */
  base: number;
  /** References on the object; large and negative from the start of its finalization (lifetimes, section 1.1). */
  refs = 1;
  /** The object whose memory this one lies in; itself for a heap object. */
  readonly root: QomObject;
  /** References on the storage; meaningful at a root only (lifetimes, section 1.3). */
  storageRefs = 0;
  parent: QomObject | null = null;
  /** Name in the parent; kept after unparent for messages. */
  name = "";
  /** The newest of this object's children and links; each knows the next older one. */
  slots: Slot | null = null;
  /** Objects embedded here and not yet freed, for poisoning; at a root only. */
  embedded: QomObject[] | null = null;
  /** How and where it ended, for messages. */
  ending: string | null = null;

  constructor(place: Place) {
    this.type = place.type;
    this.heap = place.heap;
    this.base = place.base;
    this.root = place.root ?? this;
  }

  /** Canonical path from the root of the composition tree; a parentless object's begins with its name or type. */
  get path(): string {
    if (this.parent === null) return this.name === "/" ? "/" : this.name || `<${this.type.name}>`;
    const up = this.parent.path;
    return up === "/" ? `/${this.name}` : `${up}/${this.name}`;
  }

  /** The declared property of that name, or undefined. */
  property(name: string): PropertyInfo<QomObject> | undefined {
    return this.type.properties.get(name);
  }
}

/** What reading state of a freed storage comes to. */
export function freed(object: QomObject): never {
  throw new StorageFreedError(object);
}
