import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { runHere } from "../tools/run-here.ts";
import { contentsOf, makeFolder } from "../tools/temporary-project.ts";

const root = join(import.meta.dirname, "../..");

const lamp = `qdl 1;
import { SysBusDevice } from "qdl:core";
/// Shines.
device Lamp : SysBusDevice {
  state { level : u32 = 3; }
  bank regs {
    endian little;
    register DUTY @ 0 {
      field V [7:0] rw;
      on write => burn;
    }
  }
  region mmio : io 4K = regs;
}
`;

const project = {
  "devices/lamp.qdl": lamp,
  "devices/lamp.ts": `import type { LampHooks } from "../generated/lamp.ts";
export const lampHooks: LampHooks = { burn() { throw new Error("it burns"); } };
`,
  "qdl.config.json": '{ "root": "devices", "out": "generated", "sourceMaps": true }',
};

test("a source map leads from every line of a module to the definition's", async () => {
  const cwd = makeFolder(project);
  expect((await runHere(cwd, ["build"])).stderr).toBe("");
  const text = readFileSync(join(cwd, "generated/lamp.ts"), "utf8");
  expect(text).toMatch(/\n\/\/# sourceMappingURL=lamp\.ts\.map\n$/);
  const map = JSON.parse(readFileSync(join(cwd, "generated/lamp.ts.map"), "utf8")) as { sources: string[] };
  expect(map.sources).toEqual(["../devices/lamp.qdl"]);
  const lines = text.split("\n");
  const found = (code: string) => {
    const line = lines.findIndex((one) => one.includes(code));
    const entry = new SourceMap(map as never).findEntry(line, 80) as { originalLine: number };
    return lamp.split("\n")[entry.originalLine]!.trim();
  };
  expect(found("export class Lamp")).toBe("device Lamp : SysBusDevice {");
  expect(found("set level(")).toBe("state { level : u32 = 3; }");
  expect(found("lampHooks.burn(")).toBe("register DUTY @ 0 {");
  expect(found("function initLamp(")).toBe("device Lamp : SysBusDevice {");
});

test("source maps are in what a build checks, and are gone when they are not wanted any more", async () => {
  const cwd = makeFolder({ ...project, "qdl.config.json": '{ "root": "devices", "out": "generated" }' });
  const names = () => Object.keys(contentsOf(join(cwd, "generated")));
  await runHere(cwd, ["build", "--source-maps"]);
  expect(names()).toEqual(["lamp.ts", "lamp.ts.map"]);
  const first = contentsOf(join(cwd, "generated"));
  expect((await runHere(cwd, ["build", "--source-maps", "--check"])).status).toBe(0);
  await runHere(cwd, ["build", "--source-maps"]);
  expect(contentsOf(join(cwd, "generated"))).toEqual(first);
  expect((await runHere(cwd, ["build", "--check"])).status).toBe(1);
  await runHere(cwd, ["build"]);
  expect(names()).toEqual(["lamp.ts"]);
});

test("a stack trace in a generated module names the line of the definition", async () => {
  const cwd = makeFolder({
    ...project,
    "main.ts": `import { createMachine } from "@qdl/runtime";
import { Board } from "./generated/board.ts";
const board = createMachine(Board);
board.realize();
board.reset();
board.sys.write32(0x1000, 1);
`,
    "devices/board.qdl": `qdl 1;
import { Machine } from "qdl:core";
import { Lamp } from "./lamp.qdl";
machine Board : Machine {
  embed lamp : Lamp;
  space sys : 32;
  map sys {
    lamp.mmio @ 0x1000;
  }
}
`,
  });
  expect((await runHere(cwd, ["build"])).stderr).toBe("");
  mkdirSync(join(cwd, "node_modules/@qdl"), { recursive: true });
  symlinkSync(join(root, "runtime"), join(cwd, "node_modules/@qdl/runtime"));
  const entryPoints = [join(cwd, "main.ts")];
  await build({ entryPoints, bundle: true, format: "esm", sourcemap: true, outfile: join(cwd, "main.mjs") });
  const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "main.mjs"], { cwd, encoding: "utf8" });
  expect(stderr).toContain("it burns");
  expect(stderr).toMatch(/writeLampRegs \(.*devices\/lamp\.qdl:8:14\)/);
});
