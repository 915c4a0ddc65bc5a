import { describe, expect, test } from "vitest";
import { catalogue } from "qdl";
import { codesOf, force, noted } from "./force.ts";
import { ends } from "./programs/ends.ts";
import { making } from "./programs/making.ts";
import { plugging } from "./programs/plugging.ts";
import { unplugging } from "./programs/unplugging.ts";

const witnesses = [...ends, ...making, ...plugging, ...unplugging];

describe("what a refused program does when it is forced through", () => {
  test.each(witnesses.map((witness) => [witness.code, witness.shows, witness] as const))(
    "%s: %s",
    async (code, _shows, witness) => {
      expect(codesOf(witness)).toEqual([code]);
      noted.length = 0;
      witness.happens(await force(witness));
    },
  );
});

test("every refusal of the lifetime phase has a witness", () => {
  const witnessed = new Set<string>(witnesses.map(({ code }) => code));
  const refusals = Object.keys(catalogue).filter((code) => code.startsWith("lifetime/"));
  expect(refusals.filter((code) => !witnessed.has(code))).toEqual([]);
});
