import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageExtension } from "../../tools/vscode/package.ts";

test("the extension for Visual Studio Code is packaged, with its grammar, its module and its plugin for TypeScript", async () => {
  const path = await packageExtension(join(import.meta.dirname, "../../.tmp/vscode-test"));
  // Names stand in a zip as they are.
  const names = readFileSync(path).toString("latin1");
  for (const name of ["package.json", "extension.cjs", "qdl.tmLanguage.json", "language-configuration.json"])
    expect(names.includes(`extension/${name}`), name).toBe(true);
  const packages = [...new Set([...names.matchAll(/extension\/node_modules\/([\w-]+)/g)].map(([, name]) => name))];
  expect(packages).toEqual(["qdl-typescript"]);
  const code = readFileSync(join(path, "../extension.cjs"), "utf8");
  const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!.replace("node:", ""));
  const { builtinModules } = await import("node:module");
  expect(required.filter((name) => !builtinModules.includes(name) && name !== "vscode")).toEqual([]);
}, 60_000);
