import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tryLibrary } from "../nodes/library.ts";
import { npm, packRuntime, root, run } from "../../tools/package/tarballs.ts";

const folder = mkdtempSync(join(tmpdir(), "library-"));
let printed = "";

beforeAll(() => {
  linkPackages(join(folder, "node_modules"), join(root, "runtime"));
  printed = tryLibrary(folder, packRuntime(join(folder, "packages")));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an install of the library's development dependencies would make. */
function linkPackages(modules: string, runtime: string): void {
  mkdirSync(join(modules, "@qdl"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  const command = join(root, "dist/tools/cli/main.js");
  chmodSync(command, 0o755);
  const links = [
    ["qdl", root],
    ["@qdl/runtime", runtime],
    ["typescript", join(root, "node_modules/typescript")],
    [".bin/qdl", command],
    [".bin/tsc", join(root, "node_modules/typescript/bin/tsc")],
  ] as const;
  for (const [name, target] of links) symlinkSync(target, join(modules, name));
}

test("a project that installs the packed library runs its devices, typed, with no network and no compiler", () => {
  expect(printed).toBe("hello\n!\nticks at 0.5, 1, 1.5 s\nnothing is left\n");
  expect(readdirSync(join(folder, "consumer/node_modules")).filter((name) => !name.startsWith("."))).toEqual([
    "@qdl",
    "serial-kit",
    "typescript",
  ]);
});

test("the library brings its classes, their types and its definitions, and no runtime of its own", () => {
  const brought = join(folder, "consumer/node_modules/serial-kit");
  const files = readdirSync(brought, { recursive: true, encoding: "utf8" });
  expect(files).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "src/timer.qdl", "src/uart.qdl"]));
  expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
  expect(readFileSync(join(brought, "dist/generated/timer.js"), "utf8")).toMatch(/from "@qdl\/runtime"/);
});

describe("a project with a machine of its own", () => {
  const rig = join(folder, "rig");
  const packages = join(folder, "consumer/node_modules");

  beforeAll(() => {
    cpSync(join(root, "examples/library/rig"), rig, { recursive: true });
    linkPackages(join(rig, "node_modules"), join(packages, "@qdl/runtime"));
    symlinkSync(join(packages, "serial-kit"), join(rig, "node_modules/serial-kit"));
  });

  test("imports the library's definitions by its name, and its classes come from the library", () => {
    expect(npm(["run", "--silent", "start"], rig)).toContain("a timer of the package\n1 interrupt\nnothing is left\n");
    expect(readdirSync(join(rig, "generated"))).toEqual(["rig.ts"]);
    expect(readFileSync(join(rig, "generated/rig.ts"), "utf8")).toContain('from "serial-kit/timer.qdl"');
  });

  test("is built again when the library has changed, and not before", () => {
    const build = () => npm(["exec", "--", "qdl", "build", "--depfile", "out.d"], rig);
    expect(build()).toContain("1 unchanged");
    expect(readFileSync(join(rig, "out.d"), "utf8")).toContain("node_modules/serial-kit/src/timer.qdl");
    const definition = join(packages, "serial-kit/src/timer.qdl");
    const text = readFileSync(definition, "utf8");
    writeFileSync(definition, text.replace("device CountdownTimer", "abstract device CountdownTimer"));
    expect(build).toThrow(/check\/abstract-child|lifetime\/unknown-size/);
    writeFileSync(definition, text);
    expect(build()).toContain("1 unchanged");
  });

  test("shows its machine as it stands, on one runtime", () => {
    expect(npm(["exec", "--", "qdl", "info", "qom-tree", "rig"], rig)).toMatch(/timer\[1\].*countdown-timer/);
  });

  test("can be installed below the folder that has its packages", () => {
    const inner = join(rig, "deep/er");
    cpSync(join(rig, "rig.qdl"), join(inner, "rig.qdl"));
    expect(npm(["exec", "--", "qdl", "check", "--root", inner, inner], rig)).toContain("no errors in");
    writeFileSync(
      join(inner, "rig.qdl"),
      readFileSync(join(inner, "rig.qdl"), "utf8").replace("kit/timer", "kti/timer"),
    );
    expect(() => npm(["exec", "--", "qdl", "check", "--root", inner, inner], rig)).toThrow(/bind\/no-package/);
  });
});

test("what the library is published with is in order: definitions, modules, package", () => {
  const library = join(folder, "library");
  npm(["run", "check"], library);
  run(process.execPath, [join(root, "node_modules/publint/src/cli.js"), "--strict", library], { cwd: root });
});
