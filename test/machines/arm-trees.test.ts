import { qomTree, qtree } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { Versatilepb } from "../../generated/arm/versatilepb.ts";
import { VexpressA9 } from "../../generated/arm/vexpress-a9.ts";
import { recorded, shown } from "./shown.ts";
import { busTree, composition, type Filter, parse } from "./trees.ts";

const filter: Filter = {
  modelled: new Set([
    "a9-scu",
    "a9mpcore_priv",
    "arm.cortex-a9-global-timer",
    "arm_gic",
    "arm_mptimer",
    "cfi.pflash01",
    "pl011",
    "pl031",
    "pl050_keyboard",
    "pl050_mouse",
    "pl061",
    "ps2-kbd",
    "ps2-mouse",
    "sp804",
    "virtio-mmio",
  ]),
  members: new Map(),
};

describe.each([
  ["versatilepb", Versatilepb, 16],
  ["vexpress-a9", VexpressA9, 24],
] as const)("the trees of %s", (name, of, count) => {
  test("have the modelled devices on the system bus in the recorded order, with their lines, regions and buses", () => {
    const text = recorded(`${name}.qtree.txt`);
    const field = busTree(text, null, filter);
    expect(field.length).toBe(count);
    expect(busTree(shown(of, qtree), parse(text), filter)).toEqual(field);
  });

  test("have the modelled devices with the recorded regions, lines and buses in them", () => {
    expect(composition(shown(of, qomTree), filter)).toEqual(composition(recorded(`${name}.qom-tree.txt`), filter));
  });
});
