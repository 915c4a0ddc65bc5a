import { type Entry } from "./entry.ts";

/** What `check` reports. */
export const checkCatalogue = {} as const satisfies Record<string, Entry>;
