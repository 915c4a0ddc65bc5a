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
  subscribe,
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
});
