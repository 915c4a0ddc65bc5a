import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { median } from "../bench.ts";
import { type Texts } from "./inputs.ts";

const root = join(import.meta.dirname, "../..");

/** The command of this clone, as it is published. */
export const qdl = join(root, "dist/tools/cli/main.js");

/** Builds what is measured. */
export function buildPackage(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root });
}

/** A new folder for a project of the bench, inside the clone so that packages are found, with these files. */
export function writeProject(name: string, texts: Texts): string {
  const folder = join(root, ".tmp/bench-compile", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of [...texts, ["package.json", "{}"] as const]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What a process was given to do. */
export interface Task {
  readonly folder: string;
  /** Words of the command line, after `node`. */
  readonly words: readonly string[];
  /** Folders that are removed before, so that everything is written anew. */
  readonly fresh: readonly string[];
}

/** How long a whole process takes, in s. */
export function timeOf({ folder, words, fresh }: Task): number {
  for (const name of fresh) rmSync(join(folder, name), { recursive: true, force: true });
  const start = performance.now();
  execFileSync(process.execPath, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
  return (performance.now() - start) / 1000;
}

/** The times of tasks in s: the best of rounds in which each has its turn, since what else the machine does only adds to them. */
export function timesOf<Name extends string>(
  tasks: Readonly<Record<Name, Task>>,
  rounds: number,
): Record<Name, number> {
  const names = Object.keys(tasks) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) times.get(name)!.push(timeOf(tasks[name]));
  return Object.fromEntries(names.map((name) => [name, Math.min(...times.get(name)!)])) as Record<Name, number>;
}

/** What a cold compile of a folder spends its time on, in ms, and its peak memory, in MB. */
export function phasesOf(folder: string): Readonly<Record<string, number>> {
  const script = join(import.meta.dirname, "phases.mjs");
  return JSON.parse(execFileSync(process.execPath, [script, folder], { encoding: "utf8" })) as Record<string, number>;
}

/** The time in ms from writing `edits[i]` into a file of a watched folder to the new text of its module: the median, warm. */
export async function editTime(folder: string, file: string, edits: readonly string[]): Promise<number> {
  const watcher = spawn(process.execPath, [qdl, "build", "--watch"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await new Promise<void>((ready, fail) => {
      watcher.stderr.on("data", (data: Buffer) => data.toString().includes("watching") && ready());
      watcher.on("exit", () => fail(new Error("the watcher ended")));
    });
    const module = join(folder, "generated", file.replace(/\.qdl$/, ".ts"));
    const times: number[] = [];
    for (const text of edits) times.push(await oneEdit(join(folder, file), text, module));
    return median(times.slice(2));
  } finally {
    watcher.removeAllListeners("exit");
    watcher.kill("SIGINT");
    await new Promise((gone) => watcher.on("exit", gone));
  }
}

/** The time in ms from writing a text into a file to its new module. */
async function oneEdit(file: string, text: string, module: string): Promise<number> {
  // As somebody who saves a file every now and then.
  await new Promise((resume) => setTimeout(resume, 300));
  const before = statSync(module).ino;
  const start = performance.now();
  writeFileSync(file, text);
  while (statSync(module).ino === before) {
    if (performance.now() - start > 30_000) throw new Error("an edit was not built");
    await new Promise((resume) => setTimeout(resume, 1));
  }
  return performance.now() - start;
}
