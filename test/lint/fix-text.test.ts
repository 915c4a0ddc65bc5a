import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "qdl";
import { fixAll } from "../../tools/lint/fix.ts";
import { codes, fixText, hostOf, look } from "./fixing.ts";

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

  test("words in comments stay, and so do comments between braces and settings of others", async () => {
    const before =
      `${head}device Part : Device { ref /* a ref */ whole : Device /* optional */ optional; prop size : u32 = 1; }
device Whole : Device {
  embed part : Part { /* ours */ whole = self; }
  embed other : Part { size = 1; whole = self; }
  embed third : Part { size = 2; }
}
`.replace(", PciDevice", "");
    const after = before
      .replace("ref /* a ref */ whole", "up /* a ref */ whole")
      .replace("/* optional */ optional;", "/* optional */;")
      .replace("/* ours */ whole = self;", "/* ours */")
      .replace("size = 1; whole = self;", "size = 1;");
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

  test("the handle stands before the condition of the hook", async () => {
    const before = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device { state { level : u32; } }
device Rack : Device {
  prop told : bool = false;
  prop first : bool = false;
  own spare : Meter;
  own meter : Meter;
  when told {
    on finalize => report uses meter;
  }
}
`;
    const after = before
      .replace("  when told", "  hold held_meter : Meter = meter;\n  when told")
      .replace("uses meter", "uses held_meter");
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

test("a fix says what behaviour has to follow: whose children are owned now, and what a finalizer holds", async () => {
  const text = `qdl 1;
import { Device } from "qdl:core";
abstract device Meter : Device {}
device Small : Meter {}
device Large : Meter {}
device Rack : Device {
  prop large : bool = false;
  embed meter : Meter reserve 64 = choose large { true => Large; false => Small; }
  own log : Small;
  on finalize => last_words uses log;
}
`;
  const reports = await look("counted")(hostOf(text));
  expect(reports.flatMap(({ fixes }) => fixes.map(({ title, behaviour }) => [title, behaviour]))).toEqual([
    ["own `meter`", { kind: "owned", classes: ["Meter", "Large", "Small"] }],
    [
      "hold `log` through the finalizer, as `held_log`",
      { kind: "renamed", type: "Rack", hook: "lastWords", from: "log", to: "heldLog" },
    ],
  ]);
});
