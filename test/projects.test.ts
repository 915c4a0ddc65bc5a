import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check as isFormatted } from "prettier";
import { describe, expect, test } from "vitest";
import { compile } from "qdl";
import { makeDiskHost } from "../tools/project/disk-host.ts";
import { findInputs } from "../tools/project/inputs.ts";
import { committed } from "../tools/generate/modules.ts";

const root = join(import.meta.dirname, "..");

describe.each(committed)("$definitions", ({ definitions, output, sources }) => {
  const folder = join(root, definitions);
  const { files } = findInputs({ cwd: root, paths: [], root: folder });
  const { modules, diagnostics } = compile(files, makeDiskHost(folder), { sources });

  test("compiles without a report", () => {
    expect(diagnostics).toEqual([]);
    expect(modules.map(({ source }) => source).sort()).toEqual([...files].sort());
  });

  test.each(modules)("$path is what is committed, and as Prettier would lay it out", async ({ path, text }) => {
    expect(readFileSync(join(root, output, path), "utf8")).toBe(text);
    expect(await isFormatted(text, { parser: "typescript", printWidth: 80 })).toBe(true);
  });

  test("compiles to the same bytes again", () => {
    const again = compile(files, makeDiskHost(folder), { sources }).modules;
    expect(again.map((module) => ({ ...module, origins: module.origins() }))).toEqual(
      modules.map((module) => ({ ...module, origins: module.origins() })),
    );
  });
});
