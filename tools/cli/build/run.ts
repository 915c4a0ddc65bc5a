import { performance } from "node:perf_hooks";
import { arrange, type Diagnostic, Memory } from "qdl";
import { makeDiskHost } from "../../project/disk-host.ts";
import { ReadOnceHost } from "../../project/read-once-host.ts";
import { writeOutput } from "../../project/write.ts";
import { refuseEmpty } from "../no-inputs.ts";
import { hasErrors, report } from "../report.ts";
import { type CommonOptions, type Settings, settle } from "../settings.ts";
import { type Terminal } from "../terminal.ts";
import { putDepfile } from "./depfile.ts";
import { keepMade, make, type Made, makeNothing } from "./make.ts";
import { makeProgress } from "./progress.ts";
import { compared, done, factsOf, isStale, withShownPaths } from "./words.ts";

/** What the command line of `qdl build` says. */
export interface BuildOptions extends CommonOptions {
  readonly check?: boolean;
  readonly watch?: boolean;
}

/** Builds, once or again and again. */
export async function runBuild(terminal: Terminal, paths: readonly string[], options: BuildOptions): Promise<void> {
  if (options.watch) {
    // Loaded here, because a single build watches nothing.
    const { watchBuild } = await import("./watch.ts");
    return watchBuild(terminal, paths, options);
  }
  const begun = performance.now();
  const settings = await settle(terminal, paths, options);
  if (!settings || refuseEmpty(terminal, settings.inputs)) return;
  const job = { ...settings, host: new ReadOnceHost(makeDiskHost(settings.inputs.root)) };
  const progress = makeProgress(terminal);
  const recalled = options.check ? undefined : makeNothing(job);
  const made = recalled ?? make(job, { memory: new Memory(progress.notice) });
  progress.clear();
  if (options.check) return tellStale(terminal, settings, made);
  const diagnostics = carryOut(made);
  if (!recalled && !hasErrors(diagnostics)) keepMade(job, made);
  const outcome = {
    ...made,
    diagnostics: [...diagnostics, ...putDepfile({ ...made, diagnostics }, job, terminal.cwd)],
  };
  await tell(terminal, settings, { made: outcome, begun });
}

/** Writes what was made, unless there are errors; all reports. */
export function carryOut({ plan, diagnostics }: Made): readonly Diagnostic[] {
  return plan && !hasErrors(diagnostics) ? [...diagnostics, ...writeOutput(plan)] : diagnostics;
}

/** What a build has to tell: what it made, and when it began. */
export interface Told {
  readonly made: Pick<Made, "plan" | "diagnostics">;
  readonly begun: number;
}

/** Says what was built, and how long it took; whether all went well. */
export async function tell(terminal: Terminal, { format, inputs }: Settings, { made, begun }: Told): Promise<boolean> {
  const diagnostics = arrange(made.diagnostics);
  const plan = made.plan && !hasErrors(diagnostics) ? withShownPaths(made.plan) : undefined;
  await report(terminal, format, { diagnostics, root: inputs.root, facts: plan ? factsOf(plan, false) : {} });
  if (!plan) terminal.exit(1);
  else if (format === "text") terminal.out(done(plan, performance.now() - begun));
  return plan !== undefined;
}

async function tellStale(terminal: Terminal, { format, inputs }: Settings, made: Made): Promise<void> {
  const diagnostics = arrange(made.diagnostics);
  const plan = made.plan && !hasErrors(diagnostics) ? withShownPaths(made.plan) : undefined;
  await report(terminal, format, { diagnostics, root: inputs.root, facts: plan ? factsOf(plan, true) : {} });
  if (!plan || isStale(plan)) terminal.exit(1);
  if (plan && format === "text") terminal.out(compared(plan));
}
