import { beforeEach, describe, expect, test } from "vitest";
import {
  addChild,
  children,
  create,
  createRoot,
  createUserObject,
  deleteUserObject,
  embed,
  Heap,
  integerProperty,
  type ObjectClass,
  ObjectType,
  own,
  Owned,
  QomObject,
  ref,
  StorageRef,
  type TypeInfo,
  unref,
  userCreatable,
  watchObjects,
} from "@qdl/runtime";
import { Backend, Counter, failureOf, log, makeTree, Node, Panel } from "./parts.ts";

beforeEach(() => void (log.length = 0));

const heaps: [string, () => Heap][] = [
  ["nobody listens", () => new Heap()],
  ["somebody listens", () => Object.assign(new Heap(), { trace: () => undefined })],
  [
    "references are tracked",
    () =>
      Object.assign(new Heap(), {
        tracker: {
          born: () => undefined,
          took: () => undefined,
          dropped: () => undefined,
          handed: () => undefined,
          forgotten: () => undefined,
        },
      }),
  ],
];

/** Says when its hooks run. */
function steps(of: string): { init: () => void; postInit: () => void; finalize: () => void } {
  return {
    init: () => void log.push(`init ${of}`),
    postInit: () => void log.push(`post-init ${of}`),
    finalize: () => void log.push(`finalize ${of}`),
  };
}

class Base extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Base>({
    name: "base",
    parent: QomObject.type,
    class: Base,
    ...steps("base"),
  });
}

class Middle extends Base {
  static override readonly type: ObjectType = new ObjectType<Middle>({
    name: "middle",
    parent: Base.type,
    class: Middle,
  });
}

class Derived extends Middle {
  static override readonly type: ObjectType = new ObjectType<Derived>({
    name: "derived",
    parent: Middle.type,
    class: Derived,
    ...steps("derived"),
  });
}

/** Fails when all inits have run. */
class Late extends Derived {
  static override readonly type: ObjectType = new ObjectType<Late>({
    name: "late",
    parent: Derived.type,
    class: Late,
    postInit() {
      throw new Error("too late");
    },
    finalize: () => void log.push("finalize late"),
  });
}

describe.each(heaps)("when %s, an object", (_who, makeHeap) => {
  test("runs inits from the base type to the derived one, then post-inits, and finalizers the other way", () => {
    unref(create(makeHeap(), Derived).consume());
    expect(log).toEqual([
      "init base",
      "init derived",
      "post-init base",
      "post-init derived",
      "finalize derived",
      "finalize base",
    ]);
  });

  test("whose post-init fails is finalized in full", () => {
    expect(() => create(makeHeap(), Late)).toThrow("too late");
    expect(log.slice(2)).toEqual([
      "post-init base",
      "post-init derived",
      "finalize late",
      "finalize derived",
      "finalize base",
    ]);
  });

  test("without state takes no memory, and touches nobody's", () => {
    const heap = makeHeap();
    const counter = create(heap, Counter).consume();
    counter.value = 9;
    unref(create(heap, Derived).consume());
    unref(create(heap, Derived, { fixed: true }).consume());
    expect([counter.base, counter.value]).toEqual([0, 9]);
    expect(create(heap, Counter).value.base).toBe(4);
  });
});

test("a type is named by itself or by its class", () => {
  class Named extends Panel {
    static override readonly type: ObjectType = new ObjectType<Named>({
      name: "named",
      parent: Panel,
      class: Named,
      interfaces: [{ type: userCreatable }],
    });
  }
  expect(Named.type.chain).toEqual([QomObject.type, Node.type, Panel.type, Named.type]);
  expect([Named.type.words, Named.type.userCreatable, Panel.type.userCreatable]).toEqual([2, true, false]);
});

