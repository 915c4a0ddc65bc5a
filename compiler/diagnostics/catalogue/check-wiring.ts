import { type Entry } from "./entry.ts";

/** What `3-check` reports of wires: lines and clocks that are wired twice, or not at all. */
export const wiringCatalogue = {
  "check/clock-count": {
    severity: "error",
    message: "the number of clocks `{name}` depends on a property",
    why: "a clock is connected before its device is realized, and properties can be set until then: a clock could be connected that is not there in the end",
    help: "declare the most there can be, and use as many as the property says; or make a family of the type, and the number a `variant const`",
  },
  "check/wired-twice": {
    severity: "error",
    message: "`{name}` drives a second line",
    why: "a line leads to one place; the second connection fails when the board is made",
    help: "put a `split` in between, which drives as many lines as it is told",
  },
  "check/driven-twice": {
    severity: "error",
    message: "`{name}` is driven by a second line",
    why: "it would have the level of whoever changed last, and an interrupt of the other would be lost",
    help: "put an `or` in between, which is up while any of its inputs is",
  },
  "check/clocked-twice": {
    severity: "error",
    message: "clock `{name}` has a second source",
    why: "a clock input follows one clock; the second connection fails when the board is made",
    help: "remove one of the two, or put them under conditions of which one holds",
  },
  "check/unconnected": {
    severity: "error",
    waivable: true,
    message: "nothing connects `{name}`, which is required",
    why: "the device cannot work without it: it would wait for something that never comes",
    help: "connect it here, or leave it to who contains this type with an `alias`",
  },
  "check/unset-link": {
    severity: "error",
    message: "nothing sets `{name}`",
    why: "the device would find nothing where it expects something, so realize refuses it",
    help: "set it in the braces of the part, leave it to others with an `alias prop`, or make it `optional` where it is declared",
  },
  "check/loop-hides": {
    severity: "error",
    message: "`{name}` counts the children already",
    why: "in the loop it would be something else, and nobody could tell which child it is",
    help: "call the variable of the loop otherwise",
  },
  "check/link-count": {
    severity: "error",
    message: "{to} links of `{name}` are set to {from}",
    why: "each link leads to one object",
    help: "make both sides as long as each other: `a[0..3] = b[8..11]`, or set one after the other: `a[i] = b[i] for i in 0..4`",
  },
  "check/no-container": {
    severity: "error",
    message: "`{name}` looks for a `{wanted}` above it, and there is none in this machine",
    why: "the way up would find nothing at its first use, and throw",
    help: "put the part into a `{wanted}`, or make the `up` `optional` where it is declared",
  },
  "check/clock-ratio": {
    severity: "error",
    message: "`{name}` is an input, so it has no {what} of its own",
    why: "an input has the frequency of what drives it",
    help: "declare a `clock out` with the {what}, and connect `{name}` to it",
  },
  "check/idle-hook": {
    severity: "error",
    message: "`{name}` is an output, so nobody tells us that it changes",
    why: "the hook would never be called",
    help: "remove `on change`, or make it an `irq in`",
  },
} as const satisfies Record<string, Entry>;
