import { describe, expect, test } from "vitest";
import {
  addChild,
  CastError,
  children,
  containerOf,
  create,
  InterfaceType,
  integerProperty,
  isRooted,
  linkValue,
  makeNewest,
  ObjectType,
  own,
  type QomObject,
  resolvePath,
  TypeRegistry,
  unparent,
  userCreatable,
} from "@qdl/runtime";
import { Backend, Counter, makeTree, Node, Panel } from "./parts.ts";

/** Nodes each of which is the parent of the next, the last that of the first. */
function ring(length: number): Node[] {
  const { heap } = makeTree();
  const nodes = Array.from({ length }, () => create(heap, Node));
  const names = nodes.map((_, at) => `n${at}`);
  nodes.forEach((node, at) => addChild(nodes[(at + length - 1) % length]!.value, names[at]!, node.clone()));
  return nodes.map(({ value }) => value);
}

describe("a path", () => {
  test("names everything from the root, or from what has no parent, however deep", () => {
    const { heap, root } = makeTree();
    const loose = create(heap, Node).value;
    for (const [top, start] of [
      [root, ""],
      [loose, "<node>"],
    ] as const) {
      let at = top;
      const names: string[] = [];
      for (let depth = 0; depth < 20; depth++) {
        names.push(`n${depth}`);
        at = own(at, `n${depth}`, Node);
        expect(at.path).toBe(`${start}/${names.join("/")}`);
        expect(isRooted(at)).toBe(top === root);
      }
    }
    expect([root.path, loose.path]).toEqual(["/", "<node>"]);
    expect([isRooted(root), isRooted(loose)]).toEqual([true, false]);
    const former = own(root, "former", Node);
    own(former, "part", Node);
    using kept = create(heap, Node);
    addChild(former, "kept", kept.clone());
    unparent(former);
    expect(kept.value.path).toBe("/former/kept");
    const below = own(kept.value, "below", Node);
    expect(below.path).toBe("/former/kept/below");
  });

  test("in a tree that was bent into a ring goes round once, or for a few names", () => {
    const [first, second] = ring(2);
    expect([first!.path, second!.path]).toEqual(["<ring>/n1/n0", "<ring>/n0/n1"]);
    expect(ring(1)[0]!.path).toBe("<ring>/n0");
    expect(ring(12)[0]!.path).toBe("<ring>/n4/n5/n6/n7/n8/n9/n10/n11/n0");
    expect(own(second!, "x", Node).path).toBe("<ring>/n0/n1/n0/n1/n0/n1/n0/n1/x");
  });
});

describe("what is above an object", () => {
  test.each([1, 2, 3, 4, 7])("ends in a ring of %d, too", (length) => {
    const nodes = ring(length);
    let at: Node = nodes[0]!;
    for (let depth = 0; depth < 5; depth++) {
      expect(isRooted(at)).toBe(false);
      expect(() => containerOf(at, Panel)).toThrow(CastError);
      at = own(at, "below", Node);
      expect(containerOf(at, Node)).toBe(at.parent);
    }
  });

  test("is searched in all of a ring", () => {
    const nodes = ring(5);
    const backend = own(nodes[2]!, "backend", Backend);
    expect(containerOf(own(backend, "below", Node), Backend)).toBe(backend);
    const { root } = makeTree();
    const panel = own(own(root, "outer", Backend), "panel", Panel);
    expect(containerOf(panel, { type: userCreatable as InterfaceType<QomObject> }).path).toBe("/outer");
    expect(() => containerOf(root, Node)).toThrow(CastError);
  });
});

describe("children", () => {
  test("are told apart from links, oldest first", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    panel.partner.set(root);
    expect(children(panel)).toEqual([panel.left, panel.right]);
    unparent(panel.left);
    const last = own(panel, "last", Node);
    expect(children(panel).map(({ name }) => name)).toEqual(["right", "last"]);
    expect(children(last)).toEqual([]);
  });
});

