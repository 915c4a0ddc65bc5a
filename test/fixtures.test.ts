import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderText } from "qdl";
import { asPromises, listCases, type Promised, promisesOf, reportsOf } from "./fixture-cases.ts";

function sorted(promises: readonly Promised[]): string[] {
  return promises.map(({ file, line, code }) => `${file}:${line} ${code}`).sort();
}

test.each(listCases().map((one) => [one.name, one] as const))(
  "%s is reported as its markers say",
  async (_name, one) => {
    const reports = await reportsOf(one);
    expect(sorted(asPromises(reports))).toEqual(sorted(promisesOf(one)));
    const expected = join(one.folder, "expected.diagnostics");
    // What is said of lifetimes is the product: all of it is pinned.
    const pinned = reports.length > 0 && /^(lifetime|lint)\//.test(one.name);
    if (pinned || existsSync(expected)) await expect(renderText(reports)).toMatchFileSnapshot(expected);
  },
);
