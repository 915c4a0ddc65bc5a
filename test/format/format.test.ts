import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as prettier from "prettier";
import { describe, expect, test } from "vitest";
import { type ast, Log, parse } from "qdl";
import { format } from "../../tools/prettier/format.ts";
import * as plugin from "../../tools/prettier/index.ts";
import { lengthened, lengths, projects } from "../language/long-names.ts";
import { examples, mutationOf, shortTexts } from "../parse/texts.ts";

const root = join(import.meta.dirname, "../..");

function layout(text: string): string {
  const formatted = format({ name: "a.qdl", text });
  if ("diagnostics" in formatted) throw new Error(formatted.diagnostics.map(({ message }) => message).join("\n"));
  return formatted.text;
}

function tree(text: string): { readonly file: ast.File; readonly failed: boolean } {
  const log = new Log();
  return { file: parse({ name: "a.qdl", text }, log), failed: log.failed };
}

/** A tree without places, and with comments by their words. */
function meaning(text: string): unknown {
  const { file } = tree(text);
  const comments = file.comments.map(({ form, start, end }) => [
    form,
    text
      .slice(start, end)
      .split(/\s*\n\s*/)
      .join("\n")
      .trim(),
  ]);
  const plain = JSON.stringify({ ...file, comments: [] }, (key, value: unknown) =>
    ["start", "end", "covers", "fromSpan"].includes(key) ? undefined : typeof value === "bigint" ? `${value}n` : value,
  );
  return { tree: JSON.parse(plain) as unknown, comments };
}

/** Holds of every text that is the language. */
function expectGoodLayout(text: string): void {
  const once = layout(text);
  expect(tree(once).failed).toBe(false);
  expect(meaning(once)).toEqual(meaning(text.replace(/\r\n?/g, "\n")));
  expect(layout(once)).toBe(once);
}

function definitionsBelow(folder: string): (readonly [string, string])[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".qdl"))
    .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8")] as const);
}

const shipped = ["compiler", "devices", "examples", "test/parse", "test/projects"].flatMap(definitionsBelow);
const fixtures = definitionsBelow("test/fixtures").filter(([, text]) => !tree(text).failed);

test.each(shipped)("%s is laid out", (_name, text) => {
  expect(layout(text)).toBe(text);
});

test("every fixture that is the language keeps its meaning", () => {
  expect(fixtures.length).toBeGreaterThan(50);
  for (const [, text] of fixtures) expectGoodLayout(text);
});

const spaces = fc.constantFrom(
  " ",
  "\n",
  "\n\n\n",
  "\t",
  "\r\n",
  " // said\n",
  " /* said */ ",
  "\n/* one\n * two */\n",
  "\n/// doc\n",
);

/** A text whose white space between tokens is other white space and comments. */
const respaced = fc
  .tuple(
    fc.constantFrom(...shortTexts, ...examples.map(([, text]) => text)),
    fc.infiniteStream(spaces),
    fc.infiniteStream(fc.nat({ max: 9 })),
  )
  .map(([text, stream, chances]) =>
    text.replace(/\/\/[^\n]*|"[^"\n]*"|[ \n]+/g, (space) =>
      space.trim() !== "" || (chances.next().value as number) < 6 ? space : (stream.next().value as string),
    ),
  );

describe("a formatted text", () => {
  test("means what it meant, with all its comments, and formatting it again changes nothing", () => {
    let seen = 0;
    const property = fc.property(
      fc.oneof(respaced, mutationOf([...shortTexts, ...fixtures.map(([, text]) => text)])),
      (text) => {
        if (tree(text).failed) return;
        seen++;
        expectGoodLayout(text);
      },
    );
    fc.assert(property, { numRuns: 1500 });
    expect(seen).toBeGreaterThan(300);
  });
});

test("names of any length keep their meaning, and the layout that they get", () => {
  const property = fc.property(lengths, (by) => {
    for (const [, project] of projects) lengthened(project, by).forEach(expectGoodLayout);
  });
  fc.assert(property, { numRuns: 3 });
});

