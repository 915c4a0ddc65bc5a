import { flatViews, regionTrees } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { SifiveU } from "../../generated/riscv/sifive-u.ts";
import { VirtRiscv } from "../../generated/riscv/virt.ts";
import { recorded, shown } from "./shown.ts";

describe.each([
  ["sifive_u", SifiveU],
  ["virt-riscv", VirtRiscv],
] as const)("the memory of %s", (name, of) => {
  test("is in every address space what was recorded of the field's", () => {
    expect(shown(of, ({ session }) => flatViews(session.memory))).toBe(recorded(`${name}.mtree-f.txt`));
  });

  test("is built of the regions that were recorded", () => {
    expect(shown(of, ({ session }) => regionTrees(session.memory))).toBe(recorded(`${name}.mtree.txt`));
  });
});
