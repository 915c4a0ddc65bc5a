import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test(
  "the main job compiles every definition, boots the first board, and leaves no folder behind",
  { timeout: 60_000 },
  () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import=tsx", "--conditions=source", "tools/demo/main.ts"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/arm\/pl011\.qdl +\d+ lines/);
    expect(stdout).toContain(
      "qdl: hello from a machine that was declared, not written\nHello from the keyboard.\nbye\n",
    );
    expect(stdout).toContain("the machine is shut down, nothing is left");
    expect(readdirSync(join(root, ".tmp")).filter((name) => name.startsWith("demo-"))).toEqual([]);
  },
);
