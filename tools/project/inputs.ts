import { statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Diagnostic, Log, reportUnread, type Unread } from "qdl";
import { globSync, isDynamicPattern } from "tinyglobby";
import { isBelow, makeDiskHost } from "./disk-host.ts";
import { systemCode } from "./system-reason.ts";

/** What a command was asked to read. `paths` are files, folders and patterns as typed, relative to `cwd`; none means all of the root. */
export interface Request {
  readonly cwd: string;
  readonly paths: readonly string[];
  /** The project folder, relative to `cwd`. Default: `cwd`, or the folder that holds all the paths if they are elsewhere. */
  readonly root?: string | undefined;
}

/** A project and the definition files in it that a request names. */
export interface Inputs {
  /** Absolute. */
  readonly root: string;
  /** Sorted project paths. */
  readonly files: readonly string[];
  /** The folders that were searched completely, as project paths; the root itself is empty. */
  readonly folders: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What paths mean on disk: absolute paths of definition files, and of the folders that were searched for them. */
interface Found {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const nothing: Found = { files: [], folders: [] };

/** Finds the definition files that a request means; what it names wrongly is reported. Folders are searched without `node_modules` and dot folders. */
export function findInputs({ cwd, paths, root: chosen }: Request): Inputs {
  const log = new Log();
  const base = chosen === undefined ? cwd : resolve(cwd, chosen);
  if (!isFolder(base)) {
    reportUnread(chosen ?? cwd, { problem: "missing" }, log);
    return { root: base, files: [], folders: [], diagnostics: log.all };
  }
  const found = paths.length === 0 ? [searchFolder(base)] : paths.map((path) => expand(path, cwd, log));
  const files = found.flatMap((one) => one.files);
  const folders = found.flatMap((one) => one.folders);
  const root = chosen === undefined ? rootOf([...files, ...folders], cwd) : base;
  for (const file of files.filter((file) => !isBelow(root, file))) {
    log.report("project/outside", undefined, { path: projectPath(cwd, file) });
  }
  return { root, files: namesIn(root, files), folders: namesIn(root, folders), diagnostics: log.all };
}

/** An absolute path as seen from a folder, with `/`. */
export function projectPath(from: string, path: string): string {
  return relative(from, path).split(sep).join("/");
}

function namesIn(root: string, paths: readonly string[]): string[] {
  const inside = paths.filter((path) => isBelow(root, path));
  return [...new Set(inside.map((path) => projectPath(root, path)))].sort();
}

function expand(path: string, cwd: string, log: Log): Found {
  const file = resolve(cwd, path);
  // An empty word, as from an unset variable of a shell script, does not mean the current folder.
  const kind = path === "" ? "missing" : kindOf(file);
  if (kind === "folder" && !path.endsWith(".qdl")) return searchFolder(file);
  if (kind === "missing" && isDynamicPattern(path)) return searchPattern(path, cwd, log);
  if (kind === "file" && path.endsWith(".qdl")) return { files: [file], folders: [] };
  if (kind === "file") log.report("project/not-a-definition", undefined, { path });
  else reportUnread(path, kind === "folder" ? { problem: "directory" } : whyMissing(file, cwd), log);
  return nothing;
}

/** What cannot even be looked at counts as a file, so that reading it says why. */
function kindOf(path: string): "folder" | "file" | "missing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    return ["ELOOP", "EACCES"].includes(systemCode(error)) ? "file" : "missing";
  }
}

function isFolder(path: string): boolean {
  return kindOf(path) === "folder";
}

function whyMissing(file: string, cwd: string): Unread {
  const result = makeDiskHost(dirname(file)).read(basename(file));
  if ("text" in result || result.problem === "directory") return { problem: "missing" };
  if (result.problem !== "missing" || result.near === undefined) return result;
  return { problem: "missing", near: projectPath(cwd, join(dirname(file), result.near)) };
}

const searching = { onlyFiles: true, dot: false, followSymbolicLinks: false, expandDirectories: false };

function searchFolder(folder: string): Found {
  const files = globSync("**/*.qdl", { ...searching, cwd: folder, ignore: ["**/node_modules/**"] });
  return { files: files.map((file) => resolve(folder, file)), folders: [folder] };
}

function searchPattern(pattern: string, cwd: string, log: Log): Found {
  const matches = globSync(pattern, { ...searching, cwd, ignore: ["**/node_modules/**"] });
  const files = matches.filter((file) => file.endsWith(".qdl")).map((file) => resolve(cwd, file));
  if (files.length === 0) log.report("project/no-match", undefined, { pattern });
  return { files, folders: [] };
}

/** The current folder if it holds any of the paths, else the deepest folder that holds them all. */
function rootOf(paths: readonly string[], cwd: string): string {
  if (paths.length === 0 || paths.some((path) => isBelow(cwd, path))) return cwd;
  let root = isFolder(paths[0]!) ? paths[0]! : dirname(paths[0]!);
  while (!paths.every((path) => isBelow(root, path))) root = dirname(root);
  return root;
}
