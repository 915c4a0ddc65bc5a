import fc from "fast-check";
import { format } from "prettier";
import { expect, test } from "vitest";
import { compile, type Host, type Module } from "qdl";
import { typeErrorsIn } from "../programs/type-check.ts";
import { devices, namesIn, type Project, projects, renamed } from "./long-names.ts";
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

/** The name, so many characters longer. */
function longer(name: string, by: number, at: number): string {
  const tail = `x${at.toString(36)}${"abcdefghijklmnopqrstuvwxyz".repeat(8)}`;
  return `${name}${name.toUpperCase() === name ? tail.toUpperCase() : tail}`.slice(0, name.length + by + 4);
}

/** Characters by which names get longer: most texts have names of the same size, some have names of all sizes. */
const lengths = fc
  .oneof(fc.constant(0), fc.nat(12), fc.nat(40), fc.nat(190))
  .chain((most) => fc.infiniteStream(fc.nat(most)));

/** The project with longer names. */
function lengthened(project: Project, by: Iterator<number>): Project {
  const names = namesIn(project);
  return renamed(project, new Map(names.map((name, at) => [name, longer(name, by.next().value as number, at)])));
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
    const names = namesIn(definitions);
    const table = new Map(names.map((name, at) => [name, longer(name, (17 * at) % 190, at)]));
    for (const { path, text } of build(renamed(definitions, table))) {
      texts.set(`${project}/generated/${path}`, text);
      texts.set(`${project}/${path}`, behaviourFor(path, text));
    }
  }
  expect(typeErrorsIn(texts)).toEqual([]);
});
