import { transformSync } from "esbuild";
import { compile, type Compilation, type Host } from "qdl";
import * as runtime from "@qdl/runtime";
import { type World } from "./world.ts";

/** Definitions, and the behaviour module beside them. */
export interface Source {
  readonly text: string;
  readonly behaviour: string;
  /** What it imports as `./lib.qdl`. */
  readonly library?: Source;
}

/** Classes of a generated module, by name. */
export type Classes = Readonly<Record<string, runtime.ObjectClass<runtime.Device>>>;

/** Compiles a program that is in memory only. */
export function compileProgram({ text, behaviour, library }: Source): Compilation {
  const files = new Map([
    ["input.qdl", text],
    ["input.ts", behaviour],
  ]);
  if (library) files.set("lib.qdl", library.text).set("lib.ts", library.behaviour);
  const host: Host = {
    read: (path) => (files.has(path) ? { text: files.get(path)! } : { problem: "missing" }),
  };
  return compile(library ? ["lib.qdl", "input.qdl"] : ["input.qdl"], host);
}

/** Loads what was compiled into this process, on the runtime of the tests. */
export function loadProgram({ modules }: Compilation, { behaviour, library }: Source, world: World): Classes {
  const imports = new Map<string, unknown>([["@qdl/runtime", runtime]]);
  const textOf = (path: string): string => modules.find((module) => module.path === path)!.text;
  const load = (name: string, hooks: string): Classes => {
    imports.set(`../${name}.ts`, evaluate(hooks, new Map(), world));
    const made = evaluate(textOf(`${name}.ts`), imports, world) as Classes;
    imports.set(`./${name}.ts`, made);
    return made;
  };
  return { ...(library ? load("lib", library.behaviour) : {}), ...load("input", behaviour) };
}

function evaluate(text: string, imports: ReadonlyMap<string, unknown>, world: World): Record<string, unknown> {
  const { code } = transformSync(text, { loader: "ts", format: "cjs", target: "node20" });
  const module = { exports: {} };
  const find = (name: string): unknown => {
    if (!imports.has(name)) throw new Error(`nothing is imported from ${name}`);
    return imports.get(name);
  };
  // The text comes from the compiler, and from the generator beside this file.
  new Function("require", "module", "exports", "world", code)(find, module, module.exports, world);
  return module.exports;
}
