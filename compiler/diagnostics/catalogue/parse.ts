import { type Entry } from "./entry.ts";

/** What `1-parse` reports: text that is not the language. */
export const parseCatalogue = {
  "parse/syntax": {
    severity: "error",
    message: "expected {expected}, found {found}",
    why: "nothing is generated from a declaration that cannot be read",
    help: "write {expected} here, or remove what stands in its place",
  },
} as const satisfies Record<string, Entry>;
