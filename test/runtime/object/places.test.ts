import { describe, expect, test } from "vitest";
import {
  create,
  embed,
  Heap,
  ObjectType,
  OccupiedError,
  QomObject,
  StorageFreedError,
  unparent,
  unref,
} from "@qdl/runtime";
import { Counter, Node } from "./parts.ts";

describe("a place in a storage", () => {
  class Board extends QomObject {
    static override readonly type: ObjectType = new ObjectType<Board>({
      name: "board",
      parent: QomObject.type,
      class: Board,
      words: 4,
    });
  }
  class Pair extends QomObject {
    static override readonly type: ObjectType = new ObjectType<Pair>({
      name: "pair",
      parent: QomObject.type,
      class: Pair,
      words: 2,
    });
  }
  const board = (): Board => create(new Heap(), Board).consume();

  test("is free between its neighbours, on both sides", () => {
    const parent = board();
    const parts = [0, 1, 2, 3].map((offset) => embed(parent, "at[*]", Counter, { offset }));
    for (const [at, part] of parts.entries()) {
      part.value = 9;
      unparent(part);
      const next = embed(parent, "at[*]", Counter, { offset: at });
      expect([next.name, next.value, next.base]).toEqual([`at[${at}]`, 3, parent.base + at]);
    }
    expect(parent.storageRefs).toBe(5);
  });

  test.each([
    [1, Counter],
    [1, Pair],
    [0, Counter],
    [0, Pair],
  ])("at word %d is not free while a pair has words 0 and 1", (offset, of) => {
    const parent = board();
    embed(parent, "pair", Pair, { offset: 0 });
    expect(() => embed<QomObject>(parent, "late", of, { offset })).toThrow(OccupiedError);
    expect(parent.storageRefs).toBe(2);
  });

  test("of a part is its parts', and of the part beside it is not", () => {
    const parent = board();
    const pair = embed(parent, "pair", Pair, { offset: 0 });
    const other = embed(parent, "other", Pair, { offset: 2 });
    expect(embed(pair, "inner", Counter, { offset: 1 }).base).toBe(parent.base + 1);
    expect(() => embed(pair, "late", Counter, { offset: 2 })).toThrow(OccupiedError);
    expect(() => embed(other, "late", Counter, { offset: -2 })).toThrow(OccupiedError);
  });

  test("that takes no words is everywhere, and in nobody's way", () => {
    const parent = board();
    const label = embed(parent, "label", Node, { offset: 1 });
    const pair = embed(parent, "pair", Pair, { offset: 0 });
    embed(parent, "other", Node, { offset: 1 });
    expect([label.phase, pair.phase, parent.storageRefs]).toEqual(["live", "live", 4]);
    unparent(label);
    unparent(pair);
    embed(parent, "again", Pair, { offset: 0 });
    expect(label.phase).toBe("finalized");
  });

  test("is gone with its storage for everybody who was there, whoever is the last", () => {
    const parent = board();
    const parts = [0, 1, 2].map((offset) => embed(parent, "at[*]", Counter, { offset }));
    for (const part of parts) unparent(part);
    for (const part of parts) expect(part.phase).toBe("finalized");
    unref(parent);
    for (const part of parts) expect(() => part.value).toThrow(StorageFreedError);
    expect(parent.phase).toBe("freed");
  });

  test("may be in the reserve of an object that has no words itself", () => {
    const heap = new Heap();
    const parent = create(heap, Node, { reserve: 2 }).consume();
    const counter = embed(parent, "counter", Counter, { offset: 1 });
    const { base } = parent;
    expect(counter.value).toBe(3);
    unref(parent);
    expect(counter.phase).toBe("freed");
    expect(heap.allocate(2)).toBe(base);
  });
});
