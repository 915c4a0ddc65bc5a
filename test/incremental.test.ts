import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, type Compilation, type Host, Memory, type Module } from "qdl";

/** Definitions that import each other, extend, contain, choose and leave open what others fill in. */
const shipped = ["soc", "family", "fabric", "usb", "choice"].flatMap((project) => {
  const folder = join(import.meta.dirname, "projects", project);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return names
    .filter((name) => name.endsWith(".qdl") && !name.startsWith("generated"))
    .map((name): [string, string] => [`${project}/${name}`, readFileSync(join(folder, name), "utf8")]);
});

/** Two files that import each other, and one that declares what others of the project must not. */
const circle: readonly [string, string][] = [
  [
    "circle/a.qdl",
    'qdl 1;\nimport { Device } from "qdl:core";\nimport { B, n } from "./b.qdl";\nconst m = n + 1;\ndevice A : Device { own b : B; ref up_there : B; prop p : u32 = m in 0..n; }\n',
  ],
  [
    "circle/b.qdl",
    'qdl 1;\nimport { Device } from "qdl:core";\nimport { A } from "./a.qdl";\nconst n = 4;\ndevice B : Device { typename "a-b"; hotplug; link a : A optional; state { words : u32[n]; } }\n',
  ],
  ["circle/c.qdl", 'qdl 1;\nimport { B } from "./b.qdl";\ndevice C : B { override prop q : u8 = 1; }\n'],
];

const files = new Map([...shipped, ...circle]);
const projects = ["soc", "family", "fabric", "usb", "choice", "circle"];

function filesOf(project: string): Map<string, string> {
  return new Map([...files].filter(([path]) => path.startsWith(`${project}/`)));
}

/** One change of a project: a line of a file goes, is doubled or has a word exchanged; or the file goes, or is what it was. */
interface Edit {
  readonly file: number;
  readonly line: number;
  readonly what: "remove line" | "repeat line" | "number" | "word" | "flag" | "remove file" | "restore";
  readonly number: number;
}

const edits = fc.array(
  fc.record({
    file: fc.nat(100),
    line: fc.nat(60),
    what: fc.constantFrom<Edit["what"]>(
      "remove line",
      "repeat line",
      "number",
      "number",
      "word",
      "flag",
      "remove file",
      "restore",
      "restore",
    ),
    number: fc.nat(40),
  }),
  { minLength: 1, maxLength: 3 },
);

function apply(texts: Map<string, string>, { file, line, what, number }: Edit, paths: readonly string[]): void {
  const path = paths[file % paths.length]!;
  const text = texts.get(path);
  if (what === "restore" || text === undefined) return void texts.set(path, files.get(path)!);
  if (what === "remove file") return void texts.delete(path);
  const lines = text.split("\n");
  const at = line % lines.length;
  const before = lines[at]!;
  const after = {
    "remove line": [],
    "repeat line": [before, before],
    number: [before.replace(/\b\d+\b/, String(number))],
    word: [before.replace(/\b[A-Z]\w+\b/, paths[number % paths.length]!.replace(/\W/g, "").toUpperCase())],
    flag: [before.replace(/\bhotplug;|\blink\b|\bembed\b/, (word) => ({ link: "ref", embed: "own" })[word] ?? "")],
  }[what];
  lines.splice(at, 1, ...after);
  texts.set(path, lines.join("\n"));
}

function told({ diagnostics, files, types, modules }: Compilation) {
  const reports = diagnostics.map(({ span, related, ...rest }) => [
    { ...rest, fixes: rest.fixes.length },
    place(span),
    related.map((other) => [other.message, place(other.span)]),
  ]);
  return { reports, files: files.map(({ name }) => name), types, modules: modules.map(shown) };
}

/** A module with all that it says of itself, the origins of its lines worked out. */
function shown({ origins, ...module }: Module) {
  return { ...module, origins: origins() };
}

function place(span: Compilation["diagnostics"][number]["span"]) {
  return span && `${span.file.name}:${span.start}-${span.end}`;
}

test("a run that remembers earlier ones finds and makes what a new one does, whatever was edited between", () => {
  fc.assert(
    fc.property(fc.constantFrom(...projects), fc.array(edits, { minLength: 1, maxLength: 4 }), (project, rounds) => {
      const texts = filesOf(project);
      const paths = [...texts.keys()];
      const host: Host = {
        read: (path) => (texts.has(path) ? { text: texts.get(path)! } : { problem: "missing" }),
      };
      const memory = new Memory();
      for (const round of [[], ...rounds]) {
        for (const edit of round) apply(texts, edit, paths);
        const roots = paths.filter((path) => texts.has(path));
        expect(told(compile(roots, host, { memory }))).toEqual(told(compile(roots, host)));
      }
    }),
    { numRuns: 80 },
  );
});

test("an edit repeats the work on the file and on those that import it, and on no other", () => {
  const texts = new Map(files);
  const host: Host = { read: (path) => (texts.has(path) ? { text: texts.get(path)! } : { problem: "missing" }) };
  const done: string[] = [];
  const memory = new Memory((part) => void done.push(part));
  const roots = [...filesOf("family").keys()];
  const count = (part: string) => done.filter((one) => one === part).length;
  compile(roots, host, { memory });
  done.length = 0;
  compile(roots, host, { memory });
  expect(done).toEqual([]);
  texts.set("family/misc/crypto.qdl", `${texts.get("family/misc/crypto.qdl")!}// a remark\n`);
  compile(roots, host, { memory });
  // The family imports it, and the board the family.
  expect([count("parse"), count("import"), count("emit ..")]).toEqual([1, 3, 3]);
});

test("the same text makes the same modules, in memory or not", () => {
  const host: Host = { read: (path) => (files.has(path) ? { text: files.get(path)! } : { problem: "missing" }) };
  for (const project of projects) {
    const roots = [...filesOf(project).keys()];
    const memory = new Memory();
    compile(roots, host, { memory });
    expect(compile(roots, host, { memory }).modules.map(shown)).toEqual(compile(roots, host).modules.map(shown));
  }
});
