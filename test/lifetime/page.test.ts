import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lifetimePages } from "../../tools/generate/lifetimes.ts";

const docs = join(import.meta.dirname, "../../docs");

test("the page on lifetimes shows what qdl says and draws", async () => {
  const pages = await lifetimePages();
  for (const [name, text] of pages)
    expect(readFileSync(join(docs, name), "utf8"), `${name}: run \`npm run generate\``).toBe(text);
  const pictures = readdirSync(join(docs, "lifetimes")).map((name) => `lifetimes/${name}`);
  expect(pictures.sort()).toEqual([...pages.keys()].filter((name) => name.endsWith(".svg")).sort());
});
