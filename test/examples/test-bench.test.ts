import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boot } from "../../examples/microbit/boot.ts";

const root = join(import.meta.dirname, "../..");

test("`npm run test-bench` tests the firmware of the micro:bit", () => {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "test-bench"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^\S+ pass 10$/m);
  expect(stdout).toMatch(/^\S+ fail 0$/m);
  expect(status).toBe(0);
});

test("a core of the micro:bit goes on from what one has saved, and from nothing else", () => {
  const { board, core } = boot([]);
  const saved = core.save();
  core.PC = 0x1234;
  core.waiting = true;
  expect(core.save()).not.toEqual(saved);
  core.restore(saved);
  expect(core.save()).toEqual(saved);
  for (const wrong of [null, [], saved.slice(1), saved.map(String)])
    expect(() => core.restore(wrong)).toThrow(RangeError);
  board.shutdown();
});
