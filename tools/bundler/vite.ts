import { type Options } from "./options.ts";
import { plugin } from "./plugin.ts";

export { type Options };

/** The plugin for vite. */
export const qdl: typeof plugin.vite = plugin.vite;
