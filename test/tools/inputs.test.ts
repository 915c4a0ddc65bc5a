import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findInputs } from "../../tools/project/inputs.ts";
import { makeFolder } from "./temporary-project.ts";

const text = "qdl 1;\n";

function find(cwd: string, paths: string[], root?: string) {
  const { files, diagnostics, ...rest } = findInputs({ cwd, paths, root });
  return { files, messages: diagnostics.map(({ code, message, help }) => `${code}: ${message}; ${help}`), ...rest };
}

test("without paths, every definition below the folder is meant, but none in node_modules or dot folders", () => {
  const cwd = makeFolder({
    "b.qdl": text,
    "a/z.qdl": text,
    "a/notes.txt": text,
    "node_modules/x/a.qdl": text,
    "a/node_modules/y.qdl": text,
    ".hidden/a.qdl": text,
  });
  expect(find(cwd, [])).toMatchObject({ files: ["a/z.qdl", "b.qdl"], messages: [], folders: [""] });
});

test("files, folders and patterns may be mixed; a file that is meant twice is read once", () => {
  const cwd = makeFolder({
    "b.qdl": text,
    "a/y.qdl": text,
    "a/z.qdl": text,
    "c/u1.qdl": text,
    "c/u2.qdl": text,
    "c/v.qdl": text,
  });
  expect(find(cwd, ["a", "b.qdl", "a/z.qdl", "./c/u*.qdl"])).toMatchObject({
    files: ["a/y.qdl", "a/z.qdl", "b.qdl", "c/u1.qdl", "c/u2.qdl"],
    folders: ["a"],
  });
});

test("a file whose name looks like a pattern is that file", () => {
  const cwd = makeFolder({ "[a].qdl": text, "a.qdl": text });
  expect(find(cwd, ["[a].qdl"]).files).toEqual(["[a].qdl"]);
});

test("names that JavaScript knows are harmless", () => {
  const cwd = makeFolder({ "__proto__.qdl": text, "constructor/toString.qdl": text });
  expect(find(cwd, [])).toMatchObject({ files: ["__proto__.qdl", "constructor/toString.qdl"], messages: [] });
});

test("a misspelt file brings the nearest name in its folder", () => {
  const cwd = makeFolder({ "lib/board.qdl": text, "lib/uart.qdl": text });
  expect(find(cwd, ["lib/bord.qdl"]).messages).toEqual([
    "project/not-found: there is no file `lib/bord.qdl`; create it, or correct the path; did you mean `lib/board.qdl`?",
  ]);
  expect(find(cwd, ["nowhere/at/all.qdl"]).messages).toEqual([
    "project/not-found: there is no file `nowhere/at/all.qdl`; create it, or correct the path",
  ]);
});

test.each([["no\0name.qdl"], ["\u001b[31m.qdl"], ["a/../../../x.qdl"], [""]])(
  "%j names no file, and nothing breaks",
  (path) => {
    const { files, messages } = find(makeFolder({ "a/b.qdl": text }), [path]);
    expect(files).toEqual([]);
    expect(messages).toHaveLength(1);
  },
);

test("a folder that is named like a definition is reported, not searched", () => {
  const cwd = makeFolder({ "board.qdl/inner.qdl": text });
  expect(find(cwd, ["board.qdl"]).messages).toEqual([
    expect.stringMatching(/^project\/is-directory: `board.qdl` is a folder/),
  ]);
});

test("another kind of file and a pattern without matches are reported", () => {
  const cwd = makeFolder({ "notes.txt": text });
  expect(find(cwd, ["notes.txt", "x*.qdl"]).messages).toEqual([
    expect.stringContaining("project/not-a-definition"),
    expect.stringContaining("project/no-match"),
  ]);
});

test("a project elsewhere is the folder that holds all its named files", () => {
  const cwd = makeFolder();
  const other = makeFolder({ "a/x.qdl": text, "b/c/y.qdl": text });
  expect(find(cwd, [join(other, "a/x.qdl"), join(other, "b")])).toMatchObject({
    root: other,
    files: ["a/x.qdl", "b/c/y.qdl"],
  });
  expect(find(cwd, [join(other, "b")])).toMatchObject({ root: join(other, "b"), files: ["c/y.qdl"], folders: [""] });
});

test("a file elsewhere beside files of this folder is refused", () => {
  const cwd = makeFolder({ "a.qdl": text });
  const other = makeFolder({ "b.qdl": text });
  expect(find(cwd, ["a.qdl", join(other, "b.qdl")])).toMatchObject({
    root: cwd,
    files: ["a.qdl"],
    messages: [expect.stringMatching(/^project\/outside/)],
  });
});

test("a file outside the chosen project folder is refused", () => {
  const cwd = makeFolder({ "in/a.qdl": text, "out.qdl": text });
  expect(find(cwd, ["in/a.qdl", "out.qdl"], "in")).toMatchObject({
    files: ["a.qdl"],
    messages: [expect.stringMatching(/^project\/outside: `out.qdl` is outside the project/)],
  });
  expect(find(cwd, [], "in").files).toEqual(["a.qdl"]);
  expect(find(cwd, [], "inn").messages).toEqual([expect.stringMatching(/^project\/not-found: there is no file `inn`/)]);
});

test("symbolic links to folders, and loops of them, are not followed by a search", () => {
  const cwd = makeFolder({ "a/x.qdl": text });
  symlinkSync("..", join(cwd, "a/up"));
  mkdirSync(join(cwd, "b"));
  symlinkSync("../a", join(cwd, "b/a"));
  expect(find(cwd, []).files).toEqual(["a/x.qdl"]);
});
