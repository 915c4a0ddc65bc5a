import process from "node:process";
import { pathToFileURL, URL } from "node:url";

let folders = [];
let runtime = "";

/** Folders of the sandbox, which is the working folder, that are loaded as often as the tests are. */
export function initialize({ reloaded }) {
  const sandbox = `${pathToFileURL(process.cwd()).href}/`;
  folders = reloaded.map((folder) => new URL(folder, sandbox).href);
  runtime = new URL("runtime/index.ts", sandbox).href;
}

/**
 * Test files get our collection of tests where they ask for Vitest, and the runtime of the sandbox, not that of the packages,
 * which are those of the project. What is imported of a folder by what was loaded the second time is loaded a second time.
 */
export async function resolve(specifier, context, next) {
  if (specifier === "vitest") return next("./vitest.ts", { ...context, parentURL: import.meta.url });
  const found = await next(specifier === "@qdl/runtime" ? runtime : specifier, context);
  const load = context.parentURL && new URL(context.parentURL).searchParams.get("load");
  if (!load || !folders.some((folder) => found.url.startsWith(folder))) return found;
  const url = new URL(found.url);
  url.searchParams.set("load", load);
  return { ...found, url: url.href };
}
