/**
 * What must be true of objects, storages and references, computed from who holds what and not from counting: an object's
 * references are those that somebody outside holds, the one of its parent, and those of links to it; it ends when there
 * are none. A storage's references are its objects that have not ended, and those that somebody outside holds.
 */
export interface ModelObject {
  readonly name: string;
  /** Index of the object whose storage it lies in; its own for one on the heap. */
  readonly root: number;
  parent: number | null;
  /** Objects that it has counted links to. */
  readonly links: number[];
  /** References held outside: on the object; on the storage, at its root. */
  held: number;
  storageHeld: number;
  ended: boolean;
}

/** What can be compared of an object after an operation. */
export interface Observation {
  readonly name: string;
  readonly refs: number;
  readonly storageRefs: number | null;
  readonly parent: string | null;
  readonly freed: boolean;
}

/** Classes of objects: what their type makes in its init. */
export type Kind = "leaf" | "pair" | "nest";

/** What can be done; numbers are indices of objects in the order in which they were made. */
export type Operation =
  | { readonly do: "new"; readonly kind: Kind }
  | { readonly do: "own" | "embed"; readonly parent: number; readonly kind: Kind }
  | { readonly do: "ref" | "unref" | "storageRef" | "storageUnref" | "unparent"; readonly object: number }
  | { readonly do: "addChild" | "link"; readonly parent: number; readonly object: number };

/** How an operation goes that may not be done. */
export type Refusal =
  | "ResurrectionError"
  | "UnderflowError"
  | "FinalizedError"
  | "StorageFreedError"
  | "DoubleParentError"
  | "StorageInUseError";

export class Model {
  readonly objects: ModelObject[] = [];

  /** Does the operation, or says with what error it is refused. */
  apply(operation: Operation): Refusal | null {
    switch (operation.do) {
      case "new":
        this.#make(operation.kind, null, null).held = 1;
        return null;
      case "own":
      case "embed": {
        const closed = this.#closed(operation.parent);
        if (closed) return closed;
        const parent = this.objects[operation.parent]!;
        this.#make(operation.kind, operation.parent, operation.do === "embed" ? parent.root : null);
        return null;
      }
      case "addChild":
      case "link":
        return this.#connect(operation.do, operation.parent, operation.object);
      default:
        return this.#single(operation.do, operation.object);
    }
  }

  /** Lets everything go that anybody holds outside, and takes the trees apart. */
  letGo(): void {
    for (const object of this.objects) {
      object.held = 0;
      object.storageHeld = 0;
      object.parent = null;
      object.links.length = 0;
    }
    this.#settle();
  }

  observe(): Observation[] {
    return this.objects.map((object, at) => ({
      name: object.name,
      refs: object.ended ? 0 : this.refs(at),
      storageRefs: object.root === at ? this.storageRefs(at) : null,
      parent: object.parent === null ? null : this.objects[object.parent]!.name,
      freed: this.freed(at),
    }));
  }

  refs(at: number): number {
    const { held, parent } = this.objects[at]!;
    const links = this.objects.reduce((sum, { links }) => sum + links.filter((target) => target === at).length, 0);
    return held + (parent === null ? 0 : 1) + links;
  }

  storageRefs(root: number): number {
    return this.objects
      .filter((object) => object.root === root)
      .reduce((sum, { ended, storageHeld }) => sum + (ended ? 0 : 1) + storageHeld, 0);
  }

  freed(at: number): boolean {
    return this.storageRefs(this.objects[at]!.root) === 0;
  }

  #make(kind: Kind, parent: number | null, root: number | null): ModelObject {
    const at = this.objects.length;
    const name = `o${at}`;
    const made: ModelObject = {
      name,
      root: root ?? at,
      parent,
      links: [],
      held: 0,
      storageHeld: 0,
      ended: false,
    };
    this.objects.push(made);
    if (kind === "pair") this.#make("leaf", at, made.root);
    if (kind === "nest") this.#make("pair", at, made.root);
    return made;
  }

  #closed(at: number): Refusal | null {
    if (!this.objects[at]!.ended) return null;
    return this.freed(at) ? "StorageFreedError" : "FinalizedError";
  }

  #connect(what: "addChild" | "link", parentAt: number, at: number): Refusal | null {
    const [parent, object] = [this.objects[parentAt]!, this.objects[at]!];
    const closed = this.#closed(parentAt);
    if (closed) return closed;
    if (object.ended) return "ResurrectionError";
    if (what === "link") parent.links.push(at);
    else if (object.parent !== null) return "DoubleParentError";
    else object.parent = parentAt;
    return null;
  }

  #single(what: "ref" | "unref" | "storageRef" | "storageUnref" | "unparent", at: number): Refusal | null {
    const object = this.objects[at]!;
    const root = this.objects[object.root]!;
    switch (what) {
      case "ref":
        if (object.ended) return "ResurrectionError";
        object.held++;
        return null;
      case "unref":
        if (object.ended) return "UnderflowError";
        object.held--;
        break;
      case "storageRef":
        if (this.freed(at)) return "StorageFreedError";
        root.storageHeld++;
        return null;
      case "storageUnref":
        if (this.freed(at)) return "StorageFreedError";
        if (root.storageHeld === 0) return "StorageInUseError";
        root.storageHeld--;
        return null;
      case "unparent":
        object.parent = null;
    }
    this.#settle();
    return null;
  }

  /** Ends what nobody refers to, until everything is referred to. */
  #settle(): void {
    for (let at = this.#unreferenced(); at >= 0; at = this.#unreferenced()) {
      const object = this.objects[at]!;
      object.ended = true;
      object.links.length = 0;
      for (const child of this.objects) if (child.parent === at) child.parent = null;
    }
  }

  #unreferenced(): number {
    return this.objects.findIndex((object, at) => !object.ended && this.refs(at) === 0);
  }
}

/**
 * Whether an operation keeps to the rules as far as the one who does it can know: drops only what is held outside. What
 * breaks them is done, too, where it must be noticed at once.
 */
export function isFair(model: Model, operation: Operation): boolean {
  if (operation.do === "unref") {
    const { ended, held } = model.objects[operation.object]!;
    return ended || held > 0;
  }
  if (operation.do === "storageUnref") {
    const at = operation.object;
    const { root } = model.objects[at]!;
    return model.objects[root]!.storageHeld > 0 || model.freed(at) || model.storageRefs(root) === 1;
  }
  return true;
}
