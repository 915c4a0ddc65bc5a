import { describe, expect, test } from "vitest";
import {
  addChild,
  containerOf,
  create,
  createUserObject,
  deleteUserObject,
  embed,
  Heap,
  integerProperty,
  Link,
  ObjectType,
  own,
  Owned,
  QomObject,
  ref,
  remove,
  StorageRef,
  storageUnref,
  TypeRegistry,
  unparent,
  unref,
} from "@qdl/runtime";
import { Backend, Counter, failureOf, makeTree, Node, Panel } from "./parts.ts";

/** Three counters in one storage, and nothing else. */
class Row extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Row>({
    name: "row",
    parent: QomObject.type,
    class: Row,
    words: 3,
    init: (self) => void (self.counters = [0, 1, 2].map((offset) => embed(self, "at[*]", Counter, { offset }))),
  });

  counters: readonly Counter[] = [];
}

function told(action: () => unknown): string {
  const { name, message } = failureOf(action);
  return `${name}: ${message}`;
}

describe("what is told of an object that has ended", () => {
  test("is how it ended", () => {
    const { heap, root } = makeTree();
    const [dropped, kept] = [create(heap, Node).consume(), own(root, "kept", Node)];
    unref(dropped);
    expect(told(() => ref(dropped))).toBe(
      "ResurrectionError: <node> (node): a reference was taken during or after its finalization; finalized when its last reference was dropped",
    );
    expect(told(() => unref(dropped))).toBe(
      "UnderflowError: <node> (node): a reference was dropped that nobody held; finalized when its last reference was dropped",
    );
    using handle = Owned.of(kept);
    unparent(kept);
    handle[Symbol.dispose]();
    expect(told(() => own(kept, "late", Node))).toBe(
      "StorageFreedError: /kept (node): its storage is freed; finalized when its last reference was dropped",
    );
  });

  test("is the same where somebody listens", () => {
    const { heap } = makeTree();
    heap.trace = () => undefined;
    const node = create(heap, Node).consume();
    unref(node);
    expect(told(() => ref(node))).toMatch(/; finalized when its last reference was dropped$/);
  });

  test("is the place in the code, too, when the heap captures stacks", () => {
    const heap = new Heap();
    heap.captureStacks = true;
    const node = create(heap, Node).consume();
    unref(node);
    expect(failureOf(() => ref(node)).message).toMatch(
      /; finalized when its last reference was dropped, at [^\n]*messages\.test\.ts/,
    );
  });

  test("is what became of the storage that it was in", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const { left, right } = panel;
    unparent(left);
    using kept = new StorageRef(right);
    unparent(panel);
    expect(told(() => ref(left))).toBe(
      "ResurrectionError: /panel/left (counter): a reference was taken during or after its finalization; finalized when it was unparented",
    );
    expect(told(() => own(panel, "late", Node))).toBe(
      "FinalizedError: /panel (panel): nothing can be added to it any more; finalized when it was unparented",
    );
    kept[Symbol.dispose]();
    expect(told(() => left.value)).toBe(
      "StorageFreedError: /panel/left (counter): its storage is freed; finalized when it was unparented; " +
        "its storage was that of /panel, finalized when it was unparented; freed when a storage reference was dropped through /panel/right",
    );
    expect(told(() => own(panel, "late", Node))).toBe(
      "StorageFreedError: /panel (panel): its storage is freed; finalized when it was unparented; freed when a storage reference was dropped through /panel/right",
    );
  });

  test("is who was the last in the storage that it was the root of", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const left = ref(panel.left);
    unparent(panel);
    unref(left);
    expect(told(() => own(panel, "late", Node))).toBe(
      "StorageFreedError: /panel (panel): its storage is freed; finalized when it was unparented; freed with the finalization of /panel/left",
    );
    expect(told(() => storageUnref(left))).toMatch(
      /^StorageFreedError: \/panel\/left \(counter\): its storage is freed; finalized when its last reference was dropped; its storage was that of \/panel,/,
    );
  });

  test("is nothing of a storage that goes on with somebody else in the same place", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const former = panel.left;
    unparent(former);
    embed(panel, "next", Counter, { offset: 0 });
    expect(told(() => former.value)).toBe(
      "StorageFreedError: /panel/left (counter): its storage is freed; finalized when it was unparented",
    );
  });

  test("is that its construction failed", () => {
    const { root } = makeTree();
    let made: Counter | undefined;
    const prepare = (self: Counter): void => {
      made = self;
      throw new Error("no");
    };
    expect(() => own(root, "counter", Counter, { prepare })).toThrow("no");
    expect(told(() => made!.value)).toBe(
      "StorageFreedError: <counter> (counter): its storage is freed; finalized because its construction failed",
    );
  });
});

