import { expect, test } from "vitest";
import { runQdl } from "./run-qdl.ts";
import { makeFolder } from "./temporary-project.ts";

const text = `qdl 1;
import { Device, Machine } from "qdl:core";
device Part : Device { on finalize => end; state { n : u32; } }
machine Board : Machine {
  typename "my-board";
  prop parts : u32 = 1 in 1..4;
  space sys : 32;
  region ram : ram 4K;
  embed first : Part;
  own second[i : parts] : Part;
  embed third : Part;
  unparent first before third;
  map sys { ram @ 0; }
  on realize => begin;
}
`;

test("qdl explain-order prints every stage of a type's life", async () => {
  const { status, stdout, stderr } = await runQdl(["explain-order", "my-board"], { cwd: makeFolder({ "a.qdl": text }) });
  expect([status, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("expected/explain-order.txt");
});

test("qdl explain-order prints it for programs", async () => {
  const cwd = makeFolder({ "a.qdl": text });
  const { stdout } = await runQdl(["explain-order", "Board", "--format", "json"], { cwd });
  const { typename, unparent } = JSON.parse(stdout) as Record<string, unknown>;
  expect([typename, unparent]).toEqual(["my-board", [{ what: "unparent", name: "ram" }, { what: "unparent", name: "sys" }]]);
});

test("qdl explain-order finds the types that come with qdl", async () => {
  const { status, stdout } = await runQdl(["explain-order", "first-board"], { cwd: makeFolder() });
  expect([status, stdout.split("\n")[0]]).toEqual([0, "FirstBoard (first-board, first/board.qdl:10)"]);
});

test("qdl explain-order says which type was meant, and ends with status 1", async () => {
  const { status, stderr } = await runQdl(["explain-order", "Bord"], { cwd: makeFolder({ "a.qdl": text }) });
  expect([status, stderr]).toEqual([1, expect.stringContaining("did you mean `Board`?")]);
});

test("qdl explain-order refuses what has no order with the cycle", async () => {
  const cyclic = `qdl 1;
import { Device } from "qdl:core";
device Peer : Device { link other : Device; on unparent => farewell uses other; }
device Pair : Device { embed left : Peer { other = right; } embed right : Peer { other = left; } }
`;
  const { status, stdout, stderr } = await runQdl(["explain-order", "Pair"], { cwd: makeFolder({ "a.qdl": cyclic }) });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("lifetime/unparent-order");
  expect(stderr).toContain("`right` before `left`");
});
