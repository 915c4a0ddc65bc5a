import { freedBase, type Heap } from "./heap.ts";
import { StorageFreedError } from "./errors.ts";
import { topOf } from "./path.ts";
import { Count } from "./phase.ts";
import { hasProperty, type PropertyInfo } from "./property.ts";
import { type Slot } from "./slots.ts";
import { ObjectType } from "./type.ts";
import { type Mutable } from "./value.ts";

/** Where a new object lives: its heap, the storage root that keeps its memory, and the first word of its state. */
export interface Place {
  readonly heap: Heap;
  readonly type: ObjectType;
  /** The storage root; null makes the object a root of its own. */
  readonly root: QomObject | null;
  readonly base: number;
}

/** Every object of a machine. Made by `create`, `own` and `embed`, never by `new` alone. */
export class QomObject {
  static readonly type: ObjectType = new ObjectType({ name: "object", abstract: true, class: QomObject });

  declare readonly type: ObjectType;
  declare readonly heap: Heap;
  /** First word of this object's state in `heap`; negative once its storage is freed. */
  declare base: number;
  /** References as the runtime keeps them: below 1 while tracked, and from the start of finalization. Read `refs`. */
  declare count: number;
  /** The object whose memory this one lies in; itself for a heap object. */
  declare readonly root: QomObject;
  /** References on the storage; meaningful at a root only (lifetimes, section 1.3). */
  declare storageRefs: number;
  declare parent: QomObject | null;
  /** Name in the parent; the last path once it is unparented, for messages. */
  declare name: string;
  /** The newest of this object's children and links; each knows the next older one. */
  declare slots: Slot | null;
  /** At a root the newest object embedded in its storage, there the next older one. */
  declare resident: QomObject | null;
  /** How it ended, for messages: the operation, or the stack when the heap captures stacks. */
  declare ending: string | null;

  // Fields are declared only, and set here: class fields cost several times as much.
  constructor(place: Place) {
    const self = this as Mutable<QomObject>;
    self.type = place.type;
    self.heap = place.heap;
    self.root = place.root ?? this;
    this.base = place.base;
    this.count = 1;
    this.storageRefs = 0;
    this.parent = null;
    this.name = "";
    this.slots = null;
    this.resident = null;
    this.ending = null;
  }

  /** References on the object: 1 means one reference, 0 finalizing or finalized (lifetimes, sections 1.1 and 1.6). */
  get refs(): number {
    const { count } = this;
    return count > 0 ? count : Math.max(count - Count.tracked, 0);
  }

  /** How far its life is. */
  get phase(): "live" | "releasing" | "finalizing" | "finalized" | "freed" {
    const { count } = this;
    if (count > Count.finalized) return "live";
    if (count === Count.releasing) return "releasing";
    if (count === Count.finalizing) return "finalizing";
    return this.base <= freedBase ? "freed" : "finalized";
  }

  /** Canonical path from the root of the composition tree; a parentless object's begins with its last path or type. */
  get path(): string {
    if (this.parent === null) return this.name || `<${this.type.name}>`;
    const top = topOf(this);
    const names = [this.name];
    for (let at = this.parent; at.parent; at = at.parent) {
      if (top === null && (at === this || names.length > mostInRing)) break;
      names.push(at.name);
    }
    const head = top === null ? "<ring>" : top.name === "/" ? "" : top.name || `<${top.type.name}>`;
    return `${head}/${names.reverse().join("/")}`;
  }

  /** The declared property of that name, or undefined. */
  property(name: string): PropertyInfo<QomObject> | undefined {
    const property = this.type.properties.get(name);
    return property && hasProperty(this, property) ? property : undefined;
  }
}

/** Names that are shown of a place in a tree that was bent into a ring. */
const mostInRing = 8;

/** What reading state of a freed storage comes to. */
export function freed(object: QomObject): never {
  throw new StorageFreedError(object);
}
