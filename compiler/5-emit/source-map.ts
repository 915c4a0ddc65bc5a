import { type Place } from "../source.ts";
import { relativePath } from "./context.ts";
import { generatedHeader, mapMark } from "./header.ts";
import { encodeNumbers } from "./vlq.ts";

/** From a one-based line of a module on, up to the next origin, the text comes from a place of the definition. */
export interface Origin {
  readonly line: number;
  readonly place: Place;
}

/** From a line of a text on (zero-based), at its level and deeper, it comes from a place; null: from where what surrounds it comes. */
export interface Mark {
  readonly line: number;
  readonly indent: string;
  readonly place: Place | null;
}

/** Where the lines of a module come from, whose text after its first `before` lines was marked: one entry wherever that changes. */
export function originsOf(text: string, before: number, marks: readonly Mark[]): readonly Origin[] {
  const origins: Origin[] = [];
  const open: Mark[] = [];
  let next = 0;
  for (const [at, line] of text.split("\n").slice(before, -1).entries()) {
    while (line !== "" && open.length > 0 && !line.startsWith(open.at(-1)!.indent)) open.pop();
    for (; marks[next]?.line === at; next++) {
      const mark = marks[next]!;
      while (open.length > 0 && open.at(-1)!.indent.length >= mark.indent.length) open.pop();
      if (mark.place) open.push(mark);
    }
    const place = open.at(-1)?.place;
    if (place && origins.at(-1)?.place !== place) origins.push({ line: before + at + 1, place });
  }
  return origins;
}

/** One generated module. `path` is relative to the output folder, with `/`; `source` is the definition file it comes from. `text` begins with `generatedHeader(source)`. */
export interface Module {
  readonly path: string;
  readonly source: string;
  readonly text: string;
  /** Works out where its lines come from, in their order; lines before the first come from nowhere. */
  readonly origins: () => readonly Origin[];
}

/** A source map, version 3. */
export interface SourceMap {
  readonly version: 3;
  readonly file: string;
  readonly sources: string[];
  readonly sourcesContent?: string[];
  readonly names: string[];
  readonly mappings: string;
}

/** The source map of a text of `lines` lines that comes from `source` as `origins` say: one mapping a line, at its first column. */
export function sourceMapOf(origins: readonly Origin[], lines: number, file: string, source: string): SourceMap {
  const rows: string[] = [];
  let at = -1;
  let before: Place = { line: 1, column: 1 };
  for (let line = 1; line <= lines; line++) {
    while (origins[at + 1] && origins[at + 1]!.line <= line) at++;
    const place = origins[at]?.place;
    rows.push(place ? encodeNumbers([0, 0, place.line - before.line, place.column - before.column]) : "");
    if (place) before = place;
  }
  // The first mapping of a file names its source by its number, and all others say that it is the same.
  return { version: 3, file, sources: [source], names: [], mappings: rows.join(";") };
}

/** A module that names its source map, and the map beside it. `sources` is the way from the output folder to the project root. */
export function traced(module: Module, sources: string): [Module, Module] {
  const { path, source, text, origins } = module;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const map = sourceMapOf(origins(), text.split("\n").length - 1, name, relativePath(path, `${sources}/${source}`));
  const marked = { [mapMark]: generatedHeader(source).trimEnd(), ...map };
  return [
    { ...module, text: `${text}//# sourceMappingURL=${encodeURIComponent(name)}.map\n` },
    { path: `${path}.map`, source, text: `${JSON.stringify(marked)}\n`, origins: () => [] },
  ];
}
