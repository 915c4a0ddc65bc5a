import { type Entry } from "./entry.ts";

/** What `qdl simulate` reports of a script, before anything of it is played. */
export const simulateCatalogue = {
  "simulate/input": {
    severity: "error",
    message: "cannot read {name}: {reason}",
    why: "there is nothing to play",
    help: "name a file with one operation a line, or `-` for standard input",
  },
  "simulate/empty": {
    severity: "error",
    message: "`{name}` has no operation",
    why: "there is nothing to play",
    help: "begin with `type P` and `new p P`",
  },
  "simulate/operation": {
    severity: "error",
    message: "{problem}",
    why: "a script with a line that means nothing is not played at all",
    help: "{hint}",
  },
  "simulate/arguments": {
    severity: "error",
    message: "{problem}",
    why: "a script with a line that means nothing is not played at all",
    help: "{hint}",
  },
  "simulate/name": {
    severity: "error",
    message: "{problem}",
    why: "the operation would be done to nothing, or to something else than was meant",
    help: "{hint}",
  },
} as const satisfies Record<string, Entry>;
