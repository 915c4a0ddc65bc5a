import { type Entry } from "./entry.ts";

/** What `2-bind` reports: names and imports that lead nowhere, or to two places. */
export const bindCatalogue = {
  "bind/unknown-type": {
    severity: "error",
    message: "there is no type `{name}` here",
    why: "what it would contain, and how long that would live, is not known",
    help: "{hint}",
  },
  "bind/not-a-type": {
    severity: "error",
    message: "`{name}` is {what}, not {wanted}",
    why: "only a type has members, a size and a lifetime",
    help: "name {wanted} here",
  },
  "bind/type-name": {
    severity: "error",
    message: "`{name}` cannot be the name of a type",
    why: "the generated module could not declare or use a class of that name",
    help: "{hint}",
  },
  "bind/duplicate-name": {
    severity: "error",
    message: "`{name}` is declared twice in this file",
    why: "every use of the name would have two meanings",
    help: "rename one of the two, or import it under another name with `as`",
  },
  "bind/duplicate-member": {
    severity: "error",
    message: "`{type}` has two members named `{name}`",
    why: "every use of the name would have two meanings",
    help: "rename one of the two",
  },
  "bind/unknown-export": {
    severity: "error",
    message: "`{path}` declares no `{name}`",
    why: "the name would stand for nothing",
    help: "{hint}",
  },
  "bind/unused-import": {
    severity: "error",
    waivable: true,
    message: "`{name}` is imported and not used",
    why: "what is written has an effect, or it misleads the reader",
    help: "remove it from the import",
  },
  "bind/not-a-path": {
    severity: "error",
    message: '`"{path}"` is not a way to a file',
    why: "imports name files, relative to the one that imports, files of installed packages, or the built-in `qdl:core`",
    help: 'write `"./uart.qdl"` for a file of your own, `"serial-kit/uart.qdl"` for one of a package',
  },
  "bind/no-package": {
    severity: "error",
    message: "no package `{name}` is installed",
    why: "nothing is generated while a part of the project is missing",
    help: 'install it, or write `"./{name}/{path}"` for a file of your own',
  },
  "bind/not-exported": {
    severity: "error",
    message: "the package `{name}` does not give this to others: {reason}",
    why: "modules import the classes that the package brings: they would not find them",
    help: "import something that it gives to others, or ask its author for it",
  },
  "bind/across-packages": {
    severity: "error",
    message: '`"{path}"` leads through the wall of the package `{name}`',
    why: "where a package is installed is not its user's business, nor where its user is its own",
    help: "import it by the name of its package",
  },
  "bind/import-cycle": {
    severity: "error",
    message: "these files import each other in a circle: {path}",
    why: "a type would be extended before the module that declares it has run",
    help: "move `{name}`, which is extended across the circle, into a file of its own",
  },
  "bind/inheritance-cycle": {
    severity: "error",
    message: "`{name}` is its own ancestor: {path}",
    why: "its members and its size would never be known",
    help: "let one of these types extend something else",
  },
  "bind/wrong-base": {
    severity: "error",
    message: "{form} `{name}` cannot extend {baseForm} `{base}`",
    why: "it would lack what makes it {form}: {lack}",
    help: "extend {wanted}",
  },
  "bind/needs-override": {
    severity: "error",
    message: "`{name}` exists in `{base}` already",
    why: "a replaced member changes what `{base}` relies on, so it must be meant",
    help: "write `override` before it, or choose another name",
  },
  "bind/nothing-to-override": {
    severity: "error",
    message: "no ancestor of `{type}` has a member `{name}`",
    why: "`override` promises to replace something",
    help: "{hint}",
  },
  "bind/not-an-interface": {
    severity: "error",
    message: "`{name}` is no interface, so it cannot be implemented",
    why: "a type extends one type, and implements interfaces: those have no state and no behaviour of their own",
    help: "extend it with `: {name}`, or declare it as `interface` instead of `{form}`",
  },
  "bind/counted-type": {
    severity: "error",
    message: "`{name}` takes no number here",
    why: "a number after a type counts values of a property or of state; it would have no effect here",
    help: "for several parts, write the number after their name: `port[4] : {name}`",
  },
  "bind/not-a-family": {
    severity: "error",
    message: "`{name}` is no family: it leaves nothing to its members",
    why: "the variant would be the same type under another name",
    help: "declare what differs in it: `variant const RAM : size;`",
  },
  "bind/variant-elsewhere": {
    severity: "error",
    message: "the family `{name}` is declared in another file",
    why: "its text would mean other things here: names are those of its own file",
    help: "declare all members of a family in the file of the family",
  },
  "bind/variant-type": {
    severity: "error",
    message: "`{name}` takes a type that is a `{base}`",
    why: "the family uses its parts in every member",
    help: "name `{base}`, or a type that extends it",
  },
  "bind/variant-surplus": {
    severity: "error",
    message: "the family `{family}` leaves no `{name}` to its members",
    why: "the value would have no effect",
    help: "{hint}",
  },
  "bind/variant-missing": {
    severity: "error",
    message: "`{type}` does not say `{name}`",
    why: "sizes, addresses or parts that depend on it would be unknown",
    help: "add it: `{name} = ...;`, or make it `optional` in the family",
  },
} as const satisfies Record<string, Entry>;
