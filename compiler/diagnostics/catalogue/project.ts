import { type Entry } from "./entry.ts";

/** What `project` reports. */
export const projectCatalogue = {} as const satisfies Record<string, Entry>;
