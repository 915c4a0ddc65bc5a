import { type Entry } from "./entry.ts";

/** What `bind` reports. */
export const bindCatalogue = {} as const satisfies Record<string, Entry>;
