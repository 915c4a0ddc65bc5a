import {
  addChild,
  create,
  embed,
  Heap,
  LifetimeError,
  type ObjectClass,
  ObjectType,
  own,
  Owned,
  QomObject,
  Ref,
  ref,
  remove,
  storageRef,
  storageUnref,
  subscribe,
  type TraceEvent,
  unparent,
  unref,
} from "@qdl/runtime";
import { type Kind, type Observation, type Operation } from "./model.ts";

/** Words kept behind every object for what is embedded there later. */
const reserve = 64;

class Leaf extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Leaf>({
    name: "leaf",
    parent: QomObject.type,
    class: Leaf,
    words: 1,
    init: sign,
    finalize: verify,
  });
}

class Pair extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Pair>({
    name: "pair",
    parent: QomObject.type,
    class: Pair,
    words: 2,
    init(self) {
      sign(self);
      embed(self, "leaf", Leaf, { offset: 1 });
    },
    finalize: verify,
  });
}

class Nest extends Pair {
  static override readonly type: ObjectType = new ObjectType<Nest>({
    name: "nest",
    parent: QomObject.type,
    class: Nest,
    words: 3,
    init(self) {
      sign(self);
      embed(self, "pair", Pair, { offset: 1 });
    },
    finalize: verify,
  });
}

const classes: Readonly<Record<Kind, ObjectClass<QomObject>>> = { leaf: Leaf, pair: Pair, nest: Nest };

/** Every object's first word, while it lives. */
const signature = 0x51ac;

function sign(self: QomObject): void {
  self.heap.words[self.base] = signature;
}

function verify(self: Pick<QomObject, "heap" | "base">): void {
  if (self.heap.words[self.base] !== signature) throw new Error("the memory of a live object was changed");
}

/** Plays operations on the runtime, and watches over what must never happen. */
export class Stage {
  readonly heap: Heap;
  readonly objects: QomObject[] = [];
  /** What was broken of the rules that hold at every moment. */
  readonly broken: string[] = [];
  readonly #finalized = new Set<QomObject>();
  readonly #freed = new Set<QomObject>();
  readonly #end: () => void;
  readonly #held = new Map<QomObject, number>();
  readonly #storageHeld = new Map<QomObject, number>();
  readonly #used = new Map<QomObject, number>();

  constructor(heap: Heap = new Heap()) {
    this.heap = heap;
    this.#end = subscribe(heap, (event) => this.#watch(event));
  }

  /** Does the operation; the name of the error with which it is refused, or null. */
  apply(operation: Operation): string | null {
    try {
      this.#do(operation);
      return null;
    } catch (error) {
      if (error instanceof LifetimeError && error.message.startsWith(error.path)) return error.name;
      throw error;
    }
  }

  observe(): Observation[] {
    return this.objects.map((object, at) => ({
      name: `o${at}`,
      refs: object.refs,
      storageRefs: object.root === object ? object.storageRefs : null,
      parent: object.parent && `o${this.objects.indexOf(object.parent)}`,
      freed: object.phase === "freed",
    }));
  }

  /** Drops every handle, takes every tree apart and every link away; what is left then is a leak. */
  letGo(): void {
    for (const object of this.objects) {
      if (object.refs === 0) continue;
      for (let slot = object.slots; slot; slot = object.slots) remove(object, slot.name);
    }
    for (const object of this.objects) if (object.refs > 0) unparent(object);
    for (const [object, times] of this.#held) for (let at = 0; at < times; at++) unref(object);
    for (const [object, times] of this.#storageHeld) for (let at = 0; at < times; at++) storageUnref(object);
    this.#end();
  }

  #do(operation: Operation): void {
    switch (operation.do) {
      case "new":
        this.#hold(create(this.heap, classes[operation.kind], { reserve }).consume(), 1);
        break;
      case "own":
        own(this.objects[operation.parent]!, "own[*]", classes[operation.kind], { reserve });
        break;
      case "embed":
        this.#embed(this.objects[operation.parent]!, classes[operation.kind]);
        break;
      case "addChild": {
        const object = this.objects[operation.object]!;
        const parent = this.objects[operation.parent]!;
        if (parent.refs === 0) addChild(parent, "child[*]", new Owned(object));
        else {
          using handle = Owned.of(object);
          addChild(parent, "child[*]", handle);
        }
        break;
      }
      case "link":
        new Ref(this.objects[operation.parent]!, "link[*]", this.objects[operation.object]!);
        break;
      default:
        this.#single(operation.do, this.objects[operation.object]!);
    }
  }

  #single(what: "ref" | "unref" | "storageRef" | "storageUnref" | "unparent", object: QomObject): void {
    switch (what) {
      case "ref":
        this.#hold(ref(object), 1);
        break;
      case "unref":
        if (object.refs > 0) this.#hold(object, -1);
        unref(object);
        break;
      case "storageRef":
        storageRef(object);
        this.#holdStorage(object.root, 1);
        break;
      case "storageUnref":
        storageUnref(object);
        this.#holdStorage(object.root, -1);
        break;
      case "unparent":
        unparent(object);
    }
  }

  #embed(parent: QomObject, of: ObjectClass<QomObject>): void {
    const { root } = parent;
    const used = this.#used.get(root) ?? root.type.words;
    embed(parent, "part[*]", of, { offset: root.base + used - parent.base });
    this.#used.set(root, used + of.type.words);
  }

  #hold(object: QomObject, change: number): void {
    this.#held.set(object, (this.#held.get(object) ?? 0) + change);
  }

  #holdStorage(object: QomObject, change: number): void {
    this.#storageHeld.set(object, (this.#storageHeld.get(object) ?? 0) + change);
  }

  #watch({ event, object, ...more }: TraceEvent): void {
    if (event === "init" && object.storageRefs >= 0 && !this.objects.includes(object)) this.objects.push(object);
    if (event === "finalize" && "type" in more && more.type === object.type) this.#finalize(object);
    if (event === "free") {
      if (this.#freed.has(object)) this.broken.push("a storage was freed twice");
      this.#freed.add(object);
      for (const other of this.objects)
        if (other.root === object && !this.#finalized.has(other)) this.broken.push("freed while something lives there");
    }
  }

  #finalize(object: QomObject): void {
    if (this.#finalized.has(object)) this.broken.push("an object was finalized twice");
    this.#finalized.add(object);
    for (const other of this.objects)
      if (other.parent === object) this.broken.push("a parent's finalizer ran while it had a child");
    if (this.#freed.has(object.root)) this.broken.push("an object was finalized after its memory was freed");
  }
}
