import { type CheckedBank, type CheckedField, type CheckedRegister, type WriteEffect } from "../3-check/index.ts";
import { lowsOf as lowsOfField } from "../3-check/field.ts";
import { isCommand } from "../3-check/accessors.ts";
import { capital } from "../3-check/names.ts";
import { type ClassContext, trace } from "./context.ts";
import { maskAt, writeFieldHooks, writeOpen } from "./field-hooks.ts";
import { type Half, halfOffset, halvesOf, wordOf } from "./halves.ts";
import { hookCall, loaded } from "./hook-call.ts";
import { argumentsOf } from "./hooks.ts";
import { hex } from "./literal.ts";
import { dependents, extracted } from "./registers.ts";
import { writeWideReader, writeWideWriter } from "./wide-dispatch.ts";
import { writtenWord } from "./written.ts";

/** Whether reading needs code: a hook, or bits that reading changes. */
export function readsByCode(register: CheckedRegister): boolean {
  const { hooks, fields, rc, rs, hidden, direction } = register;
  if (hidden !== 0n && isStored(register)) return true;
  if (direction === "write") return false;
  return hooks.read !== null || rc !== 0n || rs !== 0n || fields.some((field) => field.hooks.read !== null);
}

/** Whether anything but 0 can stand in the word of a register. */
function isStored({ volatile, masks, reset }: CheckedRegister): boolean {
  return !volatile && (reset !== 0n || Object.values(masks).some((mask) => mask !== 0n));
}

/** Whether writing needs code: a hook, an access kind other than plain, or something that is computed from it. */
export function writesByCode(register: CheckedRegister, bank: CheckedBank): boolean {
  if (register.direction === "read" || register.constants) return false;
  const { rw, ...special } = register.masks;
  const odd = Object.values(special).some((mask) => mask !== 0n);
  const hooked = [register, ...register.fields].some(({ hooks }) => hooks.write !== null || hooks.change !== null);
  const followed = register.computed !== null || dependents(register, bank).length > 0;
  return hooked || odd || register.effects.length > 0 || (rw !== 0n && followed);
}

/** The functions that the bus calls for registers with side effects: one dense switch for reads and one for writes. */
export function writeDispatch(bank: CheckedBank, context: ClassContext): void {
  const { writer, type } = context;
  const { name } = type.entity;
  const readers = bank.registers.filter(readsByCode);
  const writers = bank.registers.filter((register) => writesByCode(register, bank));
  const read: Body = (register, half, into) =>
    register.bytes === 8 ? writeWideReader(register, { half, bank }, into) : writeReader(register, into);
  const write: Body = (register, half, into) =>
    register.bytes === 8 ? writeWideWriter(register, { half, bank }, into) : writeWriter(register, bank, into);
  if (readers.length > 0) {
    writer.line();
    writer.comment("/** The guest reads a register whose reading has side effects. */");
    const code = writer.deeper();
    writeSwitch(readers, read, bank, { ...context, writer: code });
    const parameters = [`${code.uses("self") ? "" : "_"}self: ${name}`, "offset: number"];
    writer.block(`function ${readerName(bank, name)}(${parameters.join(", ")}): number {`, () => {
      writer.append(code);
      writer.line("return 0;");
    });
  }
  if (writers.length > 0) {
    const code = writer.deeper();
    writeSwitch(writers, write, bank, { ...context, writer: code });
    const [value, mask] = [code.uses("value"), code.uses("mask")];
    const parameters = [
      `self: ${name}`,
      "offset: number",
      ...(value || mask ? [`${value ? "" : "_"}value: number`] : []),
      ...(mask ? ["mask: number"] : []),
    ];
    const said = mask ? "; `mask` has the bits that it writes" : "";
    writer.line();
    writer.comment(`/** The guest writes a register whose writing has side effects${said}. */`);
    writer.block(`function ${writerName(bank, name)}(${parameters.join(", ")}): void {`, () => writer.append(code));
  }
}

/** Writes what happens to one register, or to one half of it. */
type Body = (register: CheckedRegister, half: Half, context: ClassContext) => void;

/** The name of the function that answers reads of a bank. */
export function readerName(bank: CheckedBank, typeName: string): string {
  return `read${typeName}${capital(bank.name)}`;
}

