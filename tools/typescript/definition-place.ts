import { posix } from "node:path";
import { sourceOfGenerated } from "qdl";

/** What finding a definition asks of the disk. Paths are absolute, with `/`. */
export interface Files {
  fileExists(path: string): boolean;
  readFile(path: string): string | undefined;
  getDirectories(path: string): readonly string[];
}

/** A line of a definition: where its text begins, counted in UTF-16 code units from the start of the file, and how long it is. */
export interface DefinitionPlace {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

/**
 * The line of a `.qdl` file that what stands at `offset` of a generated module comes from, as the nearest comment before it says.
 * Nothing for a module that qdl did not generate, and where its definition is not found: below the `root` of the nearest
 * configuration, in a folder above the module, or in one beside those.
 */
export function definitionPlace(
  module: string,
  text: string,
  offset: number,
  files: Files,
): DefinitionPlace | undefined {
  const source = sourceOfGenerated(text);
  if (source === undefined) return undefined;
  const file = [...rootsOf(module, files)].map((root) => `${root}/${source}`).find((path) => files.fileExists(path));
  const definition = file === undefined ? undefined : files.readFile(file);
  return definition === undefined ? undefined : { file: file!, ...lineAt(definition, lineOf(text, offset, source)) };
}

/** Folders that the paths of a module may be relative to, the likeliest first. */
function* rootsOf(module: string, files: Files): Generator<string> {
  const above = foldersAbove(module);
  for (const folder of above) {
    const config = files.readFile(`${folder}/qdl.config.json`);
    if (config !== undefined) yield posix.join(folder, rootIn(config));
  }
  for (const folder of above) {
    yield folder;
    for (const beside of files.getDirectories(folder)) yield `${folder}/${beside}`;
  }
}

/** The nearest first. */
function foldersAbove(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, at) => names.slice(0, names.length - at).join("/"));
}

function rootIn(config: string): string {
  try {
    const { root } = JSON.parse(config) as { readonly root?: unknown };
    return typeof root === "string" ? root : ".";
  } catch {
    return ".";
  }
}

/** The one-based line that the last comment up to the line of `offset` names; the first where there is none. */
function lineOf(text: string, offset: number, source: string): number {
  const end = text.indexOf("\n", offset);
  const lines = text.slice(0, end < 0 ? text.length : end).split("\n");
  const mark = `// ${source}:`;
  const comment = lines.findLast(
    (line) => line.trimStart().startsWith(mark) && /^\d+$/.test(line.trimStart().slice(mark.length)),
  );
  return comment === undefined ? 1 : Number(comment.trimStart().slice(mark.length));
}

function lineAt(text: string, line: number): Omit<DefinitionPlace, "file"> {
  const lines = text.split("\n");
  const at = Math.min(line, lines.length) - 1;
  const before = lines.slice(0, at).reduce((sum, { length }) => sum + length + 1, 0);
  const content = lines[at]!.trim();
  return { start: before + lines[at]!.indexOf(content), length: content.length };
}
