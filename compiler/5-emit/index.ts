import { type CheckedFile } from "../3-check/index.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import { generatedHeader } from "./header.ts";
import { writeModule } from "./module.ts";

export { checkBehaviour } from "./behaviour.ts";
export { hookSetName } from "./hooks.ts";
export { generatedHeader, sourceOfGenerated } from "./header.ts";

/** One generated module. `path` is relative to the output folder, with `/`; `source` is the definition file it comes from. `text` begins with `generatedHeader(source)`. */
export interface Module {
  readonly path: string;
  readonly source: string;
  readonly text: string;
}

/** The modules of files that were checked without an error; `qdl:core` has none, the runtime brings its classes. */
export function emit(files: readonly CheckedFile[], sources: string, log: Log, memory: Memory): Module[] {
  return files
    .filter((file) => !file.file.core)
    .map((file) => {
      const source = file.file.source.name;
      return {
        path: source.replace(/\.qdl$/, ".ts"),
        source,
        text: memory.once(file, `emit ${sources}`, log, () => generatedHeader(source) + writeModule(file, sources)),
      };
    });
}
