import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMachine, flatViews, type Machine, type ObjectClass, regionTrees } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { SifiveU } from "../../generated/riscv/sifive-u.ts";
import { VirtRiscv } from "../../generated/riscv/virt.ts";

const recorded = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");

/** What `show` says of a machine that is realized and reset; it must leave nothing behind. */
function shown(of: ObjectClass<Machine>, show: (machine: Machine) => string): string {
  const machine = createMachine(of);
  machine.realize();
  machine.reset();
  const text = show(machine);
  expect(machine.shutdown().left).toEqual([]);
  return text;
}

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