describe("what is told of references", () => {
  test("is that none was there to drop", () => {
    const heap = new Heap();
    const counter = create(heap, Counter, { fixed: true }).consume();
    unref(counter);
    expect(told(() => storageUnref(counter))).toBe(
      "UnderflowError: <counter> (counter): a storage reference was dropped that nobody held; finalized when its last reference was dropped",
    );
    const other = create(heap, Counter, { fixed: true }).consume();
    storageUnref(other);
    expect(told(() => storageUnref(other))).toBe(
      "UnderflowError: <counter> (counter): a storage reference was dropped that nobody held",
    );
    expect(told(() => unref(other))).toBe(
      "UnderflowError: <counter> (counter): a storage reference was dropped that nobody held; finalized when its last reference was dropped",
    );
    expect(other.storageRefs).toBe(0);
  });

  test("is that a storage reference was one too many, and whose it was; the count is right afterwards", () => {
    const row = create(new Heap(), Row).consume();
    const [first, second, third] = row.counters.map((counter) => ref(counter));
    for (let times = 0; times < 3; times++) storageUnref(row);
    expect(told(() => storageUnref(row))).toBe(
      "StorageInUseError: <row> (row): its storage would be freed while it is not finalized: too many storage references were dropped",
    );
    expect(told(() => unref(row))).toMatch(
      /^StorageInUseError: <row> \(row\): its storage would be freed while <row>\/at\[2\] \(counter\) is not finalized: too many/,
    );
    expect(row.storageRefs).toBe(3);
    unref(third!);
    expect(row.storageRefs).toBe(2);
    storageUnref(row);
    expect(told(() => unref(second!))).toMatch(/while <row>\/at\[0\] \(counter\) is not finalized/);
    expect(row.storageRefs).toBe(1);
    unref(first!);
    expect(row.phase).toBe("freed");
  });

  test("is that they belong to somebody else, or are too many", () => {
    const { heap, root } = makeTree();
    const child = own(root, "child", Node);
    expect(told(() => unref(child))).toBe(
      "ParentReferenceError: /child (node): the last reference to be dropped belonged to its parent; unparent it instead",
    );
    const handle = create(heap, Node);
    const node = handle.consume();
    expect(told(() => handle.value)).toBe(
      "ConsumedError: <node> (node): this handle was consumed; its reference belongs to somebody else now",
    );
    node.count = 0x7fff_ffff;
    expect(told(() => ref(node))).toBe("OverflowError: <node> (node): it has as many references as can be counted");
  });
});

describe("what is told of names and places", () => {
  test("is what is wrong with a name", () => {
    const { root } = makeTree();
    const counter = own(root, "counter", Counter);
    const eighty = "n".repeat(80);
    own(root, eighty, Node);
    expect(told(() => own(root, "a/b", Node))).toBe('NameError: / (node): "a/b" is not a name');
    expect(told(() => own(root, "counter", Node))).toBe('NameError: / (node): "counter" is taken');
    expect(told(() => own(root, eighty, Node))).toBe(`NameError: / (node): "${eighty}" is taken`);
    expect(told(() => own(root, "n".repeat(256), Node))).toBe(
      `NameError: / (node): "${eighty}…" is longer than 255 characters`,
    );
    expect(told(() => own(counter, "start", Node))).toBe(
      'NameError: /counter (counter): "start" is taken by a property of its type',
    );
    expect(told(() => remove(root, "nobody"))).toBe(
      'NameError: / (node): "nobody" is neither a child nor a link of it',
    );
  });

  test("is that an array has no number left", () => {
    const { root } = makeTree();
    for (let at = 0; at < 32_766; at++)
      root.slots = { name: `port[${at}]`, kind: "link", target: null, older: root.slots };
    expect(new Link(root, "port[*]").name).toBe("port[32766]");
    expect(told(() => new Link(root, "port[*]"))).toBe('NameError: / (node): "port[*]" has no free number');
  });

  test("is that the object has a parent, or none that is a root", () => {
    const { heap, root } = makeTree();
    const panel = own(root, "panel", Panel);
    using loose = create(heap, Node);
    using second = Owned.of<QomObject>(panel);
    expect(told(() => addChild(root, "again", second))).toBe(
      "DoubleParentError: /panel (panel): it has a parent already",
    );
    expect(told(() => panel.peer.set(loose.value))).toBe(
      'UnrootedError: <node> (node): "peer" of /panel cannot link to it: it has no place in the tree',
    );
    expect(told(() => panel.partner.set(loose.value))).toBe(
      'UnrootedError: <node> (node): "partner" of /panel cannot link to it: it has no place in the tree',
    );
    expect(told(() => containerOf(panel, Counter))).toBe("CastError: /panel (panel): it is not a part of a counter");
  });

  test("is that an object that has ended finds no place", () => {
    const { heap, root } = makeTree();
    const handle = create(heap, Node);
    unref(handle.value);
    expect(told(() => addChild(root, "late", handle))).toMatch(/^ResurrectionError: <node> \(node\): a reference was/);
    expect(root.slots).toBeNull();
  });

  test("is that an unparent hook did what unparent does", () => {
    class Eager extends Node {
      static override readonly type: ObjectType = new ObjectType<Eager>({
        name: "eager",
        parent: Node.type,
        class: Eager,
        unparent: (self) => unparent(self),
      });
    }
    const eager = own(makeTree().root, "eager", Eager);
    expect(told(() => unparent(eager))).toBe(
      "DoubleUnparentError: /eager (eager): its unparent hook took it out of the tree; unparent does that",
    );
  });

  test("is where an object cannot be embedded", () => {
    const panel = own(makeTree().root, "panel", Panel);
    expect(told(() => embed(panel, "third", Counter, { offset: 2 }))).toBe(
      'StorageSizeError: /panel (panel): its storage has no room for "third" (counter, 1 words) there',
    );
    expect(told(() => embed(panel, "third", Counter, { offset: 1 }))).toBe(
      'OccupiedError: /panel/right (counter): its storage cannot become that of "third": it is not finalized',
    );
  });
});

