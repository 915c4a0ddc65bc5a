import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type Diagnostic, Log, type Module, sourceOfGenerated } from "qdl";
import { globSync } from "tinyglobby";
import { digest } from "./digest.ts";
import { stampOf } from "./stamp.ts";
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

/** A module as it is on disk: while the stamp is the same, nobody else has written the file. */
export interface OnDisk {
  readonly module: Module;
  readonly stamp: string;
}

/** Modules that were written, or found to be on disk, by path; those that `before` knows are taken over. */
export function onDisk(
  modules: readonly Module[],
  folder: string,
  before: ReadonlyMap<string, OnDisk> = new Map(),
): ReadonlyMap<string, OnDisk> {
  return new Map(
    modules.map((module): [string, OnDisk] => {
      const known = before.get(module.path);
      if (known?.module.text === module.text) return [module.path, known];
      return [module.path, { module, stamp: stampOf(join(folder, module.path)) }];
    }),
  );
}

/**
 * Compares modules with an output folder; reads only. A module that would replace a file which qdl did not generate, or another module, is an error.
 * `known` are all modules that this process knows to be in the folder; these files are not read again.
 */
export function planOutput(modules: readonly Module[], target: Target, known?: ReadonlyMap<string, OnDisk>): Plan {
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
    if (isOnDisk(module, target, known)) {
      unchanged.push(module.path);
      continue;
    }
    const before = readBefore(target, module.path, log);
    if (before?.equals(Buffer.from(module.text))) unchanged.push(module.path);
    else changes.push({ path: module.path, text: module.text, ...(before && { before }) });
  }
  const leftOver = known ? leftOverOf(modules, target, known) : findLeftOver(modules, target);
  return { target, changes, unchanged, leftOver, diagnostics: log.all };
}

/** The plan of a build that has nothing to write, if the folder holds exactly the modules of these digests. */
export function planUnchanged(
  modules: readonly (Omit<Module, "text" | "origins"> & { readonly digest: string })[],
  target: Target,
): Plan | undefined {
  if (modules.some(({ path, digest: wanted }) => digestOfFile(join(target.folder, path)) !== wanted)) return undefined;
  const leftOver = findLeftOver(modules, target);
  if (leftOver.length > 0) return undefined;
  return { target, changes: [], unchanged: modules.map(({ path }) => path), leftOver, diagnostics: [] };
}

function digestOfFile(file: string): string | undefined {
  try {
    return digest(readFileSync(file));
  } catch {
    return undefined;
  }
}

function isOnDisk(module: Module, { folder }: Target, known?: ReadonlyMap<string, OnDisk>): boolean {
  const before = known?.get(module.path);
  return before?.module.text === module.text && before.stamp === stampOf(join(folder, module.path));
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

/** Where a text waits for its turn to be renamed: beside its target, under a name that nothing else has. */
export function temporaryName(at: number): string {
  return `.qdl-${process.pid}-${at}.tmp`;
}

const abandonedPattern = ".qdl-*-*.tmp";

/** Whether the process that wrote a temporary file is gone: it was killed before it could remove it. */
function isAbandoned(path: string): boolean {
  const [, pid] = /\.qdl-(\d+)-\d+\.tmp$/.exec(path) ?? [];
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return systemCode(error) === "ESRCH";
  }
}

/** As much of a file as its first line may take. */
const headLength = 4096;

/** Modules that this process wrote and that are made no longer. */
function leftOverOf(
  modules: readonly Module[],
  { folder, isGone }: Target,
  known: ReadonlyMap<string, OnDisk>,
): string[] {
  const made = new Set(modules.map((module) => module.path));
  const gone = [...known.values()].filter(({ module }) => !made.has(module.path) && isGone(module.source));
  return gone.map(({ module }) => module.path).filter((path) => existsSync(join(folder, path)));
}

type Listed = readonly Omit<Module, "text" | "origins">[];

function findLeftOver(modules: Listed, { folder, isGone }: Target): string[] {
  if (!existsSync(folder)) return [];
  const made = new Set(modules.map((module) => module.path));
  const compiled = new Set(modules.map((module) => module.source));
  const patterns = ["**/*.ts", "**/*.ts.map", `**/${abandonedPattern}`];
  const files = globSync(patterns, {
    cwd: folder,
    dot: true,
    ignore: ["**/node_modules/**"],
    followSymbolicLinks: false,
  });
  return files
    .filter((path) => !made.has(path))
    .filter((path) => {
      if (path.endsWith(".tmp")) return isAbandoned(path);
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
