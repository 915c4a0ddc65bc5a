import { join, resolve } from "node:path";
import { type Diagnostic, Log } from "qdl";
import { configName } from "../../project/config.ts";
import { formatDepfile, writeDepfile } from "../../project/depfile.ts";
import { projectPath } from "../../project/inputs.ts";
import { reportUnwritable } from "../../project/output.ts";
import { hasErrors } from "../report.ts";
import { type Settings } from "../settings.ts";
import { type Job, type Made } from "./make.ts";

/** Writes the depfile that was asked for, once everything else is well; reports why it cannot. */
export function putDepfile(
  { plan, diagnostics }: Pick<Made, "plan" | "diagnostics">,
  job: Job & Pick<Settings, "depfile" | "configFolder">,
  cwd: string,
): readonly Diagnostic[] {
  const { depfile } = job;
  if (!depfile || !plan || hasErrors(diagnostics)) return [];
  const modules = [...plan.changes.map(({ path }) => path), ...plan.unchanged].sort();
  const targets = depfile.target === undefined ? modules.map((path) => join(job.out.name, path)) : [depfile.target];
  const read = [...job.host.reads].flatMap(([path, result]) => ("text" in result ? [join(job.inputs.root, path)] : []));
  const config = job.configFolder === undefined ? [] : [join(job.configFolder, configName)];
  const inputs = [...new Set([...config, ...read])];
  const file = resolve(cwd, depfile.file);
  const log = new Log();
  const taken = [...inputs, ...modules.map((path) => join(job.out.folder, path))].includes(file);
  if (taken) log.report("project/depfile-clash", undefined, { path: depfile.file });
  else attempt(file, formatDepfile(targets, inputs.map((path) => projectPath(cwd, path)).sort()), log, depfile.file);
  return log.all;
}

function attempt(file: string, text: string, log: Log, name: string): void {
  try {
    writeDepfile(file, text);
  } catch (error) {
    reportUnwritable(name, error, log);
  }
}
