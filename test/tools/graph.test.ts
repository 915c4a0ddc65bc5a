import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import { makeFolder } from "./temporary-project.ts";

const text = `qdl 1;
import { Device, Machine } from "qdl:core";
device Core : Device { up host : Bridge; on reset hold => clear uses host; region regs : ram 4K; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; link seen : Core; }
machine Board : Machine {
  typename "my-board";
  space sys : 32;
  region ram : ram 4K;
  own bridge : Bridge;
  embed watcher : Watcher { kept = bridge.inner; seen = bridge.inner; }
  map sys { ram @ 0; }
}
`;

interface Shown {
  readonly nodes: readonly {
    readonly path: string;
    readonly storage: string;
    readonly id: string;
    readonly keptBy: readonly { readonly by: string; readonly how: string }[];
    readonly ends: readonly string[];
  }[];
  readonly edges: readonly { readonly strength: string; readonly hazards: readonly { readonly code: string }[] }[];
}

const graph = (...words: string[]) => runHere(makeFolder({ "a.qdl": text }), ["graph", "Board", ...words]);

describe("qdl graph", () => {
  test("draws storages as boxes, and marks what is refused where it is", async () => {
    const { status, stdout, stderr } = await graph();
    expect([status, stderr]).toEqual([1, expect.stringContaining("lifetime/outlives-its-dependencies")]);
    expect(stdout).toMatch(/^<svg/);
    for (const shown of [
      "storage of Board",
      "storage of bridge",
      "! lifetime/outlives-its-dependencies",
      "can be unplugged",
    ])
      expect(stdout).toContain(shown);
  });

  test("draws the same definitions to the same bytes, without anything from elsewhere", async () => {
    const [first, second] = [await graph("--format", "html"), await graph("--format", "html")];
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout.replaceAll(/xmlns(:xlink)?="http:\/\/www\.w3\.org\/[^"]*"/g, "")).not.toMatch(
      /https?:|src=|@import/,
    );
  });

  test("tells the kinds of claims apart by their lines and arrows", async () => {
    const { stdout } = await graph("--format", "dot");
    const edges = stdout.split("\n").filter((line) => line.includes("->"));
    const styles = (kind: string) => edges.filter((line) => line.includes(kind)).length;
    expect(["arrowtail=diamond", "style=bold", "style=dashed", "style=dotted"].map(styles)).toEqual([1, 1, 2, 1]);
  });

  test("says of each part who keeps it alive and what ends it", async () => {
    const { stdout } = await graph("--format", "json");
    const { nodes, edges } = JSON.parse(stdout) as Shown;
    const core = nodes.find(({ path }) => path === "bridge.inner")!;
    expect(core.keptBy.map(({ by }) => by)).toEqual(["bridge", "watcher.kept"]);
    expect(core.ends[0]).toBe("It is unparented when `bridge` is finalized, before its finalizers run.");
    expect(core.storage).toBe(nodes.find(({ path }) => path === "bridge")!.id);
    expect(edges.flatMap(({ hazards }) => hazards.map(({ code }) => code))).toEqual([
      "lifetime/outlives-its-dependencies",
    ]);
  });

  test("shows as many levels as it is asked for, and counts the rest", async () => {
    const { stdout } = await graph("--format", "dot", "--depth", "1");
    expect(stdout).toContain("parts not shown");
    expect(stdout).not.toContain("regs");
  });

  test("puts text of definitions into the page as data only", async () => {
    const evil = { "a</script><b>.qdl": text };
    const { stdout } = await runHere(makeFolder(evil), ["graph", "Board", "--format", "html"]);
    expect(stdout).toContain("\\u003c/script>");
    expect(stdout.match(/<\/script>/g)).toHaveLength(2);
  });

  test("writes to a file, completely or not at all", async () => {
    const cwd = makeFolder({ "a.qdl": text });
    expect((await runHere(cwd, ["graph", "Board", "-o", "board.svg"])).stdout).toBe("");
    expect(readFileSync(join(cwd, "board.svg"), "utf8")).toMatch(/<\/svg>\n$/);
    mkdirSync(join(cwd, "taken"));
    const { status, stderr } = await runHere(cwd, ["graph", "Board", "-o", "taken"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("cannot write `taken`")]);
    expect(existsSync(join(cwd, "nowhere/board.svg"))).toBe(false);
  });

  test("refuses a depth that is no number with status 2", async () => {
    expect((await graph("--depth", "deep")).status).toBe(2);
  });
});
