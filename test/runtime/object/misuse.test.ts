import { beforeEach, describe, expect, test } from "vitest";
import {
  addChild,
  cast,
  CastError,
  ConsumedError,
  create,
  createUserObject,
  deleteUserObject,
  DoubleParentError,
  DoubleUnparentError,
  embed,
  FinalizedError,
  freed,
  Heap,
  type LifetimeError,
  NameError,
  ObjectType,
  OccupiedError,
  OverflowError,
  own,
  ParentReferenceError,
  QomObject,
  ref,
  ResurrectionError,
  StateArray,
  StorageFreedError,
  StorageInUseError,
  StorageRef,
  storageRef,
  StorageSizeError,
  storageUnref,
  UnderflowError,
  unparent,
  unref,
  UnrootedError,
  UserObjectError,
} from "@qdl/runtime";
import { Backend, Counter, failureOf, log, makeTree, Node, Panel } from "./parts.ts";

beforeEach(() => void (log.length = 0));

describe("an object whose storage is freed", () => {
  test("is noticed by whoever reads or writes its state, and says which it was and how it ended", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const counter = panel.left;
    unparent(panel);
    for (const touch of [() => counter.value, () => (counter.value = 1), () => freed(panel)]) {
      const error = failureOf(touch);
      expect(error).toBeInstanceOf(StorageFreedError);
      expect(error.message).toMatch(/^\/panel/);
    }
    expect(failureOf(() => counter.value).message).toBe(
      "/panel/left (counter): its storage is freed; finalized with its parent; its storage was that of /panel, finalized when it was unparented",
    );
    expect(() => storageRef(counter)).toThrow(StorageFreedError);
    expect(() => storageUnref(counter)).toThrow(StorageFreedError);
    expect(() => own(panel, "late", Node)).toThrow(StorageFreedError);
  });

  test("is noticed through arrays of state, too, and does not disturb who has the memory now", () => {
    const { heap } = makeTree();
    const first = create(heap, Counter).consume();
    const array = new StateArray(first, { word: 0, length: 2, bits: 16 });
    array.set(1, 0xbeef);
    expect([...array]).toEqual([3, 0xbeef]);
    unref(first);
    const second = create(heap, Counter).consume();
    expect(() => array.get(0)).toThrow(StorageFreedError);
    expect(() => array.set(0, 1)).toThrow(StorageFreedError);
    expect(second.value).toBe(3);
  });

  test("is told apart from one that is finalized and whose memory somebody keeps", () => {
    const { heap } = makeTree();
    const counter = create(heap, Counter).consume();
    counter.value = 9;
    {
      using kept = new StorageRef(counter);
      unref(counter);
      expect(kept.value.value).toBe(9);
      expect(counter.phase).toBe("finalized");
      expect(() => own(counter, "late", Node)).toThrow(FinalizedError);
    }
    expect(counter.phase).toBe("freed");
  });
});

describe("references", () => {
  test("cannot be taken on what is finalized, nor dropped when there is none", () => {
    const { heap } = makeTree();
    const node = create(heap, Node).consume();
    unref(node);
    expect(() => ref(node)).toThrow(ResurrectionError);
    expect(() => unref(node)).toThrow(UnderflowError);
    expect(() => unref(node)).toThrow("<node> (node): a reference was dropped that nobody held");
  });

  test("cannot be counted beyond 2^31 - 1", () => {
    const { heap } = makeTree();
    const node = create(heap, Node).consume();
    node.count = 0x7fff_ffff;
    expect(() => ref(node)).toThrow(OverflowError);
    expect(node.refs).toBe(0x7fff_ffff);
  });

  test("of a parent cannot be dropped by others unnoticed; the tree is whole afterwards", () => {
    const { root } = makeTree();
    const child = own(root, "child", Node);
    expect(() => unref(child)).toThrow(ParentReferenceError);
    expect(child.phase).toBe("freed");
    expect(own(root, "child", Node).path).toBe("/child");
  });

  test("of a storage that its objects hold cannot be dropped by others", () => {
    const { heap } = makeTree();
    const panel = create(heap, Panel).consume();
    storageUnref(panel);
    storageUnref(panel);
    expect(() => storageUnref(panel)).toThrow(StorageInUseError);
    expect(() => unref(panel)).toThrow(StorageInUseError);
    expect(panel.phase).toBe("freed");
  });

  test("with the place where an object ended, when the heap captures stacks", () => {
    const heap = new Heap();
    heap.captureStacks = true;
    const node = create(heap, Node).consume();
    unref(node);
    expect(failureOf(() => ref(node)).message).toContain("misuse.test.ts");
  });
});

