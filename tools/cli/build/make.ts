import { compile, type Diagnostic, type Memory, type Module, traced } from "qdl";
import { type Asked, keep, recall, type Recorded } from "../../project/build-record.ts";
import { type Config } from "../../project/config.ts";
import { loweredBy, withLevels } from "../../project/levels.ts";
import { digest } from "../../project/digest.ts";
import { type Inputs, projectPath } from "../../project/inputs.ts";
import { type OnDisk, type Plan, planOutput, planUnchanged, type Target } from "../../project/output.ts";
import { type ReadOnceHost } from "../../project/read-once-host.ts";
import { hasErrors } from "../report.ts";

/** What is built, from what, and where it goes. */
export interface Job {
  readonly inputs: Inputs;
  /** `folder` is absolute, `name` as it is seen from where the command runs. */
  readonly out: { readonly folder: string; readonly name: string };
  readonly levels: Config["levels"];
  /** Every module gets a source map. */
  readonly sourceMaps: boolean;
  readonly host: ReadOnceHost;
}

/** What a build would write, unless there are errors. */
export interface Made {
  readonly plan?: Plan;
  /** All modules of the project; none where they are known to be on disk already. */
  readonly modules: readonly Module[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the compiler itself had to say, before the levels of the project. */
  readonly found: readonly Diagnostic[];
}

/** What earlier builds of this process found out and wrote. */
export interface Earlier {
  readonly memory: Memory;
  /** Modules that are on disk as they are here, by path. */
  readonly written?: ReadonlyMap<string, OnDisk>;
}

/** Compiles, and compares with what is on disk. */
export function make(job: Job, { memory, written }: Earlier): Made {
  const { inputs, out, host } = job;
  const sources = projectPath(out.folder, inputs.root) || ".";
  const { modules: bare, diagnostics: found } = compile(inputs.files, host, {
    sources,
    memory,
    lowered: loweredBy(job.levels),
  });
  const modules = job.sourceMaps ? bare.flatMap((module) => traced(module, sources)) : bare;
  const diagnostics = reportsOf(job, found);
  if (hasErrors(diagnostics)) return { modules, diagnostics, found };
  const plan = planOutput(modules, targetOf(job), written);
  return { plan, modules, diagnostics: [...diagnostics, ...plan.diagnostics], found };
}

/** What the last build made, if nothing that it read or wrote has changed since: found out by reading alone. */
export function makeNothing(job: Job): Made | undefined {
  const recorded = recall(askedOf(job), job.host);
  if (!recorded) return undefined;
  const diagnostics = reportsOf(job, recorded.diagnostics);
  if (hasErrors(diagnostics)) return undefined;
  const plan = planUnchanged(recorded.modules, targetOf(job));
  return plan && { plan, modules: [], diagnostics, found: recorded.diagnostics };
}

/** Keeps what was made, and is on disk now, for the next build. */
export function keepMade(job: Job, { modules, found }: Made): void {
  const recorded: Recorded = {
    modules: modules.map(({ path, source, text }) => ({ path, source, digest: digest(text) })),
    diagnostics: found,
  };
  keep(askedOf(job), job.host.reads, recorded);
}

function askedOf({ inputs, out, sourceMaps }: Job): Asked {
  return { root: inputs.root, out: out.folder, files: inputs.files, sourceMaps };
}

function reportsOf({ inputs, levels }: Job, found: readonly Diagnostic[]): readonly Diagnostic[] {
  return withLevels([...inputs.diagnostics, ...found], levels);
}

function targetOf({ inputs, out, host }: Job): Target {
  const isGone = (source: string) => {
    const result = host.read(source);
    return isSearched(source, inputs.folders) && "problem" in result && result.problem === "missing";
  };
  return { ...out, isGone };
}

/** A build of single files says nothing about the others, so only searched folders can miss a definition. */
function isSearched(source: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === "" || source.startsWith(`${folder}/`));
}
