import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");

test("the program of docs/runtime.md runs, block after block", async () => {
  const page = readFileSync(join(root, "docs/runtime.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
  expect(blocks.length).toBeGreaterThan(4);
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp/page-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "page.ts"), blocks.join("\n").replaceAll("../generated/", "../../generated/"));
  await expect(import(join(folder, "page.ts"))).resolves.toBeDefined();
});
