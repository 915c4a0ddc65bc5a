import { beforeEach, describe, expect, test } from "vitest";
import {
  create,
  drop,
  FinalizedError,
  findSlot,
  giveChild,
  Heap,
  Hold,
  Link,
  ObjectType,
  own,
  Owned,
  type QomObject,
  Ref,
  ref,
  remove,
  StorageFreedError,
  StorageRef,
  unparent,
  unref,
} from "@qdl/runtime";
import { log, makeTree, Node } from "./parts.ts";

beforeEach(() => void (log.length = 0));

/** Has a hold, whose name its type gives an order that it does not follow. */
class Ordered extends Node {
  static override readonly type: ObjectType = new ObjectType<Ordered>({
    name: "ordered",
    parent: Node.type,
    class: Ordered,
    unparentOrder: ["spare", "port[*]", "slot[*]", "clock"],
    finalize: (self) => void log.push(`spare is ${self.spare.target?.phase}, ${self.spares[0]?.target?.phase}`),
  });

  readonly spare = new Hold<Node>(this, "spare");
  readonly spares: Hold<Node>[] = [];
}

class Derived extends Ordered {
  static override readonly type: ObjectType = new ObjectType<Derived>({
    name: "derived",
    parent: Ordered.type,
    class: Derived,
    unparentOrder: ["first"],
  });
}

describe("the order in which children go", () => {
  test("is the type's own, then its parent's; most have none", () => {
    expect(Node.type.unparentOrder).toEqual([]);
    expect(Ordered.type.unparentOrder).toEqual(["spare", "port[*]", "slot[*]", "clock"]);
    expect(Derived.type.unparentOrder).toEqual(["first", ...Ordered.type.unparentOrder]);
  });

  const unparented = (): string[] => log.filter((line) => line.startsWith("unparent")).map((line) => line.slice(9));

  test("is that of the type, then that of its parent, arrays by their whole name", () => {
    const { root } = makeTree();
    const ordered = own(root, "it", Derived);
    const names = ["clock", "porter", "slot[0]", "portal]", "port[0]", "port[1", "bus[0]", "port[9]", "first", "por"];
    for (const name of names) own(ordered, name, Node);
    unparent(ordered);
    expect(unparented()).toEqual([
      ...["it", "first", "port[9]", "port[0]", "slot[0]", "clock"],
      ...["por", "bus[0]", "port[1", "portal]", "porter"],
    ]);
  });

  test("leaves holds alone, whatever the type says", () => {
    const { heap, root } = makeTree();
    const ordered = own(root, "it", Ordered);
    for (const name of ["port[0]", "late"]) own(ordered, name, Node);
    ordered.spares.push(new Hold<Node>(ordered, "port[1]", create(heap, Node).consume()));
    ordered.spare.set(own(root, "spare", Node));
    const held = [ordered.spare.target!, ordered.spares[0]!.target!];
    unparent(held[0]!);
    unref(held[1]!);
    log.length = 0;
    unparent(ordered);
    expect(unparented()).toEqual(["it", "port[0]", "late"]);
    expect(log).toContain("spare is live, live");
    expect(held.map(({ phase }) => phase)).toEqual(["freed", "freed"]);
  });
});

/** Tries something while it ends, and keeps what came of it. */
class Trying extends Node {
  static override readonly type: ObjectType = new ObjectType<Trying>({
    name: "trying",
    parent: Node.type,
    class: Trying,
    finalize: (self) => self.attempt(self as Trying),
  });

  attempt: (self: Trying) => void = () => undefined;
  readonly spare = new Hold<Node>(this, "spare");
}

class Leaving extends Node {
  static override readonly type: ObjectType = new ObjectType<Leaving>({
    name: "leaving",
    parent: Node.type,
    class: Leaving,
    unparent: (self) => self.leave(),
  });

  leave: () => void = () => undefined;
}

