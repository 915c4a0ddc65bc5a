import { type Entry } from "./entry.ts";

/** What `3-check` reports of types as such: families, typenames, interfaces, flags and defaults. */
export const typeCatalogue = {
  "check/family-not-abstract": {
    severity: "error",
    message: "`{name}` leaves something to its members, but is not `abstract`",
    why: "its storage could not be laid out, so none could be made",
    help: "write `abstract` before it, and make a `variant` of it",
  },
  "check/family-empty": {
    severity: "error",
    message: "the family `{name}` has no member",
    why: "layout and maps are checked for each member, so nobody would check this one",
    help: "declare one: `variant Small of {name}` with its values",
  },
} as const satisfies Record<string, Entry>;
