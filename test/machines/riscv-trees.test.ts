import { qomTree, qtree } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { SifiveU } from "../../generated/riscv/sifive-u.ts";
import { VirtRiscv } from "../../generated/riscv/virt.ts";
import { recorded, shown } from "./shown.ts";
import { busTree, composition, type Filter, parse } from "./trees.ts";

const filter: Filter = {
  modelled: new Set([
    "cfi.pflash01",
    "fw_cfg_mem",
    "goldfish_rtc",
    "riscv.aclint.mtimer",
    "riscv.aclint.swi",
    "riscv.sifive.plic",
    "riscv.sifive.test",
    "riscv.sifive.uart",
    "serial-mm",
    "virtio-mmio",
  ]),
  members: new Map([
    ["riscv.aclint.mtimer-2", "riscv.aclint.mtimer"],
    ["riscv.aclint.swi-2", "riscv.aclint.swi"],
    ["riscv.sifive.plic-fu540", "riscv.sifive.plic"],
  ]),
};

describe.each([
  ["sifive_u", SifiveU, 5],
  ["virt-riscv", VirtRiscv, 17],
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
