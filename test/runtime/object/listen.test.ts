import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  create,
  createRoot,
  Heap,
  own,
  type QomObject,
  ref,
  StorageRef,
  subscribe,
  type Tracker,
  type TraceEvent,
  unparent,
  unref,
  watchObjects,
} from "@qdl/runtime";
import { Backend, makeTree, Node, Panel } from "./parts.ts";

describe("who listens", () => {
  test("hears everything in order, however many they are, until they stop", () => {
    const { heap, root } = makeTree();
    const heard: string[][] = [[], []];
    const stops = heard.map((list) =>
      subscribe(heap, (event: TraceEvent) => list.push(`${event.event} ${event.object.type.name}`)),
    );
    const backend = own(root, "backend", Backend);
    stops[0]!();
    stops[0]!();
    unparent(backend);
    expect(heard[0]).toEqual([
      "init backend",
      "init backend",
      "init backend",
      "post_init backend",
      "post_init backend",
      "post_init backend",
      "complete backend",
    ]);
    expect(heard[1]!.slice(7)).toEqual([
      "unparent backend",
      "unparented backend",
      "finalize backend",
      "finalize backend",
      "finalize backend",
      "free backend",
    ]);
    stops[1]!();
    expect(heap.trace).toBeNull();
  });

  test("learns what is left, by path and by where its references were taken", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const root = createRoot(heap, Node).consume();
    const panel = own(root, "panel", Panel);
    const forgotten = ref(panel.left);
    ref(panel);
    unref(panel);
    unparent(panel);
    unref(root);
    const left = watch.left();
    expect(left.map(({ path, state, refs, storageRefs }) => [path, state, refs, storageRefs])).toEqual([
      ["/panel", "finalized", 0, 1],
      ["/panel/left", "live", 1, 0],
    ]);
    expect(left[1]!.takenAt.join("\n")).toContain("listen.test.ts");
    expect(forgotten.refs).toBe(1);
    unref(forgotten);
    expect(watch.left()).toEqual([]);
    watch.stop();
  });

  test("learns of nothing when every handle was disposed", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    {
      using node = create(heap, Node);
      using copy = node.clone();
      expect(copy.value.refs).toBe(2);
      expect(watch.left()[0]!.takenAt).toHaveLength(2);
    }
    expect(watch.left()).toEqual([]);
  });

  test("learns of handles that were dropped without dispose", async () => {
    setFlagsFromString("--expose_gc");
    const collect = runInNewContext("gc") as () => void;
    const heap = new Heap();
    const lost: string[] = [];
    const watch = watchObjects(heap, { onLostHandle: ({ path, type }) => void lost.push(`${path} ${type}`) });
    const make = (): QomObject => {
      using kept = create(heap, Node);
      return kept.clone().value;
    };
    const node = make();
    for (let round = 0; round < 50 && lost.length === 0; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(lost).toEqual(["<node> node"]);
    expect(node.refs).toBe(1);
    watch.stop();
  });

  test("hears with who listened before there was a list, and does not hear what went before", () => {
    const { heap, root } = makeTree();
    const heard: string[][] = [[], []];
    heap.trace = ({ event }) => heard[0]!.push(event);
    const stop = subscribe(heap, ({ event }) => heard[1]!.push(event));
    unparent(own(root, "node", Node));
    stop();
    unparent(own(root, "node", Node));
    const once = ["init", "init", "post_init", "post_init", "unparent", "unparented", "finalize", "finalize", "free"];
    expect(heard).toEqual([[...once, ...once], once]);
  });
});

