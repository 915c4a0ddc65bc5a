import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tryLibrary } from "../nodes/library.ts";
import { npm, packRuntime, root, run } from "../../tools/package/tarballs.ts";

const folder = mkdtempSync(join(tmpdir(), "library-"));
let printed = "";

beforeAll(() => {
  linkPackages(join(folder, "node_modules"));
  printed = tryLibrary(folder, packRuntime(join(folder, "packages")));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an install of the library's development dependencies would make. */
function linkPackages(modules: string): void {
  mkdirSync(join(modules, "@qdl"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  const command = join(root, "dist/tools/cli/main.js");
  chmodSync(command, 0o755);
  const links = [
    ["qdl", root],
    ["@qdl/runtime", join(root, "runtime")],
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

test("what the library is published with is in order: definitions, modules, package", () => {
  const library = join(folder, "library");
  npm(["run", "check"], library);
  run(process.execPath, [join(root, "node_modules/publint/src/cli.js"), "--strict", library], { cwd: root });
});
