import { type CheckedField, type CheckedRegister } from "../3-check/index.ts";
import { lowsOf } from "../3-check/field.ts";
import { call as callCode } from "./code.ts";
import { type ClassContext } from "./context.ts";
import { maskAt, type WordSite, writeFieldHooks, writeOpen } from "./field-hooks.ts";
import { halfWord, wordOf } from "./halves.ts";
import { hookCall, loaded } from "./hook-call.ts";
import { hex } from "./literal.ts";
import { dependents, extracted, heapIndex, isWideField, updateName } from "./registers.ts";
import { writtenWord } from "./written.ts";

/** Reading a word of a 64-bit register: hooks see all of it, and what they answer is cut to the word. */
export function writeWideReader(register: CheckedRegister, site: WordSite, context: ClassContext): void {
  const { half } = site;
  const writer = context.writer.beside();
  const hooked = register.fields.filter((field) => field.hooks.read !== null);
  const [rc, rs] = [wordOf(register.rc, half), wordOf(register.rs, half)];
  if (rc !== 0 || rs !== 0) {
    writer.line(`const word = ${wordIndex(register, site)};`);
    if (rc !== 0) writer.line(`self.heap.words[word]! &= ~${hex(rc)};`);
    if (rs !== 0) writer.line(`self.heap.words[word]! |= ${hex(rs)};`);
  }
  for (const field of hooked) writeFieldReads(register, field, { ...context, writer });
  const answer = hookCall(register.hooks.read, { register, given: ["value"] }, context);
  if (answer) writer.line(`const answer = ${answer};`);
  const shown = register.hidden === 0n ? "value" : `value & ~0x${register.hidden.toString(16)}n`;
  const given = answer ? "answer" : shown;
  const word = half === 0 ? given : `${given === shown && shown !== "value" ? `(${shown})` : given} >> 32n`;
  writer.line(`return Number(BigInt.asIntN(32, ${word}));`);
  const value = register.volatile ? "0n" : loaded(register);
  if (writer.uses("value")) context.writer.line(`${hooked.length > 0 ? "let" : "const"} value = ${value};`);
  context.writer.append(writer);
}

function writeFieldReads(register: CheckedRegister, field: CheckedField, context: ClassContext): void {
  const { writer } = context;
  for (const [at, low] of lowsOf(field).entries()) {
    const mask = `0x${maskAt(field, low).toString(16)}n`;
    const given = [extracted(register, field, "value", String(low))];
    const call = hookCall(field.hooks.read, { register, element: field.count === null ? null : at, given }, context)!;
    writer.block("{", () => {
      writer.line(`const bits = ${isWideField(field) ? call : callCode("BigInt", call)};`);
      const moved = low === 0 ? "bits" : `(bits << ${low}n)`;
      writer.line(`value &= ~${mask};`);
      writer.line(`value |= ${moved} & ${mask};`);
    });
  }
}

/** Writing a word of a 64-bit register: hooks see all of it as it is after the write. */
export function writeWideWriter(register: CheckedRegister, site: WordSite, context: ClassContext): void {
  const { half, bank } = site;
  const writer = context.writer.beside();
  const inner = { ...context, writer };
  const call = (name: string | null, given: readonly string[]): string | null =>
    hookCall(name, { register, given }, context);
  if (register.volatile) {
    const hook = call(register.hooks.write, ["written", "0n"]);
    if (hook) writer.line(`${hook};`);
    if (writer.uses("written"))
      context.writer.line(`const written = BigInt(value >>> 0)${half === 1 ? " << 32n" : ""};`);
    writer.line("return;");
    return context.writer.append(writer);
  }
  writeOpen(register, site, inner);
  const stores = Object.values(register.masks).some((mask) => wordOf(mask, half) !== 0);
  if (stores) writer.line("const old = self.heap.words[word]!;");
  const stored = writtenWord({ masks: register.masks, half, bits: 32 }, writer);
  if (stored) writer.line(`self.heap.words[word] = ${stored};`);
  for (const other of dependents(register, bank)) writer.line(`self.${updateName(other)}();`);
  writeFieldHooks(register, { half, command: false }, inner);
  const write = call(register.hooks.write, [loaded(register), "before"]);
  if (write) writer.line(`${write};`);
  const change = call(register.hooks.change, [loaded(register), "before"]);
  if (change) writer.block(`if (${loaded(register)} !== before) {`, () => writer.line(`${change};`));
  writer.line("return;");
  if (writer.uses("before")) context.writer.line(`const before = ${loaded(register)};`);
  if (writer.uses("word")) context.writer.line(`const word = ${wordIndex(register, site)};`);
  context.writer.append(writer);
}

function wordIndex(register: CheckedRegister, { half, bank }: WordSite): string {
  return `${heapIndex("self", halfWord(register, half, bank))}${register.count === null ? "" : " + index"}`;
}
