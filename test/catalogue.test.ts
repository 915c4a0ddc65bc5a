import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "qdl";
import { errorPages } from "../tools/generate/errors.ts";
import { listCases, promisesOf } from "./fixture-cases.ts";
import { raisers } from "./tools/project-codes.ts";

const promised = new Set(listCases().flatMap((one) => promisesOf(one).map(({ code }) => code)));
const raised = new Map(Object.entries(raisers));

describe.each(Object.entries(catalogue))("%s", (code, entry) => {
  test("is raised by a fixture or a test", async () => {
    const raise = raised.get(code);
    if (raise) expect((await raise()).map((diagnostic) => diagnostic.code)).toContain(code);
    else expect(promised, `no line under test/fixtures is marked //~ ${code}`).toContain(code);
  });

  test("says what is wrong first, in lower case and without a full stop", () => {
    for (const text of [entry.message, entry.why, entry.help]) {
      expect(text).toMatch(/^[a-z`{"]/);
      expect(text).not.toMatch(/[.!]$/);
    }
  });
});

test("the pages in docs/errors are what the catalogue and the fixtures make of them", async () => {
  const folder = join(import.meta.dirname, "../docs/errors");
  const pages = await errorPages();
  expect(readdirSync(folder).sort(), "run `npm run generate`").toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(join(folder, name), "utf8"), name).toBe(text);
});
