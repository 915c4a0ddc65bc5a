import { existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { generatedHeader, type Module } from "qdl";
import { planOutput, type Target } from "../../tools/project/output.ts";
import { type Disk, processDisk, writeOutput } from "../../tools/project/write.ts";
import { contentsOf, makeFolder } from "./temporary-project.ts";

function moduleOf(name: string, body = ""): Module {
  const source = `${name}.qdl`;
  return { path: `${name}.ts`, source, text: `${generatedHeader(source)}${body}`, origins: () => [] };
}

function textsOf(modules: readonly Module[]): Record<string, string> {
  return Object.fromEntries(modules.map(({ path, text }) => [path, text]));
}

function targetIn(folder: string, gone: readonly string[] = []): Target {
  return { folder, name: "out", isGone: (source) => gone.includes(source) };
}

function write(modules: readonly Module[], folder: string, gone: readonly string[] = []) {
  const plan = planOutput(modules, targetIn(folder, gone));
  const diagnostics = plan.diagnostics.length > 0 ? plan.diagnostics : writeOutput(plan);
  return { plan, codes: diagnostics.map((diagnostic) => diagnostic.code), diagnostics };
}

/** The files and folders in a folder, the empty ones too. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

/** A disk whose n-th step fails as a full disk does. */
function failingAt(step: number): Disk {
  let left = step;
  const counted = <Arguments extends unknown[], Result>(work: (...values: Arguments) => Result) => {
    return (...values: Arguments): Result => {
      if (left-- === 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      return work(...values);
    };
  };
  const { makeFolder: make, write: put, rename, remove } = processDisk;
  return { makeFolder: counted(make), write: counted(put), rename: counted(rename), remove };
}

test("modules are written into folders as their definitions are, and nothing else stays behind", () => {
  const folder = join(makeFolder(), "deep/generated");
  const modules = [moduleOf("uart/pl011", "export {};\n"), moduleOf("__proto__"), moduleOf("a")];
  expect(write(modules, folder).codes).toEqual([]);
  expect(contentsOf(folder)).toEqual(textsOf(modules));
});

test("only files whose text changes are written", () => {
  const folder = makeFolder();
  write([moduleOf("a", "1"), moduleOf("b", "1")], folder);
  for (const name of ["a.ts", "b.ts"]) utimesSync(join(folder, name), 1, 1);
  const { plan } = write([moduleOf("a", "1"), moduleOf("b", "2")], folder);
  expect(plan.unchanged).toEqual(["a.ts"]);
  expect(statSync(join(folder, "a.ts")).mtimeMs).toBe(1000);
  expect(contentsOf(folder)["b.ts"]).toBe(moduleOf("b", "2").text);
});

test("a generated file whose definition is gone is removed; files of others stay", () => {
  const folder = makeFolder({ "notes.ts": "mine", "x/b.txt": "mine" });
  write([moduleOf("a"), moduleOf("x/old"), moduleOf("x/other")], folder);
  const { plan } = write([moduleOf("a")], folder, ["x/old.qdl"]);
  expect(plan.leftOver).toEqual(["x/old.ts"]);
  expect(Object.keys(contentsOf(folder))).toEqual(["a.ts", "notes.ts", "x/b.txt", "x/other.ts"]);
});

test("a file that a definition generated under another name is left over", () => {
  const folder = makeFolder({ "old.ts": moduleOf("a").text });
  expect(write([moduleOf("a")], folder).plan.leftOver).toEqual(["old.ts"]);
});

test("a file that was not generated is never replaced", () => {
  const folder = makeFolder({ "b.ts": "export const mine = 1;\n" });
  const { codes } = write([moduleOf("a"), moduleOf("b")], folder);
  expect(codes).toEqual(["project/foreign-output"]);
  expect(contentsOf(folder)).toEqual({ "b.ts": "export const mine = 1;\n" });
});

test.each([
  ["the same name", ["a", "a"]],
  ["names that differ in case", ["Uart", "uart"]],
  ["a file and a folder", ["a.ts/b", "a"]],
  ["a file and a folder, the other way round", ["a", "a.ts/b"]],
])("two definitions that clash by %s are refused", (_kind, names) => {
  const folder = join(makeFolder(), "out");
  expect(
    write(
      names.map((name) => moduleOf(name)),
      folder,
    ).codes,
  ).toEqual(["project/output-clash"]);
  expect(existsSync(folder)).toBe(false);
});

test("an output folder that is a file is refused, once", () => {
  const base = makeFolder({ out: "a file" });
  expect(write([moduleOf("a"), moduleOf("b")], join(base, "out")).codes).toEqual(["project/not-writable"]);
  expect(contentsOf(base)).toEqual({ out: "a file" });
});

test("an output folder below a file is refused", () => {
  const base = makeFolder({ out: "a file" });
  expect(write([moduleOf("a")], join(base, "out/deep")).codes).toEqual(["project/not-writable"]);
});

test("a folder that stands where a module goes is refused", () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "b.ts"));
  expect(write([moduleOf("a"), moduleOf("b")], folder).codes).toEqual(["project/not-writable"]);
  expect(readdirSync(folder)).toEqual(["b.ts"]);
});

