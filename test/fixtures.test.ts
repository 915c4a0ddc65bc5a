import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { check, type Diagnostic, type Host, placeOf } from "qdl";

/**
 * Every folder test/fixtures/<phase>/<case>/ is a test: its input.qdl is checked, with the folder as the project. A line
 * that must be reported carries `//~ code`, or several codes with spaces between them, in whichever file of the case it stands;
 * a line that cannot carry a comment is named from the next line by `//~^ code`. Exactly these reports must come, each as often as
 * it is named: a near miss is a case without a marker.
 */
const root = join(import.meta.dirname, "fixtures");
const marker = /\/\/~(\^?)[ ]*([a-z0-9/ -]+)/;

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name));
}

function promises(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".qdl") && statSync(join(folder, name)).isFile())
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .flatMap((line, at) => promisesOf(line, `${name}:`, at + 1)),
    )
    .sort();
}

function promisesOf(line: string, prefix: string, number: number): string[] {
  const [, up, codes] = marker.exec(line) ?? [];
  if (codes === undefined) return [];
  return codes
    .trim()
    .split(/ +/)
    .map((code) => `${prefix}${up ? number - 1 : number} ${code}`);
}

function found({ code, span }: Diagnostic): string {
  if (!span) return `- ${code}`;
  const { name, text } = span.file;
  const end = text.trimEnd().length;
  return `${name}:${placeOf(text, Math.min(span.start, end)).line} ${code}`;
}

function hostOf(folder: string): Host {
  return {
    read: (path) => {
      const file = join(folder, path);
      if (!existsSync(file)) return { problem: "missing" };
      return statSync(file).isDirectory() ? { problem: "directory" } : { text: readFileSync(file, "utf8") };
    },
  };
}

test.each(
  folders(root)
    .flatMap(folders)
    .map((folder) => [relative(root, folder)]),
)("%s is reported as its markers say", (name) => {
  const folder = join(root, name);
  const { diagnostics } = check(["input.qdl"], hostOf(folder));
  expect(diagnostics.map(found).sort()).toEqual(promises(folder));
});
