import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addChild,
  create,
  type Finalizing,
  type Held,
  Hold,
  Link,
  type LinkArray,
  linkArray,
  linkProperties,
  ObjectType,
  type PropertyInfo,
  Ref,
  unparent,
} from "@qdl/runtime";
import { makeTree, Node } from "./parts.ts";

const read: (string | null)[][] = [];

/** Leads to others in each way there is, as the compiler emits it; `length` says how many links there are. */
class Panel extends Node {
  static override readonly type: ObjectType = new ObjectType<Panel>({
    name: "links-panel",
    parent: Node.type,
    class: Panel,
    properties: linkProperties<Panel, Node>("links", 5, { type: "node", required: true, of: (self) => self.links }),
    finalize: (self) => finalizePanel(self),
  });

  length = 5;
  readonly links: LinkArray<Node> = linkArray(this, "links", Link, { most: 5, length: () => this.length });
  readonly refs_: LinkArray<Node> = linkArray(this, "refs", Ref, { most: 3 });
  readonly holds: LinkArray<Node, Held<Node>> = linkArray<Node, Held<Node>>(this, "holds", Hold, { most: 3 });
}

function finalizePanel(self: Finalizing<Panel>): void {
  // @ts-expect-error weak links are gone when finalizers run
  void self.links;
  // @ts-expect-error and so are counted ones
  void self.refs_;
  read.push(namesOf(self.holds));
}

function namesOf(links: Iterable<Node | null>): (string | null)[] {
  return [...links].map((one) => one && one.name);
}

/** A panel in a tree with some nodes that its elements can lead to. */
function made(count = 4) {
  const { heap, root } = makeTree();
  const nodes = Array.from({ length: count }, (_, at) => addChild(root, `node${at}`, create(heap, Node)));
  const panel = addChild(root, "panel", create(heap, Panel));
  return { root, nodes, panel };
}

const kinds = ["links", "refs_", "holds"] as const;

describe("an array of links", () => {
  test("does what as many links would, whatever is set, and whatever leaves", () => {
    const step = fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.nat(4),
      to: fc.option(fc.nat(3), { nil: null }),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { nodes, panel } = made();
        const there = new Set(nodes);
        const expected = {
          links: Array<Node | null>(5).fill(null),
          refs_: [null, null, null],
          holds: [null, null, null],
        } as Record<(typeof kinds)[number], (Node | null)[]>;
        for (const { kind, at, to, leaves } of steps) {
          const target = to === null ? null : nodes[to]!;
          const all = expected[kind];
          if (leaves && target) {
            unparent(target);
            there.delete(target);
            expected.links = expected.links.map((one) => (one === target ? null : one));
          } else if (at >= all.length) expect(() => panel[kind].set(at, target)).toThrow(RangeError);
          else if (target === null || there.has(target)) {
            panel[kind].set(at, target);
            all[at] = target;
          }
          for (const one of kinds) expect([...panel[one]]).toEqual(expected[one]);
          for (const node of nodes) {
            const counted = [...expected.refs_, ...expected.holds].filter((one) => one === node).length;
            expect(node.refs).toBe(counted + (there.has(node) ? 1 : 0));
          }
        }
        unparent(panel);
        expect(panel.phase).toBe("freed");
        for (const node of nodes) expect(node.refs).toBe(there.has(node) ? 1 : 0);
      }),
      { numRuns: 100 },
    );
  });

  test("has a finalizer read what it holds, under its numbers", () => {
    const { nodes, panel } = made();
    panel.holds.set(0, nodes[2]!);
    panel.holds.set(2, nodes[1]!);
    read.length = 0;
    unparent(panel);
    expect(read).toEqual([["node2", null, "node1"]]);
  });

  test("says which elements there are when asked for another", () => {
    const { panel, nodes } = made();
    panel.length = 2;
    expect(() => panel.links.set(2, nodes[0]!)).toThrow("/panel: links has 2 elements, so there is no element 2");
    expect(() => panel.refs_.get(-1)).toThrow("/panel: refs has 3 elements, so there is no element -1");
    expect(namesOf(panel.links)).toEqual([null, null]);
  });

  test("gives some of its elements under numbers of their own, as far as they are there", () => {
    const bounds = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(bounds, ([a, b, length]) => {
        const { nodes, panel } = made(5);
        nodes.forEach((node, at) => panel.links.set(at, node));
        panel.length = length;
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const some = panel.links.slice(from, to);
        expect(namesOf(some)).toEqual(namesOf(panel.links).slice(from, to));
        expect(some.length).toBe(Math.max(0, Math.min(length, to) - from));
        if (some.length === 0) return;
        some.set(some.length - 1, null);
        expect(panel.links.get(from + some.length - 1)).toBeNull();
        expect(() => some.get(some.length)).toThrow(RangeError);
      }),
      { numRuns: 60 },
    );
  });

  test("lets go what lies beyond its length when it is trimmed", () => {
    const { nodes, panel } = made(5);
    nodes.forEach((node, at) => panel.links.set(at, node));
    panel.length = 3;
    panel.links.trim();
    panel.length = 5;
    expect(namesOf(panel.links)).toEqual(["node0", "node1", "node2", null, null]);
  });
});

describe("the properties of an array of links", () => {
  test("are those of its elements, and none beyond its length", () => {
    const { nodes, panel } = made();
    const property = (at: number): PropertyInfo<Node> | undefined => panel.property(`links[${at}]`);
    panel.length = 2;
    property(1)!.set!(panel, nodes[3]!);
    expect([0, 1].map((at) => property(at)!.get(panel))).toEqual([null, nodes[3]]);
    expect(property(0)).toMatchObject({ name: "links[0]", type: "link<node>", required: true });
    expect(property(2)).toBeUndefined();
    panel.length = 3;
    expect(property(2)!.get(panel)).toBeNull();
    expect(() => property(0)!.set!(panel, 1)).toThrow("links[0] takes an object of type node");
  });
});
