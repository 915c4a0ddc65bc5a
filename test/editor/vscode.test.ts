import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageExtension } from "../../tools/vscode/package.ts";

test("the extension for Visual Studio Code is packaged, with its grammar and its only module", async () => {
  const path = await packageExtension();
  // Names stand in a zip as they are.
  const names = readFileSync(path).toString("latin1");
  for (const name of ["package.json", "extension.cjs", "qdl.tmLanguage.json", "language-configuration.json"])
    expect(names).toContain(`extension/${name}`);
  expect(names).not.toContain("node_modules");
  const code = readFileSync(join(path, "../extension.cjs"), "utf8");
  const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!.replace("node:", ""));
  const { builtinModules } = await import("node:module");
  expect(required.filter((name) => !builtinModules.includes(name) && name !== "vscode")).toEqual([]);
}, 60_000);
