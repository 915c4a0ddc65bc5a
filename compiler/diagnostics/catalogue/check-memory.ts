import { type Entry } from "./entry.ts";

/** What `3-check` reports of regions and what answers behind them, of gates, aliases and wires. */
export const memoryCatalogue = {
  "check/alias-cycle": {
    severity: "error",
    message: "alias `{name}` leads back to itself",
    why: "following it would never end",
    help: "let it name a part of a child",
  },
  "check/alias-kind": {
    severity: "error",
    message: "`{name}` is an alias of kind `{of}`, but `{target}` is {found}",
    why: "whoever uses the alias would get something else",
    help: "write the kind that `{target}` is of, or name another part",
  },
  "check/label": {
    severity: "error",
    message: "`{label}` cannot stand in an address map",
    why: "a map has a line for each region, and people search it for names",
    help: "use 1 to 255 letters, digits and signs of ASCII, with single spaces between them, or leave the name as it is",
  },
  "check/late-alias": {
    severity: "error",
    message: "`{name}` is a property of `{child}`, which only exists from realize on",
    why: "properties are set before realize, when there is nothing to set it on",
    help: "declare a property of ours, and set the child's to it",
  },
  "check/idle-reserve": {
    severity: "error",
    waivable: true,
    message: "`{name}` has a storage of its own, so there is nothing to reserve",
    why: "the bytes would never be used",
    help: "remove `reserve`, or write `embed`",
  },
  "check/idle-setting": {
    severity: "error",
    message: "{what} changes nothing about region `{name}`",
    why: "it would read as if accesses were limited, and they would not be",
    help: "remove it; a bank says such things in its own braces",
  },
  "check/alias-outside": {
    severity: "error",
    message: "`{name}` shows bytes up to {end} of `{shown}`, which ends at {size}",
    why: "behind the end there is nothing to show: accesses there would fail",
    help: "make the alias smaller, or let it begin earlier",
  },
  "check/region-owner": {
    severity: "error",
    message: "region `{name}` cannot have another owner: {reason}",
    why: "a region lives as long as its owner, and is unparented with it",
    help: "name an embedded or owned device of ours, or `none`, or remove `owner`",
  },
  "check/region-attribute": {
    severity: "error",
    message: "`{attribute}` changes nothing about a region of kind `{kind}`",
    why: "it would read as if the region were something that it is not",
    help: "remove it",
  },
  "check/sub-in-array": {
    severity: "error",
    message: "`{name}` is an array, so it cannot contain `sub`",
    why: "one subregion would have to be in several containers at once",
    help: "declare a container for each, with its own `sub`",
  },
  "check/sub-outside-container": {
    severity: "error",
    message: "`{name}` is of kind `{kind}`, so it cannot contain `sub`",
    why: "what lies in it would never be reached",
    help: "make it a `container`",
  },
  "check/not-behind": {
    severity: "error",
    message: "{found} cannot be behind a region of kind `{kind}`",
    why: "nothing would ever call it",
    help: "{hint}",
  },
  "check/ops-and-hook": {
    severity: "error",
    message: "`{name}` is both a pair of ops and a hook",
    why: "the behaviour module can have only one thing of that name",
    help: "give one of the two another name",
  },
} as const satisfies Record<string, Entry>;
