import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "qdl";
import { listCases } from "../fixture-cases.ts";
import { hazardPrograms } from "./hazard-programs.ts";
import { codesOf } from "./witness/force.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const codesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const all = [...read("docs/hazards.md").matchAll(/^\| ([a-z][a-z-]+) +\| ([^|]*)\| ([^|]*)\| ([^|]*)\|$/gm)].map(
  ([, hazard, tested, codes, linted]) => ({
    hazard: hazard!,
    tested: tested!.trim(),
    codes: codesIn(codes!),
    linted: codesIn(linted!),
  }),
);
const rows = all.filter(({ hazard }) => hazard !== "hazard");

const tests = readdirSync(join(root, "test/lifetime/construction"))
  .map((file) => read(`test/lifetime/construction/${file}`))
  .join("\n");

/** The hazards of the specification, each with whether construction, the compiler, and lint must make it impossible. */
const wanted = [
  ...read("docs/specification/lifetimes.md").matchAll(
    /^\| ([a-z-]+(?:, [a-z-]+)*) *\| ([^|]*)\| ([^|]*)\| ([^|]*)\|$/gm,
  ),
].flatMap(([, names, ...by]) =>
  names!
    .split(", ")
    .map((name) => [name, ...by.map((cell) => cell.includes("x"))] as [string, boolean, boolean, boolean]),
);
const fixtures = new Set(listCases().map(({ name }) => name));

describe("the table of hazards", () => {
  test("has every hazard of the specification, once", () => {
    expect(wanted.length).toBeGreaterThan(30);
    expect(rows.map(({ hazard }) => hazard).sort()).toEqual(wanted.map(([name]) => name).sort());
  });

  test.each(wanted)("%s is made impossible by whom the specification says", (name, construction, compiler, byLint) => {
    const { tested, codes, linted } = rows.find(({ hazard }) => hazard === name)!;
    // What throws is shown by the witness of its code.
    if (construction) expect(tested !== "" || codes.includes(`lifetime/${name}`)).toBe(true);
    if (compiler) expect(codes).not.toEqual([]);
    if (byLint) expect(linted).not.toEqual([]);
    for (const code of [...codes, ...linted]) expect(Object.keys(catalogue)).toContain(code);
    for (const code of linted) expect(fixtures).toContain(code);
    if (tested !== "") expect(tests).toMatch(new RegExp(`"${tested}[":]`));
  });

  test("names for each hazard the codes of the programs that have it, and no other", () => {
    const told = rows.flatMap(({ hazard, codes }) => codes.map((code) => `${hazard} ${code}`));
    expect(told.sort()).toEqual(hazardPrograms.map(({ hazard, code }) => `${hazard} ${code}`).sort());
  });

  test.each(hazardPrograms.map((program) => [program.hazard, program.code, program] as const))(
    "a program with %s is reported as %s, and as nothing else",
    (_hazard, code, program) => {
      expect(codesOf(program)).toEqual([code]);
    },
  );
});
