import { arrange, type Diagnostic, type Host, lint, type StorageModel, type Linted } from "qdl";

/** A project as lint looks at it. */
export interface Project {
  /** Definition files, as normalised project paths. */
  readonly roots: readonly string[];
  readonly model: StorageModel;
  /** Where generated modules go, relative to the project folder, with `/`. */
  readonly out: string;
}

/** Everything that lint finds in definitions, and in the behaviour modules beside them. */
export interface LintRun extends Linted {
  /** The behaviour modules that were read, as project paths. */
  readonly modules: readonly string[];
}

/** Lints definitions and behaviour. What reads TypeScript is loaded only if there is a behaviour module. */
export async function runLint(host: Host, { roots, model, out }: Project): Promise<LintRun> {
  const linted = lint(roots, host, { model });
  const modules = [...new Set(linted.behaviour.map(({ path }) => path))].filter((path) => "text" in host.read(path));
  if (modules.length === 0) return { ...linted, modules };
  const { lintBehaviour } = await import("../behaviour/index.ts");
  const found: readonly Diagnostic[] = lintBehaviour(linted.behaviour, host, { roots, out });
  return { ...linted, modules, diagnostics: arrange([...linted.diagnostics, ...found]) };
}
