import { describe, expect, test } from "vitest";
import { legacyOf } from "../../tools/simulate/legacy.ts";
import { play } from "../../tools/simulate/player.ts";
import { readScript } from "../../tools/simulate/script.ts";

/** What differs, by the operation where it does. */
function differences(...lines: string[]): Record<string, unknown> {
  const recording = play("script", readScript(lines.join("\n")));
  const notes = legacyOf(recording).map((note, at) => [recording.steps[at]!.op, note] as const);
  return Object.fromEntries(notes.filter(([, { freed, used }]) => freed.length + used.length > 0));
}

const board = ["type Part", "type Whole", "new whole Whole", "embed part in whole Part part"];

describe("where nobody counts storages", () => {
  test("memory goes with the object that it was made for, and who still uses what lies in it uses freed memory", () => {
    expect(differences(...board, "ref part", "unref whole", "state", "unref part")).toEqual({
      "unref whole": { freed: [{ storage: "whole", alive: ["part"] }], used: [], dangling: ["part"] },
      "unref part": { freed: [], used: ["part"], dangling: [] },
    });
  });

  test("nothing differs where nobody is left in the storage", () => {
    expect(differences(...board, "unref whole")).toEqual({});
    expect(differences(...board, "sref whole", "unref whole", "sunref whole")).toEqual({});
  });

  test("a part with a storage of its own is well", () => {
    expect(differences("type T", "new a T", "own b in a T b", "ref b", "unref a", "unref b")).toEqual({});
  });

  test("memory that is never freed is not freed early", () => {
    expect(differences("type T", "static a T", "embed b in a T b", "ref b", "unref a", "unref b")).toEqual({});
  });

  test("a name that is given again is another object", () => {
    const again = [...board, "ref part", "unref whole", "unref part", "new whole Whole", "ref whole"];
    expect(Object.keys(differences(...again))).toEqual(["unref whole", "unref part"]);
  });
});