describe("handles", () => {
  test("are spent when they are given away, and say so", () => {
    const { heap, root } = makeTree();
    const owned = create(heap, Node);
    const child = addChild(root, "child", owned);
    expect(child.refs).toBe(1);
    expect(() => owned.value).toThrow(ConsumedError);
    expect(() => owned.clone()).toThrow(ConsumedError);
    expect(() => addChild(root, "again", owned)).toThrow(ConsumedError);
    owned[Symbol.dispose]();
    expect(child.refs).toBe(1);
  });

  test("are as before when nobody took them", () => {
    const { heap, root } = makeTree();
    own(root, "taken", Node);
    using owned = create(heap, Node);
    expect(() => addChild(root, "taken", owned)).toThrow(NameError);
    expect(owned.value.refs).toBe(1);
    expect(owned.value.parent).toBeNull();
  });

  test("drop exactly what they hold", () => {
    const { heap } = makeTree();
    const owned = create(heap, Node);
    const second = owned.clone();
    expect(owned.value.refs).toBe(2);
    owned[Symbol.dispose]();
    expect(second.value.refs).toBe(1);
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(log).toEqual(["finalize node"]);
    const kept = create(heap, Counter);
    const storage = new StorageRef(kept.value);
    storage[Symbol.dispose]();
    storage[Symbol.dispose]();
    expect(() => storage.value).toThrow(ConsumedError);
  });
});

describe("the tree", () => {
  test("takes no object twice", () => {
    const { heap, root } = makeTree();
    const owned = create(heap, Node);
    const other = owned.clone();
    addChild(root, "one", owned);
    expect(() => addChild(root, "two", other)).toThrow(DoubleParentError);
  });

  test.each(["", ".", "..", "a/b", "/", "nul\0", "x".repeat(10_000)])("has no child named %j", (name) => {
    const { root } = makeTree();
    const error = failureOf(() => own(root, name, Node));
    expect(error).toBeInstanceOf(NameError);
    expect(error.message.length).toBeLessThan(200);
    expect(log).toEqual(["finalize node"]);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "späti", "a b", "x".repeat(255)])(
    "may have a child named %j",
    (name) => {
      const { root } = makeTree();
      const child = own(root, name, Node);
      expect(child.path).toBe(`/${name}`);
      expect(() => own(root, name, Node)).toThrow(NameError);
      unparent(child);
      expect(own(root, name, Node).refs).toBe(1);
    },
  );

  test("notices an unparent hook that takes its own object out", () => {
    class Eager extends QomObject {
      static override readonly type: ObjectType = new ObjectType<Eager>({
        name: "eager",
        parent: QomObject.type,
        class: Eager,
        unparent: (self) => unparent(self),
        finalize: () => void log.push("finalize eager"),
      });
    }
    const { root } = makeTree();
    const child = own(root, "child", Eager);
    expect(() => unparent(child)).toThrow(DoubleUnparentError);
    expect(log).toEqual(["finalize eager"]);
  });

  test("that was bent into a ring still has paths to print, and no root", () => {
    const { heap, root } = makeTree();
    const [a, b] = [create(heap, Node), create(heap, Node)];
    const [first, second] = [a.value, b.value];
    addChild(first, "b", b.clone());
    addChild(second, "a", a.clone());
    expect(first.path).toMatch(/^<ring>/);
    expect(() => own(root, "panel", Panel).peer.set(first)).toThrow(UnrootedError);
  });
});

