import { describe, expect, test } from "vitest";
import { createMachine } from "@qdl/runtime";
import { CortexM3 } from "./family/generated/arm/cpu.ts";
import { FamilyBoard } from "./family/generated/demo/board.ts";
import { Tiny, TinyA, TinyB, TinyC } from "./family/generated/demo/family.ts";

function board() {
  const machine = createMachine(FamilyBoard);
  machine.realize();
  machine.reset();
  return machine;
}

describe("a family of systems on a chip", () => {
  test("has a type for each member, with a name of its own, that extends the family", () => {
    const { a, b, c } = board();
    expect([a, b, c].map(({ type }) => type.name)).toEqual(["tiny-a", "tiny-b", "tiny-c"]);
    expect([a, b, c].every((soc) => soc instanceof Tiny && soc.type.isA(Tiny.type))).toBe(true);
    expect(Tiny.type.abstract).toBe(true);
  });

  test("has in each member as many parts, of the types, as its constants say", () => {
    const { a, b, c } = board();
    expect([a.uart.length, b.uart.length, c.uart.length]).toEqual([1, 2, 4]);
    expect([a.sram.size, b.sram.size, c.sram.size]).toEqual([16n, 32n, 64n].map((kib) => kib * 1024n));
    expect([a, b, c].map(({ cpu }) => cpu instanceof CortexM3)).toEqual([false, false, true]);
    expect([a, b, c].map((soc) => "crypto" in soc)).toEqual([false, true, true]);
    expect([TinyA, TinyB, TinyC].map(({ type }) => type.words)).toEqual([2, 4, 15]);
  });

  test("maps and wires each member by its own constants", () => {
    const { a, c } = board();
    expect([a.sys.read32(0x4000_0000), a.sys.takeResult()]).toEqual([0x11, 0]);
    a.sys.read32(0x4000_1000);
    expect(a.sys.takeResult()).not.toBe(0);
    expect(c.sys.read32(0x4000_a000)).toBe(0xc0de);
    expect([a.sys.read32(0x4000_8004), a.sys.takeResult()]).toEqual([0, 0]);
    c.sys.write32(0x4000_3000, 1);
    expect([c.cpu.pending, a.cpu.pending]).toEqual([1 << 8, 0]);
  });

  test("leaves nothing behind", () => {
    expect(board().shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
