import { type Entry } from "./entry.ts";

/** What can be used when it does not live, or cannot live where it is put: the rules of the lifetime model. */
export const lifetimeCatalogue = {
  "lifetime/unknown-size": {
    severity: "error",
    message: "`{name}` cannot be embedded: {reason}",
    why: "the layout of the whole storage depends on its size, which is not known before it runs",
    help: "use `own`, which gives it a storage of its own",
  },
  "lifetime/conditional-child": {
    severity: "error",
    message: "`{name}` does not exist under every condition that this needs",
    why: "without it there is nothing to connect or map, and the board would fail when it is realized",
    help: "move this into the same `when`",
  },
} as const satisfies Record<string, Entry>;
