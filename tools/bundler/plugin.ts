import { dirname, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { type Diagnostic } from "qdl";
import { createUnplugin, type UnpluginContext, type UnpluginInstance } from "unplugin";
import { type Failure, failureOf, inOneText } from "./failure.ts";
import { type Options } from "./options.ts";
import { Project } from "./project.ts";
import { scriptOf, withoutTypes } from "./script.ts";
import { writeTypes } from "./types.ts";

/** What a hook of a build may say. */
type Speaker = Pick<UnpluginContext, "error" | "warn"> & { addWatchFile(path: string): void };

/** The plugin for every bundler: an import of a definition is an import of the module that the compiler makes of it. */
export const plugin: UnpluginInstance<Options | undefined, false> = createUnplugin((options = {}, { framework }) => {
  const build = new Build(options, framework);
  return {
    name: "qdl",
    enforce: "pre",
    buildStart: () => build.start(),
    watchChange: () => build.touch(),
    ...(framework !== "esbuild" && { resolveId: (specifier, importer) => build.resolve(specifier, importer) }),
    loadInclude: (id) => build.loads(id),
    load(id) {
      return build.load(id, this);
    },
    esbuild: {
      loader: "js",
      // Not as `resolveId`, which would put what it finds into a namespace where esbuild reads no files.
      setup({ onResolve }) {
        onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
          const found = build.resolve(path, importer);
          return found === null ? undefined : { path: found };
        });
      },
    },
    vite: {
      // Definitions that a mistake keeps out of the module graph have no module that their change could reach.
      hotUpdate({ file, modules, type }) {
        if (type !== "update" || !file.endsWith(".qdl")) return undefined;
        const graph = this.environment.moduleGraph;
        const reached = build.modulesOf(file).flatMap((id) => [...(graph.getModulesByFile(id) ?? [])]);
        return [...new Set([...modules, ...reached])];
      },
    },
  };
});

/** One build, or all builds of one watching bundler. */
class Build {
  readonly #options: Options;
  readonly #framework: string;
  #project: Project | undefined;
  /** TypeScript modules that definitions lead to. */
  readonly #behaviour = new Set<string>();
  /** Definitions that were loaded. */
  readonly #loaded = new Set<string>();
  /** Whether a definition that was loaded last had no module. */
  #failed = false;
  /** Warnings that were passed on since the last change. */
  #warned = new Set<string>();

  constructor(options: Options, framework: string) {
    this.#options = options;
    this.#framework = framework;
  }

  async start(): Promise<void> {
    const { project, problems } = await Project.open(this.#options, process.cwd());
    if (problems.length > 0) throw new Error(inOneText(failureOf(problems, project.root)));
    if (this.#project) this.touch();
    else this.#project = project;
  }

  touch(): void {
    this.#project?.touch();
    this.#warned = new Set();
  }

  /** Leads imports between modules and behaviour modules to where they are; definitions, not what was generated from them. */
  resolve(specifier: string, importer: string | undefined): string | null {
    const project = this.#project;
    const from = importer && withoutQuery(importer);
    if (!project || !from || !specifier.startsWith(".")) return null;
    if (from.endsWith(".qdl")) return this.#found(project.target(from, specifier));
    const path = resolve(dirname(from), specifier);
    const definition = specifier.endsWith(".ts") ? project.definitionOf(path) : undefined;
    if (definition) return definition;
    const known = this.#behaviour.has(from) || project.isBehaviour(path);
    return known && specifier.endsWith(".ts") ? this.#found(path) : null;
  }

  #found(path: string | undefined): string | null {
    if (path?.endsWith(".ts")) this.#behaviour.add(path);
    return path ?? null;
  }

  /** Definitions; and behaviour modules, where the bundler does not read TypeScript by itself. */
  loads(id: string): boolean {
    const path = withoutQuery(id);
    const strips = this.#framework === "rollup" || this.#framework === "webpack";
    return path.endsWith(".qdl") || (strips && this.#behaviour.has(path));
  }

  async load(id: string, speaker: Speaker) {
    const path = withoutQuery(id);
    if (!path.endsWith(".qdl")) return this.#loadBehaviour(path, speaker);
    const project = this.#project!;
    this.#loaded.add(path);
    const module = project.module(path);
    for (const file of project.definitions()) if (file !== path) speaker.addWatchFile(file);
    const { diagnostics } = project.compiled();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    this.#failed = errors.length > 0;
    if (errors.length > 0 || !module) return this.#fail(this.#failure(errors, path), speaker);
    for (const diagnostic of diagnostics) this.#warn(diagnostic, speaker);
    const problem = this.#options.types ? await writeTypes(module, path) : null;
    if (problem !== null) speaker.warn(problem);
    return scriptOf(module, path, readFileSync(path, "utf8"));
  }

  /** Loaded definitions that a definition takes part in. */
  modulesOf(file: string): readonly string[] {
    // All are checked together, so that while there is a mistake none has a module.
    return this.#failed ? [...this.#loaded] : [file];
  }

  #loadBehaviour(path: string, speaker: Speaker) {
    try {
      return { code: withoutTypes(readFileSync(path, "utf8")), map: null };
    } catch (fault) {
      const { message, place } = fault as SyntaxError & { place?: { line: number; column: number } };
      return this.#fail({ message, id: path, ...(place && { loc: { file: path, ...place } }) }, speaker);
    }
  }

  #failure(errors: readonly Diagnostic[], path: string): Failure {
    if (errors.length > 0) return failureOf(errors, this.#project!.root);
    return { message: `\`${path}\` is not in the project folder \`${this.#project!.root}\``, id: path };
  }

  /** esbuild and webpack show the text alone, so that the frame belongs to it. */
  #fail(failure: Failure, speaker: Speaker) {
    if (this.#framework === "webpack") throw Object.assign(new Error(inOneText(failure)), { hideStack: true });
    const { loc, ...rest } = failure;
    const shown = this.#framework === "esbuild" ? { message: inOneText(failure) } : rest;
    speaker.error({ name: "qdl", plugin: "qdl", ...shown, ...(loc && { loc }) });
    // esbuild forgets what was said where there is no text.
    return { code: "", map: null };
  }

  #warn(diagnostic: Diagnostic, speaker: Speaker): void {
    const said = inOneText(failureOf([diagnostic], this.#project!.root));
    if (this.#warned.has(said)) return;
    this.#warned.add(said);
    speaker.warn(said);
  }
}

/** What bundlers add to an id behind `?` is theirs. */
function withoutQuery(id: string): string {
  return id.replace(/[?#].*$/, "");
}
