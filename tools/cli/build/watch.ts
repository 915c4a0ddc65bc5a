import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { counted, Memory } from "qdl";
import { configName, findConfigFile } from "../../project/config.ts";
import { isBelow, makeDiskHost } from "../../project/disk-host.ts";
import { projectPath } from "../../project/inputs.ts";
import { type OnDisk, onDisk } from "../../project/output.ts";
import { ReadOnceHost } from "../../project/read-once-host.ts";
import { type Changes, type Unwatch, watchFiles } from "../../project/watch-files.ts";
import { refuseEmpty } from "../no-inputs.ts";
import { hasErrors } from "../report.ts";
import { type Settings, settle } from "../settings.ts";
import { type Terminal } from "../terminal.ts";
import { putDepfile } from "./depfile.ts";
import { type Job, keepMade, make, type Made } from "./make.ts";
import { makeProgress } from "./progress.ts";
import { type BuildOptions, carryOut, tell } from "./run.ts";

/** Builds, and builds again what a change can reach, until the terminal says stop. A mistake leaves the previous output. */
export async function watchBuild(terminal: Terminal, paths: readonly string[], options: BuildOptions): Promise<void> {
  const { stop } = terminal;
  const watch = new Watch(terminal, paths, options);
  await watch.start();
  await new Promise<void>((end) => {
    if (stop?.aborted) end();
    else stop?.addEventListener("abort", () => end());
  });
  await watch.end();
}

class Watch {
  readonly #terminal: Terminal;
  readonly #paths: readonly string[];
  readonly #options: BuildOptions;
  readonly #progress;
  readonly #memory: Memory;
  #job: (Job & Settings) | undefined;
  #written: ReadonlyMap<string, OnDisk> | undefined;
  #made: Made | undefined;
  #watched = "";
  /** Files of installed packages that builds read; a build that fails may not come to read them again. */
  readonly #packaged = new Set<string>();
  #unwatch: Unwatch = () => Promise.resolve();
  /** Builds follow each other, however fast changes come. */
  #last: Promise<void> = Promise.resolve();

  constructor(terminal: Terminal, paths: readonly string[], options: BuildOptions) {
    // A build that fails is not the end of watching.
    this.#terminal = silentExit(terminal);
    this.#paths = paths;
    this.#options = options;
    this.#progress = makeProgress(terminal);
    this.#memory = new Memory(this.#progress.notice);
  }

  async start(): Promise<void> {
    await this.#settle();
    await this.#watchFiles();
    await this.#build();
    await this.#watchFiles();
    if (this.#job) this.#terminal.err(`watching ${counted(this.#job.inputs.files.length, "file")} (Ctrl+C ends it)\n`);
    else this.#terminal.err(`watching \`${configName}\` (Ctrl+C ends it)\n`);
  }

  /** Ends watching; what is on disk need not be worked out again by the next build. */
  async end(): Promise<void> {
    await this.#unwatch();
    await this.#last;
    if (this.#job && this.#made) keepMade(this.#job, this.#made);
  }

  #react(changes: Changes): void {
    this.#last = this.#last.then(() => this.#rebuild(changes));
  }

  async #rebuild({ changed, moved }: Changes): Promise<void> {
    const begun = performance.now();
    const relevant = [...changed].filter((path) => this.#concerns(path));
    if (relevant.length === 0) return;
    for (const path of relevant) this.#job?.host.forget(projectPath(this.#job.inputs.root, path));
    if (moved || relevant.some((path) => path.endsWith(configName))) {
      await this.#settle();
      await this.#watchFiles();
    }
    await this.#build(begun);
    await this.#watchFiles();
  }

  /** Whether a change of this file can matter. */
  #concerns(path: string): boolean {
    if (path.endsWith(".qdl") || path.endsWith(configName) || !this.#job) return true;
    return this.#job.host.reads.has(projectPath(this.#job.inputs.root, path));
  }

  /** Reads the configuration and searches for definitions. */
  async #settle(): Promise<void> {
    const before = this.#job;
    const settings = await settle(this.#terminal, this.#paths, this.#options);
    const same = before && settings && before.inputs.root === settings.inputs.root;
    const host = same ? before.host : settings && new ReadOnceHost(makeDiskHost(settings.inputs.root));
    if (before?.out.folder !== settings?.out.folder) this.#written = undefined;
    this.#job = settings && { ...settings, host: host! };
  }

  /** Watches what the settings lead to; while they are wrong, what was watched before. */
  async #watchFiles(): Promise<void> {
    if (!this.#job && this.#watched !== "") return;
    const { cwd } = this.#terminal;
    const root = this.#job?.inputs.root;
    const config = findConfigFile(cwd);
    const apart = config !== undefined && (root === undefined || !isBelow(root, config)) ? [config] : [];
    const paths = root === undefined ? apart : [root, ...apart, ...this.#ofPackages(root)];
    const ignored = this.#job ? [this.#job.out.folder] : [];
    const watched = [...paths, "", ...ignored].join("\n");
    if (watched === this.#watched) return;
    this.#watched = watched;
    const before = this.#unwatch;
    this.#unwatch = await watchFiles({ paths, ignored }, (changes) => this.#react(changes));
    // Only now, so that no change is missed in between.
    await before();
  }

  /** What builds read of installed packages, as absolute paths: folders of packages are not watched as a whole. */
  #ofPackages(root: string): string[] {
    for (const [path, result] of this.#job?.host.reads ?? [])
      if ("text" in result && /(?:^|\/)node_modules\//.test(path)) this.#packaged.add(resolve(root, path));
    return [...this.#packaged].sort();
  }

  async #build(begun = performance.now()): Promise<void> {
    const job = this.#job;
    if (!job || refuseEmpty(this.#terminal, job.inputs)) return;
    job.host.begin();
    const made = make(job, { memory: this.#memory, ...(this.#written && { written: this.#written }) });
    this.#progress.clear();
    const carried = carryOut(made);
    const well = !hasErrors(carried);
    if (well) this.#written = onDisk(made.modules, job.out.folder, this.#written);
    this.#made = well ? made : undefined;
    const diagnostics = [...carried, ...putDepfile({ ...made, diagnostics: carried }, job, this.#terminal.cwd)];
    const told = await tell(this.#terminal, job, { made: { ...made, diagnostics }, begun });
    if (!told) this.#terminal.err("nothing was written; waiting for changes\n");
  }
}

function silentExit({ cwd, out, err, paint, status }: Terminal): Terminal {
  return { cwd, out, err, paint, exit: () => undefined, ...(status && { status }) };
}