describe("what is told of types", () => {
  const made = (words: number, parent?: ObjectType) => () =>
    new ObjectType({ name: "odd", class: QomObject, words, ...(parent ? { parent } : {}) });

  test("is what is wrong with their sizes, names and properties", () => {
    const { root } = makeTree();
    expect(told(made(0.5))).toBe("RangeError: type odd: 0.5 words are no size");
    expect(told(made(2 ** 30 + 1))).toBe("RangeError: type odd: 1073741825 words are more than 4 GiB");
    expect(told(made(1, Panel.type))).toBe("RangeError: type odd: 1 words are less than its parent's, panel: 2");
    expect(told(() => new TypeRegistry([Node.type, Node.type]))).toBe("RangeError: type node is registered already");
    expect(told(() => new TypeRegistry([new ObjectType({ name: "a b", class: Node })]))).toBe(
      'RangeError: "a b" is no typename',
    );
    expect(told(() => own(root, "counter", Counter, { properties: { no: 1 } }))).toBe(
      'TypeError: property "no" is not one of type counter',
    );
    expect(told(() => own(root, "object", QomObject))).toBe("TypeError: type object is abstract");
    expect(told(() => embed(root, "object", QomObject, { offset: 0 }))).toBe("TypeError: type object is abstract");
  });

  test("is what users cannot do", () => {
    const { root } = makeTree();
    expect(told(() => createUserObject(root, "0", Backend))).toBe('UserObjectError: / (node): "0" is no id');
    expect(told(() => createUserObject(root, "counter", Counter))).toBe(
      "UserObjectError: / (node): users cannot create objects of type counter",
    );
    expect(told(() => deleteUserObject(root, "disk0"))).toBe(
      'UserObjectError: / (node): it has no object "disk0" to delete',
    );
    ref(createUserObject(root, "disk0", Backend));
    expect(told(() => deleteUserObject(root, "disk0"))).toBe("UserObjectError: /disk0 (backend): it is in use");
  });

  test("is which property is not set", () => {
    class Disk extends Backend {
      static override readonly type: ObjectType = new ObjectType<Disk>({
        name: "disk",
        parent: Backend.type,
        class: Disk,
        properties: [
          {
            ...integerProperty<Disk>(
              "u8",
              { min: 0, max: 9 },
              {
                name: "size",
                get: (self) => self.size as number,
                set: (self, value) => void (self.size = value),
              },
            ),
            required: true,
          },
        ],
      });

      size: number | null = null;
    }
    const { root } = makeTree();
    expect(told(() => createUserObject(root, "disk0", Disk))).toBe(
      "UserObjectError: /disk0 (disk): its property size is not set",
    );
    expect(createUserObject(root, "disk0", Disk, { size: 0 }).size).toBe(0);
  });
});
