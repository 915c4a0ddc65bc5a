import { type Entry } from "./entry.ts";

/** What `5-emit` reports: modules that are written, and do not work without something beside them. */
export const emitCatalogue = {
  "emit/no-behaviour": {
    severity: "warning",
    message: "hooks of `{type}` have no behaviour: {problem}",
    why: "the generated module imports `{name}` from there, and cannot run without it",
    help: "write it, and export a constant `{name}` of type `{type}Hooks` from it",
  },
} as const satisfies Record<string, Entry>;
