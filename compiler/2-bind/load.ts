import { parse } from "../1-parse/index.ts";
import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Host } from "../host.ts";
import { type Memory } from "../memory.ts";
import { readText } from "../read.ts";
import { type SourceFile, type Span } from "../source.ts";
import { coreText } from "./core.generated.ts";

/** The specifier of the built-in types. */
export const coreName = "qdl:core";

/** A parsed file with the paths that its imports lead to; an import that leads nowhere was reported and is left out. */
export interface LoadedFile {
  readonly source: SourceFile;
  readonly tree: ast.File;
  readonly imports: readonly { readonly node: ast.Import; readonly path: string }[];
}

/** Reads and parses the roots and everything that they import, each once: the roots first, then `qdl:core` and what imports lead to. */
export function load(roots: readonly string[], host: Host, log: Log, memory: Memory): ReadonlyMap<string, LoadedFile> {
  const sources = new Map<string, SourceFile | undefined>();
  const fetch = (path: string, span?: Span): boolean => {
    if (!sources.has(path)) {
      const text = path === coreName ? coreText : readText(path, { host, log, ...(span && { span }) });
      sources.set(path, text === undefined ? undefined : memory.source(path, text));
    }
    return sources.get(path) !== undefined;
  };
  for (const root of [...roots, coreName]) fetch(root);
  const files = new Map<string, LoadedFile>();
  // A map visits what is added while it is being walked, so this reaches every import.
  for (const [path, source] of sources) {
    if (!source) continue;
    const tree = memory.once(source, "parse", log, (inner) => parse(source, inner));
    files.set(path, { source, tree, imports: tree.imports.flatMap((node) => resolveImport(source, node, log, fetch)) });
  }
  return files;
}

function resolveImport(
  source: SourceFile,
  node: ast.Import,
  log: Log,
  fetch: (path: string, span: Span) => boolean,
): LoadedFile["imports"] {
  const span = { file: source, ...node.fromSpan };
  const path = node.from === coreName ? coreName : projectPath(source.name, node.from);
  if (path === null) log.report("bind/not-a-path", span, { path: node.from });
  return path !== null && fetch(path, span) ? [{ node, path }] : [];
}

/** The project path that an import means; null if it is not relative. A path that climbs out of the project keeps its `..`. */
function projectPath(from: string, specifier: string): string | null {
  if (!/^\.\.?\//.test(specifier) || /[\\\0]/.test(specifier)) return null;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
