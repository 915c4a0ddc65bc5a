import { type Entry } from "./entry.ts";

/** What `5-emit` reports: modules that are written, and do not work without something beside them. */
export const emitCatalogue = {
  "emit/no-behaviour": {
    severity: "warning",
    message: "hooks of `{type}` have no behaviour: {problem}",
    why: "the generated module imports `{name}` from there, and cannot run without it",
    help: "write it, and export a constant `{name}` of type `{type}Hooks` from it",
  },
  "emit/runtime-name": {
    severity: "warning",
    message: "`self.{plain}` in `{path}` is not this `{name}`: that is `self.{plain}_`",
    why: "every object of the runtime has a `{plain}` of its own, so the member is called `{plain}_` in the generated class",
    help: "write `self.{plain}_` there, or give the member another name",
  },
} as const satisfies Record<string, Entry>;
