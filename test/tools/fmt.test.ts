import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runQdl } from "./run-qdl.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

const untidy = "qdl 1;\r\nconst A=1;\r\n";
const tidy = "qdl 1;\nconst A = 1;\n";

test("fmt lays out what needs it, says so, and keeps permissions", () => {
  const cwd = makeFolder({ "a.qdl": untidy, "x/b.qdl": tidy });
  chmodSync(join(cwd, "a.qdl"), 0o640);
  expect(runQdl(cwd, ["fmt"])).toEqual({
    status: 0,
    stdout: "formatted: a.qdl\n1 file formatted, 1 unchanged\n",
    stderr: "",
  });
  expect(contentsOf(cwd)).toEqual({ "a.qdl": tidy, "x/b.qdl": tidy });
  expect(statSync(join(cwd, "a.qdl")).mode & 0o777).toBe(0o640);
});

test("fmt --check lists what differs, writes nothing, and exits 1", () => {
  const cwd = makeFolder({ "a.qdl": untidy, "b.qdl": tidy });
  expect(runQdl(cwd, ["fmt", "--check"])).toEqual({
    status: 1,
    stdout: "differs: a.qdl\n\n1 file to format; `qdl fmt` without --check does it\n",
    stderr: "",
  });
  expect(contentsOf(cwd)["a.qdl"]).toBe(untidy);
  expect(runQdl(cwd, ["fmt", "--check", "b.qdl"])).toEqual({
    status: 0,
    stdout: "1 file looked at, none to format\n",
    stderr: "",
  });
});

test("a file with syntax errors is reported and left as it is; the others are laid out", () => {
  const broken = "qdl 1;\nsoc A { prop }\n";
  const cwd = makeFolder({ "a.qdl": broken, "b.qdl": untidy });
  const { status, stderr } = runQdl(cwd, ["fmt"]);
  expect(status).toBe(1);
  expect(stderr).toContain("error[parse/syntax]");
  expect(stderr).toContain("--> a.qdl:2:14");
  expect(contentsOf(cwd)).toEqual({ "a.qdl": broken, "b.qdl": tidy });
});

test("fmt tells programs which files it changed", () => {
  const cwd = makeFolder({ "a.qdl": untidy });
  expect(JSON.parse(runQdl(cwd, ["fmt", "--format", "json"]).stdout)).toMatchObject({
    errors: 0,
    formatted: ["a.qdl"],
  });
});

test("fmt --help teaches by examples, and a folder without definitions is told how to begin", () => {
  const cwd = makeFolder();
  expect(runQdl(cwd, ["fmt", "--help"]).stdout).toContain("Examples:\n  qdl fmt");
  expect(runQdl(cwd, ["fmt"]).status).toBe(2);
  expect(runQdl(cwd, ["fmt", "--tabs"]).status).toBe(2);
});
