import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDepfile } from "../../tools/project/depfile.ts";
import { runHere } from "./command.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

/** Reads a depfile as make and ninja do: blanks and line ends behind a backslash separate nothing, `:` ends the targets. */
function parseDepfile(text: string): { targets: string[]; inputs: string[] } {
  const joined = text.replaceAll("\\\n", " ").trimEnd();
  const words = joined.match(/(?:\\[\s\S]|\$\$|[^\s\\])+|\\+(?=$)/g) ?? [];
  const plain = (word: string) => word.replace(/(\\*)\\ /g, (_, more: string) => `${more.slice(more.length / 2)} `);
  const names = words.map((word) =>
    plain(word)
      .replace(/\\([#:])/g, "$1")
      .replaceAll("$$", "$"),
  );
  const end = words.findIndex((word) => /(?<!\\):$/.test(word));
  return { targets: [...names.slice(0, end), names[end]!.slice(0, -1)], inputs: names.slice(end + 1) };
}

test("what make and ninja read is what was meant, whatever the names", () => {
  const name = fc
    .array(fc.constantFrom("a", "/", ".", " ", "#", "$", ":", "é", "'", "%"), { minLength: 1, maxLength: 6 })
    .map((parts) => `x${parts.join("")}y`);
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(names, names, (targets, inputs) => {
      expect(parseDepfile(formatDepfile(targets, inputs))).toEqual({ targets, inputs });
    }),
    { numRuns: 200 },
  );
});

const project = {
  "qdl.config.json": "{}",
  "lib/a b.qdl": 'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device { on realize => begin; }\n',
  "lib/a b.ts": "export const AHooks = {};\n",
  "board.qdl":
    'qdl 1;\nimport { A } from "./lib/a b.qdl";\nimport { Device } from "qdl:core";\ndevice B : Device { embed a : A; }\n',
  "unrelated.qdl": "qdl 1;\n",
};

test("a depfile names the modules, and all that they were made from: imports, behaviour modules, the configuration", async () => {
  const cwd = makeFolder(project);
  const expected = {
    targets: ["generated/board.ts", "generated/lib/a b.ts"],
    inputs: ["board.qdl", "lib/a b.qdl", "lib/a b.ts", "qdl.config.json"],
  };
  await runHere(cwd, ["build", "board.qdl", "--depfile", "made.d"]);
  expect(parseDepfile(readFileSync(join(cwd, "made.d"), "utf8"))).toEqual(expected);
  await runHere(cwd, ["build", "board.qdl", "--depfile", "again.d", "--depfile-target", "stamp"]);
  expect(parseDepfile(readFileSync(join(cwd, "again.d"), "utf8"))).toEqual({ ...expected, targets: ["stamp"] });
});

test("the configuration may ask for a depfile", async () => {
  const cwd = makeFolder({ ...project, "qdl.config.json": '{ "depfile": "out.d" }', "sub/x.txt": "" });
  await runHere(join(cwd, "sub"), ["build"]);
  expect(parseDepfile(readFileSync(join(cwd, "out.d"), "utf8")).targets[0]).toBe("../generated/board.ts");
});

test("a depfile is not written over a definition or a module, nor into a folder that is not there", async () => {
  const cwd = makeFolder(project);
  const clash = await runHere(cwd, ["build", "--depfile", "board.qdl"]);
  expect([clash.status, clash.stderr]).toEqual([1, expect.stringContaining("error[project/depfile-clash]")]);
  const nowhere = await runHere(cwd, ["build", "--depfile", "no/where.d"]);
  expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining("cannot write `no/where.d`")]);
  expect(contentsOf(cwd)["board.qdl"]).toBe(project["board.qdl"]);
});

const hasNinja = spawnSync("ninja", ["--version"]).status === 0;

test.runIf(hasNinja)("ninja builds again when an import changes, and not before", () => {
  const cwd = makeFolder(project);
  const qdl = join(import.meta.dirname, "../../dist/tools/cli/main.js");
  const rule = `rule qdl
  command = ${process.execPath} ${qdl} build board.qdl --depfile qdl.d --depfile-target stamp && touch stamp
  depfile = qdl.d
  deps = gcc
build stamp: qdl board.qdl
`;
  writeFileSync(join(cwd, "build.ninja"), rule);
  const ninja = () => execFileSync("ninja", { cwd, encoding: "utf8" });
  expect(ninja()).toContain("wrote generated/board.ts");
  expect(ninja()).toContain("no work to do");
  writeFileSync(join(cwd, "lib/a b.qdl"), project["lib/a b.qdl"].replace("begin; }", "begin; state { s : u32; } }"));
  expect(ninja()).toContain("wrote generated/lib/a b.ts");
});
