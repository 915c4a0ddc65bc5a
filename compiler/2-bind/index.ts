import { type Log } from "../diagnostics/log.ts";
import { type Host } from "../host.ts";
import { type Memory } from "../memory.ts";
import { checkImportCycles } from "./cycles.ts";
import { bindInheritance } from "./inherit.ts";
import { load } from "./load.ts";
import { type Model } from "./model.ts";
import { bindNames } from "./names.ts";

/** Reads the files at `roots` and everything that they import, and gives every name its meaning. */
export function bind(roots: readonly string[], host: Host, log: Log, memory: Memory): Model {
  const files = bindNames(load(roots, host, log, memory), log, memory);
  bindInheritance(files, log, memory);
  checkImportCycles(files, log);
  return { files };
}
