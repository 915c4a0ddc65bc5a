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
  "check/part-not-there": {
    severity: "error",
    message: "`{name}` is part of something that is not there yet, or not alone",
    why: "what a parent sets is set when its child is made; parts that depend on properties come later, and of an array each is set by itself",
    help: "name a part that is always there, an element by its number, or let the child promote it with `alias prop`",
  },
  "check/property-unset": {
    severity: "error",
    message: "`{child}` leaves `{name}` of `{type}` unset, which has no default",
    why: "realize would refuse it",
    help: "set it: `{name} = ...;`, or promote it: `alias prop {name} = {child}.{name};`",
  },
  "check/optional-default": {
    severity: "error",
    message: "`{name}` has a default, so it is never unset",
    why: "`optional` would have no effect",
    help: "remove `optional`, or the default",
  },
  "check/optional-value": {
    severity: "error",
    message: "`{name}` may be unset, so it has no value here",
    why: "whether anybody sets it shows only when the board is made",
    help: "give it a default instead of `optional`, or read it in the behaviour module",
  },
  "check/list-length": {
    severity: "error",
    message: "{what} has {found} values, not {count}",
    why: "the property is declared with {count}, and the board would refuse any other number",
    help: "write {count} values, or declare the property with `[]` for any number",
  },
  "check/not-one-of": {
    severity: "error",
    message: "{what} is {value}, which is none of {values}",
    why: "the board would refuse it when it is set",
    help: "use one of these, or add it where the property is declared",
  },
  "check/state-open": {
    severity: "error",
    message: "`{name}` does not say how many elements it has",
    why: "state lies at fixed places of the storage, so its size must be known",
    help: "write the number: `[16]`",
  },
  "check/wrong-form": {
    severity: "error",
    message: "`{what}` says nothing about {form}",
    why: "nothing would come of it",
    help: "move it to {wanted}, or remove it",
  },
  "check/never-realized": {
    severity: "error",
    message: "`{name}` waits for realize, and {form} types are never realized",
    why: "what depends on properties, and links, are made when their owner is realized: here they would never be",
    help: "make it independent of properties, or put it into a `device`",
  },
  "check/interface-member": {
    severity: "error",
    message: "the interface `{name}` cannot have `{what}`",
    why: "an interface says what its implementers have: it has no state, no parts and no behaviour itself",
    help: "declare properties, methods, lines, clocks and buses; all else belongs to the types that implement it",
  },
  "check/interface-detail": {
    severity: "error",
    message: "an interface says only that `{name}` is there, and of which type",
    why: "each type that implements it says the rest, so this would have no effect",
    help: "remove it here, and write it where the interface is implemented",
  },
  "check/interface-child": {
    severity: "error",
    message: "`{name}` is an interface, and nothing can be made of it",
    why: "a child has a type, with a storage and a life; an interface is only a part of what it can do",
    help: "name a type that implements it, or `link` to one",
  },
  "check/not-implemented": {
    severity: "error",
    message: "`{type}` implements `{interface}`, but has no `{name}`",
    why: "whoever holds it as `{interface}` would use what is not there",
    help: "declare it as the interface does",
  },
  "check/implemented-otherwise": {
    severity: "error",
    message: "`{name}` of `{type}` is not what `{interface}` asks for",
    why: "whoever holds it as `{interface}` would use it as what it is not",
    help: "declare it with the kind, the type and the number that the interface says, and under no condition",
  },
  "check/implemented-twice": {
    severity: "error",
    message: "`{type}` would be `{interface}` in two ways",
    why: "a cast to it would find no single one, and fail",
    help: "implement one of the two",
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
