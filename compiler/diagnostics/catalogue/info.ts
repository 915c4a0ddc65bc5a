import { type Entry } from "./entry.ts";

/** What `qdl info` reports beside the mistakes of definitions. */
export const infoCatalogue = {
  "info/no-machine": {
    severity: "error",
    message: "no machine has the typename `{name}`",
    why: "there is nothing to show",
    help: "{hint}",
  },
  "info/several-machines": {
    severity: "error",
    message: "`{name}` is declared more than once, in {files}",
    why: "which of them is meant is not known",
    help: "name the file after the machine",
  },
  "info/module": {
    severity: "error",
    message: "a module cannot be loaded: {reason}",
    why: "the machine is made by its generated modules and the behaviour modules that they import",
    help: "{hint}",
  },
  "info/property": {
    severity: "error",
    message: "{problem}",
    why: "the machine would not be the one that was asked for",
    help: "{hint}",
  },
  "info/failed": {
    severity: "error",
    message: "{problem}",
    why: "a machine of which a part fails does not come up",
    help: "{hint}",
  },
  "info/left": {
    severity: "error",
    message: "{path} ({type}) is left at the end, with {count}",
    why: "it is leaked: {holders}",
    help: "{hint}",
  },
} as const satisfies Record<string, Entry>;
