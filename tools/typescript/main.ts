import { create } from "./plugin.ts";

/** What TypeScript calls for a plugin that it loads: the export of a CommonJS module. */
export function plugin(): { readonly create: typeof create } {
  return { create };
}
