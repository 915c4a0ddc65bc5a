import { type Page } from "playwright-core";
import { type Recording } from "../../tools/simulate/record.ts";
import { runHere } from "../tools/run-here.ts";
import { makeFolder } from "../tools/temporary-project.ts";

/** A step of a script: what is done, then what everything that is there counts. */
export interface Step {
  readonly operation: string;
  /** The name of each object, and its references. */
  readonly objects: readonly (readonly (string | null)[])[];
  /** The references of each storage. */
  readonly storages: readonly string[];
}

/** The steps of a script as `qdl simulate` records them, but for declarations. */
export async function recordedSteps(script: string): Promise<Step[]> {
  const { stdout } = await runHere(makeFolder({ "script.txt": script }), [
    "simulate",
    "script.txt",
    "--format",
    "json",
  ]);
  const { trace } = JSON.parse(stdout) as { trace: Recording["steps"] };
  const played = trace.filter(({ op }) => op !== undefined && !op.startsWith("type "));
  return played.map(({ op, objects }) => ({
    operation: op,
    objects: objects!.map(({ name, ref }) => [name, String(ref)]),
    storages: objects!.flatMap(({ storage_ref: count }) => (count === null ? [] : [String(count)])),
  }));
}

/** The step that the timeline shows. */
export async function shownStep(page: Page): Promise<Step> {
  const operation = await page.locator(".operation").innerText();
  const objects = await page
    .locator(".boxes .object")
    .evaluateAll((all) =>
      all.map((one) => [one.getAttribute("data-object"), one.querySelector(".count")!.textContent]),
    );
  const storages = await page.locator(".storage:not(.gone) h4 .count").allInnerTexts();
  /** A count that has changed shows what it was, too. */
  const now = (count: string | null): string => count!.replace(/^.*→ /, "");
  return {
    operation: operation.replace(/^\d+ of \d+: /, ""),
    objects: objects.map(([name, count]) => [name!, now(count!)]),
    storages: storages.map(now),
  };
}
