import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LifetimeError } from "@qdl/runtime";
import { departures } from "./departures.ts";
import { Player, type Step } from "./player.ts";

/** One recorded step; `aborted` marks the one at which the recorded program stopped itself. */
interface Recorded extends Step {
  readonly op: string;
  readonly aborted?: boolean;
}

interface Script {
  readonly name: string;
  readonly description: string;
  readonly trace: readonly Recorded[];
}

const folder = new URL("scripts/", import.meta.url);
const scripts = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Script);
const departing = new Set(Object.values(departures).flat());

/** Plays a script to its end, or to the misuse that ended the recording. */
function play(script: Script): void {
  const player = new Player();
  for (const recorded of script.trace) {
    if (recorded.aborted) {
      expect(() => player.play(recorded.op), recorded.op).toThrow(LifetimeError);
      return;
    }
    const step = player.play(recorded.op);
    expect(step.events, recorded.op).toEqual(recorded.events);
    expect(step.objs, recorded.op).toEqual(recorded.objs);
    expect(outcome(step), recorded.op).toEqual(outcome(recorded));
  }
}

/** Messages are our own; whether a step succeeds is not. */
function outcome({ result }: Step): unknown {
  return result && "ok" in result ? result["ok"] : result;
}

describe("recorded device scripts", () => {
  for (const script of scripts.filter(({ name }) => !departing.has(name)))
    test(`${script.name}: ${script.description}`, () => play(script));

  test("those that depart really do, and are all there", () => {
    const byName = new Map(scripts.map((script) => [script.name, script]));
    for (const name of departing) expect(() => play(byName.get(name)!), name).toThrow();
    expect([scripts.length, departing.size]).toEqual([98, 22]);
  });
});
