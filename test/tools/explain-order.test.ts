import { expect, test } from "vitest";
import { runHere } from "./run-here.ts";
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
  const { status, stdout, stderr } = await runHere(makeFolder({ "a.qdl": text }), ["explain-order", "my-board"]);
  expect([status, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("expected/explain-order.txt");
});

test("qdl explain-order prints it for programs", async () => {
  const cwd = makeFolder({ "a.qdl": text });
  const { stdout } = await runHere(cwd, ["explain-order", "Board", "--format", "json"]);
  const { typename, unparent } = JSON.parse(stdout) as Record<string, unknown>;
  expect([typename, unparent]).toEqual([
    "my-board",
    [
      { what: "unparent", name: "ram" },
      { what: "unparent", name: "sys" },
    ],
  ]);
});

test("qdl explain-order finds the types that come with qdl", async () => {
  const { status, stdout } = await runHere(makeFolder(), ["explain-order", "first-board"]);
  expect([status, stdout.split("\n")[0]]).toEqual([
    0,
    expect.stringMatching(/^FirstBoard \(first-board, first\/board\.qdl:\d+\)$/),
  ]);
});

test("qdl explain-order says which type was meant, and ends with status 1", async () => {
  const { status, stderr } = await runHere(makeFolder({ "a.qdl": text }), ["explain-order", "Bord"]);
  expect([status, stderr]).toEqual([1, expect.stringContaining("did you mean `Board`?")]);
});

test("qdl explain-order refuses what has no order with the cycle", async () => {
  const cyclic = `qdl 1;
import { Device } from "qdl:core";
device Peer : Device { link other : Device; on unparent => farewell uses other; }
device Pair : Device { embed left : Peer { other = right; } embed right : Peer { other = left; } }
`;
  const { status, stdout, stderr } = await runHere(makeFolder({ "a.qdl": cyclic }), ["explain-order", "Pair"]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("lifetime/unparent-order");
  expect(stderr).toContain("`right` must go before `left`, and after it");
});
