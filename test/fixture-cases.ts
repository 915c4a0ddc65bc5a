import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { check, type Checked, type Diagnostic, placeOf, type StorageModel } from "qdl";
import { runLint } from "../tools/lint/run.ts";
import { makeDiskHost } from "../tools/project/disk-host.ts";

/**
 * The cases under test/fixtures/<phase>/<case>/: input.qdl is checked with its folder as the project. A line that must be reported carries
 * `//~ code`, or several codes with spaces between them, in whichever file of the case it stands; a line that cannot carry a comment is
 * named from the next line by `//~^ code`. A case without markers is a near miss: nothing may be reported. Cases of `lint` and `behaviour`
 * are linted instead, with the behaviour modules beside them.
 */
const root = join(import.meta.dirname, "fixtures");
const marker = / *\/\/~(\^?) *([a-z0-9/ -]+)/;

/** One case: its name is `<phase>/<case>`. */
export interface FixtureCase {
  readonly name: string;
  readonly folder: string;
}

/** A report that a case promises: code and one-based line in a file of the case. */
export interface Promised {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** All cases, by name. */
export function listCases(): FixtureCase[] {
  return foldersIn(root)
    .flatMap(foldersIn)
    .map((folder) => ({ name: relative(root, folder).replaceAll("\\", "/"), folder }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name));
}

/** What a case's markers promise. */
export function promisesOf({ folder }: FixtureCase): Promised[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(qdl|ts)$/.test(file) && statSync(join(folder, file)).isFile())
    .flatMap((file) => promisesIn(file.replaceAll("\\", "/"), readFileSync(join(folder, file), "utf8")));
}

/** What the markers in the text of a file promise. */
export function promisesIn(file: string, text: string): Promised[] {
  return text.split("\n").flatMap((content, at) => {
    const [, up, codes] = marker.exec(content) ?? [];
    if (codes === undefined) return [];
    const line = up ? at : at + 1;
    return codes
      .trim()
      .split(/ +/)
      .map((code) => ({ file, line, code }));
  });
}

const model = /^\/\/ storage model: (legacy|no-embed)$/m;

/** Checks a case as `qdl check input.qdl` in its folder does, under its storage model. */
export function checkCase(one: FixtureCase): Checked {
  return check(["input.qdl"], makeDiskHost(one.folder), { model: modelOf(one) });
}

/** What `qdl check input.qdl`, or of a case of lint `qdl lint input.qdl`, reports in its folder. */
export async function reportsOf(one: FixtureCase): Promise<readonly Diagnostic[]> {
  if (!/^(lint|behaviour)\//.test(one.name)) return checkCase(one).diagnostics;
  const project = { roots: ["input.qdl"], model: modelOf(one), out: "generated" };
  return (await runLint(makeDiskHost(one.folder), project)).diagnostics;
}

/** The storage model that the text of a case names in a comment. */
export function modelOf({ folder }: FixtureCase): StorageModel {
  const [, named = "counted"] = model.exec(readFileSync(join(folder, "input.qdl"), "utf8")) ?? [];
  return named as StorageModel;
}

/** Reports in the form of promises; the end of a file belongs to its last line with text. */
export function asPromises(diagnostics: readonly Diagnostic[]): Promised[] {
  return diagnostics.map(asPromise);
}

function asPromise({ code, span }: Diagnostic): Promised {
  if (!span) return { file: "", line: 0, code };
  const { name, text } = span.file;
  return { file: name, line: placeOf(text, Math.min(span.start, text.trimEnd().length)).line, code };
}

/** A text without its markers, as an example for readers; its lines keep their numbers. */
export function withoutMarkers(text: string): string {
  const lines = text.split(/\r?\n/);
  return lines.map((line) => line.replace(marker, "")).join("\n");
}
