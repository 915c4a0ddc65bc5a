import { transformSync } from "esbuild";
import { compile, type Compilation, type Host } from "qdl";
import * as runtime from "@qdl/runtime";
import { type World } from "./world.ts";

/** Definitions, and the behaviour module beside them. */
export interface Source {
  readonly text: string;
  readonly behaviour: string;
}

/** Classes of a generated module, by name. */
export type Classes = Readonly<Record<string, runtime.ObjectClass<runtime.Device>>>;

/** Compiles a program that is in memory only. */
export function compileProgram({ text, behaviour }: Source): Compilation {
  const host: Host = { read: (path) => ({ text: path === "input.qdl" ? text : behaviour }) };
  return compile(["input.qdl"], host);
}

/** Loads what was compiled into this process, on the runtime of the tests. */
export function loadProgram(compilation: Compilation, { behaviour }: Source, world: World): Classes {
  const hooks = evaluate(behaviour, new Map(), world);
  const imports = new Map<string, unknown>([
    ["@qdl/runtime", runtime],
    ["../input.ts", hooks],
  ]);
  return evaluate(compilation.modules[0]!.text, imports, world) as Classes;
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
