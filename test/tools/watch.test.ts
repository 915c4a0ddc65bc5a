import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runHere, type Said } from "./command.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const device = (name: string) =>
  `qdl 1;\nimport { Device } from "qdl:core";\ndevice ${name} : Device { state { a : u32; } }\n`;

/** A command that watches a folder, until the test is over. */
async function watching(folder: string, ...words: string[]) {
  const said: Said = { status: 0, stdout: "", stderr: "" };
  const controller = new AbortController();
  const ended = runHere(folder, ["build", "--watch", ...words], { said, stop: controller.signal });
  await vi.waitFor(() => expect(said.stderr).toContain("(Ctrl+C ends it)"), { timeout: 20_000, interval: 10 });
  /** What is said from now on until it holds `text`. */
  const says = async (text: string, act: () => void): Promise<string> => {
    const before = said.stdout.length + said.stderr.length;
    act();
    const all = () => said.stdout + said.stderr;
    await vi.waitFor(
      () => {
        if (all().length === before) throw new Error(`nothing was said; ${text} is awaited`);
        expect(said.stdout.slice(-1000) + said.stderr.slice(-1000)).toContain(text);
      },
      { timeout: 20_000, interval: 10 },
    );
    return all();
  };
  const end = async () => {
    controller.abort();
    await ended;
    return said.status;
  };
  return { said, says, end };
}

test(
  "what is watched is built again: edits, mistakes, new files, removed files, folders",
  { timeout: 60_000 },
  async () => {
    const folder = makeFolder({ "package.json": "{}", "a.qdl": device("A"), "b.qdl": device("B") });
    const { said, says, end } = await watching(folder);
    const module = (name: string) => join(folder, `generated/${name}.ts`);
    expect(said.stdout).toMatch(/2 files written/);
    expect(said.stderr).toContain("watching 2 files");

    said.stdout = "";
    await says("1 file written", () => writeFileSync(join(folder, "a.qdl"), device("Renamed")));
    expect(said.stdout).toMatch(
      /^wrote generated\/a\.ts \(\d+ lines\)\n1 file written \(\d+ lines\), 1 unchanged in \d+ ms\n$/,
    );

    const before = readFileSync(module("a"), "utf8");
    await says("nothing was written", () => appendFileSync(join(folder, "a.qdl"), "device ; }\n"));
    expect(said.stderr).toContain("a.qdl:4");
    expect(readFileSync(module("a"), "utf8")).toBe(before);

    said.stdout = "";
    await says("0 files written", () => writeFileSync(join(folder, "a.qdl"), device("Renamed")));
    await says("generated/sub/c.ts", () => {
      mkdirSync(join(folder, "sub"));
      writeFileSync(join(folder, "sub/c.qdl"), device("C"));
    });
    await says("removed generated/b.ts", () => rmSync(join(folder, "b.qdl")));
    expect(existsSync(module("b"))).toBe(false);
    await says("removed generated/sub/c.ts", () => rmSync(join(folder, "sub"), { recursive: true }));

    const made = contentsOf(join(folder, "generated"));
    expect(await end()).toBe(0);
    expect((await runHere(folder, ["build"])).stdout).toMatch(/^0 files written \(0 lines\), 1 unchanged/);
    expect(contentsOf(join(folder, "generated"))).toEqual(made);
  },
);

test("a configuration that changes counts at once; a mistake in it ends nothing", { timeout: 60_000 }, async () => {
  const folder = makeFolder({ "package.json": "{}", "a.qdl": device("A"), "qdl.config.json": '{ "out": "one" }' });
  const { says, end } = await watching(folder);
  await says("project/config", () => writeFileSync(join(folder, "qdl.config.json"), '{ "outt": "two" }'));
  await says("wrote two/a.ts", () => writeFileSync(join(folder, "qdl.config.json"), '{ "out": "two" }'));
  await says("1 file written", () => writeFileSync(join(folder, "a.qdl"), device("Other")));
  expect(Object.keys(contentsOf(folder))).toEqual(["a.qdl", "one/a.ts", "package.json", "qdl.config.json", "two/a.ts"]);
  expect(await end()).toBe(0);
});

test("a module that somebody edits or removes is written again by the next build", { timeout: 60_000 }, async () => {
  const folder = makeFolder({ "package.json": "{}", "a.qdl": device("A"), "b.qdl": device("B") });
  const { says, end } = await watching(folder);
  const made = contentsOf(join(folder, "generated"));
  appendFileSync(join(folder, "generated/a.ts"), "// mine\n");
  rmSync(join(folder, "generated/b.ts"));
  await says("2 files written", () => appendFileSync(join(folder, "b.qdl"), "// a remark\n"));
  expect(contentsOf(join(folder, "generated"))).toEqual(made);
  await end();
});

test("--watch and --check exclude each other", async () => {
  expect((await runHere(makeFolder(), ["build", "--watch", "--check"])).status).toBe(2);
});

test(
  "what is read of an installed package is watched: its manifest, its definitions",
  { timeout: 60_000 },
  async () => {
    const manifest = (exports: object) => JSON.stringify({ name: "kit", exports });
    const given = { "./a.qdl": { qdl: "./a.qdl", import: "./a.js" } };
    const folder = makeFolder({
      "package.json": "{}",
      "board.qdl": `qdl 1;\nimport { A } from "kit/a.qdl";\ndevice B : A {}\n`,
      "node_modules/kit/package.json": manifest(given),
      "node_modules/kit/a.qdl": device("A"),
      "node_modules/kit/a.js": "",
    });
    const home = join(folder, "node_modules/kit");
    const { said, says, end } = await watching(folder);
    expect(said.stdout).toMatch(/1 file written/);
    await says("bind/not-exported", () => writeFileSync(join(home, "package.json"), manifest({})));
    said.stdout = said.stderr = "";
    await says("0 files written", () => writeFileSync(join(home, "package.json"), manifest(given)));
    await says("bind/unknown-export", () => writeFileSync(join(home, "a.qdl"), device("Other")));
    expect(await end()).toBe(0);
  },
);
