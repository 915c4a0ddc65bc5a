import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint();

/** The rules that a text would break at a path of this tree. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return result!.messages.map(({ ruleId }) => ruleId);
}

const uses = (from: string): string => `import { thing } from "${from}";\nexport const it = thing;\n`;

describe("who may import what", () => {
  test.each([
    ["runtime/object/object.ts", "node:fs"],
    ["runtime/object/object.ts", "vitest"],
    ["runtime/object/object.ts", "../memory/index.ts"],
    ["runtime/memory/region.ts", "../device/index.ts"],
    ["runtime/device/device.ts", "../machine/index.ts"],
    ["generated/arm/pl011.ts", "../../compiler/index.ts"],
    ["devices/arm/pl011.ts", "node:fs"],
    ["compiler/1-parse/index.ts", "../2-bind/index.ts"],
    ["compiler/2-bind/index.ts", "../3-check/index.ts"],
    ["compiler/3-check/index.ts", "../5-emit/index.ts"],
    ["compiler/5-emit/index.ts", "@qdl/runtime"],
    ["compiler/5-emit/index.ts", "node:path"],
    ["compiler/diagnostics/log.ts", "node:fs"],
    ["tools/cli/program.ts", "../../compiler/2-bind/index.ts"],
    ["tools/behaviour/core/syntax.ts", "ts-morph"],
    ["tools/behaviour/core/syntax.ts", "../load.ts"],
    ["tools/playground/main.ts", "node:fs"],
    ["tools/playground/studio/studio.ts", "../../project/disk-host.ts"],
    ["tools/playground/studio/studio.ts", "../../../compiler/2-bind/index.ts"],
    ["tools/graph/svg.ts", "node:fs"],
    ["tools/simulate/player.ts", "node:vm"],
  ])("%s may not import %s", async (path, from) => {
    expect(await broken(path, uses(from))).toContain("no-restricted-imports");
  });

  test.each([
    ["runtime/memory/region.ts", "../object/index.ts"],
    ["generated/arm/pl011.ts", "@qdl/runtime"],
    ["generated/arm/pl011.ts", "../../devices/arm/pl011.ts"],
    ["compiler/3-check/index.ts", "../2-bind/model.ts"],
    ["tools/cli/program.ts", "qdl"],
    ["tools/playground/studio/studio.ts", "../../graph/dot.ts"],
  ])("%s may import %s", async (path, from) => {
    expect(await broken(path, uses(from))).toEqual([]);
  });
});

test("a function of 61 lines is one too many", async () => {
  const body = Array.from({ length: 59 }, (_, at) => `  total += ${at};`).join("\n");
  const text = (extra: string): string =>
    `export function sum(): number {\n  let total = 0;\n${body}\n${extra}  return total;\n}\n`;
  expect(await broken("compiler/source.ts", text(""))).toContain("max-lines-per-function");
});
