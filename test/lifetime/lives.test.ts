import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check, lifetimes } from "qdl";
import { tell, toldToTheRuntime } from "./told.ts";

const folder = join(import.meta.dirname, "lives");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".qdl"))
  .map((name) => name.replace(/\.qdl$/, ""));

test.each(names)("what is said of lifetimes in %s is told beside it", async (name) => {
  const text = readFileSync(join(folder, `${name}.qdl`), "utf8");
  const host = { read: () => ({ text }) };
  const { types, diagnostics } = check(["a.qdl"], host);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  const found = types.flatMap((type) => lifetimes(["a.qdl"], host, type.name).found);
  const told = [...found.map(tell), ...toldToTheRuntime(text), ""].join("\n");
  await expect(told).toMatchFileSnapshot(join(folder, `${name}.txt`));
});
