import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "qdl";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { ReadOnceHost } from "../../tools/project/read-once-host.ts";
import { makeFolder } from "./temporary-project.ts";

const manifest = (name: string) =>
  JSON.stringify({ name, exports: { "./*.qdl": { qdl: "./*.qdl", import: "./*.js" } } });

/** Packages as some managers lay them out: each in a store, with links to those that it depends on, and the project with links to its own. */
function makeStore(links: Readonly<Record<string, string>>): string {
  const store = "node_modules/.pnpm";
  const folder = makeFolder({
    "board.qdl": `qdl 1;
import { Device } from "qdl:core";
import { Lamp } from "kit/lamp.qdl";
import { Bulb } from "part/bulb.qdl";
device Board : Device {
  embed bulb : Bulb;
  embed lamp : Lamp { bulb = bulb; }
}
`,
    [`${store}/kit@1/node_modules/kit/package.json`]: manifest("kit"),
    [`${store}/kit@1/node_modules/kit/lamp.js`]: "",
    [`${store}/kit@1/node_modules/kit/lamp.qdl`]: `qdl 1;
import { Device } from "qdl:core";
import { Bulb } from "part/bulb.qdl";
device Lamp : Device { link bulb : Bulb; }
`,
    [`${store}/part@2/node_modules/part/package.json`]: manifest("part"),
    [`${store}/part@2/node_modules/part/bulb.js`]: "",
    [`${store}/part@2/node_modules/part/bulb.qdl`]:
      'qdl 1;\nimport { Device } from "qdl:core";\ndevice Bulb : Device {}\n',
  });
  for (const [from, to] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, from)), { recursive: true });
    symlinkSync(join(folder, store, to), join(folder, from));
  }
  return folder;
}

const linked = {
  "node_modules/kit": "kit@1/node_modules/kit",
  "node_modules/part": "part@2/node_modules/part",
  "node_modules/.pnpm/kit@1/node_modules/part": "part@2/node_modules/part",
};

function build(folder: string) {
  return compile(["board.qdl"], new ReadOnceHost(makeDiskHost(folder)));
}

describe("packages in a store", () => {
  test("what a package is linked to is found, and is the same as what the project finds", () => {
    const { diagnostics, modules } = build(makeStore(linked));
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(modules.map(({ path }) => path)).toEqual(["board.ts"]);
    expect(modules[0]!.text).toMatch(/from "kit\/lamp.qdl"/);
    expect(modules[0]!.text).toMatch(/from "part\/bulb.qdl"/);
  });

  test("what the project is not linked to, it does not have, though a package of its has it", () => {
    const { "node_modules/part": _, ...others } = linked;
    const { diagnostics } = build(makeStore(others));
    expect(diagnostics.map(({ code }) => code)).toContain("bind/no-package");
  });
});
