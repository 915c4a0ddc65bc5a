import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** What a bundler leaves of a program of one line. */
async function bundled(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    conditions: ["source"],
    treeShaking: true,
  });
  return outputFiles[0]!.text;
}

/** The names of the given ones that a bundle declares. */
function declared(text: string, names: readonly string[]): string[] {
  return names.filter((name) => new RegExp(`\\b(?:class|var|const) ${name}\\b`).test(text));
}

test("a program has of a module the classes that it needs, and no other", async () => {
  const module = "./test/projects/registers/generated/shapes.ts";
  const names = ["Mirror", "mirrorRegs", "Shapes", "shapesRegs", "RegisterBoard"];
  const mirror = await bundled(`import { Mirror } from "${module}"; console.log(Mirror);`);
  expect(declared(mirror, names)).toEqual(["Mirror", "mirrorRegs"]);
  const board = await bundled(`import { RegisterBoard } from "${module}"; console.log(RegisterBoard);`);
  expect(declared(board, names)).toEqual(names);
});

test("a program that wants the values of an enum has no class of its module", async () => {
  const module = "./test/projects/soc/generated/net/nic.ts";
  const text = await bundled(`import { NicModelValues } from "${module}"; console.log(NicModelValues);`);
  expect(declared(text, ["NicModelValues", "Nic", "Ne2000", "Pcnet"])).toEqual(["NicModelValues"]);
});
