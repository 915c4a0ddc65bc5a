import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../tools/cli/program.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const rack = `qdl 1;

import { Device } from "qdl:core";

device Meter : Device { state { level : u32; } }

/// A rack.
device Rack : Device {
  prop metered : bool = true;
  when metered {
    embed meter : Meter; // on request
  }
  embed fan : Meter;
}
`;
const clean = rack.replace("embed meter", "own meter");

const behaviour = `import { type Fan, type FanHooks } from "./generated/fan.ts";

export const fanHooks: FanHooks = {
  begin(self) {
    setTimeout(() => self.name, 10);
  },
};
`;
const fan = 'qdl 1;\nimport { Device } from "qdl:core";\ndevice Fan : Device { on realize => begin; }\n';

/** What a command line did: in this process, for starting one takes longer than what it does. */
interface Done {
  status: number;
  stdout: string;
  stderr: string;
}

async function runQdl(cwd: string, words: readonly string[]): Promise<Done> {
  const done: Done = { status: 0, stdout: "", stderr: "" };
  await run(words, {
    cwd,
    out: (text) => (done.stdout += text),
    err: (text) => (done.stderr += text),
    paint: (_role, text) => text,
    exit: (status) => (done.status = status),
  });
  return done;
}

describe("exit statuses", () => {
  const folder = () => makeFolder({ "rack.qdl": rack, "fan.qdl": fan, "fan.ts": behaviour });

  test("warnings alone are no failure, unless there are more than are allowed", async () => {
    const cwd = folder();
    const run = await runQdl(cwd, ["lint"]);
    expect([run.status, run.stdout]).toEqual([
      0,
      `qdl lint, model counted: 3 files, 2 reports, 1 with a fix

2 embedded children; 1 has no hazard
  own them, by \`qdl lint --fix\`:
    rack.qdl:11  Rack.meter : Meter  embedded-conditional-use

  count fixable  hazard
      1       0  behaviour/foreign-timer
      1       1  lint/embedded-conditional-use

  count fixable  file
      1       0  fan.ts
      1       1  rack.qdl
`,
    ]);
    expect(run.stderr).toContain("fan.ts:5:5");
    expect((await runQdl(cwd, ["lint", "--max-warnings", "2"])).status).toBe(0);
    expect((await runQdl(cwd, ["lint", "--max-warnings", "1"])).status).toBe(1);
  });

  test("a warning that a project takes for an error is one, and what is off is not there", async () => {
    const cwd = folder();
    const level = (code: string, to: string) => ["--level", `${code}=${to}`];
    const timer = level("behaviour/foreign-timer", "error");
    expect((await runQdl(cwd, ["lint", ...timer])).status).toBe(1);
    const conditional = level("lint/embedded-conditional-use", "off");
    const off = await runQdl(cwd, [
      "lint",
      ...conditional,
      ...level("behaviour/foreign-timer", "note"),
      "--format",
      "json",
    ]);
    expect(JSON.parse(off.stdout)).toMatchObject({ errors: 0, warnings: 0, notes: 1 });
    writeFileSync(join(cwd, "qdl.config.json"), '{ "levels": { "behaviour/foreign-timer": "error" } }');
    expect((await runQdl(cwd, ["lint"])).status).toBe(1);
    expect(
      (await runQdl(cwd, ["lint", ...level("behaviour/foreign-timer", "off")])).status,
      "the command line wins",
    ).toBe(0);
  });

  test.each([
    [["--level", "lint/embeded=off"], "there is no diagnostic `lint/embeded`"],
    [["--level", "lint/embedded-dual-impl=loud"], "a level is one of off, note, warning, error"],
    [["--level", "lifetime/strong-cycle=off"], "no reason is given"],
    [["--dry-run"], "it needs --fix"],
    [["--model", "borrowed"], "Allowed choices are counted, legacy, no-embed"],
    [["--max-warnings", "many"], "It is not a whole number"],
  ])("%j makes no sense", async (words, why) => {
    const run = await runQdl(folder(), ["lint", ...words]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(why);
  });
});

describe("waivers", () => {
  test("a reason on the line before silences a report, in definitions and in behaviour", async () => {
    const cwd = makeFolder({
      "rack.qdl": rack.replace(
        "    embed meter",
        "    // qdl-allow lint/embedded-conditional-use: tiny\n    embed meter",
      ),
      "fan.qdl": fan,
      "fan.ts": behaviour.replace("    setTimeout", "    // qdl-allow behaviour/foreign-timer: a demo\n    setTimeout"),
    });
    expect((await runQdl(cwd, ["lint", "--max-warnings", "0"])).status).toBe(0);
  });

  test("one without a reason is a mistake, one that nobody needs is reported", async () => {
    const cwd = makeFolder({
      "rack.qdl": clean.replace("device Rack", "// qdl-allow lint/embedded-dual-impl:\ndevice Rack"),
    });
    const run = await runQdl(cwd, ["lint"]);
    expect([run.status, run.stderr.includes("parse/waiver-without-reason")]).toEqual([1, true]);
    const idle = makeFolder({
      "fan.qdl": fan,
      "fan.ts": `// qdl-allow behaviour/foreign-timer: no more\n${behaviour.replace(/ {4}set.*\n/, "    self.name;\n")}`,
    });
    expect((await runQdl(idle, ["lint"])).stderr).toContain("lint/unused-waiver");
  });

  test("check honours them too, and does not miss advice that it does not look for", async () => {
    const text = `qdl 1;
import { Device } from "qdl:core";
// qdl-allow lifetime/strong-cycle: cut in unrealize
device Left : Device { ref right : Right; }
device Right : Device { ref left : Left; }
// qdl-allow lint/embedded-dual-impl: nothing of the kind
device Third : Device {}
`;
    const cwd = makeFolder({ "a.qdl": text });
    expect(await runQdl(cwd, ["check"])).toMatchObject({ status: 0, stderr: "" });
    expect((await runQdl(cwd, ["lint"])).stderr).toContain("lint/unused-waiver");
  });
});

describe("formats", () => {
  const report = async (format: string): Promise<string> =>
    (await runQdl(makeFolder({ "rack.qdl": rack }), ["lint", "--format", format])).stdout;

  test("json has the embedded children with their hazards", async () => {
    const told = JSON.parse(await report("json")) as Record<string, unknown>;
    expect(told).toMatchObject({ model: "counted", files: ["rack.qdl"], behaviour: [], warnings: 1 });
    expect(told["embedded"]).toEqual([
      {
        name: "meter",
        owner: "Rack",
        type: "Meter",
        hazards: ["lint/embedded-conditional-use"],
        remedy: "fix",
        fixes: ["own `meter`"],
        file: "rack.qdl",
        line: 11,
      },
      {
        name: "fan",
        owner: "Rack",
        type: "Meter",
        hazards: [],
        remedy: "none needed",
        fixes: [],
        file: "rack.qdl",
        line: 13,
      },
    ]);
  });

  test("github names file and line, sarif the rule", async () => {
    expect(await report("github")).toMatch(/^::warning file=rack.qdl,line=11,.*title=lint\/embedded-conditional-use/);
    expect(JSON.parse(await report("sarif"))).toMatchObject({
      runs: [{ results: [{ ruleId: "lint/embedded-conditional-use", level: "warning" }] }],
    });
  });
});

describe("--fix", () => {
  test("writes what it fixed, and nothing else; a dry run writes nothing and shows a diff", async () => {
    const files = { "rack.qdl": rack, "other.qdl": fan.replace("on realize => begin;", "") };
    const cwd = makeFolder(files);
    const dry = await runQdl(cwd, ["lint", "--fix", "--dry-run"]);
    expect(contentsOf(cwd)).toEqual(files);
    expect(dry.stdout).toContain(`--- rack.qdl
+++ rack.qdl
@@ -8,7 +8,7 @@
 device Rack : Device {
   prop metered : bool = true;
   when metered {
-    embed meter : Meter; // on request
+    own meter : Meter; // on request
   }
   embed fan : Meter;
 }
`);
    const run = await runQdl(cwd, ["lint", "--fix"]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toContain("fixed rack.qdl\n1 report fixed in 1 file\n");
    expect(contentsOf(cwd)).toEqual({ ...files, "rack.qdl": clean });
    expect((await runQdl(cwd, ["lint", "--fix"])).stdout).toContain("nothing fixed\n");
  });

  test("a report that is off, or waived, is not fixed", async () => {
    const cwd = makeFolder({ "rack.qdl": rack });
    await runQdl(cwd, ["lint", "--fix", "--level", "lint/embedded-conditional-use=off"]);
    expect(contentsOf(cwd)).toEqual({ "rack.qdl": rack });
  });

  test("files outside of the project are never touched, through links neither", async () => {
    const outside = makeFolder({ "rack.qdl": rack });
    const cwd = makeFolder({ "fan.qdl": fan.replace("on realize => begin;", "") });
    symlinkSync(join(outside, "rack.qdl"), join(cwd, "rack.qdl"));
    expect((await runQdl(cwd, ["lint", "rack.qdl", "--fix"])).status).toBe(1);
    expect(readFileSync(join(outside, "rack.qdl"), "utf8")).toBe(rack);
  });

  test("behaviour follows: types of children that are owned now, parts that a finalizer holds", async () => {
    const text = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device { state { level : u32; } }
device Dial : Device { state { angle : u32; } }
device Rack : Device {
  prop metered : bool = true;
  when metered { embed meter : Meter; embed dial : Dial; }
  embed front : Dial;
  own log : Dial;
  on realize => begin;
  on finalize => report uses log;
}
`;
    const module = `import { type Embedded, type QomObject } from "@qdl/runtime";
import { type Dial, type Meter, type Rack, type RackHooks } from "./generated/rack.ts";

// Both kinds of dials.
function turn(dial: Embedded<Dial>): void {
  dial.angle++;
}
const read = (meter: Embedded<Meter> | null): number => meter?.level ?? 0;
const name = (one: QomObject): string => one.name;

export const rackHooks: RackHooks = {
  begin(self: Rack) {
    turn(self.front);
    read(self.meter);
    name(self.log);
  },
  report(self) {
    console.log((self as unknown as Rack).log.angle);
  },
};
`;
    const cwd = makeFolder({ "rack.qdl": text, "rack.ts": module });
    const { stdout } = await runQdl(cwd, ["lint", "--fix"]);
    expect(stdout).toContain("fixed rack.ts");
    expect(readFileSync(join(cwd, "rack.ts"), "utf8")).toBe(
      module
        .replace("type Embedded,", "type Child,")
        .replace("Embedded<Dial>", "Dial")
        .replace("Embedded<Meter>", "Child<Meter>")
        .replace("(self as unknown as Rack).log", "(self as unknown as Rack).heldLog"),
    );
  });

  test("an import that nothing needs any more goes with its line", async () => {
    const text = `qdl 1;
import { Device } from "qdl:core";
device Dial : Device { state { angle : u32; } }
device Rack : Device {
  prop wide : bool = true;
  when wide { embed dial : Dial; }
  embed front : Dial;
  on realize => begin;
}
`;
    const module = `import { type Embedded } from "@qdl/runtime";
import { type Dial, type RackHooks } from "./generated/rack.ts";

const turn = (dial: Embedded<Dial>): number => dial.angle++;
export const rackHooks: RackHooks = { begin: (self) => void turn(self.front) };
`;
    const cwd = makeFolder({ "rack.qdl": text, "rack.ts": module });
    await runQdl(cwd, ["lint", "--fix"]);
    expect(readFileSync(join(cwd, "rack.ts"), "utf8")).toBe(
      module.replace(/^.*\n/, "").replace("Embedded<Dial>", "Dial"),
    );
  });
});
