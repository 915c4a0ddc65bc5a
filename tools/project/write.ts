import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Diagnostic, Log } from "qdl";
import { type Change, type Plan, reportUnwritable, temporaryName } from "./output.ts";

/** What writing asks of the disk. */
export interface Disk {
  makeFolder(path: string): string | undefined;
  write(path: string, text: string | Uint8Array): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
}

/** The disk of this process. */
export const processDisk: Disk = {
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  write: (path, text) => writeFileSync(path, text, { flag: "wx" }),
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

/** A change whose text is on disk under another name in the same folder. */
interface Staged {
  readonly change: Change;
  readonly file: string;
  readonly temporary: string;
}

/**
 * Carries out a plan completely or not at all: every text is written beside its target first, then all are renamed, then what is left over is removed.
 * When a step fails, what was there before is there again, and the failure is reported.
 */
export function writeOutput(plan: Plan, on: Disk = processDisk): readonly Diagnostic[] {
  const log = new Log();
  const undo: (() => void)[] = [];
  const { folder, name } = plan.target;
  let path = "";
  try {
    const staged = plan.changes.map((change, at) => {
      path = change.path;
      return stage(change, join(folder, path), { on, undo, at });
    });
    for (const one of staged) {
      path = one.change.path;
      replace(one, on, undo);
    }
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    reportUnwritable(join(name, path), error, log);
    return log.all;
  }
  removeLeftOver(plan, on, log);
  return log.all;
}

interface Stage {
  readonly on: Disk;
  readonly undo: (() => void)[];
  readonly at: number;
}

function stage(change: Change, file: string, { on, undo, at }: Stage): Staged {
  const temporary = join(dirname(file), temporaryName(at));
  const made = on.makeFolder(dirname(file));
  if (made !== undefined) undo.push(() => on.remove(made));
  undo.push(() => on.remove(temporary));
  on.write(temporary, change.text);
  return { change, file, temporary };
}

function replace({ change, file, temporary }: Staged, on: Disk, undo: (() => void)[]): void {
  on.rename(temporary, file);
  undo.push(() => {
    if (!change.before) return on.remove(file);
    on.write(temporary, change.before);
    on.rename(temporary, file);
  });
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The first failure is the one that is reported; the other steps are still worth taking.
  }
}

function removeLeftOver({ target, leftOver }: Plan, on: Disk, log: Log): void {
  for (const path of leftOver) {
    try {
      on.remove(join(target.folder, path));
    } catch (error) {
      reportUnwritable(join(target.name, path), error, log);
    }
  }
}
