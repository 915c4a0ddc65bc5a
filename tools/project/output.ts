import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
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

/** Where modules go. `name` is the folder as its author wrote it, for reports; `isGone` tells whether a definition was part of the project and no longer is. */
export interface Target {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly isGone: (source: string) => boolean;
}

/** What has to be done to make an output folder hold exactly the given modules; paths are relative to the folder, with `/`. */
export interface Plan {
  readonly target: Target;
  readonly changes: readonly Change[];
  readonly unchanged: readonly string[];
  /** Files that qdl generated from definitions that are gone or now generate something else. */
  readonly leftOver: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares modules with an output folder; reads only. A module that would replace a file which qdl did not generate, or another module, is an error.
 */
export function planOutput(modules: readonly Module[], target: Target): Plan {
  const log = new Log();
  const fault = faultOf(target.folder);
  if (fault !== undefined) {
    reportUnwritable(target.name, fault, log);
    return { target, changes: [], unchanged: [], leftOver: [], diagnostics: log.all };
  }
  reportClashes(modules, log);
  const changes: Change[] = [];
  const unchanged: string[] = [];
  for (const module of modules) {
    const before = readBefore(target, module.path, log);
    if (before?.equals(Buffer.from(module.text))) unchanged.push(module.path);
    else changes.push({ path: module.path, text: module.text, ...(before && { before }) });
  }
  return { target, changes, unchanged, leftOver: findLeftOver(modules, target), diagnostics: log.all };
}

function readBefore({ folder, name }: Target, path: string, log: Log): Buffer | undefined {
  const shown = join(name, path);
  try {
    const before = readFileSync(join(folder, path));
    if (before.length > 0 && sourceOfGenerated(before.toString("utf8", 0, headLength)) === undefined) {
      log.report("project/foreign-output", undefined, { path: shown });
    }
    return before;
  } catch (error) {
    if (systemCode(error) !== "ENOENT") reportUnwritable(shown, error, log);
    return undefined;
  }
}

/** Why a path cannot be an output folder; one that is not there yet can be made. */
function faultOf(folder: string): unknown {
  try {
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true;
    return isFolder ? undefined : Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  } catch (error) {
    return error;
  }
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

function findLeftOver(modules: readonly Module[], { folder, isGone }: Target): string[] {
  if (!existsSync(folder)) return [];
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
