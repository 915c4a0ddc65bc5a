import { describe, expect, test } from "vitest";
import { scenarios } from "../../tools/playground/scenarios/index.ts";
import { Studio } from "../../tools/playground/studio/studio.ts";
import { typeErrorsOf } from "../programs/type-check.ts";

const versions = scenarios.flatMap((scenario) =>
  scenario.versions.map((version) => [`${scenario.id}, ${version.label}`, version] as const),
);

describe("what a scenario promises", () => {
  test.each(versions)("is what the compiler says: %s", (_name, version) => {
    const { reports, module, types } = new Studio().check(version);
    expect(reports.map(({ code }) => code)).toEqual(version.promise.codes);
    // Advice keeps nobody from building.
    const refusals = reports.filter(({ severity, code }) => severity === "error" && !code.startsWith("lint/"));
    expect(module === null).toBe(refusals.length > 0);
    expect(types.map(({ name }) => name)).toContain(version.type);
  });

  test.each(versions)("is what its script comes to: %s", (_name, version) => {
    const { reports, recording, legacy } = new Studio().play(version.script);
    expect(reports).toEqual([]);
    const { ends, dangles } = version.promise;
    expect(recording!.error?.kind ?? recording!.outcome).toBe(ends);
    expect(legacy.some(({ used }) => used.length > 0)).toBe(dangles);
  });

  test("has behaviour that its definition asks for", () => {
    const behaved = versions.filter(([, version]) => version.behaviour !== "");
    const sources = behaved.map(([, { definition, behaviour }]) => ({
      text: definition,
      // Wherever it is from, it stands beside its definition here.
      behaviour: behaviour.replaceAll(/from "[./]+\/generated\/.*?"/g, 'from "./generated/input.ts"'),
    }));
    expect(sources.length).toBeGreaterThan(8);
    expect(typeErrorsOf(sources)).toEqual([]);
  });

  test("has both sides: each but the plain ones has a version that goes wrong, and one that is well", () => {
    for (const { id, group, versions } of scenarios) {
      const wrong = versions.filter(({ promise }) => promise.codes.length > 0);
      if (group === "Without trouble") expect(wrong, id).toEqual([]);
      else expect([wrong.length > 0, wrong.length < versions.length], id).toEqual([true, true]);
    }
  });
});
