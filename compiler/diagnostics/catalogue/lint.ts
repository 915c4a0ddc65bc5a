import { type Entry } from "./entry.ts";

/** Advice of `qdl lint`: what works, or is refused elsewhere, and is worth a change. */
export const lintCatalogue = {
  "lint/embedded-conditional-use": {
    severity: "warning",
    message: "`{name}` is embedded, but exists only under a condition",
    why: "its bytes are part of the storage of `{type}` whether it is there or not, and every use must repeat the condition",
    help: "use `own`: then there is storage exactly when there is a child",
  },
  "lint/embedded-dual-impl": {
    severity: "warning",
    message: "`{name}` is embedded in reserved bytes, with {count} possible types",
    why: "an implementation that grows beyond them fails the build of everybody who embeds it, and a smaller one wastes them",
    help: "use `own`, which needs no size",
  },
  "lint/embedded-strong-ref": {
    severity: "note",
    message: "`{holder}` keeps embedded `{name}` alive beyond `{gone}`",
    why: "while it is held, the storage of all of `{storage}` stays allocated, though the rest of it is finalized",
    help: "use `own` for `{name}`, so that only its own storage stays, or a `link`, which keeps nothing",
  },
  "lint/embedded-mr-owner-unpluggable": {
    severity: "note",
    message: "{by} shows region `{region}` of embedded `{name}`, and `{gone}` can be unplugged",
    why: "a mapping that is held across the unplug keeps the storage of all of `{storage}` allocated",
    help: "use `own` for `{name}`, so that only its own storage stays",
  },
  "lint/bus-storage-lifetime": {
    severity: "error",
    waivable: true,
    message: "bus `{name}` lies in the storage of `{gone}`, which can be unplugged",
    why: "without a count of the storage, a device that is still on the bus reaches freed memory",
    help: "let what has the bus be `own`, and see that its devices go first",
  },
  "lint/as-same-owner-root": {
    severity: "error",
    waivable: true,
    message: "address space `{name}` and its root `{root}` belong to the same object",
    why: "where regions borrow their owner's count, the space keeps its root, so its owner, so itself: nothing of it is ever finalized",
    help: "end the space in `on unrealize`, or let the machine have it",
  },
  "lint/subregion-same-owner": {
    severity: "note",
    message: "region `{name}` lies in `{container}`, and both belong to the same object",
    why: "where regions borrow their owner's count, whether this leaks depends on an exception for common owners in the memory core",
    help: "nothing has to be done under the counted model",
  },
  "lint/unused-waiver": {
    severity: "warning",
    message: "this waiver of `{code}` waives nothing: {reason}",
    why: "a waiver that nobody needs hides the next report of its kind on this line",
    help: "remove it{hint}",
  },
} as const satisfies Record<string, Entry>;
