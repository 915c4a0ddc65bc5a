import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../tools/playground/scenarios/index.ts";
import { Studio } from "../../tools/playground/studio/studio.ts";
import { type Findings, type Texts } from "../../tools/playground/studio/questions.ts";

const definitions = scenarios.flatMap(({ versions }) => versions.map(({ definition }) => definition));

/** A definition of a scenario with a few characters gone from it, as it is while somebody types. */
const typed = fc
  .record({ text: fc.constantFrom(...definitions), at: fc.nat(400), count: fc.nat(3) })
  .map(({ text, at, count }) => text.slice(0, at) + text.slice(at + count));

const asked: fc.Arbitrary<Texts> = fc.record({
  definition: typed,
  behaviour: fc.constantFrom("", "export const rackHooks = {};"),
  model: fc.constantFrom("counted" as const, "legacy" as const, "no-embed" as const),
  advice: fc.boolean(),
});

function timeless({ reports, module, types }: Findings): unknown {
  return { reports, module, types };
}

describe("the studio", () => {
  test("says of a text what one says that has seen no other", () => {
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 5 }), (all) => {
        const studio = new Studio();
        for (const texts of all) {
          expect(timeless(studio.check(texts))).toEqual(timeless(new Studio().check(texts)));
          for (const { name } of studio.check(texts).types)
            expect(studio.sketch(texts, name, 2)).toEqual(new Studio().sketch(texts, name, 2));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("has every place inside of its text, and fixes that can be made", () => {
    fc.assert(
      fc.property(asked, (texts) => {
        const { reports } = new Studio().check(texts);
        const inside = ({ from, to }: { from: number; to: number }): boolean =>
          0 <= from && from <= to && to <= texts.definition.length;
        for (const { at, related, fixes } of reports) {
          for (const place of [at, ...related.map((one) => one.at)]) expect(place === null || inside(place)).toBe(true);
          for (const { edits } of fixes) expect(edits.every(inside)).toBe(true);
        }
      }),
    );
  });

  test("plays whatever is typed, or says what is wrong with it", () => {
    const words = fc.constantFrom(
      "type",
      "new",
      "embed",
      "own",
      "ref",
      "unref",
      "unparent",
      "hook",
      "finalize",
      "a",
      "b",
      "T",
      "in",
      "root",
      ":",
    );
    const lines = fc.array(words, { maxLength: 6 }).map((all) => all.join(" "));
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 8 }), (all) => {
        const { reports, recording, lines: played, legacy } = new Studio().play(["type T", ...all].join("\n"));
        expect(recording === null).toBe(reports.length > 0);
        if (recording)
          expect([legacy.length, played.length]).toEqual([recording.steps.length, recording.script.length]);
      }),
    );
  });

  test("lays definitions out, and leaves alone what it cannot read", () => {
    const studio = new Studio();
    expect(studio.format('qdl 1;\nimport {Device}   from "qdl:core";\ndevice A:Device{\n}')).toBe(
      'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device {}\n',
    );
    expect(studio.format("qdl 1;\ndevice {{{")).toBeNull();
    for (const definition of definitions) expect(studio.format(definition)).toBe(definition);
  });

  test("knows no type that is not there", () => {
    const [{ versions }] = [scenarios[0]!];
    expect(new Studio().sketch(versions[0]!, "__proto__", 2)).toBeNull();
  });
});