test.each([
  ["EACCES", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
])("a folder that refuses with %s is reported in words", (code, words) => {
  const folder = makeFolder();
  const refuse = () => {
    throw Object.assign(new Error("refused"), { code });
  };
  const plan = planOutput([moduleOf("a")], targetIn(folder));
  const diagnostics = writeOutput(plan, { ...processDisk, write: refuse });
  expect(diagnostics.map(({ message }) => message)).toEqual([`cannot write \`out/a.ts\`: ${words}`]);
});

test("whichever step a full disk interrupts, the output is what it was", () => {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c/d", "c/e", "f/g/h"), { minLength: 1 });
  fc.assert(
    fc.property(names, names, fc.nat({ max: 20 }), (old, now, step) => {
      const folder = join(makeFolder({ "keep.txt": "mine" }), "out");
      write(
        old.map((name) => moduleOf(name, "old")),
        folder,
      );
      const [before, namesBefore] = [contentsOf(folder), namesIn(folder)];
      const modules = now.map((name) => moduleOf(name, "new"));
      const diagnostics = writeOutput(planOutput(modules, targetIn(folder)), failingAt(step));
      if (diagnostics.length === 0) expect(contentsOf(folder)).toEqual({ ...before, ...textsOf(modules) });
      else expect([contentsOf(folder), namesIn(folder)]).toEqual([before, namesBefore]);
    }),
    { numRuns: 150 },
  );
});

/** A disk on which nothing happens any more from the n-th step on, as when the process is killed. */
function dyingAt(step: number): Disk {
  let left = step;
  const mortal = <Arguments extends unknown[], Result>(work: (...values: Arguments) => Result) => {
    return (...values: Arguments): Result => {
      if (left-- <= 0) throw new Error("killed");
      return work(...values);
    };
  };
  const { makeFolder: make, write: put, rename, remove } = processDisk;
  return { makeFolder: mortal(make), write: mortal(put), rename: mortal(rename), remove: mortal(remove) };
}

test("a build that is killed leaves whole files, old or new, and the next one finishes it", () => {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c/d", "c/e", "f/g/h"), { minLength: 1 });
  fc.assert(
    fc.property(names, names, fc.nat({ max: 20 }), (old, now, step) => {
      const folder = join(makeFolder(), "out");
      const before = old.map((name) => moduleOf(name, "old"));
      write(before, folder);
      const modules = now.map((name) => moduleOf(name, "new"));
      writeOutput(planOutput(modules, targetIn(folder)), dyingAt(step));
      const whole = new Set([...before, ...modules].map(({ text }) => text));
      const left = Object.entries(existsSync(folder) ? contentsOf(folder) : {});
      for (const [path, text] of left) if (path.endsWith(".ts")) expect(whole).toContain(text);
      renameAsOfDeadProcess(folder);
      expect(write(modules, folder).codes).toEqual([]);
      expect(contentsOf(folder)).toEqual({ ...textsOf(before), ...textsOf(modules) });
    }),
    { numRuns: 100 },
  );
});

/** Gives temporary files the names that a process which is gone would have given them. */
function renameAsOfDeadProcess(folder: string): void {
  for (const path of existsSync(folder) ? namesIn(folder) : [])
    if (path.endsWith(".tmp"))
      renameSync(join(folder, path), join(folder, path.replace(String(process.pid), "4194305")));
}

test("a full disk is named in the report", () => {
  const folder = makeFolder();
  const [diagnostic] = writeOutput(planOutput([moduleOf("a"), moduleOf("b")], targetIn(folder)), failingAt(3));
  expect(diagnostic!.message).toMatch(/^cannot write `out\/b\.ts`: the disk is full$/);
  expect(readdirSync(folder)).toEqual([]);
});

test("an empty file may be replaced, as a build tool's placeholder is", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "a.ts"), "");
  expect(write([moduleOf("a")], folder).codes).toEqual([]);
});
