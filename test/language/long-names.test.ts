import fc from "fast-check";
import { format } from "prettier";
import { expect, test } from "vitest";
import { compile, type Host } from "qdl";
import { typeErrorsIn } from "../programs/type-check.ts";
import { namesIn, type Project, projects, renamed } from "./long-names.ts";
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

test.each(projects)(
  "the modules of project %s, with names of any length, are laid out as Prettier does",
  async (_name, project) => {
    const names = namesIn(project);
    const property = fc.asyncProperty(lengths, async (by) => {
      const table = new Map(names.map((name, at) => [name, longer(name, by.next().value as number, at)]));
      for (const { text } of build(renamed(project, table)))
        expect(text).toBe(await format(text, { parser: "typescript" }));
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  },
);

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
