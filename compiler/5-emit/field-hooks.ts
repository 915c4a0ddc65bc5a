import { type CheckedBank, type CheckedField, type CheckedRegister } from "../3-check/index.ts";
import { lowsOf } from "../3-check/field.ts";
import { type ClassContext } from "./context.ts";
import { type Half, lockWord, wordOf } from "./halves.ts";
import { hookCall, loaded } from "./hook-call.ts";
import { hex } from "./literal.ts";
import { extracted, heapIndex, isWideField } from "./registers.ts";

/** The mask of the element of a field that begins at bit `low`. */
export function maskAt({ high, low: first }: CheckedField, low: number): bigint {
  return (2n ** BigInt(high - first + 1) - 1n) << BigInt(low);
}

/** A word that is written; a command has no old value, and nothing of it is stored. */
export interface FieldWrite {
  readonly half: Half;
  readonly command: boolean;
}

/** Calls the hooks of the fields that a write touches, and of those that it has changed; `old`, or `before` of a 64-bit register, is in scope. */
export function writeFieldHooks(register: CheckedRegister, { half, command }: FieldWrite, context: ClassContext): void {
  const { writer } = context;
  const now = command ? "value" : loaded(register);
  for (const field of register.fields) {
    const { write, change } = field.hooks;
    if (write === null && change === null) continue;
    for (const [at, low] of lowsOf(field).entries()) {
      const mask = wordOf(maskAt(field, low), half);
      if (mask === 0) continue;
      const zero = isWideField(field) ? "0n" : "0";
      const element = field.count === null ? null : at;
      const call = (name: string | null): string | null =>
        hookCall(name, { register, element, given: ["now", "was"] }, context);
      const before = register.bytes === 8 ? "before" : "old";
      const calls = { written: call(write), changed: command ? null : call(change) };
      const told = [calls.written, calls.changed].map((code) => (code && isTold(code) ? code : null));
      writer.block("{", () => {
        if (calls.changed || told.some((code) => code !== null)) {
          writer.line(`const now = ${extracted(register, field, now, String(low))};`);
          writer.line(`const was = ${command ? zero : extracted(register, field, before, String(low))};`);
        }
        const touched = `if ((mask & ${hex(mask)}) !== 0) {`;
        if (calls.written) writer.block(touched, () => writer.line(`${calls.written!};`));
        if (calls.changed) writer.block("if (now !== was) {", () => writer.line(`${calls.changed!};`));
      });
    }
  }
}

/** Whether a call of a hook gives it the values. */
function isTold(call: string): boolean {
  return /\bnow, was\b/.test(call);
}

/** Where a word of a register lies. */
export interface WordSite {
  readonly half: Half;
  readonly bank: CheckedBank;
}

/** Finds out which bits can still be written once, as `open`, and closes them. */
export function writeOpen(register: CheckedRegister, { half, bank }: WordSite, { writer }: ClassContext): void {
  const once = wordOf(register.masks.once, half);
  const lock = lockWord(register, half, bank);
  if (once === 0 || lock === null) return;
  const index = `${heapIndex("self", lock)}${register.count === null ? "" : " + index"}`;
  writer.line(`const lock = ${index};`);
  writer.line(`const open = ${hex(once)} & mask & ~self.heap.words[lock]!;`);
  writer.line("self.heap.words[lock]! |= open;");
}
