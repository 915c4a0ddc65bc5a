import type * as ast from "../1-parse/ast.ts";
import { type CheckedBank, type CheckedField, type CheckedRegister, type ComputedPart } from "../3-check/index.ts";
import { isShown, isWhole } from "../3-check/accessors.ts";
import { capital } from "../3-check/names.ts";
import { type ClassContext, fromRuntime, origin } from "./context.ts";
import { printExpression, printTest } from "./expression.ts";
import { halfWord, wordOf } from "./halves.ts";
import { hex } from "./literal.ts";
import { namingIn } from "./target.ts";

/** Accessors of registers and fields, as the device's own code uses them: no side effects but what is computed from them. */
export function writeRegisters(bank: CheckedBank, context: ClassContext): void {
  for (const register of bank.registers) {
    if (!isShown(register)) continue;
    context.writer.line();
    context.writer.doc(register.node.doc);
    origin(context, register.node);
    if (register.count === null) writeSingle(register, bank, context);
    else writeElements(register, bank, context);
    if (register.computed) writeUpdate(register, bank, context);
  }
}

/** The other registers that are computed from this one. */
export function dependents(register: CheckedRegister, bank: CheckedBank): CheckedRegister[] {
  return bank.registers.filter((other) => other !== register && other.computed?.operands.includes(register.name));
}

/** The registers to work out again when this one is set: itself, which passes it on, or else those that are computed from it. */
function following(register: CheckedRegister, bank: CheckedBank): readonly CheckedRegister[] {
  return register.computed ? [register] : dependents(register, bank);
}

/** The name of the method that works a computed register out. */
export function updateName(register: CheckedRegister): string {
  return `update${capital(register.name)}`;
}

/** A word as an index into the heap. */
export function heapIndex(owner: "this" | "self", word: number): string {
  return word === 0 ? `${owner}.base` : `${owner}.base + ${word}`;
}

/** The value as a register of so many bytes keeps it. */
function kept(bytes: number): string {
  return bytes === 4 ? "value" : `value & ${bytes === 1 ? "0xff" : "0xffff"}`;
}

function writeSingle(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const { name, bytes } = register;
  const type = bytes === 8 ? "bigint" : "number";
  const first = halfWord(register, 0, bank);
  const freed = bytes === 8 ? "" : fromRuntime(context, "freed");
  const word = `this.heap.words[${heapIndex("this", first)}]`;
  writer.block(`get ${name}(): ${type} {`, () => {
    if (bytes === 8) writer.line(`return ${fromRuntime(context, "wideWord")}(this, ${first});`);
    else if (bytes === 4) writer.line(`return (${word} ?? ${freed}(this)) >>> 0;`);
    else writer.line(`return ${word} ?? ${freed}(this);`);
  });
  if (!register.computed?.whole) {
    writer.block(`set ${name}(value: ${type}) {`, () => {
      if (bytes === 8) writer.line(`${fromRuntime(context, "setWideWord")}(this, value, ${first});`);
      else {
        writer.line(`if (this.base < 0) ${freed}(this);`);
        writer.line(`${word} = ${kept(bytes)};`);
      }
      for (const other of following(register, bank)) writer.line(`this.${updateName(other)}();`);
    });
  }
  for (const field of register.fields) writeField(register, field, context);
}

/** Whether a value of a field is a bigint. */
export function isWideField({ high, low }: CheckedField): boolean {
  return high - low >= 32;
}

/** The bits of a field that begins at bit `low`, out of its register's value. */
export function extracted(register: CheckedRegister, field: CheckedField, code: string, low: string): string {
  const mask = 2n ** BigInt(field.high - field.low + 1) - 1n;
  if (register.bytes === 8) {
    const bits = `(${low === "0" ? code : `(${code} >> ${wideShift(low)})`} & 0x${mask.toString(16)}n)`;
    return isWideField(field) ? bits.slice(1, -1) : `Number${bits}`;
  }
  return `${low === "0" ? code : `(${code} >>> ${low})`} & ${hex(Number(mask))}`;
}

/** A number of bits as a bigint. */
function wideShift(low: string): string {
  return /^[0-9]+$/.test(low) ? `${low}n` : `BigInt(${low})`;
}

function writeField(register: CheckedRegister, field: CheckedField, context: ClassContext): void {
  if (field.node.access === "reserved" || isWhole(register, field)) return;
  const { writer } = context;
  const { name, count, low, stride } = field;
  const type = isWideField(field) ? "bigint" : "number";
  writer.line();
  writer.doc(field.node.doc);
  origin(context, field.node);
  const reading = `this.${register.name}`;
  if (count === null) {
    writer.block(`get ${name}(): ${type} {`, () =>
      writer.line(`return ${extracted(register, field, reading, String(low))};`),
    );
    if (isSettled(register, field)) return;
    writer.block(`set ${name}(value: ${type}) {`, () => writeFieldStore(register, field, String(low), context));
    return;
  }
  const check = (): void => writer.line(`if (index >>> 0 >= ${count}) throw new RangeError(\`\${index}\`);`);
  const behind = stride === 1 ? "index" : `index * ${stride}`;
  const place = `const low = ${low === 0 ? "" : `${low} + `}${behind};`;
  writer.block(`get${capital(name)}(index: number): ${type} {`, () => {
    check();
    writer.line(place);
    writer.line(`return ${extracted(register, field, reading, "low")};`);
  });
  if (isSettled(register, field)) return;
  writer.line();
  writer.block(`set${capital(name)}(index: number, value: ${type}): void {`, () => {
    check();
    writer.line(place);
    writeFieldStore(register, field, "low", context);
  });
}

/** Whether the bits of a field are computed, so that nobody sets them. */
function isSettled({ computed }: CheckedRegister, { node }: CheckedField): boolean {
  return (computed?.whole ?? false) || node.value !== undefined;
}