/** The name of the function that takes writes to a bank. */
export function writerName(bank: CheckedBank, typeName: string): string {
  return `write${typeName}${capital(bank.name)}`;
}

/** Elements that have a case each; a longer array is found by its range, so that a thousand registers take as much code as one. */
const mostCases = 16;

interface Element {
  readonly register: CheckedRegister;
  readonly half: Half;
  /** Offset of the first element. */
  readonly first: number;
}

function writeSwitch(
  registers: readonly CheckedRegister[],
  body: Body,
  bank: CheckedBank,
  context: ClassContext,
): void {
  const elements = registers.flatMap((register) =>
    halvesOf(register).map((half): Element => ({ register, half, first: halfOffset(register, half, bank) })),
  );
  const isLong = ({ register: { count } }: Element): boolean => count !== null && count > mostCases;
  const single = elements.filter((element) => !isLong(element));
  if (single.length > 0)
    context.writer.block("switch (offset) {", () => {
      for (const element of single) writeCases(element, body, context);
    });
  for (const element of elements.filter(isLong)) writeRange(element, body, context);
}

function writeCases(element: Element, body: Body, context: ClassContext): void {
  const { register, first } = element;
  const offsets = Array.from({ length: register.count ?? 1 }, (_, at) => hex(first + at * register.stride));
  for (const offset of offsets.slice(0, -1)) context.writer.line(`case ${offset}:`);
  context.writer.block(`case ${offsets.at(-1)}: {`, () => writeElement(element, body, context));
}

/** The code for an element anywhere in an array; between elements may be other registers. */
function writeRange(element: Element, body: Body, context: ClassContext): void {
  const { register, first } = element;
  const { count, stride, bytes } = register;
  const above = first === 0 ? "" : `offset >= ${hex(first)} && `;
  const inside = (): void => writeElement(element, body, context);
  context.writer.block(`if (${above}offset < ${hex(first + count! * stride)}) {`, () => {
    if (stride === bytes && bytes < 8) inside();
    else context.writer.block(`if (${fromFirst(first)} % ${stride} === 0) {`, inside);
  });
}

/** The number of an element, out of `offset`. */
function indexFrom(first: number, stride: number): string {
  if (stride === 1) return first === 0 ? "offset" : `offset - ${hex(first)}`;
  return `${fromFirst(first)} / ${stride}`;
}

function fromFirst(first: number): string {
  return first === 0 ? "offset" : `(offset - ${hex(first)})`;
}

function writeElement({ register, half, first }: Element, body: Body, context: ClassContext): void {
  const { writer } = context;
  trace(context, register.node);
  writer.comment(`// ${register.node.name.text}${register.bytes === 8 ? [", low", ", high"][half] : ""}`);
  if (register.count === null) return body(register, half, context);
  // Perhaps nothing is said of single elements: hooks may not want to know, and what is hidden reads as 0.
  const code = writer.beside();
  body(register, half, { ...context, writer: code });
  if (code.uses("index")) writer.line(`const index = ${indexFrom(first, register.stride)};`);
  writer.append(code);
}

function writeReader(register: CheckedRegister, context: ClassContext): void {
  const { writer } = context;
  const { rc, rs } = register;
  const hooked = register.fields.filter((field) => field.hooks.read !== null);
  const shown = register.hidden === 0n ? "value" : `value & ~${hex(wordOf(register.hidden, 0))}`;
  const answer = (value: string, plain = value): string =>
    hookCall(register.hooks.read, { register, given: [value] }, context) ?? plain;
  if ((register.volatile && hooked.length === 0) || hidesAll(register)) {
    writer.line(`return ${answer("0")};`);
    return;
  }
  const code = writer.beside();
  const inner = { ...context, writer: code };
  const kept = rc === 0n ? "value" : `value & ~${hex(wordOf(rc, 0))}`;
  if (rc !== 0n || rs !== 0n) store(register, rs === 0n ? kept : withSet(kept, hex(wordOf(rs, 0))), inner);
  for (const field of hooked) writeFieldReads(register, field, inner);
  code.line(`return ${answer("value", shown)};`);
  const value = register.volatile ? "0" : loaded(register);
  if (code.uses("value")) writer.line(`${hooked.length > 0 ? "let" : "const"} value = ${value};`);
  writer.append(code);
}

