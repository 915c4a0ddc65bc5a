import { describe, expect, test } from "vitest";
import { compile, type LifeStep, lifetimes } from "qdl";

function unparented(steps: readonly LifeStep[]): string[] {
  return steps.filter(({ what }) => what === "unparent").map(({ name }) => name);
}

describe("the order of unparent", () => {
  const peers = `qdl 1;
import { Device, Machine } from "qdl:core";
device Peer : Device { link other : Device; on unparent => farewell uses other; }
device Quiet : Device {}
`;

  test("follows from what hooks use, and the module tells the runtime", () => {
    const text = `${peers}machine Board : Machine {
  own first : Peer { other = second; }
  own second : Quiet;
  own third : Quiet;
}
`;
    const host = { read: (path: string) => ({ text: path.endsWith(".qdl") ? text : "" }) };
    const { order } = lifetimes(["a.qdl"], host, "Board").found[0]!;
    expect(unparented(order!.finalize)).toEqual(["third", "first", "second"]);
    expect(compile(["a.qdl"], host).modules[0]!.text).toContain('unparentOrder: ["third", "first"],');
  });

  test("is none where parts that realize makes would have to outlive those that are always there", () => {
    const text = `${peers}machine Board : Machine {
  prop more : bool = true;
  own first : Peer { other = late; }
  when more { own late : Quiet; }
}
`;
    const { found, diagnostics } = lifetimes(["a.qdl"], { read: () => ({ text }) }, "Board");
    expect(diagnostics.map(({ code }) => code)).toContain("lifetime/unparent-order");
    expect(found[0]!.order).toBeNull();
  });
});