describe("memory", () => {
  test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 30 + 1])("has no type of %d words", (words) => {
    expect(() => new ObjectType({ name: "odd", class: QomObject, words })).toThrow(RangeError);
  });

  test("of a type is not less than its parent's", () => {
    expect(() => new ObjectType({ name: "small", parent: Panel.type, class: Panel, words: 1 })).toThrow(RangeError);
  });

  test("of nothing is fine; 4 GiB are refused by the heap, which stays as it was", () => {
    class Huge extends QomObject {
      static override readonly type: ObjectType = new ObjectType<Huge>({
        name: "huge",
        parent: QomObject.type,
        class: Huge,
        words: 2 ** 30,
      });
    }
    const { heap, root } = makeTree();
    expect(() => own(root, "huge", Huge)).toThrow(RangeError);
    expect(heap.words.length).toBe(4096);
    expect(own(root, "huge", Counter).value).toBe(3);
    expect(own(root, "none", Node).refs).toBe(1);
  });

  test("of an embedded child lies inside its parent's storage and is nobody else's", () => {
    const { heap } = makeTree();
    const panel = create(heap, Panel).value;
    expect(() => embed(panel, "outside", Counter, { offset: 2 })).toThrow(StorageSizeError);
    expect(() => embed(panel, "outside", Counter, { offset: -1 })).toThrow(StorageSizeError);
    expect(() => embed(panel, "again", Counter, { offset: 1 })).toThrow(OccupiedError);
    const former = panel.right;
    unparent(former);
    const next = embed(panel, "again", Counter, { offset: 1 });
    next.value = 7;
    expect(() => former.value).toThrow(StorageFreedError);
    expect(panel.left.value).toBe(3);
  });

  test("grows while views are cached, and keeps what is in it", () => {
    const { heap } = makeTree();
    const cached = heap.words;
    const counters = Array.from({ length: 3000 }, (_, at) => {
      const counter = create(heap, Counter).consume();
      counter.value = at;
      return counter;
    });
    expect(heap.generation).toBeGreaterThan(0);
    expect(heap.words).not.toBe(cached);
    expect(counters.map((counter) => counter.value)).toEqual(counters.map((_, at) => at));
  });
});

describe("user-creatable objects", () => {
  test("are completed when they have their place, and deleted when nobody uses them", () => {
    const { root } = makeTree();
    const backend = createUserObject(root, "disk0", Backend);
    expect(log).toEqual(["complete /disk0"]);
    ref(backend);
    expect(() => deleteUserObject(root, "disk0")).toThrow(UserObjectError);
    unref(backend);
    deleteUserObject(root, "disk0");
    expect(backend.phase).toBe("freed");
    expect(() => deleteUserObject(root, "disk0")).toThrow(UserObjectError);
  });

  test("leave nothing when they cannot be completed", () => {
    const { root } = makeTree();
    const prepare = (backend: Backend): void => void (backend.broken = true);
    expect(() => own(root, "disk0", Backend, { prepare })).toThrow("the backend is broken");
    expect(log).toEqual(["unparent disk0", "finalize node"]);
    expect(createUserObject(root, "disk0", Backend).refs).toBe(1);
    expect(() => createUserObject(root, "disk0", Backend)).toThrow(NameError);
  });

  test("have an id that is one, and a type for it", () => {
    const { root } = makeTree();
    for (const id of ["", "0disk", "a b", "__proto__", "a/b"])
      expect(() => createUserObject(root, id, Backend)).toThrow(UserObjectError);
    expect(() => createUserObject(root, "counter", Counter)).toThrow(UserObjectError);
  });
});

test("every misuse is heard by who listens, even when it is swallowed", () => {
  const { heap } = makeTree();
  const heard: LifetimeError[] = [];
  heap.trace = (event) => event.event === "misuse" && heard.push(event.error);
  const node = create(heap, Node).consume();
  unref(node);
  const error = failureOf(() => ref(node));
  expect(heard).toEqual([error]);
  expect(error).toMatchObject({ path: "<node>", type: "node", name: "ResurrectionError" });
  expect(() => cast(node, Counter)).toThrow(CastError);
});
