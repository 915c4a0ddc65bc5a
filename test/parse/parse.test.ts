import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type * as ast from "../../compiler/1-parse/ast.ts";
import { parse } from "../../compiler/1-parse/index.ts";
import { Log } from "../../compiler/diagnostics/log.ts";
import { makeGrammar } from "../../tools/generate/grammar.ts";
import { examples, mutationOf, scrap } from "./texts.ts";

function read(text: string): { file: ast.File; log: Log } {
  const log = new Log();
  return { file: parse({ name: "x.qdl", text }, log), log };
}

function codesOf(text: string): string[] {
  return read(text).log.all.map(({ code }) => code);
}

/** The value of `const V = expression;`, with parentheses around every operation. */
function grouping(expression: string): string {
  const [declaration] = read(`qdl 1; const V = ${expression};`).file.declarations;
  return declaration?.kind === "const" ? show(declaration.value) : "unread";
}

function show(value: ast.Expression): string {
  if (value.kind === "binary") return `(${show(value.left)} ${value.operator} ${show(value.right)})`;
  if (value.kind === "unary") return `(${value.operator}${show(value.operand)})`;
  if (value.kind === "number") return String(value.value);
  if (value.kind === "conditional")
    return `(${show(value.condition)} ? ${show(value.then)} : ${show(value.otherwise)})`;
  return value.kind === "path" ? value.root.text : value.kind;
}

test.each(examples)("%s is read without a report", async (name, text) => {
  const { file, log } = read(text);
  expect(log.all).toEqual([]);
  const tree = JSON.stringify(file, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value), 1);
  await expect(`${tree}\n`).toMatchFileSnapshot(`../fixtures/parse-trees/${name}.json`);
});

describe("expressions", () => {
  test.each([
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["a - b - c", "((a - b) - c)"],
    ["a & b == c", "((a & b) == c)"],
    ["a | b ^ c & d << e", "(a | (b ^ (c & (d << e))))"],
    ["a || b && !c", "(a || (b && (!c)))"],
    ["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
    ["(a + b) * -~c", "((a + b) * (-(~c)))"],
    ["1.5K + 50MHz + 2us", "((1536 + 50000000) + 2000)"],
  ])("%s groups as %s", (text, expected) => {
    expect(grouping(text)).toBe(expected);
  });
});

test("doc comments stand at what they stand before, whatever they hold", () => {
  const { file } = read("qdl 1;\n/// One */ `two`\n///   ${three}\nobject X {\n  /// A part.\n  prop a : u32;\n}\n");
  const [type] = file.declarations;
  expect(type?.doc).toBe("One */ `two`\n  ${three}");
  expect(type?.kind === "type" && type.members[0]?.doc).toBe("A part.");
});

test("a waiver covers the next line that says something", () => {
  const text =
    "qdl 1;\n// qdl-allow lifetime/strong-cycle: one of them is cut\n\n// more\nconst A = 1;\nconst B = 2;\n";
  const [waiver] = read(text).file.waivers;
  expect(waiver).toMatchObject({ code: "lifetime/strong-cycle", reason: "one of them is cut" });
  expect(text.slice(waiver!.covers.start, waiver!.covers.end)).toBe("const A = 1;");
});

test("a member that cannot be read stands in the tree by its name, and its neighbours are there", () => {
  const { file } = read("qdl 1; object X { prop a : u32; irq out b[; prop c : u32; }");
  const [type] = file.declarations;
  const members = type?.kind === "type" ? type.members : [];
  expect(members.map((member) => [member.kind, "name" in member && member.name?.text])).toEqual([
    ["prop", "a"],
    ["broken", "b"],
    ["prop", "c"],
  ]);
});

test("mistakes are reported in the order of the text", () => {
  const text = 'const A 1;\n}\nconst B = 0x1G;\nconst C = "\\q";\nconst D = ;\n';
  expect(codesOf(`qdl 1;\n${text}`)).toEqual([
    "parse/syntax",
    "parse/stray-brace",
    "parse/bad-number",
    "parse/bad-escape",
    "parse/syntax",
  ]);
});

describe("no text makes it throw", () => {
  test("mutations of the examples", () => {
    fc.assert(
      fc.property(mutationOf(examples.map(([, text]) => text)), (text) => void read(text)),
      { numRuns: 300 },
    );
  });

  test("random pieces and random characters", () => {
    const pieces = fc.array(scrap, { maxLength: 60 }).map((parts) => `qdl 1;${parts.join("")}`);
    const text = fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 200 }));
    fc.assert(
      fc.property(text, (one) => {
        const { file, log } = read(one);
        for (const { span } of log.all) expect(span!.end).toBeLessThanOrEqual(one.length);
        expect(file.end).toBe(one.length);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["brackets", `qdl 1; const A = ${"(".repeat(100_000)}1;`, "parse/too-deep"],
    ["blocks", `qdl 1; object A { ${"when x { ".repeat(100_000)}`, "parse/too-deep"],
    ["signs", `qdl 1; const A = ${"-".repeat(100_000)}1;`, "parse/too-deep"],
    ["conditions", `qdl 1; const A = ${"a ? b : ".repeat(100_000)}1;`, "parse/too-deep"],
    ["sums", `qdl 1; const A = 1${"+1".repeat(100_000)};`, "parse/too-deep"],
    ["a name of a megabyte", `qdl 1; const ${"x".repeat(1_000_000)} = 1;`, "parse/name-too-long"],
    ["a number of a megabyte", `qdl 1; const A = ${"9".repeat(1_000_000)};`, "parse/number-too-large"],
  ])("100,000 %s are one report", (_what, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  test("nesting and chains up to the limits are read", () => {
    const sum = `1${"+1".repeat(499)}`;
    expect(codesOf(`qdl 1; const A = ${"(".repeat(100)}1${")".repeat(100)}; const B = ${sum};`)).toEqual([]);
  });
});

test("the committed parser and bundle are what `npm run generate` makes of the grammar", () => {
  const root = join(import.meta.dirname, "../..");
  for (const { path, text } of makeGrammar(root))
    expect(readFileSync(join(root, path), "utf8") === text, path).toBe(true);
});
