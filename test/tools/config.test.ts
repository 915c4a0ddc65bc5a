import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeJson } from "../../tools/project/json-places.ts";
import { runQdl } from "./run-qdl.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const definition = "qdl 1;\n";

function config(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

describe("qdl.config.json", () => {
  test("says what is compiled, from which folder and where to; paths are relative to the file", () => {
    const cwd = makeFolder({
      "qdl.config.json": config({ inputs: ["models/a"], root: "models", out: "made" }),
      "models/a/x.qdl": definition,
      "models/b/y.qdl": definition,
      "deep/er/none.txt": "",
    });
    expect(runQdl(join(cwd, "deep/er"), ["build"]).stdout).toContain("wrote ../../made/a/x.ts");
    expect(Object.keys(contentsOf(join(cwd, "made")))).toEqual(["a/x.ts"]);
  });

  test("gives way to the command line", () => {
    const cwd = makeFolder({
      "qdl.config.json": config({ inputs: ["a.qdl"], out: "made", format: "json" }),
      "a.qdl": definition,
      "b.qdl": definition,
    });
    expect(JSON.parse(runQdl(cwd, ["check"]).stdout)).toMatchObject({ files: ["a.qdl"] });
    expect(runQdl(cwd, ["check", "--format", "text", "b.qdl"]).stdout).toBe("no errors in 1 file\n");
    runQdl(cwd, ["build", "b.qdl", "--out", "other"]);
    expect(Object.keys(contentsOf(join(cwd, "other")))).toEqual(["b.ts"]);
  });

  test("gives a warning another level, or none", () => {
    const text = 'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device {\n  on realize => begin;\n}\n';
    const statusAndStderr = (level: string) => {
      const cwd = makeFolder({ "qdl.config.json": config({ levels: { "emit/no-behaviour": level } }), "a.qdl": text });
      const { status, stderr } = runQdl(cwd, ["build"]);
      return { status, first: stderr.split(":", 1)[0], files: Object.keys(contentsOf(cwd)).length };
    };
    expect(statusAndStderr("warning")).toEqual({ status: 0, first: "warning[emit/no-behaviour]", files: 3 });
    expect(statusAndStderr("error")).toEqual({ status: 1, first: "error[emit/no-behaviour]", files: 2 });
    expect(statusAndStderr("off")).toEqual({ status: 0, first: "", files: 3 });
  });

  test("gives an error that can be waived another level, with a reason, and modules are made", () => {
    const text = 'qdl 1;\nimport { Bus, Device } from "qdl:core";\ndevice A : Device {}\n';
    const statusAndStderr = (level: unknown) => {
      const cwd = makeFolder({ "qdl.config.json": config({ levels: { "bind/unused-import": level } }), "a.qdl": text });
      // What a build remembers is no answer to another level.
      const runs = [runQdl(cwd, ["build"]), runQdl(cwd, ["build"])];
      writeFileSync(join(cwd, "qdl.config.json"), "{}");
      runs.push(runQdl(cwd, ["build"]));
      return {
        runs: runs.map(({ status, stderr }) => [status, stderr.split(":", 1)[0]]),
        files: Object.keys(contentsOf(cwd)).filter((name) => name.endsWith(".ts")),
      };
    };
    const refused = [1, "error[bind/unused-import]"];
    expect(statusAndStderr({ level: "warning", reason: "it comes from a generator" })).toEqual({
      runs: [[0, "warning[bind/unused-import]"], [0, "warning[bind/unused-import]"], refused],
      files: ["generated/a.ts"],
    });
    expect(statusAndStderr({ level: "off", reason: "it comes from a generator" }).runs).toEqual([
      [0, ""],
      [0, ""],
      refused,
    ]);
    expect(statusAndStderr("error")).toEqual({ runs: [refused, refused, refused], files: [] });
  });

  test.each([
    ['{\n"levels": { "parse/syntax": "off" } }', "what is generated in spite of it would not work", "2:13"],
    [
      '{\n"levels": { "lifetime/mapped-twice": { "level": "note", "reason": "x" } } }',
      "what is generated in spite of it would not work",
      "2:13",
    ],
    ['{ "levels": { "lifetime/strong-cycle": "warning" } }', "it is an error, and no reason is given", "1:15"],
  ])("cannot change a level: %s", (text, problem, place) => {
    const { status, stderr } = runQdl(makeFolder({ "qdl.config.json": text, "a.qdl": definition }), ["check"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`cannot be changed: ${problem}`)]);
    expect(stderr).toContain(`--> qdl.config.json:${place}`);
  });

  test.each([
    ['{\n  "outt": "x"\n}', "there is no key `outt`", "2:3", "did you mean `out`?"],
    ['{\n  "format": "xml"\n}', "`format` must be equal to one of the allowed values: text, json", "2:13", ""],
    ['{\n  "inputs": ["a", 5]\n}', "`inputs/1` must be string", "2:19", ""],
    ["[]", "the file must be object", "1:1", ""],
    ['{\n  "out": "x",\n}', "a key in double quotes is expected here", "3:1", ""],
    ['{ "out": "x" ', "`,` or `}` is expected here", "1:14", ""],
    ['{ "out": "x", "out": "y" }', "the key `out` stands here twice", "1:15", ""],
    ["", "a JSON value is expected here", "1:1", ""],
    [
      '{ "levels": { "emit/no-behavior": "off" } }',
      "there is no diagnostic",
      "1:15",
      "did you mean `emit/no-behaviour`?",
    ],
    [
      '{ "levels": { "lifetime/exposure": { "level": "off" } } }',
      "`levels/lifetime/exposure` must have required property 'reason'",
      "1:36",
      "",
    ],
    [
      '{ "levels": { "lifetime/exposure": { "level": "off", "reason": " " } } }',
      '`levels/lifetime/exposure/reason` must match pattern "\\S"',
      "1:64",
      "",
    ],
    [
      '{ "levels": { "lifetime/exposure": { "levell": "off", "level": "off", "reason": "x" } } }',
      "there is no key `levell`",
      "1:38",
      "did you mean `level`?",
    ],
    ['{ "levels": { "lifetime/exposure": 5 } }', "`levels/lifetime/exposure` must be object", "1:36", ""],
    ['{ "levels": { "__proto__": "off" } }', "there is no diagnostic `__proto__`", "1:15", ""],
    ['{ "constructor": 1 }', "there is no key `constructor`", "1:3", ""],
  ])("that is wrong is a report with its place: %s", (text, problem, place, hint) => {
    const cwd = makeFolder({ "qdl.config.json": text, "a.qdl": definition });
    for (const command of ["check", "build"]) {
      const { status, stdout, stderr } = runQdl(cwd, [command]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toContain("error[project/config]: the configuration is not as it should be: ");
      expect(stderr).toContain(problem);
      expect(stderr).toContain(`--> qdl.config.json:${place}`);
      expect(stderr).toContain(hint);
    }
    expect(Object.keys(contentsOf(cwd))).toEqual(["a.qdl", "qdl.config.json"]);
  });
});

describe("a placed JSON text", () => {
  test("has the value that JSON.parse gives", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        expect(placeJson(text)).toMatchObject({ value: JSON.parse(text) as unknown });
      }),
    );
  });

  test("is refused where JSON.parse refuses it", () => {
    const scraps = fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', '"b"', "1", "-", "true", " ", "\n", "\\", '"');
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 9 }), (parts) => {
        const text = parts.join("");
        const placed = placeJson(text);
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(placed).toHaveProperty("problem");
          return;
        }
        // A key that stands twice is more than JSON forbids.
        if ("problem" in placed) expect(placed.problem).toContain("twice");
        else expect(placed.value).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  test("of any depth is an answer, not a crash", () => {
    expect(placeJson("[".repeat(100_000))).toMatchObject({ problem: "it is nested too deeply" });
  });
});
