import { beforeEach, describe, expect, test } from "vitest";
import {
  addChild,
  aliasProperty,
  cast,
  containerOf,
  create,
  dynamicCast,
  embed,
  Heap,
  InterfaceType,
  Link,
  ObjectType,
  own,
  Owned,
  QomObject,
  Ref,
  ref,
  remove,
  resolvePath,
  TypeRegistry,
  unparent,
  unref,
  userCreatable,
  watchObjects,
} from "@qdl/runtime";
import { Backend, Counter, log, makeTree, Node, Panel } from "./parts.ts";

beforeEach(() => void (log.length = 0));

describe("construction", () => {
  test("applies defaults before any init, then sets up, then gives the object its place", () => {
    const { root } = makeTree();
    const counter = own(root, "counter", Counter, {
      properties: { start: 7 },
      prepare: (self) => log.push(`prepare at ${self.value} without ${self.parent?.path}`),
    });
    expect(log).toEqual(["init counter at 3", "prepare at 7 without undefined"]);
    expect(counter.path).toBe("/counter");
    expect(counter.direction).toBe("up");
  });

  test.each([
    [{ start: 16 }],
    [{ start: -1 }],
    [{ start: 1.5 }],
    [{ start: "7" }],
    [{ direction: "left" }],
    [{ no: 1 }],
  ])("refuses %j and leaves nothing", (properties) => {
    const { heap, root } = makeTree();
    const watch = watchObjects(heap);
    expect(() => own(root, "counter", Counter, { properties })).toThrow(/start|direction|no/);
    expect(watch.left()).toEqual([]);
    expect(own(root, "counter", Counter).refs).toBe(1);
  });

  test("makes no object of an abstract type", () => {
    expect(() => create(new Heap(), QomObject)).toThrow("type object is abstract");
  });

  test("that fails in an init ends what was initialized, no more, and tells every error", () => {
    class Base extends QomObject {
      static override readonly type: ObjectType = new ObjectType<Base>({
        name: "base",
        parent: QomObject.type,
        class: Base,
        words: 2,
        init: (self) => void embed(self, "counter", Counter, { offset: 0 }),
        finalize() {
          log.push("finalize base");
          throw new Error("base is stuck");
        },
      });
    }
    class Derived extends Base {
      static override readonly type: ObjectType = new ObjectType<Derived>({
        name: "derived",
        parent: Base.type,
        class: Derived,
        init() {
          throw new Error("no init");
        },
        finalize: () => void log.push("finalize derived"),
      });
    }
    for (const listen of [false, true]) {
      log.length = 0;
      const { heap, root } = makeTree();
      const watch = listen ? watchObjects(heap) : null;
      let failure: unknown;
      try {
        own(root, "it", Derived);
      } catch (error) {
        failure = error;
      }
      expect(failure).toBeInstanceOf(AggregateError);
      expect((failure as AggregateError).errors.map(String)).toEqual(["Error: no init", "Error: base is stuck"]);
      expect(log.slice(1)).toEqual(["unparent counter", "finalize counter at 3", "finalize node", "finalize base"]);
      expect(watch?.left() ?? []).toEqual([]);
      expect(own(root, "it", Node).path).toBe("/it");
    }
  });
});

