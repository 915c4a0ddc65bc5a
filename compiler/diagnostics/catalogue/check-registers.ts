import { type Entry } from "./entry.ts";

/** What `3-check` reports of registers and fields beyond their places. */
export const registerCatalogue = {
  "check/idle-register": {
    severity: "error",
    message: "{what} has no effect on register `{name}`: {reason}",
    why: "a reader of the definition would take it for something that the board does",
    help: "remove it, or say what it was to do: a hook, a field that is kept, another register",
  },
  "check/idle-overlay": {
    severity: "error",
    message: "this overlay has fewer than two registers",
    why: "it says that registers share an offset, and none do",
    help: "write the register outside of it, with the address; or add the other one",
  },
  "check/no-address": {
    severity: "error",
    message: "register `{name}` has no address",
    why: "no access would ever reach it",
    help: "write `@` and its offset; only what stands in an overlay, or overrides an inherited register, has one already",
  },
  "check/register-width": {
    severity: "error",
    message: "a register cannot have {bits} bits",
    why: "the bus transfers 1, 2, 4 or 8 bytes",
    help: "write 8, 16, 32 or 64",
  },
  "check/stride-differs": {
    severity: "error",
    message: "elements of `{name}` are {stride} bytes apart by its `stride`, and {step} by its address",
    why: "only one of the two could have an effect",
    help: "remove `stride`, or the loop variable from the address",
  },
  "check/register-uneven": {
    severity: "error",
    message: "elements of `{name}` are not evenly spaced, or go down",
    why: "an array of registers is one node with a step, however many elements it has",
    help: "let the address grow evenly, as in `0x10 + 4 * i`, or declare registers by themselves",
  },
  "check/hook-never": {
    severity: "error",
    message: "`{name}` is `{direction}` only, so that `on {event}` is never called",
    why: "what it does would be missing on the board without a word",
    help: "remove the hook, or `{direction}`",
  },
  "check/bit-difference": {
    severity: "error",
    message: "`[{text}]` is bit {bit}, not bits from {high} to {low}",
    why: "the field would have one bit, and not where it is meant",
    help: "write `[{high}:{low}]`",
  },
  "check/field-stride": {
    severity: "error",
    message: "elements of field `{name}` have {size} bits and are {stride} bits apart",
    why: "they would overlap, or no step would lead from one to the next",
    help: "place them evenly, for example `[2 * i + 1 : 2 * i]`",
  },
  "check/effect-access": {
    severity: "error",
    message: "`{access}` says nothing about another register",
    why: "only what the guest writes can act there, so the field would have no effect",
    help: "use `rw`, `wo`, `w1c`, `w1s`, `w1t`, `w0c` or `w0s`, or remove `of`",
  },
  "check/effect-target": {
    severity: "error",
    message: "a field cannot act on `{name}`",
    why: "it is an array, constant, `volatile`, or one of the two is 64 bits wide, so no word would hold the result",
    help: "act on a single stored register, or use `on write`",
  },
  "check/effect-computed": {
    severity: "error",
    message: "a field cannot act on `{name}`, which is computed",
    why: "what is written would be worked out again at once",
    help: "act on the register that it is computed from",
  },
  "check/computed-access": {
    severity: "error",
    message: "`{name}` is computed, so `{access}` says nothing of it",
    why: "its bits follow what they are computed from, whatever the guest does",
    help: "write `ro`, or remove its value",
  },
  "check/computed-change": {
    severity: "error",
    message: "nobody is told when `{name}` is computed anew",
    why: "the hook would never be called",
    help: "put the hook on the registers that it is computed from",
  },
  "check/computed-dynamic": {
    severity: "error",
    message: "nothing can be computed from `{name}`, which is `dynamic`",
    why: "the register would show the value that the property had at the last reset",
    help: "use `on read`, or keep the property as it is once the device is realized",
  },
  "check/constant-open": {
    severity: "error",
    message: "a `const` register cannot have a value of which properties decide",
    why: "constants are part of the type, and the same for all of its instances",
    help: "write `computed =` in the place of `const`, which may name properties",
  },
  "check/computed-shape": {
    severity: "error",
    message: "`{name}` cannot be computed: it is an array, or wider than 32 bits",
    why: "a computed value is one word, worked out when its operands change",
    help: "declare single registers of up to 32 bits, or use `on read`",
  },
  "check/computed-operand": {
    severity: "error",
    message: "nothing can be computed from `{name}`: it is an array, `volatile`, or wider than 32 bits",
    why: "a computed value works with stored words, and with one of each",
    help: "name a single stored register, field or property of up to 32 bits",
  },
  "check/hook-mixed": {
    severity: "error",
    message: "hook `{name}` answers reads, but is called for something else, too",
    why: "what it returns would be the value that the guest reads in one case and nothing in the other",
    help: "use hooks of two names",
  },
} as const satisfies Record<string, Entry>;
