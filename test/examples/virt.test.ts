import { readFileSync } from "node:fs";
import { restoreSnapshot, SnapshotError, takeSnapshot } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../examples/riscv/assembler.ts";
import { bootVirt, ramBase, type Virt } from "../../examples/virt/boot.ts";

const guest = (name: string) => new URL(`../../examples/riscv/guests/${name}`, import.meta.url);
const program = readFileSync(guest("supervisor.bin"));
const text = "Block 0 of a disk.\n";
const millisecond = 1_000_000;

function medium(): Uint8Array {
  const bytes = new Uint8Array(2048).fill(0x2e);
  bytes.set(new TextEncoder().encode(`${text}\0`));
  return bytes;
}

/** What is typed on every board, and when. */
const typing = [
  { at: 3 * millisecond, text: "one " },
  { at: 23 * millisecond, text: "two " },
  { at: 60 * millisecond, text: "\x04" },
];

/** Runs to a time of the board, typing on the way what comes after the first `typed`. Returns how much is typed then. */
function runTo(virt: Virt, end: number, typed = 0): { readonly halted: boolean; readonly typed: number } {
  const { board, terminal } = virt;
  for (const { at, text: next } of typing.slice(typed)) {
    if (at >= end) break;
    if (virt.run(at - board.now)) return { halted: true, typed };
    terminal.feed(next);
    typed++;
  }
  return { halted: virt.run(end - board.now), typed };
}

function ended(virt: Virt): Virt {
  expect(virt.board.shutdown()).toMatchObject({ clean: true, left: [] });
  return virt;
}

function whole(): {
  readonly text: string;
  readonly disk: Uint8Array;
  readonly verdict: number;
  readonly time: number;
} {
  const virt = bootVirt(program, medium());
  expect(runTo(virt, 1000 * millisecond).halted).toBe(true);
  const { terminal, disk, board } = virt;
  const result = { text: terminal.text, disk: disk.data, verdict: board.finisher.verdict, time: board.now };
  ended(virt);
  return result;
}

const once = whole();

describe("the supervisor on the virt board", () => {
  test("is assembled from its source", () => {
    const source = readFileSync(guest("supervisor.s"), "utf8");
    const { bytes, errors } = assemble(source, { file: "supervisor.s", origin: ramBase });
    expect(errors).toEqual([]);
    expect(Buffer.from(bytes).equals(program)).toBe(true);
  });

  test("prints through the UART what it read from the disk, and what the disk says when that was written back", () => {
    expect(once.text).toContain(`disk: block 0 says: ${text}`);
    expect(once.text).toContain(`disk: written back, it says: ${text.toUpperCase()}`);
    expect(new TextDecoder().decode(once.disk.subarray(0, text.length))).toBe(text.toUpperCase());
    expect(once.disk[600]).toBe(0x2e);
  });

  test("hears of the time by the timer interrupt, ten slices of a millisecond a beat", () => {
    expect([...once.text.matchAll(/clock: (\d)/g)].map(([, beat]) => Number(beat))).toEqual([1, 2, 3, 4, 5]);
    expect(once.time).toBeGreaterThan(60 * millisecond);
    expect(once.time).toBeLessThan(62 * millisecond);
  });

  test("echoes what is typed, woken through the PLIC, and ends well when all tasks have ended", () => {
    expect(once.text).toMatch(/one [\s\S]*two [\s\S]*console: bye\nvirt: all tasks have ended\n$/);
    expect(once.verdict).toBe(0x5555);
  });

  test("goes on from a snapshot that was taken at any time, on another board, to the same end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: once.time }), (at) => {
        const first = bootVirt(program, medium());
        const { typed } = runTo(first, at);
        const snapshot = takeSnapshot(first.board);
        const second = bootVirt(program, first.disk.data.slice());
        restoreSnapshot(second.board, snapshot);
        expect(runTo(second, 1000 * millisecond, typed).halted).toBe(true);
        expect(first.terminal.text + second.terminal.text).toBe(once.text);
        expect(second.disk.data).toEqual(once.disk);
        expect(second.board.now).toBe(once.time);
        ended(first);
        ended(second);
      }),
      { numRuns: 12 },
    );
  });

  test("its processor takes back what it has saved, and nothing else", () => {
    const virt = bootVirt(program, medium());
    const { cpu } = virt;
    virt.run(millisecond);
    const saved = cpu.save();
    virt.run(millisecond);
    expect(cpu.save()).not.toEqual(saved);
    cpu.restore(saved);
    expect(cpu.save()).toEqual(saved);
    for (const wrong of [[], saved.slice(1), saved.with(33, 7)]) expect(() => cpu.restore(wrong)).toThrow(RangeError);
    ended(virt);
  });

  test("is not restored where no core goes on with it", () => {
    const virt = bootVirt(program, medium());
    const snapshot = takeSnapshot(virt.board);
    const { hart } = virt.board;
    hart.core = null;
    expect(() => restoreSnapshot(virt.board, snapshot)).toThrow(SnapshotError);
    ended(virt);
  });
});
