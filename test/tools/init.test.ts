import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runQdl } from "./run-qdl.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const root = join(import.meta.dirname, "../..");

/** Puts the packages of this repository where npm would install them. */
function install(project: string): void {
  mkdirSync(join(project, "node_modules/@qdl"), { recursive: true });
  mkdirSync(join(project, "node_modules/@types"));
  symlinkSync(root, join(project, "node_modules/qdl"));
  symlinkSync(join(root, "runtime"), join(project, "node_modules/@qdl/runtime"));
  symlinkSync(join(root, "node_modules/@types/node"), join(project, "node_modules/@types/node"));
}

function run(cwd: string, ...words: string[]): string {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  return execFileSync(process.execPath, words, { cwd, encoding: "utf8", env });
}

test("a new project is laid out, compiles, passes the type checker, and its test passes", () => {
  const cwd = makeFolder();
  const { status, stdout, stderr } = runQdl(cwd, ["init", "My Board (2)"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain('Next:\n  cd "My Board (2)"\n  npm install\n  npm test');
  const project = join(cwd, "My Board (2)");
  const files = Object.keys(contentsOf(project));
  for (const file of files) expect(stdout).toContain(`wrote ${file}\n`);
  expect(JSON.parse(contentsOf(project)["package.json"]!)).toMatchObject({ name: "my-board-2" });
  install(project);
  expect(runQdl(project, ["build"])).toMatchObject({ status: 0, stderr: "" });
  expect(runQdl(project, ["build", "--check"]).status).toBe(0);
  expect(runQdl(project, ["fmt", "--check"]).status).toBe(0);
  run(project, join(root, "node_modules/typescript/bin/tsc"));
  expect(run(project, "--test", "dist/test/board.test.js")).toMatch(/pass 1\n/);
}, 60_000);

test("init changes nothing that is there: with a file in the way it writes none", () => {
  const cwd = makeFolder({ "tsconfig.json": "mine", "devices/counter.qdl": "mine too", board: "a file" });
  const before = contentsOf(cwd);
  const { status, stdout, stderr } = runQdl(cwd, ["init"]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("error[project/exists]: `tsconfig.json` exists already");
  expect(stderr).toContain("error[project/exists]: `devices/counter.qdl` exists already");
  const blocked = runQdl(cwd, ["init", "board"]);
  expect(blocked.status).toBe(1);
  expect(blocked.stderr).toContain("error[project/exists]: `board` exists already");
  expect(contentsOf(cwd)).toEqual(before);
});

test("init begins beside what is not in its way, again and again with the same texts", () => {
  const cwd = makeFolder({ "README.md": "mine", "__proto__/x": "" });
  expect(runQdl(cwd, ["init"]).stdout).toContain("Next:\n  npm install\n");
  expect(contentsOf(cwd)["README.md"]).toBe("mine");
  const folders = [makeFolder(), makeFolder()].map((folder) => {
    runQdl(folder, ["init", "same"]);
    return contentsOf(folder);
  });
  expect(folders[0]).toEqual(folders[1]);
});

test("init --help teaches by examples; two folders make no sense", () => {
  expect(runQdl(makeFolder(), ["init", "--help"]).stdout).toContain("Examples:\n  qdl init");
  expect(runQdl(makeFolder(), ["init", "a", "b"]).status).toBe(2);
});
