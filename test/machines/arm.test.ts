import { flatViews, regionTrees } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Versatilepb } from "../../generated/arm/versatilepb.ts";
import { VexpressA9 } from "../../generated/arm/vexpress-a9.ts";
import { recorded, shown } from "./shown.ts";

describe.each([
  ["versatilepb", Versatilepb],
  ["vexpress-a9", VexpressA9],
] as const)("the memory of %s", (name, of) => {
  test("is in every address space what was recorded of the field's", () => {
    expect(shown(of, ({ session }) => flatViews(session.memory))).toBe(recorded(`${name}.mtree-f.txt`));
  });
});

test("the memory of vexpress-a9 is built of the regions that were recorded", () => {
  expect(shown(VexpressA9, ({ session }) => regionTrees(session.memory))).toBe(recorded("vexpress-a9.mtree.txt"));
});