describe("a child", () => {
  test("can take the place of the newest; what has no parent has no place", () => {
    const { root } = makeTree();
    const panel = own(root, "panel", Panel);
    makeNewest(panel.left);
    makeNewest(panel.left);
    makeNewest(root);
    expect(children(panel)).toEqual([panel.right, panel.left]);
    expect([panel.left.refs, panel.left.path, root.parent]).toEqual([1, "/panel/left", null]);
    unparent(panel.left);
    expect(children(panel)).toEqual([panel.right]);
  });
});

describe("names", () => {
  class Bridge extends Node {
    static override readonly type: ObjectType = new ObjectType<Bridge>({
      name: "bridge",
      parent: Node.type,
      class: Bridge,
      properties: [
        { name: "bus", type: "link<node>", get: (self) => self.bus },
        { name: "nobody", type: "link<node>", get: () => null },
        integerProperty<Bridge>("u8", { min: 0, max: 9 }, { name: "level", get: () => 5 }),
      ],
    });

    bus: Node | null = null;
  }

  test("lead through properties that read as objects", () => {
    const { root } = makeTree();
    const bridge = own(root, "bridge", Bridge);
    bridge.bus = own(root, "bus", Node);
    const card = own(bridge.bus, "card", Node);
    expect(resolvePath(root, "/bridge/bus/card").object).toBe(card);
    for (const path of ["/bridge/nobody", "/bridge/nobody/card", "/bridge/level", "/bridge/level/card", "/bridge/no"])
      expect(resolvePath(root, path).object).toBeNull();
  });

  test("lead from the root when they begin there, and from anywhere when not", () => {
    const { root } = makeTree();
    const inner = own(own(root, "outer", Node), "inner", Node);
    expect(resolvePath(root, "inner").object).toBe(inner);
    expect(resolvePath(root, "inner/").object).toBe(inner);
    expect(resolvePath(root, "/inner").object).toBeNull();
    expect(resolvePath(root, "/outer/inner/").object).toBe(inner);
  });
});

describe("types", () => {
  const typed = (name: string, abstract = false): ObjectType => new ObjectType({ name, class: Node, abstract });

  test("are listed in the order of their names, case ignored, abstract ones when asked for", () => {
    const names = ["b2", "Beta", "alpha", "ab", "Alpha", "beta", "AB", "bb"];
    const registry = new TypeRegistry(names.map((name) => typed(name)));
    const sorted = ["AB", "ab", "Alpha", "alpha", "b2", "bb", "Beta", "beta"];
    expect(registry.list().map(({ name }) => name)).toEqual(sorted);
    registry.register(typed("base", true));
    expect(registry.list().map(({ name }) => name)).toEqual(sorted);
    expect(registry.list({ abstract: true }).map(({ name }) => name)).toEqual([
      ...sorted.slice(0, 5),
      "base",
      ...sorted.slice(5),
    ]);
    expect(new TypeRegistry().list()).toEqual([]);
  });

  test("have interfaces by name", () => {
    const readable = new InterfaceType("readable");
    const stream = new InterfaceType("stream", readable);
    expect(stream.chain).toEqual([readable, stream]);
    expect([stream.isA(readable), readable.isA(stream)]).toEqual([true, false]);
    const backend = own(makeTree().root, "backend", Backend);
    expect(linkValue("backend", backend, "user-creatable")).toBe(backend);
  });

  test("redeclare a property of their parent with its default, or without", () => {
    const start = Counter.type.properties.get("start")!;
    const derive = (name: string, value?: number): ObjectType => {
      const { default: _, ...rest } = start;
      const property = value === undefined ? rest : { ...rest, default: value };
      return new ObjectType<Counter>({
        name,
        parent: Counter.type,
        class: Counter,
        properties: [property],
      }) as ObjectType;
    };
    const [with9, without] = [derive("nine", 9), derive("none")];
    expect(with9.defaults.map(({ name, default: value }) => [name, value])).toEqual([
      ["start", 9],
      ["direction", "up"],
    ]);
    expect(without.defaults.map(({ name }) => name)).toEqual(["direction"]);
    expect([...with9.properties.keys()]).toEqual(["start", "direction"]);
  });
});
