import { type Entry } from "./entry.ts";

/** What can be used when it does not live, or cannot live where it is put: the rules of the lifetime model. */
export const lifetimeCatalogue = {
  "lifetime/unknown-size": {
    severity: "error",
    message: "`{name}` cannot be embedded: {reason}",
    why: "the layout of the whole storage depends on its size, which is not known before it runs",
    help: "use `own`, which gives it a storage of its own, or `reserve` the bytes that the largest one needs",
  },
  "lifetime/reserve-too-small": {
    severity: "error",
    message: "`{type}` has {size} bytes, but `{name}` has {reserve} reserved",
    why: "its state would lie over that of what comes behind it in the storage",
    help: "reserve at least {size} bytes",
  },
  "lifetime/conditional-child": {
    severity: "error",
    message: "`{name}` does not exist under every condition that this needs",
    why: "without it there is nothing to connect, map or use, and the board would fail when it comes to it",
    help: "move this into the same `when`",
  },
  "lifetime/finalize-uses-child": {
    severity: "error",
    message: "`{hook}` uses `{name}` in a finalizer, where it is gone: {what} is {how} before",
    why: "children are unparented and links dropped before finalizers run, so it would reach a dead object, or nothing",
    help: "`hold` what a finalizer needs, or do this in `on unparent`, where everything is still in its place",
  },
  "lifetime/resurrection": {
    severity: "error",
    message: "`{hook}` gives `{type}` itself away while it is being finalized",
    why: "a reference taken on an object that ends is refused at the attempt, and its finalizer would fail half way",
    help: "do this in `on unparent`, where the object still lives",
  },
  "lifetime/strong-cycle": {
    severity: "error",
    message: "`{name}` closes a cycle of references that keep each other alive: {path}",
    why: "none of them would ever be finalized: each waits for the one before it",
    help: "make one of them a `link`, which is weak, or `up` if it leads to a container",
  },
  "lifetime/ref-to-ancestor": {
    severity: "error",
    message: "`{name}` is a `{relation}` to `{ancestor}`, which contains it",
    why: "the container keeps its part alive and the part its container, so that neither is ever finalized",
    help: "use `up`, the typed way to the container, which keeps nobody alive",
  },
  "lifetime/outlives-its-dependencies": {
    severity: "error",
    message: "`{part}` can outlive `{gone}`, and uses {used}",
    why: "`{holder}` keeps it alive when `{gone}` is unplugged; {then}",
    help: "make `{holder}` a `link`, which reads as nothing then, or let the part hold what it uses",
  },
  "lifetime/unparent-order": {
    severity: "error",
    message: "the parts of `{type}` cannot be unparented in any order: `{first}` must go before `{then}`, and after it",
    why: "whichever goes first, another part would use it, or expect it, when it is gone",
    help: "remove one of these orders",
  },
  "lifetime/double-ownership": {
    severity: "error",
    message: "`{name}` is put on `{second}` while it sits on `{first}`",
    why: "a device has one place on one bus: it stays on `{first}`, and `{second}` does without it",
    help: "remove one of the two, or declare a second device",
  },
  "lifetime/mapped-twice": {
    severity: "error",
    message: "region `{name}` is mapped a second time",
    why: "a region stands in one container at a time; the second map fails when the board is made",
    help: "declare an alias of it and map that: `region again : alias of {name}`",
  },
  "lifetime/exposure": {
    severity: "error",
    message: "{by} shows region `{region}`, and can outlive `{gone}`",
    why: "when `{gone}` is unplugged, the region stays where it is shown and keeps its owner: the device is never finalized",
    help: "map it from inside `{gone}`, whose unrealize takes the map back, or plug it on a bus that does",
  },
  "lifetime/alias-outlives-target": {
    severity: "error",
    message: "alias {by} can outlive `{gone}`, whose region `{region}` it shows",
    why: "when `{gone}` is unplugged, the alias stays and shows a region that has left its device",
    help: "declare the alias inside `{gone}`, so that both go together",
  },
  "lifetime/phase": {
    severity: "error",
    message: "`{hook}` uses `{name}` on {event}, where it need not exist",
    why: "what depends on properties is made by realize and gone after unrealize; the hook would find nothing there",
    help: "do this in `on realize`, or in `on unrealize`",
  },
  "lifetime/hot-plug": {
    severity: "error",
    message: "`{name}` cannot be unplugged, but what it is part of can: {reason}",
    why: "an unplug takes everything that is inside; this part would stay behind, or fail it",
    help: "declare it where it cannot be unplugged, in a `machine` or a type that is not inside a `hotplug` one",
  },
  "lifetime/outer-bus": {
    severity: "error",
    message: "embedded `{name}` sits on `{bus}`, outside of `{type}`, which can be unplugged",
    why: "the bus keeps it alive when its container goes, with the storage of the whole container",
    help: "give `{type}` a bus of its own, or let `{bus}`'s owner have the device",
  },
  "lifetime/bus-goes-first": {
    severity: "error",
    message: "`{device}` sits on `{bus}`, which goes with `{gone}`",
    why: "when `{gone}` is unplugged, its bus takes `{device}` out of the tree too, although its parent stays and goes on to use it",
    help: "declare `{device}` inside `{gone}`, so that both go together, or plug it on a bus that stays",
  },
  "lifetime/held-across-unrealize": {
    severity: "error",
    message: "`{holder}` keeps `{part}` alive in the place that the next realize needs",
    why: "unrealize lets `{part}` go, but it lives on; realizing the device again would make the next one over its memory, and fails",
    help: "use `own` for `{part}`, which gives each one a storage of its own, or make `{holder}` a `link`",
  },
  "lifetime/dynamic-part": {
    severity: "error",
    message: "`{name}` depends on `{prop}`, which can change while the device is realized",
    why: "parts are made by realize and stay until unrealize; a later value of `{prop}` would change nothing",
    help: "remove `dynamic` from `{prop}`, or keep the part and have a hook enable it",
  },
  "lifetime/late-property": {
    severity: "error",
    message: "`{name}` of `{child}` would have to be set after realize, when it is locked: `{prop}` can change then",
    why: "the child would keep the first value, and setting it again throws",
    help: "make `{name}` `dynamic`, or remove `dynamic` from `{prop}`",
  },
  "lifetime/storage-escape": {
    severity: "error",
    message: "{by} reaches embedded `{part}` after the storage of {whole} is gone",
    why: "nobody counts the storage in this model: it is freed with {whole}, and the next use of `{part}` reads freed memory",
    help: "use `own` for `{part}`, or count storage (`--model counted`)",
  },
  "lifetime/embedded": {
    severity: "warning",
    message: "`{name}` is embedded in `{type}`",
    why: "it cannot outlive the storage around it, whoever holds it",
    help: "use `own`, which gives it a storage of its own",
  },
  "lifetime/realize-symmetry": {
    severity: "error",
    message: "`{hook}` uses `{name}` in realize, and no hook gives anything back in unrealize",
    why: "what it registers with `{name}` stays there when the device goes, and calls into a device that is not realized",
    help: "add `on unrealize => ...`, or allow it with a reason if nothing is kept",
  },
} as const satisfies Record<string, Entry>;
