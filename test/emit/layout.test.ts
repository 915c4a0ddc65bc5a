import fc from "fast-check";
import { format, util } from "prettier";
import { expect, test } from "vitest";
import { compile } from "qdl";
import { layOutList } from "../../compiler/5-emit/layout/list.ts";
import { layOutTree, UnknownCode, widthOf } from "../../compiler/5-emit/layout/index.ts";
import { Writer } from "../../compiler/5-emit/writer.ts";
import { calculations, lists } from "./wide-definitions.ts";

function moduleOf(text: string): string {
  const { modules, diagnostics } = compile(["a.qdl"], {
    read: (path) => (path === "a.qdl" ? { text } : { problem: "missing" }),
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message, code }) => `${code}: ${message}`)).toEqual([]);
  return modules[0]!.text;
}

test.each([
  ["calculations of any depth", calculations],
  ["lists of any length, of any texts", lists],
])("%s are laid out as Prettier does", async (_name, definitions) => {
  const property = fc.asyncProperty(definitions, async (text) => {
    const module = moduleOf(text);
    expect(module).toBe(await format(module, { parser: "typescript" }));
  });
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
});

const word = fc.integer({ min: 1, max: 30 }).map((length) => "n".repeat(length));
const name = fc.tuple(fc.constantFrom("self.", "made.", ""), word).map((parts) => parts.join(""));
const item = fc.oneof(
  name,
  name.map((one) => `"${one}"`),
);
const parameter = fc.tuple(word, fc.constantFrom("number", "Kind", "Kind | null")).map((words) => words.join(": "));
const many = { minLength: 2, maxLength: 6 };
const texts = fc.oneof(
  fc.tuple(name, fc.array(item, many)).map(([callee, items]) => `${callee}(${items.join(", ")});`),
  fc
    .tuple(name, name, fc.array(item, many))
    .map(([left, callee, items]) => `${left} = ${callee}(${items.join(", ")}) as Kind | null;`),
  fc.tuple(name, fc.array(item, many)).map(([callee, items]) => `return ${callee}(${items.join(", ")});`),
  fc.tuple(word, fc.array(parameter, many)).map(([named, items]) => `function ${named}(${items.join(", ")}): void {`),
  fc.tuple(word, fc.array(parameter, many)).map(([named, items]) => `${named}(${items.join(", ")}): Kind | null;`),
  fc.array(word, many).map((names) => `import { ${names.join(", ")} } from "./a.ts";`),
);

test("the short way to lay a list out comes to the same as the long one", () => {
  let seen = 0;
  const property = fc.property(texts, fc.nat(20), (text, indent) => {
    const lines = indent + text.length > 80 ? layOutList(text, indent, 80) : null;
    if (lines === null) return;
    seen++;
    expect(layOutTree(text, indent, 80)).toEqual(lines);
  });
  fc.assert(property, { numRuns: 400 });
  expect(seen).toBeGreaterThan(100);
});

test("a text takes as many columns as Prettier counts", () => {
  const sign = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 3 }),
    fc.constantFrom("日本", "한글", "ｱ", "❤️", "👍🏽", "🇩🇪", "e\u0301", "→"),
  );
  const property = fc.property(fc.array(sign), (signs) => {
    const text = signs.join("");
    expect(widthOf(text)).toBe(util.getStringWidth(text));
  });
  fc.assert(property, { numRuns: 300 });
});

test.each(["with (something) strange + all.of.it + is.not.what.modules.have + and.is.wider.than.a.line;", "a + b; c"])(
  "code that no module has is not laid out, and stays as it is: %s",
  (code) => {
    expect(() => layOutTree(code, 0, 80)).toThrow(UnknownCode);
    const writer = new Writer();
    writer.line(code.padEnd(100, " ").replace(/ +$/, (blanks) => `/*${"-".repeat(Math.max(blanks.length - 4, 0))}*/`));
    expect(writer.toString()).toContain(code);
  },
);
