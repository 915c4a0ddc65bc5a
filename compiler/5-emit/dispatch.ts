import { type CheckedBank, type CheckedRegister, type WriteEffect } from "../3-check/index.ts";
import { capital } from "../3-check/names.ts";
import { type ClassContext } from "./context.ts";
import { argumentsOf, importHooks } from "./hooks.ts";
import { hex } from "./literal.ts";
import { dependents, isCommand } from "./registers.ts";

/** Whether reading needs code: a hook, or bits that reading changes. */
export function readsByCode(register: CheckedRegister): boolean {
  return register.direction !== "write" && (register.hooks.read !== null || register.rc !== 0 || register.rs !== 0);
}

/** Whether writing needs code: a hook, an access kind other than plain, or something that is computed from it. */
export function writesByCode(register: CheckedRegister, bank: CheckedBank): boolean {
  if (register.direction === "read" || register.constants || register.computed) return false;
  const { w1c, w1s, w0c, w0s, w1t, rw } = register.masks;
  const odd = (w1c | w1s | w0c | w0s | w1t) !== 0;
  const hooked = register.hooks.write !== null || register.hooks.change !== null;
  return hooked || odd || register.effects.length > 0 || (rw !== 0 && dependents(register, bank).length > 0);
}

/** The functions that the bus calls for registers with side effects: one dense switch for reads and one for writes. */
export function writeDispatch(bank: CheckedBank, context: ClassContext): void {
  const { writer, type } = context;
  const { name } = type.entity;
  const readers = bank.registers.filter(readsByCode);
  const writers = bank.registers.filter((register) => writesByCode(register, bank));
  if (readers.length > 0) {
    writer.line();
    writer.line("/** The guest reads a register whose reading has side effects. */");
    writer.block(`function ${readerName(bank, name)}(self: ${name}, offset: number): number {`, () => {
      writeSwitch(readers, (register) => writeReader(register, context), context);
      writer.line("return 0;");
    });
  }
  if (writers.length > 0) {
    writer.line();
    writer.line(
      "/** The guest writes a register whose writing has side effects; `mask` has the bits that it writes. */",
    );
    const parameters = [`self: ${name}`, "offset: number", "value: number", "mask: number"];
    writer.listBlock(`function ${writerName(bank, name)}(`, parameters, "): void {", () =>
      writeSwitch(writers, (register) => writeWriter(register, context), context),
    );
  }
}

/** The name of the function that answers reads of a bank. */
export function readerName(bank: CheckedBank, typeName: string): string {
  return `read${typeName}${capital(bank.name)}`;
}

/** The name of the function that takes writes to a bank. */
export function writerName(bank: CheckedBank, typeName: string): string {
  return `write${typeName}${capital(bank.name)}`;
}

function writeSwitch(
  registers: readonly CheckedRegister[],
  body: (register: CheckedRegister) => void,
  { writer }: ClassContext,
): void {
  writer.block("switch (offset) {", () => {
    for (const register of registers) {
      for (let at = 0; at < (register.count ?? 1) - 1; at++)
        writer.line(`case ${hex(register.offset + at * register.stride)}:`);
      const last = register.offset + ((register.count ?? 1) - 1) * register.stride;
      writer.block(`case ${hex(last)}: {`, () => {
        writer.line(`// ${register.node.name.text}`);
        body(register);
      });
    }
  });
}

function elementIndex(register: CheckedRegister): string {
  return `(offset - ${hex(register.offset)}) / ${register.stride}`;
}

function load(register: CheckedRegister): string {
  return register.count === null
    ? `self.${register.name}`
    : `self.get${capital(register.name)}(${elementIndex(register)})`;
}

function store(register: CheckedRegister, code: string, { writer }: ClassContext): void {
  if (register.count === null) writer.assign(`self.${register.name}`, code);
  else writer.list(`self.set${capital(register.name)}(`, [elementIndex(register), code], ");");
}

