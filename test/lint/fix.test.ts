import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile, type Diagnostic, type Host, type StorageModel } from "qdl";
import { type Fixed, fixAll, overlay } from "../../tools/lint/fix.ts";
import { runLint } from "../../tools/lint/run.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { type FixtureCase, listCases, modelOf } from "../fixture-cases.ts";

const project = (model: StorageModel) => ({ roots: ["input.qdl"], model, out: "generated" });

function look(model: StorageModel): (host: Host) => Promise<readonly Diagnostic[]> {
  return async (host) => (await runLint(host, project(model))).diagnostics;
}

/** A project of one definition file, and what lint finds in it. */
function hostOf(text: string, behaviour?: string): Host {
  const texts = new Map([["input.qdl", text], ...(behaviour === undefined ? [] : [["input.ts", behaviour] as const])]);
  return overlay({ read: () => ({ problem: "missing" }) }, texts);
}

async function fixText(text: string, model: StorageModel = "counted"): Promise<string> {
  const fixed = await fixAll(hostOf(text), look(model));
  return fixed.texts.get("input.qdl") ?? text;
}

const codes = (reports: readonly Diagnostic[]): string[] => reports.map(({ code }) => code).sort();

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

const head = 'qdl 1;\nimport { Device, PciDevice } from "qdl:core";\n';

describe("embed becomes own", () => {
  test("bytes that were reserved go, comments and layout stay, and so do all uses", async () => {
    const text = `qdl 1;\r
import { Device, Machine } from "qdl:core";\r
\r
enum Model { small, large }\r
abstract device Card : Device { region mmio : ram 4K; irq out tick; }\r
device SmallCard : Card { state { pages : u32[4]; } }\r
device LargeCard : Card { state { pages : u32[16]; } }\r
device Collector : Device { irq in source on change => collect; }\r
\r
machine Board : Machine {\r
  prop model : Model = small;\r
  space sys : 32;\r
  own collector : Collector;\r
  /* embed or own? */ embed card : Card reserve 64 = choose model { // by model\r
    small => SmallCard;\r
    large   =>   LargeCard;\r
  }\r
  map sys { card.mmio @ 0x1000; }\r
  connect card.tick -> collector.source;\r
  realize collector, card;\r
}\r
`;
    expect(await fixText(text)).toBe(text.replace("*/ embed card : Card reserve 64 =", "*/ own card : Card ="));
  });

  test("the conditional USB function of a south bridge gets a storage of its own", async () => {
    const piix = readFileSync(join(import.meta.dirname, "piix/before.qdl"), "utf8");
    expect(codes(await look("counted")(hostOf(piix)))).toEqual([
      "lint/embedded-conditional-use",
      "lint/embedded-dual-impl",
    ]);
    const fixed = await fixText(piix);
    expect(fixed).toBe(readFileSync(join(import.meta.dirname, "piix/after.qdl"), "utf8"));
    expect(compile(["input.qdl"], hostOf(fixed))).toMatchObject({ diagnostics: [], modules: [{ path: "input.ts" }] });
  });
});

describe("ref becomes up", () => {
  test("settings go, with their braces if nothing else stands in them", async () => {
    const part = `${head}device Part : Device { ref whole : Device optional; prop size : u32 = 1; }\n`;
    const whole = (settings: string, more: string): string =>
      `${part}device Whole : Device {\n  embed part : Part${settings}\n  embed other : Part { size = 2; ${more}}\n}\n`;
    const fixed = part.replace("ref whole : Device optional", "up whole : Device").replace(", PciDevice", "");
    const before = whole(" { whole = self; } // ours", "whole = self; ").replace(", PciDevice", "");
    const after = `${fixed}device Whole : Device {\n  embed part : Part; // ours\n  embed other : Part { size = 2; }\n}\n`;
    expect(await fixText(before)).toBe(after);
  });

  test("settings in the arms of a choice go, too", async () => {
    const before = `qdl 1;
import { Device } from "qdl:core";
abstract device Part : Device { hold whole : Device; }
device Small : Part { prop size : u32 = 1; }
device Large : Part {}
device Whole : Device {
  prop large : bool = false;
  own part : Part = choose large {
    true => Large { whole = self; }
    false => Small { whole = self; size = 2; }
  }
}
`;
    const after = before
      .replace("hold whole", "up whole")
      .replace("Large { whole = self; }", "Large;")
      .replace("{ whole = self; size = 2; }", "{ size = 2; }");
    expect(await fixText(before)).toBe(after);
  });
});

describe("what a finalizer uses is held", () => {
  test("a link becomes a hold, a child gets a handle before the hook", async () => {
    const before = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device { state { level : u32; } }
device Rack : Device {
  link log : Meter;
  own meter : Meter;
  prop held_meter : u32 = 0;

  // The last words.
  on finalize => report uses log, meter;
}
`;
    const after = before
      .replace("link log", "hold log")
      .replace("on finalize", "hold held_meter_2 : Meter = meter;\n  on finalize")
      .replace("uses log, meter", "uses log, held_meter_2");
    expect(await fixText(before)).toBe(after);
  });

  test("a child that is there only under a condition is left to its author", async () => {
    const text = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device { state { level : u32; } }
device Rack : Device {
  prop metered : bool = false;
  when metered {
    own meter : Meter;
    on finalize => report uses meter;
  }
}
`;
    expect(await fixText(text)).toBe(text);
  });
});

test("waivers that nobody needs go with their lines", async () => {
  const text = `qdl 1;
import { Device } from "qdl:core";
// qdl-allow lint/embedded-dual-impl: once it was
device Rack : Device {
  prop slots : u32 = 1; // four at most
  // qdl-allow lint/embedded: no such code
  prop bays : u32 = 1;
}
`;
  expect(await fixText(text)).toBe(text.replace(/^ *\/\/ qdl-allow.*\n/gm, ""));
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

test("a fix that would cause another report is not made", async () => {
  const text = `qdl 1;
import { Device } from "qdl:core";
device Part : Device { ref whole : Device; }
device Whole : Device {
  embed part : Part { whole = self; }
  alias prop owner = part.whole;
}
`;
  const fixed = await fixAll(hostOf(text), look("counted"));
  expect(codes(fixed.left)).toContain("lifetime/ref-to-ancestor");
  expect([...fixed.texts]).toEqual([]);
});
