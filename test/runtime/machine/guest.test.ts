import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import * as first from "../../../generated/first/board.ts";
import { boot, type Running } from "../../../examples/first/boot.ts";

const program = new Uint8Array(readFileSync(new URL("../../../examples/riscv/guests/echo.bin", import.meta.url)));

/** The processor is no part of the machine; its registers are copied beside the snapshot. */
function copyProcessor(from: object, to: object): void {
  const target = to as Record<string, unknown>;
  for (const [name, value] of Object.entries(from)) {
    if (["bus", "code", "data", "stores"].includes(name)) continue;
    if (ArrayBuffer.isView(value)) (target[name] as Int32Array).set(value as Int32Array);
    else if (typeof value === "object" && value !== null) copyProcessor(value, target[name] as object);
    else target[name] = value;
  }
}

/** Runs `instructions`, with time passing as it does for the guest. */
function step({ cpu, board }: Running, instructions: number): void {
  cpu.run(instructions);
  board.advance(instructions * 40);
}

describe("a machine that was declared, with a guest running on it", () => {
  test("goes on from a snapshot in a fresh machine, at any instruction, to the same output", () => {
    fc.assert(
      fc.property(fc.nat(4000), fc.string({ maxLength: 8, unit: "grapheme-ascii" }), (instructions, input) => {
        const running = boot(first, program);
        step(running, instructions);
        running.terminal.feed(input);
        step(running, 200);
        const snapshot = takeSnapshot(running.board);
        const said = running.terminal.text.length;
        const fresh = boot(first, program);
        restoreSnapshot(fresh.board, snapshot);
        copyProcessor(running.cpu, fresh.cpu);
        for (const one of [running, fresh]) {
          one.terminal.feed("more");
          one.run(2_000_000);
        }
        expect(fresh.terminal.text).toBe(running.terminal.text.slice(said));
        expect(running.terminal.text.length).toBeGreaterThan(said);
        expect(Buffer.compare(takeSnapshot(fresh.board), takeSnapshot(running.board))).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test("ends with nothing left", () => {
    const running = boot(first, program);
    running.terminal.feed("hello");
    running.run(1_000_000);
    expect(running.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
