import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sifiveBoard, virtBoard } from "./riscv-board.ts";

// RISC-V PLIC specification 1.0.0, chapter 3: memory map.
const priority = (source: number): number => 4 * source;
const pending = (word: number): number => 0x1000 + 4 * word;
const enable = (context: number, word: number): number => 0x2000 + 0x80 * context + 4 * word;
const threshold = (context: number): number => 0x20_0000 + 0x1000 * context;
const claim = (context: number): number => threshold(context) + 4;

function bench() {
  const { board, at } = virtBoard();
  return { board, plic: board.plic, ...at(0x0c00_0000) };
}

describe("the registers of the PLIC (memory map of the specification)", () => {
  test.each([
    ["priority of source 0", priority(0), 0],
    ["priority of source 1", priority(1), 7],
    ["priority of the last source", priority(95), 7],
    ["priority of a source that is not there", priority(96), 0],
    ["pending bits", pending(0), 0],
    ["enable bits, without source 0", enable(0, 0), 0xffff_fffe],
    ["enable bits of the last sources", enable(0, 2), 0xffff_ffff],
    ["enable bits of sources that are not there", enable(0, 3), 0],
    ["enable bits of context 1", enable(1, 0), 0xffff_fffe],
    ["threshold of context 0", threshold(0), 7],
    ["threshold of context 1", threshold(1), 7],
    ["threshold of a context that is not there", threshold(2), 0],
    ["claim of context 0", claim(0), 0],
  ])("%s: 0 after reset, and takes the bits that it has", (_name, offset, value) => {
    const { read, write, board } = bench();
    expect(read(offset)).toBe(0);
    write(offset, 0xffff_ffff);
    expect(read(offset)).toBe(value);
    board.reset();
    expect(read(offset)).toBe(0);
  });

  test("the one of the FU540 has 53 sources, three contexts and 64 MiB", () => {
    const { board, at } = sifiveBoard();
    const { read, write } = at(0x0c00_0000);
    for (const offset of [priority(53), priority(54), enable(2, 1), threshold(2), threshold(3)])
      write(offset, 0xffff_ffff);
    expect([priority(53), priority(54), enable(2, 1), threshold(2), threshold(3)].map(read)).toEqual([
      7, 0, 0x003f_ffff, 7, 0,
    ]);
    expect(board.plic.mmio.size).toBe(64n << 20n);
  });
});

describe("an interrupt on its way through the PLIC", () => {
  function enabled() {
    const made = bench();
    for (const source of [3, 7, 40]) made.write(priority(source), 1);
    made.write(enable(0, 0), (1 << 3) | (1 << 7));
    made.write(enable(0, 1), 1 << 8);
    return made;
  }

  test("is pending until it is claimed, raises the line of who has enabled it, and comes again after completion while its level is up", () => {
    const { board, plic, read, write } = enabled();
    plic.source[7]!.set(1);
    expect([read(pending(0)), plic.target[0]!.level, plic.target[1]!.level, board.hart.pending]).toEqual([
      1 << 7,
      1,
      0,
      1 << 11,
    ]);
    expect([read(claim(0)), read(pending(0)), plic.target[0]!.level, read(claim(0))]).toEqual([7, 0, 0, 0]);
    plic.source[7]!.set(1);
    expect(read(pending(0))).toBe(0);
    write(claim(0), 7);
    expect(read(claim(0))).toBe(7);
    plic.source[7]!.set(0);
    write(claim(0), 7);
    expect(read(claim(0))).toBe(0);
  });

  test("the highest priority is claimed first, among equals the lowest number", () => {
    const { plic, read, write } = enabled();
    write(priority(40), 3);
    for (const source of [40, 7, 3]) plic.source[source]!.set(1);
    expect([read(claim(0)), read(claim(0)), read(claim(0)), read(claim(0))]).toEqual([40, 3, 7, 0]);
  });

  test("a threshold masks the line, not the claim; priority 0 never interrupts", () => {
    const { plic, read, write } = enabled();
    write(threshold(0), 1);
    plic.source[3]!.set(1);
    expect(plic.target[0]!.level).toBe(0);
    write(priority(3), 2);
    expect(plic.target[0]!.level).toBe(1);
    write(priority(3), 0);
    expect([plic.target[0]!.level, read(claim(0))]).toEqual([0, 0]);
  });

  test("a completion of what was not claimed, or not enabled, changes nothing", () => {
    const { plic, read, write } = enabled();
    plic.source[3]!.set(1);
    read(claim(0));
    write(claim(1), 3);
    write(claim(0), 4000);
    expect(read(claim(0))).toBe(0);
    write(claim(0), 3);
    expect(read(claim(0))).toBe(3);
  });

  test("after a reset a level that is up is pending again", () => {
    const { board, plic, read } = enabled();
    plic.source[40]!.set(1);
    read(claim(0));
    board.reset();
    expect([read(pending(1)), plic.target[0]!.level]).toEqual([1 << 8, 0]);
  });

  test("never is a source claimed twice without completion, lost while its level is up, or signalled below the threshold", () => {
    const step = fc.record({
      what: fc.constantFrom("line", "priority", "enable", "threshold", "claim", "complete"),
      source: fc.integer({ min: 1, max: 5 }),
      value: fc.nat(7),
      context: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { board, plic, read, write } = bench();
        const priorities = new Array<number>(6).fill(0);
        const enables = [0, 0];
        const thresholds = [0, 0];
        const levels = new Set<number>();
        const waiting = new Set<number>();
        const claimed = new Set<number>();
        const best = (context: number): number =>
          [...waiting]
            .filter((source) => (enables[context]! >> source) & 1 && priorities[source]! > 0)
            .sort((a, b) => priorities[b]! - priorities[a]! || a - b)[0] ?? 0;
        for (const { what, source, value, context } of steps) {
          if (what === "line") {
            plic.source[source]!.set(value & 1);
            if (value & 1) levels.add(source);
            else levels.delete(source);
            if (value & 1 && !claimed.has(source)) waiting.add(source);
          } else if (what === "priority") write(priority(source), (priorities[source] = value));
          else if (what === "enable") write(enable(context, 0), (enables[context] = (value << 1) & 0x3e));
          else if (what === "threshold") write(threshold(context), (thresholds[context] = value));
          else if (what === "claim") {
            const expected = best(context);
            expect(read(claim(context))).toBe(expected);
            if (expected) {
              waiting.delete(expected);
              claimed.add(expected);
            }
          } else {
            write(claim(context), source);
            if ((enables[context]! >> source) & 1 && claimed.delete(source) && levels.has(source)) waiting.add(source);
          }
          const lines = [0, 1].map((at) => Number(best(at) !== 0 && priorities[best(at)]! > thresholds[at]!));
          expect(plic.target.map(({ level }) => level)).toEqual(lines);
        }
        board.shutdown();
      }),
      { numRuns: 60 },
    );
  });
});
