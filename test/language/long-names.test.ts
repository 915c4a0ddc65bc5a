import fc from "fast-check";
import { format } from "prettier";
import { expect, test } from "vitest";
import { compile, type Host, type Module } from "qdl";
import { typeErrorsIn } from "../programs/type-check.ts";
import { devices, lengthened, lengths, type Project, projects } from "./long-names.ts";
import { fileOf } from "./row.ts";
import { groups } from "./table.ts";
import { behaviourFor } from "./stand-in.ts";

function build(project: Project) {
  const host: Host = {
    read: (path) => {
      const text = project.get(path);
      return text === undefined ? { problem: "missing" } : { text };
    },
  };
  const { modules, diagnostics } = compile([...project.keys()], host);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message, code }) => `${code}: ${message}`)).toEqual([]);
  return modules;
}

/** Lengths up to a most, over and over. */
function spread(most: number): Iterator<number> {
  return Array.from({ length: 9999 }, (_, at) => (37 * at) % most).values();
}

async function expectLaidOut(modules: readonly Module[]): Promise<void> {
  for (const { text } of modules) expect(text).toBe(await format(text, { parser: "typescript" }));
}

test.each(projects)(
  "the modules of project %s, with names of any length, are laid out as Prettier does",
  async (_name, project) => {
    const property = fc.asyncProperty(lengths, (by) => expectLaidOut(build(lengthened(project, by))));
    await fc.assert(property, { numRuns: 3, endOnFailure: true });
  },
);

test("modules of the devices, with names of any length, are laid out as Prettier does", async () => {
  const property = fc.asyncProperty(lengths, fc.nat(), async (by, first) => {
    const modules = build(lengthened(devices, by));
    await expectLaidOut(modules.filter((_, at) => (at + first) % 9 === 0));
  });
  await fc.assert(property, { numRuns: 1, endOnFailure: true });
});

test("every line of a module leads to the line of the definition that it comes from, however long the names are", () => {
  const linesOf = (project: Project) => build(project).map(({ origins }) => origins().map(({ place }) => place.line));
  for (const [at, [, project]] of projects.entries())
    expect(linesOf(lengthened(project, spread([7, 60, 190][at % 3]!)))).toEqual(linesOf(project));
});

const table = groups.flatMap(([, rows]) => rows);

test("modules of what the language's table accepts, with names of any length, are laid out as Prettier does", async () => {
  const property = fc.asyncProperty(lengths, fc.subarray(table, { minLength: 20, maxLength: 20 }), async (by, rows) => {
    for (const { accepted, near, beside = {} } of rows)
      for (const text of [accepted, near]) {
        const project = Object.entries({ ...beside, "a.qdl": text }).map(([path, one]) => [path, fileOf(one)] as const);
        await expectLaidOut(build(lengthened(new Map(project), by)));
      }
  });
  await fc.assert(property, { numRuns: 2, endOnFailure: true });
});

test("the modules of all projects, with names of any length, satisfy the type checker", () => {
  const texts = new Map<string, string>();
  for (const [project, definitions] of projects) {
    for (const { path, text } of build(lengthened(definitions, spread(190)))) {
      texts.set(`${project}/generated/${path}`, text);
      texts.set(`${project}/${path}`, behaviourFor(path, text));
    }
  }
  expect(typeErrorsIn(texts)).toEqual([]);
});
