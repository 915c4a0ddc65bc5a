import { type Entry } from "./entry.ts";

/** What `qdl lint` finds in behaviour modules: misuse of lifetimes that types cannot refuse. */
export const behaviourCatalogue = {
  "behaviour/finalize-uses-child": {
    severity: "error",
    waivable: true,
    message: "`{name}` is reached in finalizer `{hook}` of `{type}`, where it is gone",
    why: "children and regions are unparented and links dropped before finalizers run, so this reaches a dead object, or nothing",
    help: "`hold` it in the definition, or do this in `on unparent`",
  },
  "behaviour/finalize-resurrect": {
    severity: "error",
    waivable: true,
    message: "the device escapes from finalizer `{hook}` of `{type}`: it is {how}",
    why: "whoever finds it later has an object that has ended; taking a reference on it throws",
    help: "do this in `on unparent`, where the device still lives",
  },
  "behaviour/use-after-consume": {
    severity: "error",
    waivable: true,
    message: "`{name}` is used after it was consumed{hint}",
    why: "the reference has gone elsewhere: `value` and `clone` throw, and the object may be dead",
    help: "use what `consume` or `addChild` returned, or `clone` the handle before",
  },
  "behaviour/handle-not-disposed": {
    severity: "warning",
    message: "`{name}` holds a reference that nobody drops{hint}",
    why: "the object is never finalized, and is in the leak report when the machine ends",
    help: "declare it with `using`, give it to a parent with `addChild`, or `drop` it on every way out",
  },
  "behaviour/mapping-not-unmapped": {
    severity: "warning",
    message: "`{name}` maps memory, and is not unmapped{hint}",
    why: "the region that it shows, and its owner, stay as long as the mapping, past their unplug",
    help: "declare it with `using`, call `unmap` on every way out, or name the device as its `holder`",
  },
  "behaviour/kept-in-module": {
    severity: "warning",
    message: "{what} is kept in module variable `{variable}`",
    why: "all devices of the type share the variable, and it outlives each of them: after an unplug it holds what is dead",
    help: "keep it in `state` or a `link` of the definition, in a `WeakMap` by device, or forget it in `on unrealize`",
  },
  "behaviour/foreign-timer": {
    severity: "warning",
    message: "`{name}` runs in the host's time, outside of the runtime",
    why: "it fires after the device is unrealized or gone, in no order with the guest's clock, and no snapshot knows of it",
    help: "declare a `timer` in the definition",
  },
  "behaviour/async-callback-outlives-device": {
    severity: "warning",
    message: "{what} reaches the device later, when it need not live any more",
    why: "nothing takes the callback back when the device is unrealized, so that it finds a dead device, or state of freed storage",
    help: "declare a `timer`, or look the device up anew when the callback runs",
  },
  "behaviour/listener-not-removed": {
    severity: "warning",
    message: "what `{name}` begins is never ended by a hook of `{type}`",
    why: "it goes on to call into a device that is unrealized or gone",
    help: "end it in `on unrealize`, or record the way back with `onUnrealize`",
  },
  "behaviour/backend-not-detached": {
    severity: "warning",
    message: "a backend is attached in `{hook}`, before the device is realized",
    why: "unrealize gives back what realize got; what init got stays attached, and the backend calls into a device that is gone",
    help: "attach in `on realize`: then unrealize detaches",
  },
  "behaviour/over-unref": {
    severity: "warning",
    message: "`unref` drops a reference on {what}, which this code does not hold",
    why: "the count reaches zero while the parent still has the object: it is finalized under its hands",
    help: "`unparent` a child that is to go; what was taken with `ref` is dropped by the function that took it",
  },
  "behaviour/child-double-ref": {
    severity: "warning",
    message: "`{name}` takes a reference that nothing in this module drops",
    why: "a child that is added with it has two references, or the object has one for ever: it is never finalized",
    help: "use `Owned.of`, which is dropped by `using` or given away by `addChild`",
  },
  "behaviour/child-created-in-realize": {
    severity: "warning",
    message: "`{name}` makes a part in `{hook}`, and nothing takes it away again",
    why: "a second realize makes it a second time: the name is taken, and realize fails",
    help: "declare the part, wrap the call in `untilUnrealize`, or unparent it in `on unrealize`",
  },
  "behaviour/child-not-unrealized": {
    severity: "warning",
    message: "`realize` is called for a part in `{hook}`, and no hook calls `unrealize`",
    why: "the part stays realized when its container is not, with its regions open to the guest",
    help: "use `realizePart`, which is undone in the reverse order, or let the definition realize it",
  },
  "behaviour/realize-error-leak": {
    severity: "warning",
    message: "`{hook}` can fail here after `{name}`, which nothing takes back then",
    why: "a realize that fails does not run `on unrealize`: what this hook got by itself stays with a device that is not realized",
    help: "check first and get things afterwards, or record the way back with `onUnrealize` right away",
  },
  "behaviour/instance-property": {
    severity: "warning",
    message: "`{name}` is added to a device, whose class does not declare it",
    why: "properties belong to classes: this one is in no snapshot, no `qom-tree`, and no other instance",
    help: "declare it in the definition: `prop`, `state`, `link`, or keep it in a `WeakMap` by device",
  },
  "behaviour/late-property": {
    severity: "warning",
    message: "property `{name}` is set in `{hook}`, when it is fixed",
    why: "parts were made by its value; setting it after init throws",
    help: "declare it `dynamic` if it may change, or use `state`",
  },
  "behaviour/undeclared-use": {
    severity: "warning",
    message: "`{hook}` reaches `{name}`, which the definition does not say that it uses",
    why: "what is proven of `on {event}`, such as the order in which parts go, is proven for what it says: `{name}` may be gone",
    help: "name it in the definition: `on {event} => {hook} uses ..., {name}`",
  },
  "behaviour/init-global-side-effect": {
    severity: "warning",
    message: "`{hook}` changes `{name}`, which all devices share",
    why: "every type is made and dropped again to ask what it has: init runs for devices that no board will ever see",
    help: "do this in `on realize`, and undo it in `on unrealize`",
  },
} as const satisfies Record<string, Entry>;
