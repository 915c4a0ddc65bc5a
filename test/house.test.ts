import { expect, test } from "vitest";
import { Log } from "qdl";

test("a report fills every blank of its texts", () => {
  const log = new Log();
  log.report("parse/syntax", undefined, { expected: "`;`", found: "`}`" });
  expect(log.all[0]!.message).toBe("expected `;`, found `}`");
});
