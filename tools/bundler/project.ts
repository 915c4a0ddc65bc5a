import { dirname, join, posix, resolve } from "node:path";
import { type Compilation, compile, type Diagnostic, Memory, type Module } from "qdl";
import { type Config, findConfig } from "../project/config.ts";
import { loweredBy, withLevels } from "../project/levels.ts";
import { makeDiskHost } from "../project/disk-host.ts";
import { findInputs, type Inputs, projectPath } from "../project/inputs.ts";
import { type Options } from "./options.ts";

/** A folder that does not exist, directly below the project folder: the place of modules while they lead to each other. */
const virtualFolder = ".qdl-modules";

/** Definitions of a project, compiled in memory and again after changes. */
export class Project {
  readonly root: string;
  readonly #inputs: () => Inputs;
  readonly #levels: Config["levels"];
  readonly #out: string;
  readonly #memory = new Memory();
  /** Definitions outside of what the project lists, by project path. */
  readonly #others = new Set<string>();
  #made: Compilation | undefined;

  private constructor(find: () => Inputs, out: string, levels: Config["levels"]) {
    this.#inputs = find;
    this.#levels = levels;
    this.#out = out;
    this.root = find().root;
  }

  /** The project of the working folder; `problems` is what its configuration says wrongly. */
  static async open(options: Options, cwd: string): Promise<{ project: Project; problems: readonly Diagnostic[] }> {
    const configured = await findConfig(cwd);
    const { folder = cwd, config = {}, diagnostics = [] } = configured ?? {};
    const root = options.root === undefined ? resolve(folder, config.root ?? ".") : resolve(cwd, options.root);
    const find = () => findInputs({ cwd: folder, paths: config.inputs ?? [], root });
    const project = new Project(find, resolve(folder, config.out ?? "generated"), config.levels);
    return { project, problems: diagnostics };
  }

  /** Something changed: the next module is compiled anew, as far as the change reaches. */
  touch(): void {
    this.#made = undefined;
  }

  /** What came of the definitions; of all of them, as `qdl build` does, so that modules are the same. */
  compiled(): Compilation {
    if (!this.#made) {
      const { files, diagnostics: found } = this.#inputs();
      const roots = [...new Set([...files, ...this.#others])].sort();
      const made = compile(roots, makeDiskHost(this.root), { memory: this.#memory, lowered: loweredBy(this.#levels) });
      this.#made = { ...made, diagnostics: withLevels([...found, ...made.diagnostics], this.#levels) };
    }
    return this.#made;
  }

  /** The module of the definition at an absolute path; nothing where there are mistakes. */
  module(file: string): Module | undefined {
    const path = projectPath(this.root, file);
    const of = () => this.compiled().modules.find(({ source }) => source === path);
    const found = of();
    if (found || this.compiled().modules.length === 0 || this.#others.has(path)) return found;
    this.#others.add(path);
    this.touch();
    return of();
  }

  /** The definition whose generated module an absolute path stands for, whether it was ever written or not. */
  definitionOf(generated: string): string | undefined {
    const path = projectPath(this.#out, generated);
    if (path.startsWith("../") || !path.endsWith(".ts")) return undefined;
    const file = join(this.root, path.replace(/\.ts$/, ".qdl"));
    const known = this.compiled().files.some(({ name }) => join(this.root, name) === file);
    return known ? file : undefined;
  }

  /** Whether a module at an absolute path stands beside a definition, to implement its hooks. */
  isBehaviour(path: string): boolean {
    const definition = projectPath(this.root, path.replace(/\.ts$/, ".qdl"));
    return this.compiled().files.some(({ name }) => name === definition);
  }

  /** Where an import of a module leads: to another definition, or to a behaviour module; nothing where it names a package. */
  target(file: string, specifier: string): string | undefined {
    if (!specifier.startsWith(".")) return undefined;
    const from = posix.join(virtualFolder, dirname(projectPath(this.root, file)));
    const path = posix.join(from, specifier);
    const inside = `${virtualFolder}/`;
    if (!path.startsWith(inside)) return join(this.root, path);
    return join(this.root, path.slice(inside.length).replace(/\.ts$/, ".qdl"));
  }

  /** Every file whose text the modules depend on: absolute paths of definitions. */
  definitions(): string[] {
    return this.compiled().files.map(({ name }) => join(this.root, name));
  }
}