function writeReader(register: CheckedRegister, context: ClassContext): void {
  const { writer } = context;
  const hook = callOf(register.hooks.read, ["self", "value"], context);
  if (register.volatile) {
    writer.line(`return ${callOf(register.hooks.read, ["self", "0"], context)};`);
    return;
  }
  writer.line(`const value = ${load(register)};`);
  if (register.rc !== 0) store(register, `value & ~${hex(register.rc)}`, context);
  if (register.rs !== 0) store(register, `value | ${hex(register.rs)}`, context);
  writer.line(`return ${hook ?? "value"};`);
}

function writeWriter(register: CheckedRegister, context: ClassContext): void {
  const { writer } = context;
  for (const effect of register.effects) writeEffect(effect, context);
  if (register.volatile) {
    const call = callOf(register.hooks.write, ["self", "value", "0"], context);
    if (call) writer.line(`${call};`);
    writer.line("return;");
    return;
  }
  const { masks } = register;
  const stores = Object.values(masks).some((mask) => mask !== 0);
  const given = isCommand(register) ? ["self", "value", "0"] : ["self", load(register), "old"];
  const call = callOf(register.hooks.write, given, context);
  const change = callOf(register.hooks.change, ["self", load(register), "old"], context);
  const needsOld = stores || change !== null || (call?.includes("old") ?? false);
  if (needsOld) writer.line(`const old = ${load(register)};`);
  if (stores) writeStored(register, context);
  if (call) writer.line(`${call};`);
  if (change) writer.line(`if (${load(register)} !== old) ${change};`);
  writer.line("return;");
}

/** How a write changes a register, kind by kind of its bits, as compound assignments to `stored`. */
function writeSteps({ masks }: CheckedRegister): string[] {
  const { rw, w1c, w1s, w0c, w0s, w1t } = masks;
  const steps: string[] = [];
  if (w1c !== 0) steps.push(`&= ~(value & ${hex(w1c)})`);
  if (w1s !== 0) steps.push(`|= value & ${hex(w1s)}`);
  if (w0c !== 0) steps.push(`&= value | ~(${hex(w0c)} & mask)`);
  if (w0s !== 0) steps.push(`|= ~value & ${hex(w0s)} & mask`);
  if (w1t !== 0) steps.push(`^= value & ${hex(w1t)}`);
  if (rw !== 0 && steps.length > 0) steps.push(`&= ~(${hex(rw)} & mask)`, `|= value & ${hex(rw)}`);
  return steps;
}

/** Stores what a write makes of a register. */
function writeStored(register: CheckedRegister, context: ClassContext): void {
  const { rw } = register.masks;
  const steps = writeSteps(register);
  if (steps.length > 0) {
    context.writer.line("let stored = old;");
    for (const step of steps) context.writer.line(`stored ${step};`);
    store(register, "stored", context);
  } else if (rw === 0xffff_ffff) store(register, "(old & ~mask) | value", context);
  else if (rw !== 0) store(register, `(old & ~(${hex(rw)} & mask)) | (value & ${hex(rw)})`, context);
}

function writeEffect({ access, mask, shift, target }: WriteEffect, { writer }: ClassContext): void {
  const ones = shifted(`(value & ${hex(mask)})`, shift);
  const zeros = shifted(`(~value & ${hex(mask)} & mask)`, shift);
  const change: Partial<Record<typeof access, string>> = {
    w1c: `&= ~${ones}`,
    w1s: `|= ${ones}`,
    w1t: `^= ${ones}`,
    w0c: `&= ~${zeros}`,
    w0s: `|= ${zeros}`,
    rw: `= ${ones}`,
    wo: `= ${ones}`,
  };
  const code = change[access];
  if (code) writer.line(`self.${target} ${code.replace(/^(\|=|\^=|=) \((.*)\)$/, "$1 $2")};`);
}

function shifted(code: string, by: number): string {
  if (by === 0) return code;
  return by > 0 ? `(${code} << ${by})` : `(${code} >>> ${-by})`;
}

/** A call of a hook with as many of these arguments as it takes; null without a hook. */
function callOf(name: string | null, given: readonly string[], context: ClassContext): string | null {
  const hook = context.type.hooks.find((one) => one.name === name);
  if (!hook) return null;
  return `${importHooks(context)}.${hook.name}(${given.slice(0, 1 + argumentsOf(hook).length).join(", ")})`;
}
