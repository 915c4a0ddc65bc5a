import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "qdl";
import { expect, onTestFinished, test } from "vitest";
import {
  createMachine,
  type Machine,
  type ObjectClass,
  restoreSnapshot,
  SnapshotError,
  takeSnapshot,
} from "@qdl/runtime";

const root = join(import.meta.dirname, "../../..");

/** A machine with one timer device whose state and registers are given. */
function text(state: string, registers: string): string {
  return `qdl 1;
package demo.timer;
import { Machine, SysBusDevice } from "qdl:core";
device Ticker : SysBusDevice {
  state { ${state} }
  region mmio : io 4K = regs;
  bank regs { width 32; endian little; access 4; ${registers} }
}
machine Clockwork : Machine { embed ticker : Ticker; }
`;
}

/** The class of the machine, compiled from a definition just now. */
async function compiled(definition: string): Promise<ObjectClass<Machine>> {
  const read = (): { text: string } => ({ text: definition });
  const { modules, diagnostics } = compile(["clockwork.qdl"], { read });
  expect(diagnostics).toEqual([]);
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp/layout-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "clockwork.ts"), modules[0]!.text);
  return ((await import(join(folder, "clockwork.ts"))) as { Clockwork: ObjectClass<Machine> }).Clockwork;
}

async function realized(definition: string): Promise<Machine> {
  const machine = createMachine(await compiled(definition));
  machine.realize();
  return machine;
}

const load = "register LOAD @ 0 { field N [31:0] rw; }";
const mode = "register MODE @ 4 { field N [31:0] rw; }";

test.each([
  ["a field of another size", "count : u32; seen : u8[8];", load + mode, ["field seen is 8 x 8 bits", "16 x 8 bits"]],
  ["fields in another order", "seen : u8[16]; count : u32;", load + mode, ["field count is 1 x 32 bits from word 4"]],
  ["another register", "count : u32; seen : u8[16];", load, ["field MODE is absent here"]],
  [
    "a wider register",
    "count : u32; seen : u8[16];",
    `${load} register MODE @ 8 width 64 { field N [63:0] rw; }`,
    ["field MODE"],
  ],
])("a snapshot of a machine compiled with %s is refused by naming it", async (_what, state, registers, named) => {
  const before = await realized(text("count : u32; seen : u8[16];", load + mode));
  const after = await realized(text(state, registers));
  const untouched = takeSnapshot(after);
  const restore = (): void => restoreSnapshot(after, takeSnapshot(before));
  expect(restore).toThrow(SnapshotError);
  for (const words of named) expect(restore).toThrow(words);
  expect(restore).toThrow("/machine/ticker: field");
  expect(takeSnapshot(after)).toEqual(untouched);
});

test("a snapshot of a machine whose definition only says the same otherwise is taken", async () => {
  const before = await realized(text("count : u32; seen : u8[16];", load + mode));
  const after = await realized(text("count : u32;   seen : u8[4 * 4]; // later\n", load + mode));
  expect(() => restoreSnapshot(after, takeSnapshot(before))).not.toThrow();
});
