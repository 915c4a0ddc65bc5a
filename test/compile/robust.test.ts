import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, type Host } from "qdl";
import { mutationOf } from "../parse/texts.ts";

const root = join(import.meta.dirname, "../..");
const files = ["devices", "test/projects", "test/parse/examples", "test/fixtures/check", "test/fixtures/lifetime"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith(".qdl"));
const texts = files.map((name) => readFileSync(join(root, name), "utf8"));

/** A project in which every import finds the same text, a few folders deep. */
function hostOf(text: string): Host {
  return { read: (path) => (/^(\w+\/){0,2}[\w-]+\.qdl$/.test(path) ? { text } : { problem: "missing" }) };
}

function build(text: string) {
  const result = compile(["a.qdl"], hostOf(text));
  const errors = result.diagnostics.filter((one) => one.severity === "error");
  // Modules exist exactly when nothing is wrong, and reports stay inside their files.
  expect(result.modules.length === 0).toBe(errors.length > 0);
  for (const { span, message } of result.diagnostics) {
    expect(message).not.toMatch(/undefined|\[object|NaN/);
    if (span) expect(span.start <= span.end && span.end <= span.file.text.length).toBe(true);
  }
  return result;
}

describe("no text makes the compiler throw", () => {
  test.each(files)("%s, with every line left out in turn", (name) => {
    const lines = readFileSync(join(root, name), "utf8").split("\n").slice(0, 120);
    for (let at = 0; at < lines.length; at++) build(lines.toSpliced(at, 1).join("\n"));
  });

  test("mutations of the shipped definitions", () => {
    fc.assert(
      fc.property(mutationOf(texts), (text) => void build(text)),
      { numRuns: 1500 },
    );
  });

  test("lines of all definitions, shuffled together", () => {
    const members = texts.flatMap((text) => text.split("\n").filter((line) => /^ {2}\S.*;$/.test(line)));
    const member = fc.constantFrom(...members);
    const type = fc.tuple(
      fc.constantFrom("device A", "soc B", "machine C", "abstract device D"),
      fc.array(member, { maxLength: 12 }),
    );
    const file = fc.array(type, { maxLength: 4 }).map((types) => {
      const bodies = types.map(([head, lines]) => `${head} {\n${lines.join("\n")}\n}`);
      return `qdl 1;\nimport { Device, Machine, SysBusDevice, Chardev } from "qdl:core";\n${bodies.join("\n")}\n`;
    });
    fc.assert(
      fc.property(file, (text) => void build(text)),
      { numRuns: 3000 },
    );
  });
});

describe("extremes end in a report, not in a crash", () => {
  const head = 'qdl 1;\nimport { Device } from "qdl:core";\n';
  test.each([
    ["100,000 levels of blocks", `${head}device A : Device { ${"when true { ".repeat(100_000)}`],
    ["100,000 brackets", `${head}const A = ${"(".repeat(100_000)}1`],
    [
      "a name of a megabyte",
      `${head}device ${"A".repeat(1 << 20)} : Device { prop ${"b".repeat(1 << 20)} : u32 = true; }`,
    ],
    ["a number beyond 2^64", `${head}const A = 0x1_0000_0000_0000_0000;`],
    [
      "10,000 types in a chain",
      `${head}${Array.from({ length: 10_000 }, (_, at) => `device A${at} : A${at + 1} {}`).join("\n")}\ndevice A10000 : A0 {}`,
    ],
    [
      "5,000 types inside each other",
      `${head}${Array.from({ length: 5000 }, (_, at) => `device A${at} : Device { embed a : A${at + 1}; }`).join("\n")}`,
    ],
    ["a huge array", `${head}device A : Device { state { a : u32[4000000000]; } }`],
    ["a text that is not closed", `${head}device A : Device { typename "abc`],
  ])("%s", (_what, text) => {
    expect(build(text).modules).toEqual([]);
  });
});
