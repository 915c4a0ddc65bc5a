import { type Entry } from "./entry.ts";

/** What `3-check` reports of buses and of functions on them. */
export const busCatalogue = {
  "check/not-a-bus": {
    severity: "error",
    message: "`{name}` is no bus that can be made",
    why: "no device could sit on it",
    help: "name a `bus` that is not abstract",
  },
  "check/bus-array": {
    severity: "error",
    message: "`{name}` are several buses",
    why: "a device sits on one of them",
    help: "pick one: `{name}[0]`",
  },
  "check/sits-on": {
    severity: "error",
    message: "nothing sits on `{name}`, which is no bus",
    why: "a device sits on a bus, or on none",
    help: "name a `bus`, or remove this",
  },
  "check/sits-on-none": {
    severity: "error",
    message: "`{name}` sits on no bus, so it cannot be plugged",
    why: "realize would refuse it",
    help: "add `sits on {bus};` to `{name}`, or to what it extends",
  },
  "check/wrong-bus": {
    severity: "error",
    message: "`{name}` sits on `{wanted}`, and `{bus}` is `{found}`",
    why: "the two do not speak one language, so that realize would refuse it",
    help: "plug it on a bus of type `{wanted}`",
  },
  "check/not-plugged": {
    severity: "error",
    message: "`{name}` sits on `{bus}`, and is plugged on none",
    why: "realize would refuse it",
    help: "plug it: `plug {name} on a_bus;`",
  },
  "check/plug-order": {
    severity: "error",
    message: "`{name}` would be plugged before `{provider}` has made `{bus}`",
    why: "that bus is made when `{provider}` is realized, because it depends on properties",
    help: "declare `{provider}` before `{name}`, or list them so in `realize`",
  },
  "check/address-range": {
    severity: "error",
    message: "`{first}..{last}` are no addresses of a bus",
    why: "no device could have a place on it",
    help: "write the first and the last address, from 0 to 0xffff_ffff",
  },
  "check/no-addresses": {
    severity: "error",
    message: "devices on a `{name}` have no addresses",
    why: "this one would have no effect",
    help: "remove it, or declare `addresses 0..31;` in the bus",
  },
  "check/one-address": {
    severity: "error",
    message: "all of `{name}` would have one address",
    why: "the second of them would be refused",
    help: "plug one element at a time: `plug {name}[i] on a_bus at i for i in 0..4;`",
  },
  "check/address-taken": {
    severity: "error",
    message: "address {address} of this bus is taken, so `{name}` cannot have it",
    why: "nobody could tell the two apart",
    help: "choose another address",
  },
  "check/not-sysbus": {
    severity: "error",
    message: "`sysbus {form}` says nothing about `{name}`: nobody reaches it by numbers",
    why: "only a `SysBusDevice` numbers its regions and lines",
    help: 'extend `SysBusDevice`, from "qdl:core", or remove this',
  },
  "check/sysbus-number": {
    severity: "error",
    message: "the next number of `sysbus {form}` is {wanted}, not {number}",
    why: "numbers count from 0 without gaps, inherited ones first",
    help: "write {wanted}, or number what is missing",
  },
  "check/sysbus-open": {
    severity: "error",
    message: "number {number} stands behind `{name}`, whose numbers depend on properties",
    why: "nobody could say what has this number",
    help: "give `{name}` the last number",
  },
  "check/not-a-line": {
    severity: "error",
    message: "`{name}` is no output line",
    why: "numbers are given to lines that a device drives",
    help: "name an `irq out`, one of its lines, or all of them",
  },
  "check/number-missing": {
    severity: "error",
    message: "`{list}` is a list, and no number picks from it",
    why: "it would have to be one region or line",
    help: "add the number: `{list}[0]`",
  },
  "check/no-number": {
    severity: "error",
    message: "`{type}` has no number {number} in its `{list}`",
    why: "there would be nothing to attach to",
    help: "use a number that it has, or a name",
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
