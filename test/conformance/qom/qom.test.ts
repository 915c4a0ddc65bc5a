import { expect, test } from "vitest";
import { play } from "../../../tools/simulate/player.ts";
import { type RecordedEvent } from "../../../tools/simulate/record.ts";
import { readScript } from "../../../tools/simulate/script.ts";
import { isMisuse, leakedOf, type RecordedScript, recordedScripts, stepsOf } from "./recorded.ts";

/** Scripts in which the project does something else, and says so. */
const departures: Readonly<Record<string, string>> = {
  hw_newprops_parentless_dangling: "an object without an id belongs to the caller, who must drop it (rule 2.4)",
};

const scripts = recordedScripts();

test("there are 208 recorded scripts", () => {
  expect(scripts).toHaveLength(208);
});

test.each(scripts.filter(({ name }) => !(name in departures)).map((one) => [one.name, one] as const))(
  "%s plays as it was recorded",
  (_name, recorded) => {
    compare(recorded);
  },
);

function isNoMisuse({ ev }: RecordedEvent): boolean {
  return ev !== "clobber";
}

function compare(recorded: RecordedScript): void {
  const script = readScript(recorded.script.join("\n"));
  expect(script.problems).toEqual([]);
  const ours = play(recorded.name, script);
  for (const step of stepsOf(recorded)) {
    const mine = ours.steps[step.i];
    expect(mine, `step ${step.i}, ${step.op}`).toBeDefined();
    const misuse = step.events.findIndex(isMisuse);
    if (misuse >= 0) {
      expect(mine!.events.slice(0, -1).filter(isNoMisuse), step.op).toEqual(step.events.slice(0, misuse));
      expect(mine!.events.at(-1)).toMatchObject({ ev: "error", obj: expect.any(String), path: expect.any(String) });
      expect(ours.outcome).toBe("error");
      return;
    }
    expect(mine, step.op).toEqual(step);
  }
  expect(ours.leaked).toEqual(leakedOf(recorded));
}
