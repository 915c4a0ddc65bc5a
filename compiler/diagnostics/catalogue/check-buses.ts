import { type Entry } from "./entry.ts";

/** What `3-check` reports of buses and of functions on them. */
export const busCatalogue = {
  "check/not-a-bus": {
    severity: "error",
    message: "`{name}` is no bus that can be made",
    why: "no device could sit on it",
    help: "name a `bus` that is not abstract",
  },
  "check/not-pci": {
    severity: "error",
    message: "`{what}` says nothing about `{name}`: it is no PCI function",
    why: "only a PCI function has configuration space and BARs",
    help: 'extend `PciDevice`, from "qdl:core"',
  },
  "check/pci-missing": {
    severity: "error",
    message: "`pci` does not say {missing}",
    why: "the guest finds the driver of a function by these numbers",
    help: "add them: `vendor 0x1b36; device 0x000d;`",
  },
  "check/bar-number": {
    severity: "error",
    message: "there is no BAR {number}",
    why: "a function has BARs 0 to 5, and a 64-bit one takes two",
    help: "use 0 to 5, or 0 to 4 for `mem64`",
  },
  "check/bar-twice": {
    severity: "error",
    message: "number {number} is taken by another BAR",
    why: "the guest could move only one of the two",
    help: "use another number; `mem64` takes the next one, too",
  },
  "check/msix-place": {
    severity: "error",
    message: "{bytes} bytes at {offset} do not lie inside BAR {number}",
    why: "the guest could not reach the messages",
    help: "place them at a multiple of 8 inside a BAR that shows a container",
  },
  "check/msix-overlap": {
    severity: "error",
    message: "the pending bits lie in the table, which has {size} bytes",
    why: "a write to one would change the other",
    help: "place the pending bits behind the table",
  },
} as const satisfies Record<string, Entry>;
