import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ast, type BoundFile, inspect } from "qdl";
import { occurrencesIn } from "../../tools/language-server/names/occurrences.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { findInputs } from "../../tools/project/inputs.ts";

const root = join(import.meta.dirname, "../../devices");
const { files } = findInputs({ cwd: root, paths: [] });
const { checked } = inspect(files, makeDiskHost(root));

/** Every name of a tree with the kinds of what is around it, outermost first. */
function* namesIn(value: unknown, around: readonly string[]): Generator<{ name: ast.Name; around: readonly string[] }> {
  if (typeof value !== "object" || value === null) return;
  const { kind } = value as { kind?: unknown };
  if (kind === "name") yield { name: value as ast.Name, around };
  else
    for (const part of Object.values(value))
      yield* namesIn(part, typeof kind === "string" ? [...around, kind] : around);
}

/** Names that the language has itself: types of values, functions, numbered ports, and `self`. */
const own = /^(u8|u16|u32|u64|i8|i16|i32|i64|bool|string|size|self|none|min|max|regions|ports|lines)$/;
/** What has names of its own: entries of `pci`, and how accesses to nothing are logged. */
const apart: ReadonlySet<string> = new Set(["pci-entry", "unmapped"]);

function unknownIn({ source, tree }: BoundFile): string[] {
  const file = checked.find((one) => one.file.source === source)!.file;
  const known = new Set(occurrencesIn(file).map(({ start }) => start));
  return [...namesIn(tree.declarations, [])]
    .filter(({ name }) => source.text.slice(name.start, name.end) === name.text && !own.test(name.text))
    .filter(({ name, around }) => !known.has(name.start) && !around.some((kind) => apart.has(kind)))
    .map(({ name, around }) => `${source.name}: ${name.text} in ${around.slice(-3).join(" > ")}`);
}

describe("names", () => {
  test("all of the shipped definitions mean something, but for those of the language", () => {
    expect(checked.length).toBeGreaterThan(30);
    expect(checked.flatMap(({ file }) => unknownIn(file))).toEqual([]);
  });
});
