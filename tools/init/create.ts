import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Diagnostic, Log } from "qdl";
import { systemCode, systemReason } from "../project/system-reason.ts";
import { projectFiles } from "./template.ts";

/** A project to be. `folder` is absolute; `shown` is its name in reports; `version` is the compiler's. */
export interface NewProject {
  readonly folder: string;
  readonly shown: string;
  readonly version: string;
}

/** What came of it: the files that were written, all or none. */
export interface Created {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes the files of a new project. If one of them is there already, or one cannot be written, none is, and that is reported. */
export function createProject({ folder, shown, version }: NewProject): Created {
  const log = new Log();
  const files = projectFiles({ name: packageName(basename(folder)), version });
  const names = [...files.keys()];
  const isFile = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
  if (isFile) log.report("project/exists", undefined, { path: shown });
  for (const name of names.filter((name) => existsSync(join(folder, name))))
    log.report("project/exists", undefined, { path: join(shown, name) });
  if (log.failed) return { files: [], diagnostics: log.all };
  const undo: string[] = [];
  let path = shown;
  try {
    for (const [name, text] of files) {
      path = join(shown, name);
      const file = join(folder, name);
      const made = mkdirSync(dirname(file), { recursive: true });
      undo.push(made ?? file);
      writeFileSync(file, text, { flag: "wx" });
    }
    return { files: names, diagnostics: [] };
  } catch (error) {
    // What somebody else made in the meantime is not ours to remove.
    if (systemCode(error) === "EEXIST") undo.pop();
    for (const one of undo.reverse()) rmSync(one, { recursive: true, force: true });
    log.report("project/not-writable", undefined, { path, reason: systemReason(error) });
    return { files: [], diagnostics: log.all };
  }
}

/** A folder's name as npm accepts it. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 200);
  return ["", "qdl", "node-modules"].includes(name) ? "devices" : name;
}
