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
  "check/typename": {
    severity: "error",
    message: "`{typename}` cannot be a typename",
    why: "no command line would take it without quotes",
    help: "use letters, digits, `.`, `_`, `+` and `-`, and begin with a letter or a digit",
  },
  "check/typename-twice": {
    severity: "error",
    message: "the typename `{typename}` is taken",
    why: "a machine finds types by their names",
    help: 'give one of them another: `typename "...";`',
  },
  "check/set-own": {
    severity: "error",
    message: "`{name}` is no property that this type inherits",
    why: "`set` changes the default of an inherited property, and nothing else",
    help: "write the value where `{name}` is declared",
  },
  "check/cannot-override": {
    severity: "error",
    message: "this `{what}` cannot be replaced",
    why: "what it would replace is made, laid out or set by the type that it extends",
    help: "replace properties only, by ones of the same type; give everything else a name of its own",
  },
  "check/unparent-circle": {
    severity: "error",
    message: "each of {names} would have to end before the others",
    why: "there is no order in which they could be taken apart",
    help: "remove one of the orders",
  },
  "check/enum-number": {
    severity: "error",
    message: "`{name}` and `{other}` are both {number}",
    why: "a number could not be told from the other",
    help: "choose another number",
  },
} as const satisfies Record<string, Entry>;
