import { resolve } from "node:path";
import { type BoundFile, type Diagnostic, inspect, type Inspection, Memory } from "qdl";
import { type Configured } from "../project/config.ts";
import { findInputs, type Inputs } from "../project/inputs.ts";
import { withLevels } from "../project/levels.ts";
import { EditedHost } from "./edited-host.ts";

/** Definitions that belong together, with what is known of them now. A change makes only what depends on it be worked out again. */
export class Project {
  /** Absolute. */
  readonly root: string;
  /** What its configuration says; where there is none, everything in a folder is one project. */
  readonly configured: Configured;
  readonly #host: EditedHost;
  readonly #memory = new Memory();
  #inputs: Inputs | undefined;
  #known: Inspection | undefined;

  constructor(configured: Configured) {
    this.configured = configured;
    this.root = resolve(configured.folder, configured.config.root ?? ".");
    this.#host = new EditedHost(this.root);
  }

  /** What is known of the definitions as they are now. */
  get now(): Inspection {
    const { folder, config } = this.configured;
    this.#inputs ??= findInputs({ cwd: folder, paths: config.inputs ?? [], root: this.root });
    const open = [...this.#host.open].filter((path) => path.endsWith(".qdl"));
    this.#known ??= inspect([...new Set([...this.#inputs.files, ...open])].sort(), this.#host, {
      memory: this.#memory,
    });
    return this.#known;
  }

  /** Every mistake, with the weight that the project gives it. */
  get diagnostics(): readonly Diagnostic[] {
    return withLevels(this.now.diagnostics, this.configured.config.levels);
  }

  /** The file at a project path, if it is one of the project's. */
  file(path: string): BoundFile | undefined {
    return this.now.checked.find(({ file }) => file.source.name === path)?.file;
  }

  /** The text of any file of the project, also one that holds no definitions. */
  textOf(path: string): string | undefined {
    const read = this.#host.read(path);
    return "text" in read ? read.text : undefined;
  }

  /** A file is open, and has this text. */
  edit(path: string, text: string): void {
    this.#host.edit(path, text);
    this.#known = undefined;
  }

  /** A file is no longer open. */
  close(path: string): void {
    this.#host.close(path);
    this.#known = undefined;
  }

  /** A file changed on disk; `moved` if it came or went. */
  changed(path: string, moved: boolean): void {
    this.#host.forget(path);
    if (moved) this.#inputs = undefined;
    this.#known = undefined;
  }
}
