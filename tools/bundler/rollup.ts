import { type Options } from "./options.ts";
import { plugin } from "./plugin.ts";

export { type Options };

/** The plugin for rollup. */
export const qdl: typeof plugin.rollup = plugin.rollup;
