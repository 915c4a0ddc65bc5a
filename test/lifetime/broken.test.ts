import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "qdl";

test("what means nothing is reported where it is read, and is no hazard of lifetimes", () => {
  const text = readFileSync(join(import.meta.dirname, "broken.qdl"), "utf8");
  const { diagnostics } = check(["a.qdl"], { read: () => ({ text }) });
  const [hazards, others] = [true, false].map((of) =>
    diagnostics.filter(({ code }) => code.startsWith("lifetime/") === of),
  );
  expect(others!.length).toBeGreaterThan(40);
  const late = "does not exist under every condition that this needs";
  expect(hazards!.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    `lifetime/conditional-child: \`late\` ${late}`,
    `lifetime/conditional-child: \`later\` ${late}`,
    "lifetime/double-ownership: `later` is put on `serial` while it sits on `serial`",
    `lifetime/conditional-child: \`later\` ${late}`,
    "lifetime/finalize-uses-child: `report` uses `part` in a finalizer, where it is gone: a child is unparented before",
  ]);
});
