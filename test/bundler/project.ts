import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { compile } from "qdl";
import { makeFolder } from "../tools/temporary-project.ts";

const root = join(import.meta.dirname, "../..");

/** A program that imports a definition, which imports another and has a behaviour module. */
export const files = {
  "package.json": '{ "type": "module" }',
  "devices/lamp.qdl": `qdl 1;
import { Device } from "qdl:core";
/// Shines.
device Lamp : Device {
  state { level : u32 = 3; }
  on realize => shine;
}
`,
  "devices/lamp.ts": `import { Lamp, type LampHooks } from "../generated/devices/lamp.ts";
export const kind = (): unknown => Lamp;
export const lampHooks: LampHooks = {
  shine(self: Lamp): void {
    self.level += 4;
    if (self.level > 1000) throw new Error("it burns");
  },
};
`,
  "devices/board.qdl": `qdl 1;
import { Machine } from "qdl:core";
import { Lamp } from "./lamp.qdl";
machine Board : Machine {
  embed lamp : Lamp;
}
`,
  "main.js": `import { createMachine } from "@qdl/runtime";
import { Board } from "./devices/board.qdl";
import { Lamp } from "./devices/lamp.qdl";
import { kind } from "./devices/lamp.ts";
const board = createMachine(Board);
board.realize();
globalThis.shown = { level: board.lamp.level, same: board.lamp instanceof Lamp && kind() === Lamp };
`,
};

/** The project on disk, with the runtime where programs find it. */
export function makeProject(changes: Readonly<Record<string, string>> = {}): string {
  const folder = makeFolder({ ...files, ...changes });
  mkdirSync(join(folder, "node_modules/@qdl"), { recursive: true });
  symlinkSync(join(root, "runtime"), join(folder, "node_modules/@qdl/runtime"));
  return folder;
}

/** A project whose board has a lamp of an installed package, which brings its module. */
export async function makePackaged(): Promise<string> {
  const lamp = files["devices/lamp.qdl"].replace("on realize => shine;", 'typename "kit-lamp";');
  const { modules } = compile(["lamp.qdl"], { read: () => ({ text: lamp }) });
  const { code } = await transform(modules[0]!.text, { loader: "ts" });
  return makeProject({
    "devices/board.qdl": files["devices/board.qdl"].replace("./lamp.qdl", "kit/lamp.qdl"),
    "node_modules/kit/package.json": JSON.stringify({
      name: "kit",
      type: "module",
      exports: { "./lamp.qdl": { qdl: "./lamp.qdl", import: "./lamp.js" } },
    }),
    "node_modules/kit/lamp.qdl": lamp,
    "node_modules/kit/lamp.js": code,
    "main.js": `import { createMachine } from "@qdl/runtime";
import { Board } from "./devices/board.qdl";
import { Lamp } from "kit/lamp.qdl";
const board = createMachine(Board);
board.realize();
globalThis.shown = { level: board.lamp.level, same: board.lamp instanceof Lamp };
`,
  });
}

/** A definition with a mistake in its sixth line. */
export const mistaken = files["devices/lamp.qdl"].replace("on realize => shine;", "embed other : Lamb;");
