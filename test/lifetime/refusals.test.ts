import { describe, expect, test } from "vitest";
import { catalogue } from "qdl";
import { listCases, promisesOf } from "../fixture-cases.ts";

const codes = Object.keys(catalogue).filter((code) => code.startsWith("lifetime/"));
const cases = listCases().filter(({ name }) => name.startsWith("lifetime/"));
const promised = cases.flatMap(promisesOf).map(({ code }) => code);

describe.each(codes)("%s", (code) => {
  test("is reported at two places of the fixtures at least", () => {
    expect(promised.filter((one) => one === code).length).toBeGreaterThanOrEqual(2);
  });

  test("has two near misses at least, which stay clean", () => {
    const near = cases.filter(({ name }) => name === `${code}-near` || name.startsWith(`${code}-near-`));
    expect(near.map(({ name }) => name).length, `cases called ${code}-near…`).toBeGreaterThanOrEqual(2);
    expect(near.flatMap(promisesOf)).toEqual([]);
  });
});