describe("finalization", () => {
  /** A node whose hooks throw. */
  class Stubborn extends Node {
    static override readonly type: ObjectType = new ObjectType<Stubborn>({
      name: "stubborn",
      parent: Node.type,
      class: Stubborn,
      unparent(self) {
        throw new Error(`${self.name} stays`);
      },
      finalize() {
        throw new Error("no end");
      },
    });
  }

  test("runs every other finalizer when hooks throw, frees everything, and tells all errors together", () => {
    const { heap, root } = makeTree();
    const watch = watchObjects(heap);
    const top = own(root, "top", Stubborn);
    own(top, "a", Stubborn);
    own(top, "b", Counter);
    own(top, "c", Stubborn);
    log.length = 0;
    let failure: unknown;
    try {
      unparent(top);
    } catch (error) {
      failure = error;
    }
    expect((failure as AggregateError).errors.map((error) => (error as Error).message)).toEqual([
      "top stays",
      "c stays",
      "no end",
      "a stays",
      "no end",
      "no end",
    ]);
    expect(log).toEqual([
      "finalize node",
      "unparent b",
      "finalize counter at 3",
      "finalize node",
      "finalize node",
      "finalize node",
    ]);
    expect(watch.left()).toEqual([]);
    expect(own(root, "top", Node).path).toBe("/top");
  });

  test("takes children and links newest first, and holds after the finalizers", () => {
    const { heap, root } = makeTree();
    const panel = own(root, "panel", Panel);
    const [partner, spare] = [own(root, "partner", Node), own(root, "spare", Node)];
    panel.partner.set(partner);
    panel.spare.set(spare);
    unparent(partner);
    unparent(spare);
    log.length = 0;
    unparent(panel);
    expect(log).toEqual([
      "unparent panel",
      "unparent right",
      "finalize counter at 3",
      "finalize node",
      "unparent left",
      "finalize counter at 3",
      "finalize node",
      "finalize node",
      "finalize panel, holds /spare",
      "finalize node",
      "finalize node",
    ]);
    expect([partner.phase, spare.phase]).toEqual(["freed", "freed"]);
    expect(heap.trace).toBeNull();
  });

  test("follows the order that the type declares, arrays at once, then newest first", () => {
    class Ordered extends Node {
      static override readonly type: ObjectType = new ObjectType<Ordered>({
        name: "ordered",
        parent: Node.type,
        class: Ordered,
        unparentOrder: ["clock", "port[*]", "absent"],
      });
    }
    const { root } = makeTree();
    const ordered = own(root, "ordered", Ordered);
    for (const name of ["clock", "port[*]", "first", "port[*]", "last"]) own(ordered, name, Node);
    log.length = 0;
    unparent(ordered);
    expect(log.filter((line) => line.startsWith("unparent"))).toEqual([
      "unparent ordered",
      "unparent clock",
      "unparent port[1]",
      "unparent port[0]",
      "unparent last",
      "unparent first",
    ]);
  });
});

describe("links", () => {
  test("that are weak read null once the target is unparented, even if it finds another place", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const target = own(root, "target", Node);
    panel.peer.set(target);
    expect(panel.peer.target).toBe(target);
    expect(target.refs).toBe(1);
    using kept = Owned.of(target);
    unparent(target);
    expect(panel.peer.target).toBeNull();
    addChild(root, "elsewhere", kept.clone());
    expect(panel.peer.target).toBeNull();
    panel.peer.set(target);
    expect(panel.peer.target).toBe(target);
    panel.peer.set(null);
    expect(panel.peer.target).toBeNull();
  });

  test("that are counted keep their target, and let the former one go", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    const [a, b] = [own(root, "a", Node), own(root, "b", Node)];
    panel.partner.set(a);
    panel.partner.set(b);
    expect([a.refs, b.refs]).toEqual([1, 2]);
    unparent(b);
    expect(b.phase).toBe("live");
    remove(panel, "partner");
    expect(b.phase).toBe("freed");
  });

  test("are slots of their holder: names are taken once, and nothing links from what is finalized", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    expect(() => new Ref(panel, "peer")).toThrow("is taken");
    expect(() => own(panel, "peer", Node)).toThrow("is taken");
    ref(panel);
    unparent(panel);
    const link = new Link(panel, "late");
    unref(panel);
    expect(link.target).toBeNull();
    expect(() => panel.partner.set(null)).toThrow();
    expect(() => new Link(panel, "later")).toThrow();
  });
});

