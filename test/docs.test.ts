import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "qdl";

const root = join(import.meta.dirname, "..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
  "grammar/README.md",
].filter((name) => name.endsWith(".md"));

/** The whole files among the examples of a page. */
const blocks = pages.flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```qdl\n(qdl 1;\n[\s\S]*?)^```/gm)].map(
    ([, text], at) => [`${page}, example ${at + 1}`, text!] as const,
  ),
);

describe("what the documentation shows is the language", () => {
  test("there are examples", () => expect(blocks.length).toBeGreaterThan(4));

  test.each(blocks)("%s compiles", (_where, text) => {
    const { diagnostics } = check(["a.qdl"], { read: () => ({ text }) });
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });
});
