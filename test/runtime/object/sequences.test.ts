import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "@qdl/runtime";
import { isFair, type Kind, Model, type Operation } from "./model.ts";
import { Stage } from "./stage.ts";

const kinds: readonly Kind[] = ["leaf", "pair", "nest"];

/** Every operation that can be tried in a state: on each object, live or not, and each pair of them. */
function everyOperation(count: number, mostObjects: number): Operation[] {
  const all: Operation[] = [];
  const objects = Array.from({ length: count }, (_, at) => at);
  if (count < mostObjects) {
    for (const kind of kinds) all.push({ do: "new", kind });
    for (const parent of objects) all.push({ do: "own", parent, kind: "leaf" }, { do: "embed", parent, kind: "leaf" });
  }
  for (const object of objects) {
    for (const what of ["ref", "unref", "storageRef", "storageUnref", "unparent"] as const)
      all.push({ do: what, object });
    for (const parent of objects) all.push({ do: "link", parent, object }, { do: "addChild", parent, object });
  }
  return all;
}

/** Plays a sequence on both; null if its last operation is not fair, or is refused and so changes nothing. */
function agree(sequence: readonly Operation[], heap: Heap): Model | null {
  const model = new Model();
  const stage = new Stage(heap);
  let refused = false;
  try {
    for (const [at, operation] of sequence.entries()) {
      if (!isFair(model, operation)) return null;
      const expected = model.apply(operation);
      const got = stage.apply(operation);
      if (at < sequence.length - 1) continue;
      refused = expected !== null;
      if (got !== expected) expect(got, JSON.stringify(sequence)).toBe(expected);
    }
    const [theirs, ours] = [model.observe(), stage.observe()];
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) expect(ours, JSON.stringify(sequence)).toEqual(theirs);
  } finally {
    stage.letGo();
  }
  if (stage.broken.length > 0) expect(stage.broken, JSON.stringify(sequence)).toEqual([]);
  const left = stage.observe().filter(({ freed }) => !freed);
  if (left.length > 0) expect(left, JSON.stringify(sequence)).toEqual([]);
  return refused ? null : model;
}

test.each([
  [3, 1_000],
  [5, 100_000],
])(
  "every sequence of up to %i operations on objects of three types goes as the model says",
  (longest, least) => {
    const heap = new Heap();
    let played = 0;
    const extend = (sequence: Operation[], count: number): void => {
      for (const operation of everyOperation(count, 3)) {
        const model = agree([...sequence, operation], heap);
        played++;
        if (!model) continue;
        if (sequence.length + 1 < longest) extend([...sequence, operation], model.objects.length);
      }
    };
    extend([], 0);
    expect(played).toBeGreaterThan(least);
  },
  120_000,
);

const operation: fc.Arbitrary<(count: number) => Operation | null> = fc
  .tuple(fc.nat(11), fc.nat(), fc.nat(), fc.constantFrom(...kinds))
  .map(([what, first, second, kind]) => (count) => {
    if (what === 0 || count === 0) return { do: "new", kind };
    const [object, parent] = [first % count, second % count];
    switch (what) {
      case 1:
        return { do: "own", parent, kind };
      case 2:
        return { do: "embed", parent, kind };
      case 3:
        return { do: "link", parent, object };
      case 4:
        return { do: "addChild", parent, object };
      case 5:
      case 6:
        return { do: "unparent", object };
      case 7:
        return { do: "storageRef", object };
      case 8:
        return { do: "storageUnref", object };
      case 9:
        return { do: "ref", object };
      default:
        return { do: "unref", object };
    }
  });

test("any sequence of operations goes as the model says, and leaves nothing when all handles are dropped", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60, size: "max" }), (choices) => {
      const model = new Model();
      const stage = new Stage();
      for (const choose of choices) {
        if (model.objects.length > 24) break;
        const chosen = choose(model.objects.length);
        if (!chosen || !isFair(model, chosen)) continue;
        expect(stage.apply(chosen)).toBe(model.apply(chosen));
        expect(stage.observe()).toEqual(model.observe());
      }
      stage.letGo();
      expect(stage.broken).toEqual([]);
      expect(stage.observe().filter(({ freed }) => !freed)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