describe("while an object ends", () => {
  test("it says how far it is", () => {
    const { root } = makeTree();
    const phases: string[] = [];
    const it = own(root, "it", Trying);
    const part = own(it, "part", Leaving);
    part.leave = () => phases.push(it.phase);
    it.attempt = (self) => phases.push(self.phase, part.phase);
    phases.push(it.phase);
    unparent(it);
    phases.push(it.phase);
    expect(phases).toEqual(["live", "releasing", "finalizing", "freed", "freed"]);
    expect(it.refs).toBe(0);
  });

  test("its holds can be let go, and take nothing new; later they take nothing at all", () => {
    const { heap, root } = makeTree();
    const it = own(root, "it", Trying);
    const part = own(it, "part", Leaving);
    const [spare, other] = [own(root, "spare", Node), own(root, "other", Node)];
    it.spare.set(spare);
    part.leave = () => expect(() => it.spare.set(other)).toThrow(FinalizedError);
    it.attempt = (self) => {
      expect(() => self.spare.set(other)).toThrow(FinalizedError);
      expect(spare.refs).toBe(2);
      self.spare.set(null);
      expect(spare.refs).toBe(1);
    };
    using kept = new StorageRef(it);
    unparent(it);
    expect(() => it.spare.set(other)).toThrow(FinalizedError);
    kept[Symbol.dispose]();
    expect(() => it.spare.set(other)).toThrow(StorageFreedError);
    it.spare.set(null);
    expect([spare.refs, other.refs, heap.trace]).toEqual([1, 1, null]);
  });

  test("children and links may still come while it lets go, and go with the others", () => {
    const { root } = makeTree();
    const it = own(root, "it", Node);
    const part = own(it, "part", Leaving);
    const other = own(root, "other", Node);
    let late: QomObject | null = null;
    part.leave = () => {
      late = own(it, "late", Node);
      new Ref(it, "link", other);
    };
    unparent(it);
    expect([late!.phase, other.refs]).toEqual(["freed", 1]);
  });
});

describe("a hold", () => {
  test("keeps what it is made with, and lets the former target go", () => {
    const { heap, root } = makeTree();
    const holder = own(root, "holder", Node);
    const [first, second] = [create(heap, Node).consume(), create(heap, Node).consume()];
    const hold = new Hold(holder, "spare", first);
    expect([hold.target, first.refs, findSlot(holder, "spare")]).toEqual([first, 2, hold]);
    unref(first);
    hold.set(second);
    expect([first.phase, second.refs]).toEqual(["freed", 2]);
    remove(holder, "spare");
    expect([second.refs, hold.target, findSlot(holder, "spare")]).toEqual([1, null, null]);
  });
});

describe("a link that is taken away by name", () => {
  test("lets go what it counted, and nothing else", () => {
    const { root } = makeTree();
    const holder = own(root, "holder", Node);
    const target = own(root, "target", Node);
    const [weak, strong] = [new Link(holder, "weak", target), new Ref(holder, "strong", target)];
    new Ref(holder, "nothing");
    expect(["weak", "strong", "nothing"].map((name) => findSlot(holder, name)!.kind)).toEqual(["link", "ref", "ref"]);
    expect(target.refs).toBe(2);
    remove(holder, "weak");
    expect([target.refs, weak.target]).toEqual([2, null]);
    remove(holder, "strong");
    expect([target.refs, strong.target]).toEqual([1, null]);
    remove(holder, "nothing");
    expect(holder.slots).toBeNull();
    own(holder, "child", Leaving).leave = () => log.push("left");
    log.length = 0;
    remove(holder, "child");
    expect(log).toEqual(["left", "finalize node"]);
  });
});

describe("what is kept", () => {
  test("through its own unparent by somebody is not said to have ended with it", () => {
    const { root } = makeTree();
    const kept = ref(own(root, "kept", Node));
    unparent(kept);
    expect([kept.phase, kept.refs, kept.ending, kept.path]).toEqual(["live", 1, null, "/kept"]);
  });

  test("by a handle is given or dropped, once", () => {
    const { heap, root } = makeTree();
    const handle: Owned<Node> = create(heap, Node);
    const node = handle.value;
    giveChild(root, "given", handle);
    expect([node.path, node.refs]).toEqual(["/given", 1]);
    const other: Owned<Node> = Owned.of(node);
    const storage: StorageRef<Node> = new StorageRef(node);
    drop(other);
    drop(storage);
    expect([node.refs, node.storageRefs]).toEqual([1, 1]);
  });

  test("as memory is freed by its last reference, in a heap where nothing else is special, too", () => {
    const heap = new Heap();
    const node = create(heap, Node, { reserve: 4 }).consume();
    const storage = new StorageRef(node);
    unref(node);
    expect(node.phase).toBe("finalized");
    storage[Symbol.dispose]();
    expect([node.phase, heap.hasExtents]).toEqual(["freed", false]);
  });
});
