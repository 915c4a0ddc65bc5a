import { type CheckedFile } from "../3-check/index.ts";
import { writeModule } from "./module.ts";

export { checkBehaviour } from "./behaviour.ts";

/** One generated module: its path relative to the output folder, the definition file it comes from, its text. */
export interface EmittedModule {
  readonly path: string;
  readonly source: string;
  readonly text: string;
}

/** The modules of files that were checked without an error; `qdl:core` has none, the runtime brings its classes. */
export function emit(files: readonly CheckedFile[], sources: string): EmittedModule[] {
  return files
    .filter((file) => !file.file.core)
    .map((file) => {
      const source = file.file.source.name;
      return { path: source.replace(/\.qdl$/, ".ts"), source, text: writeModule(file, sources) };
    });
}
