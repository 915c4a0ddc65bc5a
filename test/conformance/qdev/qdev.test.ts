import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { departures } from "./departures.ts";
import { differencesOf, type Recorded } from "./differences.ts";

interface Script {
  readonly name: string;
  readonly description: string;
  readonly trace: readonly Recorded[];
}

const folder = new URL("scripts/", import.meta.url);
const scripts = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Script);
const stated = new Map(departures.flatMap(({ scripts: differing }) => Object.entries(differing)));

describe("recorded device scripts", () => {
  test.each(scripts)("$name: $description", ({ name, trace }) => {
    expect(differencesOf(trace)).toEqual(stated.get(name) ?? []);
  });

  test("are all there, and every departure is of one of them", () => {
    const names = new Set(scripts.map(({ name }) => name));
    expect([...stated.keys()].filter((name) => !names.has(name))).toEqual([]);
    expect([names.size, stated.size]).toEqual([98, 22]);
  });
});