/** Puts `value` into the bits of a field that begins at bit `low`. */
function writeFieldStore(register: CheckedRegister, field: CheckedField, low: string, context: ClassContext): void {
  const { writer } = context;
  const mask = 2n ** BigInt(field.high - field.low + 1) - 1n;
  const target = `this.${register.name}`;
  if (register.bytes === 8) {
    const value = isWideField(field) ? "value" : "BigInt(value)";
    const fixed = /^[0-9]+$/.test(low);
    const bits = `0x${(fixed ? mask << BigInt(low) : mask).toString(16)}n`;
    writer.line(`const bits = ${fixed ? bits : `${bits} << BigInt(low)`};`);
    const moved = low === "0" ? value : `(${value} << ${wideShift(low)})`;
    writer.line(`const placed = ${moved} & bits;`);
    writer.line(`${target} = (${target} & ~bits) | placed;`);
    return;
  }
  const moved = low === "0" ? "value" : `(value << ${low})`;
  if (low === "low") {
    writer.line(`const bits = ${hex(Number(mask))} << low;`);
    writer.line(`${target} = (${target} & ~bits) | (${moved} & bits);`);
    return;
  }
  const placed = hex(Number(mask << BigInt(low)));
  writer.line(`const rest = ${target} & ~${placed};`);
  writer.line(`${target} = rest | (${moved} & ${placed});`);
}

function writeElements(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const { bytes, count } = register;
  const type = bytes === 8 ? "bigint" : "number";
  const freed = bytes === 8 ? "" : fromRuntime(context, "freed");
  const element = capital(register.name);
  const word = `${heapIndex("this", halfWord(register, 0, bank))} + index`;
  const check = (): void => writer.line(`if (index >>> 0 >= ${count}) throw new RangeError(\`\${index}\`);`);
  const wide = [halfWord(register, 0, bank), halfWord(register, 1, bank)].map((at) => `${at} + index`);
  writer.block(`get${element}(index: number): ${type} {`, () => {
    check();
    if (bytes === 8) writer.line(`return ${fromRuntime(context, "wideWord")}(${["this", ...wide].join(", ")});`);
    else {
      writer.line(`const word = ${word};`);
      const read = `this.heap.words[word] ?? ${freed}(this)`;
      writer.line(`return ${bytes === 4 ? `(${read}) >>> 0` : read};`);
    }
  });
  writer.line();
  writer.block(`set${element}(index: number, value: ${type}): void {`, () => {
    check();
    if (bytes === 8) writer.line(`${fromRuntime(context, "setWideWord")}(${["this", "value", ...wide].join(", ")});`);
    else {
      writer.line(`if (this.base < 0) ${freed}(this);`);
      writer.line(`this.heap.words[${word}] = ${kept(bytes)};`);
    }
  });
}

function writeUpdate(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const { parts } = register.computed!;
  const named = namingIn(context, new Set(), "this");
  const known = new Set(bank.registers.map((other) => other.node.name.text));
  const naming = (path: ast.Path): string => (known.has(path.root.text) ? bitsOf(path, bank) : named(path));
  const valueOf = ({ value, truth }: ComputedPart): string => {
    return truth ? `${printTest(value, naming)} ? 1 : 0` : printExpression(value, naming);
  };
  writer.line();
  writer.comment(
    `/** Works ${register.node.name.text} out again; called when something that it depends on has changed. */`,
  );
  writer.block(`${updateName(register)}(): void {`, () => {
    const word = `this.heap.words[${heapIndex("this", halfWord(register, 0, bank))}]`;
    const [only] = parts;
    if (parts.length === 1 && register.fields.length <= 1) {
      writer.line(`const value = ${valueOf(only!)};`);
      writer.line(`${word} = ${placedPart(only!)};`);
    } else if (parts.length === 1) {
      writer.line(`const rest = ${word}! & ~${hex(wordOf(maskOfPart(only!), 0))};`);
      writer.line(`const value = ${valueOf(only!)};`);
      writer.line(`${word} = rest | ${inParentheses(placedPart(only!))};`);
    } else {
      const all = parts.reduce((mask, part) => mask | maskOfPart(part), 0n);
      writer.line(`let next = ${word}! & ~${hex(wordOf(all, 0))};`);
      writer.line("let value: number;");
      for (const part of parts) {
        writer.line(`value = ${valueOf(part)};`);
        writer.line(`next |= ${placedPart(part)};`);
      }
      writer.line(`${word} = next;`);
    }
    for (const other of dependents(register, bank)) writer.line(`this.${updateName(other)}();`);
  });
}

function maskOfPart({ low, high }: ComputedPart): bigint {
  return (1n << BigInt(high + 1)) - (1n << BigInt(low));
}

/** `value` in its place, cut to the bits that it has there. */
function placedPart(part: ComputedPart): string {
  const { low, high } = part;
  if (high === 31) return low === 0 ? "value" : `value << ${low}`;
  const mask = hex(wordOf(maskOfPart(part), 0));
  return low === 0 ? `value & ${mask}` : `(value << ${low}) & ${mask}`;
}

function inParentheses(code: string): string {
  return code === "value" ? code : `(${code})`;
}

/** What `REGISTER` or `REGISTER.FIELD` is in the class; a field that fills its register has no accessor of its own. */
function bitsOf(path: ast.Path, bank: CheckedBank): string {
  const register = bank.registers.find((other) => other.node.name.text === path.root.text)!;
  const step = path.steps[0];
  const field =
    step?.kind === "member" ? register.fields.find((other) => other.node.name.text === step.name.text) : undefined;
  return `this.${!field || isWhole(register, field) ? register.name : field.name}`;
}
