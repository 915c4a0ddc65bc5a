import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { type Module } from "qdl";
import { type LoaderData } from "./hooks.ts";

/** Modules that can be loaded, and where behaviour modules find what they import. */
export interface Loadable {
  readonly modules: readonly Module[];
  /** The project folder, absolute; the modules were emitted for an output folder directly below it. */
  readonly root: string;
}

let loads = 0;

/**
 * Loads a generated module and what it imports, straight from the compiler: nothing is written to disk. Types are taken out on
 * the way, in behaviour modules, too, on any version of Node. All of it works on the runtime that the caller uses. Every call
 * loads everything anew. Throws what a module throws when it is loaded, and `SyntaxError` for a text that is not TypeScript.
 */
export async function loadModule({ modules, root }: Loadable, path: string): Promise<Record<string, unknown>> {
  const tag = `?qdl-load=${++loads}`;
  // A folder that does not exist: the hooks answer for it.
  const folder = pathToFileURL(`${root}/.qdl-${loads}/`);
  const urlOf = (name: string) => new URL(name.split("/").map(encodeURIComponent).join("/"), folder).href + tag;
  const data: LoaderData = {
    tag,
    runtime: import.meta.resolve("@qdl/runtime"),
    modules: modules.map(({ path: name, text }) => [urlOf(name), text]),
  };
  const hooks = import.meta.url.endsWith(".ts") ? "../load/hooks.ts" : "../load/hooks.js";
  register(hooks, import.meta.url, { data });
  return (await import(urlOf(path))) as Record<string, unknown>;
}
