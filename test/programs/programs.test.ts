import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { catalogue } from "qdl";
import { hazards } from "./hazards.ts";
import { type Choices, renderTrial, type Trial, tryInvalid, tryValid } from "./trials.ts";

const choice = fc.nat({ max: 9999 });
const choices: fc.Arbitrary<Choices> = fc.record({
  program: fc.array(choice, { minLength: 60, maxLength: 300, size: "max" }),
  life: fc.array(choice, { minLength: 20, maxLength: 200, size: "max" }),
});
/** How many programs of each kind, the same ones in every run; others are for `npm run programs`. */
const wanted = 40;

/** Tries programs until `wanted` of them count; the first that goes wrong is made as small as it can be. */
function tryUntil(attempt: (choices: Choices) => Trial | null, counts: (trial: Trial) => boolean): Trial[] {
  const found: Trial[] = [];
  fc.assert(
    fc.property(choices, (one) => {
      if (found.filter(counts).length >= wanted) return;
      const trial = attempt(one);
      if (trial && trial.complaints.length > 0) throw new Error(renderTrial(trial));
      if (trial) found.push(trial);
    }),
    { numRuns: 20 * wanted, seed: 1 },
  );
  return found;
}

describe("generated programs", () => {
  const told: string[] = [];
  afterAll(() => console.log(told.join("\n")));

  test("what the compiler accepts ends without a lifetime error and without a leak, however it is used", () => {
    const trials = tryUntil(tryValid, ({ codes }) => codes.length === 0);
    const accepted = trials.filter(({ codes }) => codes.length === 0);
    expect(accepted.length).toBe(wanted);
    for (const { codes } of trials) for (const code of codes) expect(Object.keys(catalogue)).toContain(code);
    told.push(`${trials.length} programs tried: ${accepted.length} accepted and used, the others refused`);
  });

  test("a hazard that is planted in a program is what the compiler refuses it for", () => {
    const trials = tryUntil(tryInvalid, () => true);
    expect(trials.length).toBe(wanted);
    const codes = new Set(trials.flatMap((trial) => trial.codes));
    told.push(`${trials.length} programs with a hazard refused, for ${codes.size} of ${hazards.length} hazards`);
  });
});