/** Whether the guest sees nothing of a register, and reading it does nothing. */
function hidesAll({ hidden, bytes, hooks, fields, rc, rs }: CheckedRegister): boolean {
  const isAll = hidden === 2n ** BigInt(8 * bytes) - 1n;
  return isAll && rc === 0n && rs === 0n && [hooks, ...fields.map((field) => field.hooks)].every(({ read }) => !read);
}

function withSet(kept: string, mask: string): string {
  return kept === "value" ? `value | ${mask}` : `(${kept}) | ${mask}`;
}

/** Asks the hook of a field for its bits of `value`. */
function writeFieldReads(register: CheckedRegister, field: CheckedField, context: ClassContext): void {
  const { writer } = context;
  for (const [at, low] of lowsOfField(field).entries()) {
    const mask = hex(Number(maskAt(field, low)));
    const given = [extracted(register, field, "value", String(low))];
    const call = hookCall(field.hooks.read, { register, element: field.count === null ? null : at, given }, context)!;
    writer.block("{", () => {
      writer.line(`const bits = ${call};`);
      const moved = low === 0 ? "bits" : `(bits << ${low})`;
      writer.line(`value = (value & ~${mask}) | (${moved} & ${mask});`);
    });
  }
}

function writeWriter(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  for (const effect of register.effects) writeEffect(effect, context);
  const command = register.volatile || isCommand(register);
  if (!command && needsOld(register, context)) writer.line(`const old = ${loaded(register)};`);
  if (!command) writeStore(register, bank, context);
  writeFieldHooks(register, { half: 0, command }, context);
  // Hooks see values without sign, whether they are stored or not.
  const written = register.bytes === 4 ? "value >>> 0" : "value";
  const given = command ? [written, "0"] : [loaded(register), "old"];
  const call = hookCall(register.hooks.write, { register, given }, context);
  if (call) writer.line(`${call};`);
  const change = command ? null : hookCall(register.hooks.change, { register, given }, context);
  if (change) writer.block(`if (${loaded(register)} !== old) {`, () => writer.line(`${change};`));
  writer.line("return;");
}

function needsOld(register: CheckedRegister, context: ClassContext): boolean {
  const stored = Object.values(register.masks).some((mask) => mask !== 0n);
  const hook = context.type.hooks.find(({ name }) => name === register.hooks.write);
  const told = hook !== undefined && argumentsOf(hook).length > 0;
  const fields = register.fields.some(({ hooks }) => hooks.write !== null || hooks.change !== null);
  return stored || told || fields || register.hooks.change !== null;
}

function writeStore(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  writeOpen(register, { half: 0, bank }, context);
  const word = { masks: register.masks, half: 0 as const, bits: 8 * register.bytes };
  const stored = writtenWord(word, context.writer);
  if (stored) store(register, stored, context);
}

function store(register: CheckedRegister, code: string, { writer }: ClassContext): void {
  if (register.count === null) writer.line(`self.${register.name} = ${code};`);
  else writer.line(`self.set${capital(register.name)}(index, ${code});`);
}

function writeEffect({ access, mask, shift, target }: WriteEffect, { writer }: ClassContext): void {
  const ones = shifted(`(value & ${hex(mask)})`, shift);
  const touched = shifted(`(${hex(mask)} & mask)`, shift);
  const zeros = shifted(`(~value & ${hex(mask)} & mask)`, shift);
  const written = `(self.${target} & ~${touched}) | ${ones}`;
  const changes: Partial<Record<typeof access, readonly [operator: string, by: string]>> = {
    w1c: ["&=", `~${ones}`],
    w1s: ["|=", ones],
    w1t: ["^=", ones],
    w0c: ["&=", `~${zeros}`],
    w0s: ["|=", zeros],
    rw: ["=", written],
    wo: ["=", written],
  };
  const [operator, by] = changes[access] ?? [];
  if (operator && by)
    writer.line(`self.${target} ${operator} ${by === written ? by : by.replace(/^\((.*)\)$/, "$1")};`);
}

function shifted(code: string, by: number): string {
  if (by === 0) return code;
  return by > 0 ? `(${code} << ${by})` : `(${code} >>> ${-by})`;
}
