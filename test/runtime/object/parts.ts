import {
  embed,
  freed,
  Heap,
  Hold,
  integerProperty,
  Link,
  ObjectType,
  QomObject,
  Ref,
  choiceProperty,
  createRoot,
  userCreatable,
} from "@qdl/runtime";

/** What hooks did, in order. */
export const log: string[] = [];

/** A root type of tests: a node of the tree with nothing of its own. */
export class Node extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Node>({
    name: "node",
    parent: QomObject.type,
    class: Node,
    unparent: (self) => void log.push(`unparent ${self.name}`),
    finalize: () => void log.push("finalize node"),
  });
}

/** A counter with one word of state, as the compiler emits it. */
export class Counter extends Node {
  static override readonly type: ObjectType = new ObjectType<Counter>({
    name: "counter",
    parent: Node.type,
    class: Counter,
    words: 1,
    properties: [
      integerProperty<Counter>(
        "u32",
        { min: 0, max: 15 },
        {
          name: "start",
          default: 3,
          get: (self) => self.value,
          set(self, value) {
            self.value = value;
          },
        },
      ),
      choiceProperty<Counter, "up" | "down">("direction", ["up", "down"], {
        name: "direction",
        default: "up",
        get: (self) => self.direction,
        set(self, value) {
          self.direction = value;
        },
      }),
    ],
    init: (self) => void log.push(`init counter at ${self.value}`),
    finalize: (self) => void log.push(`finalize counter at ${self.value}`),
  });

  direction: "up" | "down" = "up";

  get value(): number {
    return this.heap.words[this.base] ?? freed(this);
  }

  set value(value: number) {
    if (this.base < 0) freed(this);
    this.heap.words[this.base] = value;
  }
}

/** Embeds two counters, links to others in each way there is. */
export class Panel extends Node {
  static override readonly type: ObjectType = new ObjectType<Panel>({
    name: "panel",
    parent: Node.type,
    class: Panel,
    words: 2,
    init(self) {
      self.left = embed(self, "left", Counter, { offset: 0 });
      self.right = embed(self, "right", Counter, { offset: 1 });
    },
    finalize: (self) => void log.push(`finalize panel, holds ${self.spare.target?.name ?? "nothing"}`),
  });

  left!: Counter;
  right!: Counter;
  readonly peer = new Link<Node>(this, "peer");
  readonly partner = new Ref<Node>(this, "partner");
  readonly spare = new Hold<Node>(this, "spare");
}

/** A type that users create. */
export class Backend extends Node {
  static override readonly type: ObjectType = new ObjectType<Backend>({
    name: "backend",
    parent: Node.type,
    class: Backend,
    interfaces: [userCreatable],
    complete(self) {
      if (self.broken) throw new Error("the backend is broken");
      log.push(`complete ${self.path}`);
    },
    canBeDeleted: (self) => self.refs === 1,
  });

  broken = false;
}

/** A heap with the root of a tree. */
export function makeTree(): { readonly heap: Heap; readonly root: Node } {
  const heap = new Heap();
  return { heap, root: createRoot(heap, Node).consume() };
}

/** The error with which an action fails. */
export function failureOf(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
