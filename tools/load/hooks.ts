/** Hooks for Node's loader, which runs them in a thread of their own: see `loadModule`. */
import { readFileSync } from "node:fs";
import { type LoadHook, type ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";
import { sourceOfGenerated } from "qdl";

/** What a load is about. */
export interface LoaderData {
  /** The end of the address of every module that belongs to this load. */
  readonly tag: string;
  /** The address of the runtime. */
  readonly runtime: string;
  /** Generated modules: addresses and texts. */
  readonly modules: readonly (readonly [url: string, text: string])[];
}

let tag = "";
let runtime = "";
let modules: ReadonlyMap<string, string> = new Map();

/** Called once, before the other hooks. */
export function initialize(data: LoaderData): void {
  ({ tag, runtime } = data);
  modules = new Map(data.modules);
}

/** Modules of this load find each other, the runtime of the caller, and in the place of a generated file the text just compiled. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier.endsWith(tag)) return { url: specifier, format: "module", shortCircuit: true };
  const parent = context.parentURL;
  if (!parent?.endsWith(tag)) return next(specifier, context);
  if (specifier === "@qdl/runtime") return { url: runtime, shortCircuit: true };
  const from = parent.slice(0, -tag.length);
  const url = /^\.{0,2}\//.test(specifier) ? new URL(specifier, from).href : null;
  if (specifier.endsWith(".qdl")) return packaged(next(specifier, { ...context, parentURL: from }));
  if (url?.endsWith(".js") && url.includes("/node_modules/")) return packaged(next(url, context));
  if (!url?.endsWith(".ts")) return next(specifier, { ...context, parentURL: from });
  const own = modules.has(url + tag) ? url + tag : insteadOf(url);
  return { url: own ?? url + tag, format: "module", shortCircuit: true };
};

/** A module that a package brings for a definition, and what that imports of the package: they take the runtime of the caller, too. */
async function packaged(found: ReturnType<Parameters<ResolveHook>[2]>): Promise<Awaited<typeof found>> {
  const { url } = await found;
  return { url: url + tag, format: "module", shortCircuit: true };
}

/** Texts without their types; lines and columns stay as they are. */
export const load: LoadHook = (url, context, next) => {
  if (!url.endsWith(tag)) return next(url, context);
  const text = modules.get(url) ?? readFileSync(fileURLToPath(url.slice(0, -tag.length)), "utf8");
  return { format: "module", source: withoutTypes(text, url), shortCircuit: true };
};

/**
 * A behaviour module imports the generated file of its project, which may be out of date or not be there yet: the module meant is
 * the one whose path ends most like it. Null for a file that qdl did not generate.
 */
function insteadOf(url: string): string | null {
  if (!isReplaceable(url)) return null;
  const wanted = url.split("/").reverse();
  let best: { url: string; same: number } | null = null;
  for (const candidate of modules.keys()) {
    const path = candidate.slice(0, -tag.length).split("/").reverse();
    const end = wanted.findIndex((step, at) => step !== path[at]);
    const same = end < 0 ? wanted.length : end;
    if (same > (best?.same ?? 0)) best = { url: candidate, same };
  }
  return best?.url ?? null;
}

function isReplaceable(url: string): boolean {
  try {
    return sourceOfGenerated(readFileSync(fileURLToPath(url), "utf8")) !== undefined;
  } catch {
    return true;
  }
}

function withoutTypes(text: string, url: string): string {
  try {
    return transformSync(text, { mode: "strip-only", module: true }).code;
  } catch (fault) {
    const { message, startLine, startColumn } = fault as { message: string; startLine: number; startColumn: number };
    const path = fileURLToPath(url.slice(0, -tag.length));
    throw new SyntaxError(`${message}\n    at ${path}:${startLine}:${startColumn + 1}`, { cause: fault });
  }
}
