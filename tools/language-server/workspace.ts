import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { configName, findConfig, findConfigFile } from "../project/config.ts";
import { isBelow } from "../project/disk-host.ts";
import { projectPath } from "../project/inputs.ts";
import { Project } from "./project.ts";

/** A file of an editor, as its project knows it. */
export interface Place {
  readonly project: Project;
  readonly path: string;
}

/** The projects of an editor: one for each configuration file, and for each folder that is open without one. */
export class Workspace {
  readonly #folders: readonly string[];
  readonly #projects = new Map<string, Promise<Project>>();
  readonly #texts = new Map<string, string>();

  /** `folders`: what the editor has open, as addresses. */
  constructor(folders: readonly string[]) {
    this.#folders = folders.flatMap((uri) => pathOf(uri) ?? []);
  }

  /** Every project that a file was asked for of. */
  async projects(): Promise<readonly Project[]> {
    return [...new Set(await Promise.all(this.#projects.values()))];
  }

  /** Where a file belongs; nothing for what is not on disk. */
  async find(uri: string): Promise<Place | undefined> {
    const file = pathOf(uri);
    if (file === undefined) return undefined;
    const project = await this.#projectOf(file);
    return isBelow(project.root, file) ? { project, path: projectPath(project.root, file) } : undefined;
  }

  /** A file is open, and has this text. */
  async edit(uri: string, text: string): Promise<void> {
    this.#texts.set(uri, text);
    const place = await this.find(uri);
    place?.project.edit(place.path, text);
  }

  /** A file is no longer open. */
  async close(uri: string): Promise<void> {
    this.#texts.delete(uri);
    const place = await this.find(uri);
    place?.project.close(place.path);
  }

  /** A file changed on disk; `moved` if it came or went. */
  async changed(uri: string, moved: boolean): Promise<void> {
    if (uri.endsWith(`/${configName}`)) return this.#settleAgain();
    const file = pathOf(uri);
    if (file === undefined) return;
    for (const project of await this.projects())
      if (isBelow(project.root, file)) project.changed(projectPath(project.root, file), moved);
  }

  /** Configurations say which files belong together, so with one of them everything may be different. */
  async #settleAgain(): Promise<void> {
    this.#projects.clear();
    for (const [uri, text] of this.#texts) await this.edit(uri, text);
  }

  #projectOf(file: string): Promise<Project> {
    const folder = this.#homeOf(file);
    const known = this.#projects.get(folder);
    if (known) return known;
    const made = makeProject(folder);
    this.#projects.set(folder, made);
    return made;
  }

  /** The folder of the nearest configuration, else the folder that the editor has open, else the file's own. */
  #homeOf(file: string): string {
    const config = findConfigFile(dirname(file));
    if (config !== undefined) return dirname(config);
    return this.#folders.find((folder) => isBelow(folder, file)) ?? dirname(file);
  }
}

async function makeProject(folder: string): Promise<Project> {
  return new Project((await findConfig(folder)) ?? { folder, config: {}, diagnostics: [] });
}

function pathOf(uri: string): string | undefined {
  return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
}