describe("who watches", () => {
  /** A tracker that a watch has in a heap, or null. */
  const trackerOf = (heap: Heap): Tracker | null => heap.tracker;

  test("keeps no books unless asked to, and closes only its own", () => {
    const heap = new Heap();
    const plain = watchObjects(heap);
    expect(trackerOf(heap)).toBeNull();
    const first = watchObjects(heap, { stacks: true });
    const second = watchObjects(heap, { stacks: true });
    const tracker = trackerOf(heap);
    first.stop();
    expect(trackerOf(heap)).toBe(tracker);
    plain.stop();
    watchObjects(heap).stop();
    expect(trackerOf(heap)).toBe(tracker);
    second.stop();
    expect([trackerOf(heap), heap.trace]).toEqual([null, null]);
  });

  test("is told no news after the end, and objects that were watched live on", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const node = create(heap, Node).consume();
    watch.stop();
    create(heap, Node);
    expect(ref(node).refs).toBe(2);
    unref(node);
    unref(node);
    expect(node.phase).toBe("freed");
    expect(watch.left().map(({ state }) => state)).toEqual(["finalized"]);
  });

  test("need not know an object that another watch keeps books of", () => {
    const heap = new Heap();
    watchObjects(heap, { stacks: true });
    const node = create(heap, Node);
    const later = watchObjects(heap, { stacks: true });
    using copy = node.clone();
    expect([copy.value.refs, later.takenAt(copy.value), later.left()]).toEqual([2, [], []]);
  });

  test("sees objects that were made since, not those that were there", () => {
    const { heap, root } = makeTree();
    const [old, older] = [own(root, "old", Node), own(root, "older", Node)];
    const watch = watchObjects(heap, { stacks: true });
    own(root, "new", Node);
    using kept = new StorageRef(old);
    unparent(old);
    ref(older);
    expect(watch.left().map(({ path }) => path)).toEqual(["/new"]);
    expect(watch.takenAt(older)).toEqual([]);
    expect(kept.value.phase).toBe("finalized");
    unref(older);
    unparent(older);
    expect(older.phase).toBe("freed");
  });

  test("sees nothing left of a fixed storage, whose memory nobody gives back", () => {
    const heap = new Heap();
    const watch = watchObjects(heap);
    const node = create(heap, Node, { fixed: true });
    expect(watch.left()).toMatchObject([{ path: "<node>", type: "node", state: "live", refs: 1, storageRefs: 1 }]);
    node[Symbol.dispose]();
    expect(watch.left()).toEqual([]);
  });

  test("knows where references were taken, the code that did it first", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const node = create(heap, Node).consume();
    ref(node);
    const [made, taken] = watch.takenAt(node).map((stack) => stack.split("\n"));
    expect(made![0]).toMatch(/^made at .*listen\.test\.ts/);
    expect(taken![0]).toMatch(/^taken at .*listen\.test\.ts/);
    for (const frame of [...made!.slice(1), ...taken!.slice(1)]) expect(frame).toMatch(/^at /);
    expect(made!.length).toBeGreaterThan(1);
  });

  test("knows that references were taken where an engine has no stacks", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const usual = Error.stackTraceLimit;
    let node: Node;
    try {
      Error.stackTraceLimit = 0;
      node = create(heap, Node).value;
    } finally {
      Error.stackTraceLimit = usual;
    }
    expect(watch.takenAt(node)).toEqual(["made "]);
  });

  test("tells references of handles apart, and counts what was dropped without one", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const first = create(heap, Node);
    const node = first.value;
    const second = first.clone();
    const third = first.clone();
    const [, , last] = watch.takenAt(node);
    const dropped = (): number => watch.left()[0]!.dropped;
    second[Symbol.dispose]();
    first[Symbol.dispose]();
    expect([watch.takenAt(node), dropped()]).toEqual([[last], 0]);
    ref(node);
    unref(node);
    expect([watch.takenAt(node).length, dropped()]).toEqual([2, 1]);
    unref(ref(node));
    expect([watch.takenAt(node).length, dropped()]).toEqual([3, 2]);
    const given = third.consume();
    unref(given);
    expect(watch.left()).toEqual([]);
  });

  test("does not take a reference for that of a handle of another object", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { stacks: true });
    const [one, other] = [create(heap, Node), create(heap, Node)];
    const [kept, node] = [ref(other.value), one.consume()];
    unref(kept);
    expect(watch.left().map(({ takenAt, dropped }) => [takenAt.length, dropped])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    ref(node);
    unref(node);
    expect(watch.left()[0]).toMatchObject({ dropped: 1 });
  });

  test("for lost handles only keeps no books of references", () => {
    const heap = new Heap();
    const watch = watchObjects(heap, { onLostHandle: () => undefined });
    using node = create(heap, Node);
    using storage = new StorageRef(node.value);
    ref(node.value);
    unref(node.value);
    expect(watch.left()).toMatchObject([{ takenAt: [], dropped: 0, storageRefs: 2 }]);
    expect(storage.value.count).toBe(1);
  });
});
