import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type Diagnostic, Log, type Module, sourceOfGenerated } from "qdl";
import { globSync } from "tinyglobby";
import { systemCode, systemReason } from "./system-reason.ts";

/** One output file that has to be written. `before` is what it holds now, absent for a new file. */
export interface Change {
  readonly path: string;
  readonly text: string;
  readonly before?: Buffer;
}

/** What has to be done to make an output folder hold exactly the given modules; paths are relative to the folder, with `/`. */
export interface Plan {
  readonly folder: string;
  readonly changes: readonly Change[];
  readonly unchanged: readonly string[];
  /** Files that qdl generated from definitions that are gone or now generate something else. */
  readonly leftOver: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares modules with an output folder; reads only. A module that would replace a file which qdl did not generate, or another module, is an error.
 * `isGone` tells whether a definition file was part of the project and no longer is.
 */
export function planOutput(modules: readonly Module[], folder: string, isGone: (source: string) => boolean): Plan {
  const log = new Log();
  if (isFile(folder)) {
    reportUnwritable(folder, Object.assign(new Error("a file"), { code: "ENOTDIR" }), log);
    return { folder, changes: [], unchanged: [], leftOver: [], diagnostics: log.all };
  }
  reportClashes(modules, log);
  const changes: Change[] = [];
  const unchanged: string[] = [];
  for (const module of modules) {
    const before = readBefore(folder, module.path, log);
    if (before?.equals(Buffer.from(module.text))) unchanged.push(module.path);
    else changes.push({ path: module.path, text: module.text, ...(before && { before }) });
  }
  return { folder, changes, unchanged, leftOver: findLeftOver(modules, folder, isGone), diagnostics: log.all };
}

function readBefore(folder: string, path: string, log: Log): Buffer | undefined {
  const file = join(folder, path);
  try {
    const before = readFileSync(file);
    if (before.length > 0 && sourceOfGenerated(before.toString("utf8", 0, headLength)) === undefined) {
      log.report("project/foreign-output", undefined, { path: file });
    }
    return before;
  } catch (error) {
    if (systemCode(error) !== "ENOENT") reportUnwritable(file, error, log);
    return undefined;
  }
}

function isFile(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isDirectory();
}

/** Reports that an output cannot be written. */
export function reportUnwritable(path: string, error: unknown, log: Log): void {
  log.report("project/not-writable", undefined, { path, reason: systemReason(error) });
}

/** Two modules clash when their paths differ at most in case, which some disks do not keep, or when one is a folder of the other. */
function reportClashes(modules: readonly Module[], log: Log): void {
  const folders = new Map<string, Module>();
  for (const module of modules) {
    for (let up = posix.dirname(module.path); up !== "."; up = posix.dirname(up)) folders.set(portable(up), module);
  }
  const files = new Map<string, Module>();
  for (const module of modules) {
    const key = portable(module.path);
    const other = files.get(key) ?? folders.get(key);
    if (other) {
      log.report("project/output-clash", undefined, {
        first: other.source,
        second: module.source,
        output: module.path,
      });
    }
    files.set(key, module);
  }
}

function portable(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** As much of a file as its first line may take. */
const headLength = 4096;

function findLeftOver(modules: readonly Module[], folder: string, isGone: (source: string) => boolean): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const made = new Set(modules.map((module) => module.path));
  const compiled = new Set(modules.map((module) => module.source));
  const files = globSync("**/*.ts", { cwd: folder, ignore: ["**/node_modules/**"], followSymbolicLinks: false });
  return files
    .filter((path) => !made.has(path))
    .filter((path) => {
      const source = sourceOfGenerated(readHead(join(folder, path)));
      return source !== undefined && (compiled.has(source) || isGone(source));
    })
    .sort();
}

function readHead(file: string): string {
  try {
    const handle = openSync(file, "r");
    const bytes = Buffer.alloc(headLength);
    const length = readSync(handle, bytes);
    closeSync(handle);
    return bytes.toString("utf8", 0, length);
  } catch {
    return "";
  }
}
