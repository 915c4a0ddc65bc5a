import { type Options } from "./options.ts";
import { plugin } from "./plugin.ts";

export { type Options };

/** The plugin for esbuild. */
export const qdl: typeof plugin.esbuild = plugin.esbuild;
