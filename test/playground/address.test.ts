import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarios } from "../../tools/playground/scenarios/index.ts";
import { readAddress, writeAddress } from "../../tools/playground/state/address.ts";
import { begin, type State, views } from "../../tools/playground/state/state.ts";

const states: fc.Arbitrary<State> = fc
  .constantFrom(...scenarios)
  .chain((scenario) =>
    fc.record({
      origin: fc.nat(scenario.versions.length - 1).map((version) => begin(scenario, version)),
      changes: fc.record(
        {
          definition: fc.string({ unit: "binary", maxLength: 300 }),
          behaviour: fc.string({ unit: "grapheme" }),
          script: fc.string(),
          model: fc.constantFrom("counted" as const, "legacy" as const, "no-embed" as const),
          advice: fc.boolean(),
          view: fc.constantFrom(...views),
          type: fc.string(),
          depth: fc.nat(9),
          step: fc.nat(99),
        },
        { requiredKeys: [] },
      ),
    }),
  )
  .map(({ origin, changes }) => ({ ...origin, ...changes }));

test("an address brings back whatever was on the page", async () => {
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const address = await writeAddress(state);
      expect(address).toMatch(/^[\w/-]+$/);
      expect(await readAddress(`#${address}`)).toEqual(state);
    }),
  );
});

test("a scenario as it began has an address that can be read", async () => {
  expect(await writeAddress(begin(scenarios[0]!, 1))).toBe("held-bar/1");
});

test("a short address cannot be made to fill the memory of whoever opens it", async () => {
  const state = { ...begin(scenarios[0]!, 0), definition: "a".repeat(3_000_000) };
  expect((await readAddress(await writeAddress(state)))?.definition).toHaveLength(3_000_000);
  const bytes = new TextEncoder().encode(JSON.stringify({ definition: "a".repeat(5_000_000) }));
  const packed = deflateRawSync(bytes).toString("base64url");
  expect(packed.length).toBeLessThan(10_000);
  expect(await readAddress(`held-bar/0/${packed}`)).toBeUndefined();
});

test("an address that stands for nothing is known as such, and nothing of it is believed", async () => {
  const good = await writeAddress({ ...begin(scenarios[0]!, 0), definition: "qdl 1;" });
  for (const bad of ["nowhere", "held-bar/7", "held-bar/x", "held-bar/0/!!", good.slice(0, -4), "__proto__/0"])
    expect(await readAddress(bad), bad).toBeUndefined();
  const packed = async (changes: object): Promise<string> => writeAddress({ ...begin(scenarios[0]!, 0), ...changes });
  for (const changes of [
    { model: "free" },
    { view: "elsewhere" },
    { depth: -1 },
    { definition: 7 },
    { more: "" },
    { step: 0.5 },
  ])
    expect(await readAddress(await packed(changes)), JSON.stringify(changes)).toBeUndefined();
  await fc.assert(fc.asyncProperty(fc.string(), async (text) => void (await readAddress(text))));
});
