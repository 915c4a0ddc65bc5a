import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wantsColour } from "../../tools/cli/terminal.ts";
import { runQdl } from "./run-qdl.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const notUtf8 = Uint8Array.of(0x71, 0x64, 0x6c, 0xff);

test("--version says the version and nothing else", () => {
  const { status, stdout, stderr } = runQdl(makeFolder(), ["--version"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([["build"], ["check"], ["explain"]])("%s --help teaches by examples", (command) => {
  const { status, stdout } = runQdl(makeFolder(), [command, "--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain(`Examples:\n  qdl ${command}`);
});

test.each([
  [[], "Usage: qdl"],
  [["chek"], "Did you mean check?"],
  [["check", "--fromat", "json"], "Did you mean --format?"],
  [["check", "--format", "xml"], "text, json, github, sarif"],
  [["build", "--out"], "argument missing"],
  [["explain", "a", "b"], "too many arguments"],
])("a command line that makes no sense exits 2 and says why on stderr: %j", (words, reason) => {
  const { status, stdout, stderr } = runQdl(makeFolder({ "a.qdl": "qdl 1;\n" }), words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(reason);
});

test.each([["check"], ["build"]])("%s in an empty folder tells how to begin, and exits 2", (command) => {
  const cwd = makeFolder();
  const { status, stdout, stderr } = runQdl(cwd, [command]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("there are no .qdl files below this folder");
  expect(stderr).toContain("qdl 1;");
  expect(contentsOf(cwd)).toEqual({});
});

test("a clean check exits 0 and says on stdout how much it saw", () => {
  const cwd = makeFolder({ "a.qdl": "qdl 1;\n", "b/c.qdl": "\uFEFFqdl 1;\r\n// é\r\n", "__proto__.qdl": "qdl 1;\n" });
  expect(runQdl(cwd, ["check"])).toEqual({ status: 0, stdout: "no errors in 3 files\n", stderr: "" });
});

test("reports for people go to stderr, with status 1", () => {
  const cwd = makeFolder({ "uart.qdl": "qdl 1;\n" });
  const { status, stdout, stderr } = runQdl(cwd, ["check", "urt.qdl"]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toBe(`error[project/not-found]: there is no file \`urt.qdl\`
  = why: nothing is generated while a part of the project is missing
  = help: create it, or correct the path; did you mean \`uart.qdl\`?

1 error
`);
});

test.each([["check"], ["build"]])(
  "%s names the byte of a file that is not UTF-8, and goes on with the others",
  (command) => {
    const cwd = makeFolder({ "bad.qdl": notUtf8, "worse.qdl": notUtf8 });
    const { status, stderr } = runQdl(cwd, [command]);
    expect(status).toBe(1);
    expect(stderr).toContain("error[project/not-utf8]: `bad.qdl` is not UTF-8: the byte at offset 3 does not belong");
    expect(stderr).toContain("error[project/not-utf8]: `worse.qdl`");
    expect(Object.keys(contentsOf(cwd))).toEqual(["bad.qdl", "worse.qdl"]);
  },
);

test("a folder that is given as a file is a report", () => {
  const { status, stderr } = runQdl(makeFolder({ "board.qdl/x.txt": "" }), ["check", "board.qdl"]);
  expect(status).toBe(1);
  expect(stderr).toContain("error[project/is-directory]: `board.qdl` is a folder, not a file");
});

test("a link that leads out of the project is a report", () => {
  const cwd = makeFolder();
  symlinkSync(join(makeFolder({ "x.qdl": "qdl 1;\n" }), "x.qdl"), join(cwd, "link.qdl"));
  const { status, stderr } = runQdl(cwd, ["check", "link.qdl"]);
  expect(status).toBe(1);
  expect(stderr).toContain("error[project/outside]: `link.qdl` is outside the project");
});

test("JSON goes to stdout, whole, and nothing to stderr", () => {
  const cwd = makeFolder({ "bad.qdl": notUtf8 });
  const { status, stdout, stderr } = runQdl(cwd, ["check", "--format", "json"]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    errors: 1,
    warnings: 0,
    notes: 0,
    diagnostics: [{ code: "project/not-utf8", severity: "error", related: [], fixes: [] }],
  });
});

test("SARIF goes to stdout with the rule of each result", () => {
  const cwd = makeFolder({ "bad.qdl": notUtf8 });
  const log = JSON.parse(runQdl(cwd, ["check", "--format", "sarif"]).stdout);
  expect(log.version).toBe("2.1.0");
  expect(log.runs[0].results[0]).toMatchObject({ ruleId: "project/not-utf8", ruleIndex: 0, level: "error" });
  expect(log.runs[0].tool.driver.rules[0].id).toBe("project/not-utf8");
});

test("workflow commands keep each report on one line", () => {
  const { stdout } = runQdl(makeFolder(), ["check", "100%\n::error::x.qdl", "--format", "github"]);
  expect(stdout).toMatch(
    /^::error title=project\/unreadable::cannot read `100%25\\u\{a\}::error::x\.qdl`.*%0Awhy: .*\n$/,
  );
});

test("explain tells a code's message, reason and help; a misspelt code gets a hint and status 1", () => {
  const cwd = makeFolder();
  const { status, stdout } = runQdl(cwd, ["explain", "project/not-utf8"]);
  expect(status).toBe(0);
  expect(stdout).toContain("error[project/not-utf8]: `<path>` is not UTF-8");
  expect(stdout).toContain("help: save the file as UTF-8");
  const wrong = runQdl(cwd, ["explain", "project/not-utf9"]);
  expect({ status: wrong.status, stdout: wrong.stdout }).toEqual({ status: 1, stdout: "" });
  expect(wrong.stderr).toContain("did you mean `project/not-utf8`?");
  for (const odd of ["__proto__", "constructor", ""]) expect(runQdl(cwd, ["explain", odd]).status, odd).toBe(1);
});

test("explain without a code lists them all", () => {
  expect(runQdl(makeFolder(), ["explain"]).stdout).toMatch(/^parse\/syntax +expected <expected>, found <found>\n/);
});

test("a file of eight megabytes is checked without trouble", () => {
  const cwd = makeFolder({
    "big.qdl": `qdl 1;\n${"// a line of an ordinary length, forty-eight long\n".repeat(170_000)}`,
  });
  expect(runQdl(cwd, ["check"])).toMatchObject({ status: 0, stderr: "" });
});

test("colours follow the environment", () => {
  const cwd = makeFolder({ "a.qdl": "qdl 1;\n" });
  const escapes = (environment: Record<string, string>) =>
    runQdl(cwd, ["check", "b.qdl"], environment).stderr.includes("\u001B[");
  expect(escapes({})).toBe(false);
  expect(escapes({ FORCE_COLOR: "1" })).toBe(true);
  expect(escapes({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({ TERM: "dumb" }, true)).toBe(false);
  expect(wantsColour({ FORCE_COLOR: "0" }, true)).toBe(false);
});

test("a full disk behind standard output is an error in one line", () => {
  const main = join(import.meta.dirname, "../../dist/tools/cli/main.js");
  const { status, stderr } = spawnSync("bash", ["-c", `"${process.execPath}" "${main}" explain > /dev/full`], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "error: cannot write the output: the disk is full\n" });
});

test("a current folder that is gone is an error in one line", () => {
  const main = join(import.meta.dirname, "../../dist/tools/cli/main.js");
  const script = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${main}" check`;
  const { status, stderr } = spawnSync("bash", ["-c", script], { cwd: makeFolder(), encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toContain("error: the current folder does not exist any more");
  expect(stderr).not.toContain("    at ");
});

test("a reader that closes early is no failure", () => {
  const main = join(import.meta.dirname, "../../dist/tools/cli/main.js");
  const script = `"${process.execPath}" "${main}" explain | true; echo "status \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "status 0\n", stderr: "" });
});
