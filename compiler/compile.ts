import { arrange } from "./diagnostics/arrange.ts";
import { type Diagnostic, Log } from "./diagnostics/log.ts";
import { type Host } from "./host.ts";
import { readSource } from "./read.ts";
import { type SourceFile } from "./source.ts";

/** One generated module. `path` is relative to the output folder, with `/`; `source` is the definition file it comes from. */
export interface Module {
  readonly path: string;
  readonly source: string;
  readonly text: string;
}

/** What a run of the compiler found out about a project. */
export interface Checked {
  /** Every mistake once, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read: the roots and what they import. */
  readonly files: readonly SourceFile[];
}

/** What a run of the compiler makes of a project; there are modules exactly when no diagnostic is an error. */
export interface Compilation extends Checked {
  readonly modules: readonly Module[];
}

/** What a caller may choose. */
export interface CompileOptions {
  /** The way from the output folder to the project root, with `/`, as generated imports of behaviour modules need it. Default: `..`. */
  readonly sources?: string;
}

/** Checks the files at `roots` (normalised project paths) and everything that they import; writes nothing, never throws on bad input. */
export function check(roots: readonly string[], host: Host): Checked {
  const log = new Log();
  const files = read(roots, host, log);
  return { diagnostics: arrange(log.all), files };
}

/** Compiles the files at `roots` (normalised project paths) and everything that they import into modules. */
export function compile(roots: readonly string[], host: Host, _options: CompileOptions = {}): Compilation {
  return { ...check(roots, host), modules: [] };
}

function read(roots: readonly string[], host: Host, log: Log): SourceFile[] {
  return roots.map((path) => readSource(path, { host, log })).filter((file) => file !== undefined);
}
