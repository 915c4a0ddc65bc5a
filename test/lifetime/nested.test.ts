import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check, type Diagnostic, type Host, inspect } from "qdl";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { asPromises, type FixtureCase, listCases, modelOf } from "../fixture-cases.ts";

const forms = new Set(["device", "soc", "machine"]);

/** What a case reports of lifetimes, and the names of its types that nothing in it contains. */
function alone(one: FixtureCase): { readonly reports: string[]; readonly outermost: string[] } {
  const { checked, graphOf, diagnostics } = inspect(["input.qdl"], makeDiskHost(one.folder), { model: modelOf(one) });
  const types = checked.flatMap((file) => (file.file.core ? [] : file.types.map(({ entity }) => entity)));
  const parts = types.flatMap((type) => graphOf(type).nodes.filter(({ parent }) => parent));
  const contained = new Set(parts.map(({ type }) => type));
  const outermost = types.filter((type) => !contained.has(type) && !type.node.abstract && forms.has(type.node.form));
  return { reports: lifetimesOf(diagnostics), outermost: outermost.map(({ name }) => name) };
}

/** What a case reports of lifetimes if a machine has two of each of its outermost devices. */
function nested({ folder, name }: FixtureCase, outermost: readonly string[]): string[] {
  const parts = outermost.flatMap((type, at) => [1, 2].map((copy) => `own part${copy}_${at} : ${type};`));
  const text = readFileSync(join(folder, "input.qdl"), "utf8");
  const head = /^import \{.*\bMachine\b.*"qdl:core";$/m.test(text) ? "" : 'import { Machine } from "qdl:core";\n';
  const around = `${text}\n${head}machine Around : Machine { ${parts.join(" ")} }\n`;
  const others = makeDiskHost(folder);
  const host: Host = { read: (path) => (path === "input.qdl" ? { text: around } : others.read(path)) };
  return lifetimesOf(check(["input.qdl"], host, { model: modelOf({ folder, name }) }).diagnostics);
}

function lifetimesOf(reports: readonly Diagnostic[]): string[] {
  const found = asPromises(reports).filter(({ code }) => code.startsWith("lifetime/"));
  return found.map(({ line, code }) => `${line} ${code}`).sort();
}

const cases = listCases().filter(({ name }) => name.startsWith("lifetime/"));

test.each(cases.map((one) => [one.name, one] as const))("%s: what contains a hazard adds none", (_name, one) => {
  const { reports, outermost } = alone(one);
  expect(nested(one, outermost)).toEqual(reports);
});