test.each([
  [
    "a declaration stands on a line of its own",
    "qdl 1; const A=1;const B : u32=-2+A*(3+4);",
    "qdl 1;\nconst A = 1;\nconst B : u32 = -2 + A * (3 + 4);\n",
  ],
  [
    "a block stays on one line",
    "qdl 1;\nsoc A:B{ own c:D{e=1;f=2;} }",
    "qdl 1;\nsoc A : B { own c : D { e = 1; f = 2; } }\n",
  ],
  [
    "a block on several lines stays on several",
    "qdl 1;\nsoc A : B {\nhotplug; }",
    "qdl 1;\nsoc A : B {\n  hotplug;\n}\n",
  ],
  [
    "of blank lines one stays, and none at the ends of a block",
    "\n\nqdl 1;\n\n\n\nsoc A {\n\n  hotplug;\n\n\n  hotplug;\n\n}\n\n\n",
    "qdl 1;\n\nsoc A {\n  hotplug;\n\n  hotplug;\n}\n",
  ],
  [
    "bits are tight, bounds are not",
    "qdl 1;\nobject A { bank b { register R[i:4] @ 0 stride(4) { field F[j:2][ 7 : 4 ]rw; field G [ B ? 1 : 2 ]ro; } } }",
    "qdl 1;\nobject A { bank b { register R[i : 4] @ 0 stride (4) { field F[j : 2] [7:4] rw; field G [B ? 1 : 2] ro; } } }\n",
  ],
  [
    "the last of several names on lines of their own has a comma",
    "qdl 1;\nenum A { a,\n b = 2 // two\n}\nenum B { c, d, }",
    "qdl 1;\nenum A {\n  a,\n  b = 2, // two\n}\nenum B { c, d }\n",
  ],
  [
    "a comment stays at its line",
    "qdl 1; // one\n// two\nsoc A { // three\n  hotplug; /* four */ /* five */ hotplug;\n  // six\n}\n// seven",
    "qdl 1; // one\n// two\nsoc A { // three\n  hotplug;\n  /* four */ /* five */ hotplug;\n  // six\n}\n// seven\n",
  ],
  ["a comment inside a statement stays there", "qdl 1;\nconst A = // why\n 4;", "qdl 1;\nconst A = // why\n  4;\n"],
  [
    "stars stand below each other",
    "qdl 1;\n    /* a\n* b\n       */\nconst A = 1;",
    "qdl 1;\n/* a\n * b\n */\nconst A = 1;\n",
  ],
  [
    "what a waiver covers stays on one line",
    "qdl 1;\nsoc A {\n  // qdl-allow x/y: because\n  hotplug; user creatable;\n  hotplug; user creatable;\n}",
    "qdl 1;\nsoc A {\n  // qdl-allow x/y: because\n  hotplug; user creatable;\n  hotplug;\n  user creatable;\n}\n",
  ],
  ["a text without anything has nothing to lay out", "qdl 1;", "qdl 1;\n"],
])("%s", (_rule, text, expected) => {
  expect(layout(text)).toBe(expected);
  expectGoodLayout(text);
});

test("a line is at most 120 columns long where it can be broken, and a calculation breaks after its operators", () => {
  const names = Array.from({ length: 12 }, (_, at) => `A_RATHER_LONG_NAME_${at}`);
  const text = `qdl 1;
device D : Device { prop p : u32 = 0 in [${names.join(", ")}]; prop q : u32 = ${names.join(" + ")}; realize ${names.join(", ")}; }
import { ${names.join(", ")} } from "./x.qdl";`;
  for (const line of layout(text).split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  expect(layout(text)).toContain("= A_RATHER_LONG_NAME_0 +\n    A_RATHER_LONG_NAME_1 +\n");
  expectGoodLayout(text);
});

test("a file with syntax errors has no layout", () => {
  const formatted = format({ name: "a.qdl", text: "qdl 1;\nsoc A { prop }" });
  expect(formatted).toMatchObject({ diagnostics: [{ code: "parse/syntax" }] });
});

describe("the Prettier plugin", () => {
  const options = { plugins: [plugin as prettier.Plugin], filepath: "a.qdl" };

  test("gives the same layout, whatever the widths of other languages are", async () => {
    for (const [, text] of [...shipped, ...fixtures.slice(0, 40)]) {
      expect(await prettier.format(text, { ...options, printWidth: 40, tabWidth: 8, useTabs: true })).toBe(
        layout(text),
      );
    }
  });

  test("shows where a syntax error is", async () => {
    await expect(prettier.format("qdl 1;\nsoc A { prop }", options)).rejects.toMatchObject({
      message: expect.stringContaining("(parse/syntax: "),
      loc: { start: { line: 2 } },
    });
  });

  test("lays out definitions in Markdown, inside lists too", async () => {
    const text = "- first:\n\n  ```qdl\n  qdl 1;\n  const A=1;\n  ```\n";
    expect(await prettier.format(text, { ...options, filepath: "a.md" })).toBe(text.replace("A=1", "A = 1"));
  });
});
