import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compare, type Recording } from "./compare.ts";
import { departures } from "./departures.ts";

const folder = new URL("scripts/", import.meta.url);
const recordings = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording);

describe("every recorded script plays as it was recorded, but for our decisions, and leaks nothing", () => {
  const seen = new Map<string, number>();
  test.each(recordings.map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
    const outcome = compare(recording);
    for (const departure of outcome.departures) seen.set(departure, (seen.get(departure) ?? 0) + 1);
    expect(outcome.mismatches).toEqual([]);
    expect(outcome.leaks.map((object) => object.path)).toEqual([]);
  });

  test("each decision explains as many differences as the list says", () => {
    expect(recordings).toHaveLength(301);
    for (const [name, { count }] of Object.entries(departures))
      expect([name, seen.get(name) ?? 0]).toEqual([name, count]);
  });
});

test("a recording that says something else is noticed", () => {
  const recording = recordings.find(({ name }) => name === "hw_romd")!;
  const trace = recording.trace.map((step) =>
    step.op.startsWith("rd ") ? { ...step, result: { res: 0, data: "00000000" } } : step,
  );
  expect(compare({ ...recording, trace }).mismatches.map(({ op }) => op)).toEqual(["rd m 4 4", "rd m 4 4"]);
});
