import { parse } from "../1-parse/index.ts";
import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Host } from "../host.ts";
import { type Memory } from "../memory.ts";
import { readText } from "../read.ts";
import { type SourceFile, type Span } from "../source.ts";
import { coreText } from "./core.generated.ts";
import { findPackaged, packageAround, packagedModule, packageSpecifier, type Withheld } from "./packages.ts";

/** The specifier of the built-in types. */
export const coreName = "qdl:core";

/** A parsed file with the paths that its imports lead to; an import that leads nowhere was reported and is left out. */
export interface LoadedFile {
  readonly source: SourceFile;
  readonly tree: ast.File;
  /** Of a file of an installed package: what modules import to get its classes. */
  readonly module: string | null;
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
  const modules = new Map<string, string>();
  const files = new Map<string, LoadedFile>();
  // A map visits what is added while it is being walked, so this reaches every import.
  for (const [path, source] of sources) {
    if (!source) continue;
    const tree = memory.once(source, "parse", log, (inner) => parse(source, inner));
    const site: Site = { source, host, log, fetch, modules };
    const imports = tree.imports.flatMap((node) => resolveImport(node, site));
    files.set(path, { source, tree, module: modules.get(path) ?? null, imports });
  }
  return files;
}

interface Site {
  readonly source: SourceFile;
  readonly host: Host;
  readonly log: Log;
  readonly fetch: (path: string, span: Span) => boolean;
  /** What modules import, of the files of packages, by path. */
  readonly modules: Map<string, string>;
}

function resolveImport(node: ast.Import, site: Site): LoadedFile["imports"] {
  const { source, fetch } = site;
  const span = { file: source, ...node.fromSpan };
  const path = node.from === coreName ? coreName : (relativeFile(node, span, site) ?? packagedFile(node, span, site));
  return path !== null && fetch(path, span) ? [{ node, path }] : [];
}

/** The file that a path means, beginning with `./` or `../`: it leads into no package, and out of none. */
function relativeFile({ from }: ast.Import, span: Span, { source, host, log, modules }: Site): string | null {
  const path = projectPath(source.name, from);
  if (path === null) return null;
  const [here, there] = [packageAround(source.name), packageAround(path)];
  if (here?.folder !== there?.folder) {
    log.report("bind/across-packages", span, { path: from, name: (here ?? there)!.name });
    return null;
  }
  if (!there || !modules.has(source.name)) return path;
  const found = packagedModule(there, host);
  if ("problem" in found) return reportWithheld(found, there, span, log);
  modules.set(path, found.module);
  return path;
}

/** The file that `package/path.qdl` means. */
function packagedFile({ from }: ast.Import, span: Span, { source, host, log, modules }: Site): string | null {
  if (/^\.\.?\//.test(from)) return null;
  const specifier = packageSpecifier(from);
  if (!specifier) {
    log.report("bind/not-a-path", span, { path: from });
    return null;
  }
  const found = findPackaged(specifier, source.name, host);
  if ("problem" in found) return reportWithheld(found, specifier, span, log);
  modules.set(found.path, found.module);
  return found.path;
}

function reportWithheld(found: Withheld, { name, rest }: { name: string; rest: string }, span: Span, log: Log): null {
  if (found.problem === "no package") log.report("bind/no-package", span, { name, path: rest });
  else log.report("bind/not-exported", span, { name, reason: found.reason });
  return null;
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