describe("names lead to objects", () => {
  function tree(): { readonly root: Node; readonly panel: Panel; readonly other: Panel } {
    const { root } = makeTree();
    const machine = own(root, "machine", Node);
    return { root, panel: own(machine, "panel", Panel), other: own(machine, "other", Panel) };
  }

  test("absolute paths are followed through children and links", () => {
    const { root, panel, other } = tree();
    panel.peer.set(other);
    expect(resolvePath(root, "/machine/panel/left").object).toBe(panel.left);
    expect(resolvePath(root, "//machine//panel/peer/right").object).toBe(other.right);
    expect(resolvePath(root, "/").object).toBe(root);
    expect(resolvePath(root, "/machine/nobody/left")).toEqual({ object: null, ambiguous: false });
    expect(resolvePath(root, "/machine/panel", Counter.type).object).toBeNull();
    expect(resolvePath(root, "/__proto__").object).toBeNull();
  });

  test("partial paths are searched everywhere, and must fit once", () => {
    const { root, panel, other } = tree();
    expect(resolvePath(root, "panel/left").object).toBe(panel.left);
    expect(resolvePath(root, "left")).toEqual({ object: null, ambiguous: true });
    expect(resolvePath(root, "other", Panel.type).object).toBe(other);
    expect(resolvePath(root, "", Panel.type)).toEqual({ object: null, ambiguous: true });
    unparent(panel);
    expect(resolvePath(root, "", Panel.type).object).toBe(other);
    expect(resolvePath(root, "nobody")).toEqual({ object: null, ambiguous: false });
  });

  test("an object knows what contains it, by type", () => {
    const { panel } = tree();
    expect(containerOf(panel.left, Panel)).toBe(panel);
    expect(() => containerOf(panel, Counter)).toThrow("it is not a part of a counter");
  });

  test("an array takes the first free number again", () => {
    const { root } = makeTree();
    const [, second] = [0, 1, 2].map(() => own(root, "slot[*]", Node));
    unparent(second!);
    expect(own(root, "slot[*]", Node).name).toBe("slot[1]");
    expect(own(root, "slot[*]", Node).name).toBe("slot[3]");
  });
});

describe("types", () => {
  const readable = new InterfaceType("readable");
  const stream = new InterfaceType("stream", readable);
  const file = new InterfaceType("file", readable);
  const make = (name: string, parent: ObjectType, interfaces: InterfaceType[]): ObjectType =>
    new ObjectType<Node>({ name, parent, class: Node, interfaces }) as unknown as ObjectType;

  test("implement an interface once, or ambiguously not at all", () => {
    const one = make("one", Node.type, [stream]);
    const both = make("both", one, [file]);
    const covered = make("covered", one, [readable]);
    expect(one.isA(readable)).toBe(true);
    expect(both.isA(stream) && both.isA(file)).toBe(true);
    expect(both.isA(readable)).toBe(false);
    expect(both.implementation(readable)).toBeNull();
    expect(covered.implementation(readable)).toBe(stream);
    expect(Node.type.isA(readable)).toBe(false);
  });

  test("tell what an object may be used as", () => {
    const { root } = makeTree();
    const backend = own(root, "backend", Backend);
    expect(dynamicCast(backend, Node)).toBe(backend);
    expect(dynamicCast(backend, Counter)).toBeNull();
    expect(dynamicCast(null, Node)).toBeNull();
    expect(cast(backend, userCreatable)).toBe(backend);
    expect(() => cast(backend, Counter)).toThrow("/backend (backend): it is not a counter");
  });

  test("are found by name where somebody lists them", () => {
    const registry = new TypeRegistry([Panel.type, Counter.type, Node.type, Backend.type]);
    expect(registry.find("panel")).toBe(Panel.type);
    expect(registry.find("__proto__")).toBeUndefined();
    expect(registry.list().map(({ name }) => name)).toEqual(["backend", "counter", "node", "panel"]);
    expect(registry.list({ implements: userCreatable })).toEqual([Backend.type]);
    expect(() => registry.register(Panel.type)).toThrow("is registered already");
    for (const name of ["a", "0abc", "", "a b", "é1", "__proto__", "x".repeat(3) + "/"])
      expect(() => registry.register(make(name, Node.type, []))).toThrow("is no typename");
  });

  test("may have a property that is another object's", () => {
    class Front extends Panel {
      static override readonly type: ObjectType = new ObjectType<Front>({
        name: "front",
        parent: Panel.type,
        class: Front,
        properties: [aliasProperty<Front>("level", { of: (self) => self.left, target: "start", type: "u32" })],
      });
    }
    const { root } = makeTree();
    const front = own(root, "front", Front, { properties: { level: 9 } });
    expect(front.left.value).toBe(9);
    expect(front.property("level")!.get(front)).toBe(9);
    expect(() => front.property("level")!.set!(front, 99)).toThrow(RangeError);
    unparent(front);
    expect(() => front.property("level")!.get(front)).toThrow("its storage is freed");
  });
});
