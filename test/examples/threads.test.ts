import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { names, play } from "../../examples/threads/main.ts";
import { runHere } from "../tools/run-here.ts";
import { makeFolder } from "../tools/temporary-project.ts";

const folder = join(import.meta.dirname, "../../examples/threads");
const page = readFileSync(join(folder, "README.md"), "utf8");
const refused = (name: string): string => readFileSync(join(folder, "refused", `${name}.qdl`), "utf8");

/** What the page shows under each heading. */
const shown = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const blocks = [...section.matchAll(/```text\n([^`]*(?:`[^`\n]+`[^`]*)*?)\n```/g)].map((match) => match[1]!);
      return [section.slice(0, section.indexOf("\n")), blocks] as const;
    }),
);

test("the page has every example, and nothing else", () => {
  expect([...shown.keys()].sort()).toEqual(names);
});

test.each(names)("%s does what the page shows, and ends with nothing left", async (name) => {
  const lines = await play(name);
  expect(lines.join("\n")).toBe(shown.get(name)![0]);
  expect(lines.filter((line) => line.startsWith("shutdown"))).not.toContain("shutdown is clean: false");
});

describe("what is refused, or advised against", () => {
  test.each([
    ["held-bar", "held-bar", ["lint", "--model", "legacy"], 1],
    ["second-uart", "second-uart", ["check"], 1],
    ["second-uart", "second-uart-small", ["check"], 1],
    ["chosen-nic", "chosen-nic", ["check"], 1],
    ["one-reference", "one-reference", ["check"], 1],
    ["south-bridge", "south-bridge", ["lint"], 0],
    ["declared", "declared", ["check"], 1],
    ["teardown", "teardown", ["check"], 1],
  ])("of %s, %s.qdl, gets the message that the page shows", async (name, file, command, status) => {
    const cwd = makeFolder({ "input.qdl": refused(file) });
    const done = await runHere(cwd, command);
    expect(done.status).toBe(status);
    expect(shown.get(name)).toContain(done.stderr.slice(0, done.stderr.indexOf("\n")));
  });

  test("is no problem where storages are counted: the held BAR compiles", async () => {
    expect((await runHere(makeFolder({ "input.qdl": refused("held-bar") }), ["check"])).status).toBe(0);
  });

  test("of the south bridge, is mended by `qdl lint --fix`, after which there is nothing to report", async () => {
    const cwd = makeFolder({ "input.qdl": refused("south-bridge") });
    await runHere(cwd, ["lint", "--fix"]);
    const fixed = readFileSync(join(cwd, "input.qdl"), "utf8");
    expect(fixed).toBe(refused("south-bridge").replace("embed uhci", "own uhci"));
    expect(await runHere(cwd, ["lint"])).toMatchObject({ status: 0, stderr: "" });
  });
});
