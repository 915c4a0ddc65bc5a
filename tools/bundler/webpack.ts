import { type Options } from "./options.ts";
import { plugin } from "./plugin.ts";

export { type Options };

/** The plugin for webpack. */
export const qdl: typeof plugin.webpack = plugin.webpack;
