import { describe, expect, test } from "vitest";
import { create, Hold, ObjectType, own, Ref, unparent, unref } from "@qdl/runtime";
import { failureOf, makeTree, Node } from "./parts.ts";

describe("what fails in several places", () => {
  const fail = (what: string) => (): never => {
    throw new Error(what);
  };
  class Broken extends Node {
    static override readonly type: ObjectType = new ObjectType<Broken>({
      name: "broken",
      parent: Node.type,
      class: Broken,
      unparent: fail("stays"),
      finalize: fail("no end"),
    });
  }
  class Worse extends Broken {
    static override readonly type: ObjectType = new ObjectType<Worse>({
      name: "worse",
      parent: Broken.type,
      class: Worse,
      init: fail("no beginning"),
    });
  }
  class Bare extends Broken {
    static override readonly type: ObjectType = new ObjectType<Bare>({
      name: "bare",
      parent: Broken.type,
      class: Bare,
      finalize: fail("no end of this either"),
    });
  }

  function errorsOf(action: () => unknown): string[] {
    const { message, errors } = failureOf(action) as AggregateError;
    return [message, ...errors.map((error) => (error as Error).message)];
  }

  test.each([false, true])("is told together, by what was done (somebody listens: %j)", (listens) => {
    const { heap, root } = makeTree();
    if (listens) heap.trace = () => undefined;
    const broken = own(root, "broken", Broken);
    expect(errorsOf(() => unparent(broken))).toEqual([
      "unparent of /broken failed in several places",
      "stays",
      "no end",
    ]);
    expect(errorsOf(() => create(heap, Worse))).toEqual([
      "construction of <worse> failed in several places",
      "no beginning",
      "no end",
    ]);
    const bare = create(heap, Bare).consume();
    expect(errorsOf(() => unref(bare))).toEqual([
      "finalization of <bare> failed in several places",
      "no end of this either",
      "no end",
    ]);
    expect(bare.phase).toBe("freed");
    const prepare = fail("not ready");
    expect(errorsOf(() => own(root, "broken", Broken, { prepare }))).toEqual([
      "construction of <broken> failed in several places",
      "not ready",
      "no end",
    ]);
  });

  test("includes what is held when its last reference is dropped", () => {
    const { heap } = makeTree();
    const holder = create(heap, Node).consume();
    const broken = [create(heap, Broken), create(heap, Broken), create(heap, Broken)];
    for (const one of broken) new Hold(holder, "spare[*]", one.value);
    const partner = create(heap, Broken);
    new Ref(holder, "partner", partner.value);
    for (const one of [...broken, partner]) one[Symbol.dispose]();
    expect(errorsOf(() => unref(holder))).toEqual([
      "finalization of <node> failed in several places",
      "no end",
      "no end",
      "no end",
      "no end",
    ]);
    expect(holder.phase).toBe("freed");
  });
});
