import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { posix, relative, resolve, sep } from "node:path";
import { type Host, nearestName, printable, type ReadResult } from "qdl";
import { decode } from "./decode.ts";
import { systemCode, systemReason } from "./system-reason.ts";

/**
 * The files of one project folder, and those of installed packages. Nothing outside `root` is read, through symbolic links
 * neither, but for what lies in a package: that may be linked, or installed in a folder above.
 */
export function makeDiskHost(root: string): Host {
  return { read: (path) => readInside(root, path), real: (path) => realInside(root, path) };
}

function realInside(root: string, path: string): string | undefined {
  try {
    const real = relative(realpathSync(root), realpathSync(resolve(root, path)))
      .split(sep)
      .join("/");
    return real !== path && packageFolder(`/${real}`) !== undefined && !isOutside(real) ? real : undefined;
  } catch {
    return undefined;
  }
}

function readInside(root: string, path: string): ReadResult {
  if (printable(path) !== path) return { problem: "unreadable", reason: "its name has characters that cannot be seen" };
  if (isOutside(path)) return { problem: "outside" };
  try {
    return readFile(root, resolve(root, path));
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return missing(root, path);
    return { problem: "unreadable", reason: systemReason(error) };
  }
}

function readFile(root: string, file: string): ReadResult {
  const real = realpathSync(file);
  if (!isBelow(realpathSync(packageFolder(file) ?? root), real)) return { problem: "outside" };
  const stat = statSync(real);
  if (stat.isDirectory()) return { problem: "directory" };
  if (!stat.isFile()) return { problem: "unreadable", reason: "it is not an ordinary file" };
  return decode(readFileSync(real));
}

/** The folder of the package that an absolute path lies in, the innermost. */
function packageFolder(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.split(sep).join("/"))?.[0];
}

/** Whether a project path leads out of the project by its own words; a file of a package above it is no such thing. */
export function isOutside(path: string): boolean {
  const normal = posix.normalize(path);
  if (/^(?:\.\.\/)+node_modules\//.test(normal)) return false;
  return normal === ".." || normal.startsWith("../") || posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal);
}

/** Whether an absolute path is `root` or below it. */
export function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function missing(root: string, path: string): ReadResult {
  const folder = posix.dirname(path);
  const near = nearestName(posix.basename(path), definitionsIn(resolve(root, folder)));
  return near === undefined ? { problem: "missing" } : { problem: "missing", near: posix.join(folder, near) };
}

function definitionsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".qdl"));
  } catch {
    return [];
  }
}
