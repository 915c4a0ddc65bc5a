import { isOwn } from "../2-bind/model.ts";
import { type CheckedFile } from "../3-check/index.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import { writeModule } from "./module.ts";
import { type Module } from "./source-map.ts";

export { checkBehaviour } from "./behaviour.ts";
export { hookSetName } from "./hooks.ts";
export { generatedHeader, sourceOfGenerated } from "./header.ts";
export { type Module, type Origin, sourceMapOf, type SourceMap, traced } from "./source-map.ts";

/** The modules of files that were checked without an error; the classes of `qdl:core` and of packages are there already. */
export function emit(files: readonly CheckedFile[], sources: string, log: Log, memory: Memory): Module[] {
  return files
    .filter(({ file }) => isOwn(file))
    .map((file) => {
      const source = file.file.source.name;
      return {
        path: source.replace(/\.qdl$/, ".ts"),
        source,
        ...memory.once(file, `emit ${sources}`, log, () => writeModule(file, sources)),
      };
    });
}