test("an object gets its default and its init where its type has one of each", () => {
  class Dimmer extends QomObject {
    static override readonly type: ObjectType = new ObjectType<Dimmer>({
      name: "dimmer",
      parent: QomObject.type,
      class: Dimmer,
      properties: [
        integerProperty<Dimmer>(
          "u8",
          { min: 0, max: 9 },
          { name: "level", default: 5, get: (self) => self.level, set: (self, value) => void (self.level = value) },
        ),
      ],
      init: (self) => void (self.start = self.level),
    });

    level = 0;
    start = 0;
  }
  const { value } = create(new Heap(), Dimmer);
  expect([value.level, value.start]).toEqual([5, 5]);
});

describe("a derived type", () => {
  class Odd extends Counter {
    static override readonly type: ObjectType = new ObjectType<Odd>({ name: "odd", parent: Counter.type, class: Odd });
  }
  class Odder extends Odd {
    static override readonly type: ObjectType = new ObjectType<Odder>({
      name: "odder",
      parent: Odd.type,
      class: Odder,
    });
  }
  class Case extends Node {
    static override readonly type: ObjectType = new ObjectType<Case>({
      name: "case",
      parent: Node.type,
      class: Case,
      words: 1,
      init(self) {
        for (const name of ["counter", "port[*]", "port[10]", "node"])
          own<QomObject>(self, name, name === "node" ? Node : Counter);
        embed(self, "inside", Counter, { offset: 0 });
      },
    });
  }
  const derive = (parent: ObjectType, narrowed: TypeInfo<Case>["narrowed"] & object): ObjectClass<Case> =>
    class Derived extends Case {
      static override readonly type: ObjectType = new ObjectType<Case>({
        name: "derived",
        parent,
        class: Derived,
        narrowed,
      });
    };
  const typesIn = (of: ObjectClass<Case>): string[] =>
    children(create(new Heap(), of).value).map(({ name, type }) => `${name} ${type.name}`);

  test("may have derived classes for what its parent makes, arrays by their name", () => {
    const narrow = derive(Case.type, [
      ["port", Odd],
      ["inside", Odd],
    ]);
    const narrower = derive(narrow.type, [
      ["inside", Odder],
      ["node", Counter],
    ]);
    const same = class Same extends narrow {
      static override readonly type = new ObjectType<Case>({
        name: "same",
        parent: narrow.type,
        class: Same,
      }) as ObjectType;
    };
    const usual = ["counter counter", "port[0] counter", "port[10] counter", "node node", "inside counter"];
    const narrowed = ["counter counter", "port[0] odd", "port[10] odd", "node node", "inside odd"];
    expect(typesIn(Case)).toEqual(usual);
    expect(typesIn(narrow)).toEqual(narrowed);
    expect(typesIn(same)).toEqual(narrowed);
    expect(typesIn(narrower)).toEqual([...narrowed.slice(0, 3), "node counter", "inside odder"]);
  });

  test("has no other class for a child than one derived from what its parent makes", () => {
    const wrong = derive(Case.type, [["counter", Panel]]);
    expect(typesIn(wrong)[0]).toBe("counter counter");
  });
});

