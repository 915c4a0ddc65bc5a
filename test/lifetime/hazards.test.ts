import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "qdl";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const all = [...read("docs/hazards.md").matchAll(/^\| ([a-z][a-z-]+) +\| ([^|]*)\| ([^|]*)\|$/gm)].map(
  ([, hazard, tested, codes]) => ({
    hazard: hazard!,
    tested: tested!.trim(),
    codes: [...codes!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!),
  }),
);
const rows = all.filter(({ hazard }) => hazard !== "hazard");

const tests = readdirSync(join(root, "test/lifetime/construction"))
  .map((file) => read(`test/lifetime/construction/${file}`))
  .join("\n");

/** The hazards of the specification, each with whether the compiler, and whether construction, must make it impossible. */
const wanted = [
  ...read("docs/specification/lifetimes.md").matchAll(/^\| ([a-z-]+(?:, [a-z-]+)*) *\| ([^|]*)\| ([^|]*)\| [^|]*\|$/gm),
].flatMap(([, names, construction, compiler]) =>
  names!.split(", ").map((name) => [name, construction!.includes("x"), compiler!.includes("x")] as const),
);

describe("the table of hazards", () => {
  test("has every hazard of the specification, once", () => {
    expect(wanted.length).toBeGreaterThan(30);
    expect(rows.map(({ hazard }) => hazard).sort()).toEqual(wanted.map(([name]) => name).sort());
  });

  test.each(wanted)("%s is made impossible by whom the specification says", (name, construction, compiler) => {
    const { tested, codes } = rows.find(({ hazard }) => hazard === name)!;
    // What throws is shown by the witness of its code.
    if (construction) expect(tested !== "" || codes.includes(`lifetime/${name}`)).toBe(true);
    if (compiler) expect(codes).not.toEqual([]);
    for (const code of codes) expect(Object.keys(catalogue)).toContain(code);
    if (tested !== "") expect(tests).toMatch(new RegExp(`"${tested}[":]`));
  });
});
