import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile, type Diagnostic, type Host } from "qdl";
import { type Fixed, fixAll, overlay } from "../../tools/lint/fix.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { type FixtureCase, listCases, modelOf } from "../fixture-cases.ts";
import { codes, hostOf, look } from "./fixing.ts";

/** Cases with a report that offers a fix, with what fixing them comes to. */
async function fixedCases(): Promise<{ one: FixtureCase; host: Host; before: readonly Diagnostic[]; fixed: Fixed }[]> {
  const found = [];
  // Of behaviour few reports offer fixes, and all cost a type check each.
  for (const one of listCases().filter(({ name }) => !/^behaviour\/(?!.*-not-)/.test(name))) {
    const host = makeDiskHost(one.folder);
    const before = await look(modelOf(one))(host);
    if (before.every(({ fixes }) => fixes.length === 0)) continue;
    found.push({ one, host, before, fixed: await fixAll(host, look(modelOf(one))) });
  }
  return found;
}

const cases = await fixedCases();

/** The fixed text is pinned, and compiles where nothing was left that is an error. */
async function expectFixed(one: FixtureCase, host: Host, { texts, left }: Fixed): Promise<void> {
  const text = texts.get("input.qdl");
  if (text === undefined) return;
  await expect(text).toMatchFileSnapshot(join(one.folder, "expected.fixed"));
  const { modules } = compile(["input.qdl"], overlay(host, texts), { model: modelOf(one) });
  expect(modules.length > 0).toBe(left.every(({ severity }) => severity !== "error"));
}

/** Their fix would exchange an error for a warning: a hook of realize that nothing of unrealize answers. */
const refused = new Set(["lifetime/phase-relations"]);

describe("what --fix does to every fixture that offers a fix", () => {
  test("there are many of them, of every phase that offers fixes", () => {
    const phases = new Set(cases.map(({ one }) => one.name.split("/", 1)[0]));
    expect([...phases].sort()).toEqual(["behaviour", "check", "lifetime", "lint", "parse"]);
    expect(cases.length).toBeGreaterThan(20);
  });

  test.each(cases.map((found) => [found.one.name, found] as const))(
    "%s",
    async (name, { one, host, before, fixed }) => {
      const after = await look(modelOf(one))(overlay(host, fixed.texts));
      expect(codes(after)).toEqual(codes(fixed.left));
      // What stands behind a syntax error comes to light with its end.
      const syntax = codes(before).some((code) => code.startsWith("parse/"));
      if (!syntax) {
        for (const code of codes(after)) expect(codes(before)).toContain(code);
        expect(after.length).toBeLessThanOrEqual(before.length - fixed.made.length);
      }
      const open = after.filter(({ fixes }) => fixes.length > 0);
      if (refused.has(name)) expect(fixed.made).toEqual([]);
      else expect(open.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
      if (name.startsWith("lifetime/")) await expectFixed(one, host, fixed);
      const again = await fixAll(overlay(host, fixed.texts), look(modelOf(one)));
      expect([...again.texts], "a second run changes nothing").toEqual([]);
    },
  );
});

test("a handle that nobody drops is dropped at the end of its scope", async () => {
  const definition = `qdl 1;
import { Device } from "qdl:core";
device Card : Device {}
device Shelf : Device { on init => fill; }
`;
  const module = `import { create, type Owned, StorageRef } from "@qdl/runtime";
import { Card, type ShelfHooks } from "./generated/input.ts";

const shelved = new WeakMap<object, Owned<Card>>();

export const shelfHooks: ShelfHooks = {
  fill(self) {
    const card = create(self.heap, Card); // for a look
    const memory = new StorageRef(self),
      name = card.value.name;
    if (name === "") {
      const other = create(self.heap, Card);
      if (memory.value.refs > 1) return;
      other.consume();
    }
    const given = create(self.heap, Card);
    if (name === "other") return;
    shelved.set(self, given);
  },
};
`;
  const fixed = await fixAll(hostOf(definition, module), look("counted"));
  expect(fixed.texts.get("input.ts")).toBe(
    module.replace("const card", "using card").replace("const other", "using other"),
  );
  expect(fixed.left.map(({ code, span }) => [code, span!.file.text.slice(span!.start, span!.end)])).toEqual([
    ["behaviour/handle-not-disposed", "memory"],
    ["behaviour/handle-not-disposed", "given"],
  ]);
});