describe("what is set up", () => {
  test("is set up by the caller, and completed then, whether it has a place or not", () => {
    const heap = new Heap();
    expect(create(heap, Counter, { properties: { start: 7 } }).value.value).toBe(7);
    expect(log.splice(0)).toEqual(["init counter at 3"]);
    create(heap, Backend, { prepare: () => log.push("prepare") });
    expect(log.splice(0)).toEqual(["prepare", "complete <backend>"]);
    create(heap, Backend, { properties: {} });
    expect(log.splice(0)).toEqual(["complete <backend>"]);
    create(heap, Backend, { reserve: 4 });
    create(heap, Backend);
    expect(log).toEqual([]);
    expect(createRoot(heap, Node).value.path).toBe("/");
  });

  test.each([false, true])("leaves nothing when it cannot be completed and has no place (stacks: %j)", (stacks) => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks });
    const prepare = (backend: Backend): void => void (backend.broken = true);
    expect(() => create(heap, Backend, { prepare })).toThrow("the backend is broken");
    expect(watch.left()).toEqual([]);
    expect(log).toEqual(["finalize node"]);
  });

  test("leaves nothing in the tree when it went there by itself", () => {
    const { heap, root } = makeTree();
    const watch = watchObjects(heap);
    const prepare = (self: Node): never => {
      addChild(root, "early", Owned.of(self));
      throw new Error("no");
    };
    expect(() => create(heap, Node, { prepare })).toThrow("no");
    expect(root.slots).toBeNull();
    expect(watch.left()).toEqual([]);
    expect(log).toEqual(["unparent early", "finalize node"]);
  });

  test("tells what its unparent hook does when construction fails in its place", () => {
    class Sticky extends Backend {
      static override readonly type: ObjectType = new ObjectType<Sticky>({
        name: "sticky",
        parent: Backend.type,
        class: Sticky,
        unparent() {
          throw new Error("it sticks");
        },
      });
    }
    const { root } = makeTree();
    const breaks = (self: Sticky): void => void (self.broken = true);
    const early = (self: Sticky): never => {
      addChild(root, "early", Owned.of(self));
      throw new Error("no");
    };
    const errorsOf = (prepare: (self: Sticky) => void): unknown[] =>
      (failureOf(() => own(root, "it", Sticky, { prepare })) as AggregateError).errors.map(String);
    expect(errorsOf(breaks)).toEqual(["Error: the backend is broken", "Error: it sticks"]);
    expect(errorsOf(early)).toEqual(["Error: no", "Error: it sticks"]);
    expect(root.slots).toBeNull();
  });

  test.each([false, true])("lives on with who took a reference before it failed (stacks: %j)", (stacks) => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks });
    const kept: Node[] = [];
    const prepare = (self: Node): never => {
      kept.push(ref(self));
      throw new Error("no");
    };
    expect(() => create(heap, Node, { prepare })).toThrow("no");
    expect([kept[0]!.phase, kept[0]!.refs]).toEqual(["live", 1]);
    expect(log).toEqual([]);
    unref(kept[0]!);
    expect(watch.left()).toEqual([]);
  });

  test("has its reference dropped in the books, too, when it fails and its memory is kept", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const prepare = (self: Node): never => {
      new StorageRef(self);
      throw new Error("no");
    };
    expect(() => create(heap, Node, { prepare })).toThrow("no");
    expect(watch.left()).toMatchObject([{ path: "<node>", state: "finalized", refs: 0, storageRefs: 1, dropped: 1 }]);
  });
});

describe("what users create", () => {
  class Plain extends Node {
    static override readonly type: ObjectType = new ObjectType<Plain>({
      name: "plain",
      parent: Node.type,
      class: Plain,
      interfaces: [userCreatable],
      properties: [
        integerProperty<Plain>(
          "u8",
          { min: 0, max: 9 },
          { name: "level", get: (self) => self.level, set: (self, value) => void (self.level = value) },
        ),
        { name: "peer", type: "link<node>", get: () => null },
      ],
    });

    level = 0;
  }

  test("gets its properties, needs no hook to be completed, and is deleted unless its type objects", () => {
    const { root } = makeTree();
    const plain = createUserObject(root, "plain", Plain, { level: 4 });
    expect(plain.level).toBe(4);
    ref(plain);
    deleteUserObject(root, "plain");
    expect([plain.parent, plain.refs]).toEqual([null, 1]);
  });

  test("is no object that users did not create", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    panel.peer.set(own(root, "backend", Backend));
    for (const [container, id] of [
      [root, "panel"],
      [panel, "peer"],
    ] as const)
      expect(() => deleteUserObject(container, id)).toThrow(`it has no object "${id}" to delete`);
  });

  test("has an id of 255 characters at most, of an alphabet of its own", () => {
    const { root } = makeTree();
    const longest = `Z${"-._9a".repeat(50)}bcde`;
    expect(createUserObject(root, longest, Plain).path).toBe(`/${longest}`);
    for (const id of [`${longest}x`, "_a", "-a", "a b", " a", "a\n", "é"])
      expect(() => createUserObject(root, id, Plain)).toThrow("is no id");
  });
});
