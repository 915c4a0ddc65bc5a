import { expect, test } from "vitest";
import {
  addChild,
  create,
  drop,
  type Embedded,
  type Finalizing,
  giveChild,
  type Heap,
  type Held,
  Hold,
  Link,
  ObjectType,
  type Owned,
  type QomObject,
  Ref,
  type StorageRef,
} from "@qdl/runtime";
import { Counter, log, makeTree, Node } from "./parts.ts";

/** A type as the compiler emits it: fields for children, accessors for links and for what is held. */
class Board extends Node {
  static override readonly type: ObjectType = new ObjectType<Board>({
    name: "board",
    parent: Node.type,
    class: Board,
    finalize(self) {
      // @ts-expect-error a child is gone when finalizers run
      log.push(typeof self.counter);
      // @ts-expect-error so are all children of an array
      log.push(typeof self.counters);
      // @ts-expect-error a weak link is gone
      log.push(typeof self.peer);
      // @ts-expect-error a counted link is gone
      log.push(typeof self.partner);
      // @ts-expect-error the parent is no longer its parent
      log.push(typeof self.parent);
      // @ts-expect-error neither are the children there under their names
      log.push(typeof self.slots);
      log.push(self.spare ? "spare is held" : "nothing is held", String(self.value), self.type.name);
    },
  });

  readonly counter!: Embedded<Counter>;
  readonly counters: readonly Counter[] = [];
  value = 1;
  readonly #peer = new Link<Node>(this, "peer");
  readonly #partner = new Ref<Node>(this, "partner");
  readonly #spare = new Hold<Node>(this, "spare");

  get peer(): Node | null {
    return this.#peer.target;
  }

  get partner(): Node | null {
    return this.#partner.target;
  }

  get spare(): Held<Node> | null {
    return this.#spare.target;
  }

  set spare(target: Node | null) {
    this.#spare.set(target);
  }
}

/** Never called: what is in it must not compile, and what is not marked must. */
export function mustNotCompile(heap: Heap, root: Node, embedded: Embedded<Counter>, storage: StorageRef<Node>): void {
  // @ts-expect-error an embedded child cannot be given away: its memory is its parent's
  addChild(root, "stolen", embedded);
  // @ts-expect-error nor can an object that nobody owns a reference on
  addChild(root, "borrowed", root);
  // @ts-expect-error a reference on the storage is not one on the object
  addChild(root, "memory", storage);
  // @ts-expect-error an object is not a handle
  const owned: Owned<Counter> = embedded;
  const given = create(heap, Counter);
  giveChild(root, "given", given);
  // @ts-expect-error the handle is spent
  given.value;
  // @ts-expect-error and cannot be given twice
  giveChild(root, "again", given.clone());
  const dropped: Owned<Node> = create(heap, Node);
  drop(dropped);
  // @ts-expect-error the handle is spent
  dropped.consume();
  // @ts-expect-error a finalizer's view is no object that could be referenced or kept
  const kept: QomObject = {} as Finalizing<Board>;
  void [owned, kept];
}

test("a finalizer sees its own fields and what it holds", () => {
  const { heap, root } = makeTree();
  log.length = 0;
  const board = create(heap, Board);
  board.value.spare = root;
  const { value } = board;
  board[Symbol.dispose]();
  expect(log.slice(0, 3)).toEqual(["undefined", "object", "object"]);
  expect(log).toContain("spare is held");
  expect(value.phase).toBe("freed");
  expect(root.refs).toBe(1);
});
