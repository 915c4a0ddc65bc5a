import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const root = join(import.meta.dirname, "../..");
const qdl = join(root, "dist/tools/cli/main.js");

/** The block of a page that is written in a language and holds a word. */
function block(page: string, language: string, word: string): string {
  const text = readFileSync(join(root, page), "utf8");
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  return blocks.find(([, kind, body]) => kind === language && body!.includes(word))![2]!;
}

function turbo(cwd: string): string {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_UI: "false" };
  const words = [join(root, "node_modules/turbo/bin/turbo"), "run", "generate", "--no-daemon", "--cache=local:rw"];
  return execFileSync(process.execPath, words, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

test("Turborepo takes modules from its cache by the recipe of the documentation, in another folder, too", () => {
  const cwd = makeFolder({
    "package.json": JSON.stringify({
      name: "recipe",
      private: true,
      packageManager: "npm@10.0.0",
      scripts: { generate: `node ${qdl} build` },
    }),
    "package-lock.json": '{ "name": "recipe", "lockfileVersion": 3, "packages": { "": { "name": "recipe" } } }',
    "turbo.json": block("docs/builds.md", "json", "outputs"),
    "qdl.config.json": '{ "root": "devices", "out": "generated", "depfile": "qdl.d" }',
    "devices/a.qdl": 'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device { state { a : u32; } }\n',
  });
  expect(turbo(cwd)).toContain("0 cached, 1 total");
  const made = contentsOf(join(cwd, "generated"));
  expect(turbo(cwd)).toContain("1 cached, 1 total");
  const elsewhere = makeFolder();
  cpSync(cwd, elsewhere, { recursive: true });
  rmSync(join(elsewhere, "generated"), { recursive: true });
  expect(turbo(elsewhere)).toContain("1 cached, 1 total");
  expect(contentsOf(join(elsewhere, "generated"))).toEqual(made);
});
