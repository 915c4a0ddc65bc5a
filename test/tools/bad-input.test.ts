import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { transformSync } from "esbuild";
import { typeErrorsIn } from "../programs/type-check.ts";
import { runHere } from "./run-here.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const head = 'qdl 1;\nimport { Device } from "qdl:core";\n';
const good = `${head}device Part : Device { prop n : u32 = 1; }\n`;

/** A project that was built once, so that there is output to lose. */
async function builtProject() {
  const cwd = makeFolder({ "a.qdl": good });
  expect((await runHere(cwd, ["build"])).status).toBe(0);
  return { cwd, before: contentsOf(join(cwd, "generated")) };
}

describe("a build of what nobody should write ends with one clear report, and leaves the output as it was", () => {
  test.each<readonly [what: string, text: string, code: string]>([
    ["100,000 blocks in each other", `${head}device A : Device { ${"when true { ".repeat(100_000)}`, "parse/too-deep"],
    ["100,000 brackets in each other", `${head}const A = ${"(".repeat(100_000)}1`, "parse/too-deep"],
    ["100,000 conditions behind each other", `${head}const A = ${"true ? 1 : ".repeat(100_000)}2;`, "parse/too-deep"],
    ["a number beyond 2^64", `${head}const A = 0x1_0000_0000_0000_0000;`, "parse/number-too-large"],
    ["a number of a million digits", `${head}const A = ${"9".repeat(1_000_000)};`, "parse/number-too-large"],
    ["a size beyond 2^64", `${head}const A = 99999999999999999T;`, "parse/number-too-large"],
    ["a name of a megabyte", `${head}device ${"A".repeat(1 << 20)} : Device {}`, "parse/name-too-long"],
    [
      "a member whose name has a megabyte",
      `${head}device A : Device { prop ${"b".repeat(1 << 20)} : u32 = 1; }`,
      "parse/name-too-long",
    ],
    [
      "an import that climbs out of the project",
      'qdl 1;\nimport { B } from "../../../etc/b.qdl";\ndevice A : B {}\n',
      "project/outside",
    ],
    [
      "an import that names a file of the machine",
      'qdl 1;\nimport { B } from "/etc/passwd";\ndevice A : B {}\n',
      "bind/not-a-path",
    ],
    ["an import of a folder", 'qdl 1;\nimport { B } from "./sub";\ndevice A : B {}\n', "project/"],
    ["bytes that are no text", "\u0000\u0001\u0002", "parse/"],
    ["nothing at all", "", "parse/missing-edition"],
  ])("%s", async (_what, text, code) => {
    const { cwd, before } = await builtProject();
    mkdirSync(join(cwd, "sub"));
    writeFileSync(join(cwd, "b.qdl"), text);
    const { status, stderr } = await runHere(cwd, ["build"]);
    expect(status).toBe(1);
    expect(stderr).toContain(`error[${code}`);
    expect(stderr).toMatch(/= why: .*\n.*= help: /);
    expect(stderr).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
    expect(stderr.length).toBeLessThan(20_000);
    expect(contentsOf(join(cwd, "generated"))).toEqual(before);
  });

  test("two files that would become one module", async () => {
    const { cwd, before } = await builtProject();
    writeFileSync(join(cwd, "A.qdl"), good.replace("Part", "Other"));
    const { status, stderr } = await runHere(cwd, ["build"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("error[project/output-clash]")]);
    expect(contentsOf(join(cwd, "generated"))).toEqual(before);
  });

  test.each(["taken", "taken/deeper"])("an output folder `%s` that is, or lies below, a file", async (out) => {
    const { cwd } = await builtProject();
    writeFileSync(join(cwd, "taken"), "mine");
    const { status, stderr } = await runHere(cwd, ["build", "--out", out]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("error[project/not-writable]")]);
    expect(contentsOf(cwd)["taken"]).toBe("mine");
  });

  test.skipIf(process.platform === "win32")("a disk that takes no more in the middle of a module", async () => {
    const { cwd, before } = await builtProject();
    const more = Array.from({ length: 60 }, (_, at) => `prop p${at} : u32 = ${at};`).join("\n");
    writeFileSync(join(cwd, "b.qdl"), `${head}device Large : Device {\n${more}\n}\n`);
    const main = join(import.meta.dirname, "../../dist/tools/cli/main.js");
    // The shell lets its children write no file larger than a few blocks.
    const script = `ulimit -f 4; trap '' XFSZ; "${process.execPath}" "${main}" build 2>&1; echo "status $?"`;
    const said = execFileSync("sh", ["-c", script], { cwd, encoding: "utf8" });
    expect(said).toMatch(/error\[project\/not-writable\]: cannot write `generated\/b\.ts`: .*too large/);
    expect(said).toMatch(/status 1\n$/);
    expect(contentsOf(join(cwd, "generated"))).toEqual(before);
  });
});

test("what would end a comment or a text, or begin code, stays text in the generated module", async () => {
  const told = "*/ export const stolen = 1; /* `${process.exit(1)}` </script> \\u0027 \\";
  const text = `*/ \`\${process.exit(1)}\` ' // \\\\ \\" \u2028 </script>`;
  const cwd = makeFolder({
    "a.qdl": `${head}/// ${told}\ndevice Part : Device {\n  /// ${told}\n  prop label : string = "${text}";\n  region r "x*y" : ram 4K;\n}\n`,
  });
  const { status, stderr } = await runHere(cwd, ["build"]);
  expect([status, stderr]).toEqual([0, ""]);
  const module = contentsOf(join(cwd, "generated"))["a.ts"]!;
  expect(typeErrorsIn(new Map([["generated/a.ts", module]]))).toEqual([]);
  // Without its comments and texts, nothing of what the author wrote there is left.
  const { code } = transformSync(module, { loader: "ts", minifyWhitespace: true, legalComments: "none" });
  const bare = code.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  expect(bare).toContain("class Part");
  expect(bare).not.toMatch(/stolen|process|exit|script/);
});
