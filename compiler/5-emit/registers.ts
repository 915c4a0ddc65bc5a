import type * as ast from "../1-parse/ast.ts";
import { type CheckedBank, type CheckedField, type CheckedRegister } from "../3-check/index.ts";
import { capital } from "../3-check/names.ts";
import { type ClassContext, fromRuntime, origin } from "./context.ts";
import { printExpression } from "./expression.ts";
import { hex } from "./literal.ts";

/** Accessors of registers and fields, as the device's own code uses them: no side effects but what is computed from them. */
export function writeRegisters(bank: CheckedBank, context: ClassContext): void {
  for (const register of bank.registers) {
    if (register.volatile || register.constants || isCommand(register)) continue;
    context.writer.line();
    context.writer.doc(register.node.doc);
    origin(context, register.node);
    if (register.count === null) writeSingle(register, bank, context);
    else writeElements(register, bank, context);
    if (register.computed) writeUpdate(register, bank, context);
  }
}

/** Whether a register only acts on others: nothing of it is ever stored. */
export function isCommand({ fields }: CheckedRegister): boolean {
  return fields.length > 0 && fields.every((field) => field.node.of !== undefined);
}

/** The registers that are computed from this one. */
export function dependents(register: CheckedRegister, bank: CheckedBank): CheckedRegister[] {
  return bank.registers.filter((other) => other.computed?.operands.includes(register.name));
}

/** The name of the method that works a computed register out. */
export function updateName(register: CheckedRegister): string {
  return `update${capital(register.name)}`;
}

/** The first word of a register as an index into the heap. */
function indexOf(register: CheckedRegister, bank: CheckedBank): string {
  const word = bank.word + register.word;
  return word === 0 ? "this.base" : `this.base + ${word}`;
}

function writeSingle(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const { name } = register;
  const freed = fromRuntime(context, "freed");
  const word = `this.heap.words[${indexOf(register, bank)}]`;
  writer.block(`get ${name}(): number {`, () => writer.line(`return (${word} ?? ${freed}(this)) >>> 0;`));
  if (!register.computed) {
    writer.block(`set ${name}(value: number) {`, () => {
      writer.line(`if (this.base < 0) ${freed}(this);`);
      writer.line(`${word} = value;`);
      for (const other of dependents(register, bank)) writer.line(`this.${updateName(other)}();`);
    });
  }
  for (const field of register.fields) writeField(register, field, context);
}

function writeField(register: CheckedRegister, field: CheckedField, context: ClassContext): void {
  if (field.node.access === "reserved" || (field.low === 0 && field.high === 31)) return;
  const { writer } = context;
  const { low, high } = field;
  const mask = 2 ** (high - low + 1) - 1;
  const shifted = low === 0 ? `this.${register.name}` : `(this.${register.name} >>> ${low})`;
  writer.line();
  writer.doc(field.node.doc);
  origin(context, field.node);
  writer.block(`get ${field.name}(): number {`, () => writer.line(`return ${shifted} & ${hex(mask)};`));
  if (register.computed) return;
  const placed = hex((mask * 2 ** low) >>> 0);
  writer.block(`set ${field.name}(value: number) {`, () => {
    writer.assign("const rest", `this.${register.name} & ~${placed}`);
    writer.line(`this.${register.name} = rest | (${low === 0 ? "value" : `(value << ${low})`} & ${placed});`);
  });
}

function writeElements(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const freed = fromRuntime(context, "freed");
  const element = capital(register.name);
  const word = `${indexOf(register, bank)} + index`;
  writer.block(`get${element}(index: number): number {`, () => {
    writer.line(`if (index >>> 0 >= ${register.count}) throw new RangeError(\`\${index}\`);`);
    writer.line(`const word = ${word};`);
    writer.line(`return (this.heap.words[word] ?? ${freed}(this)) >>> 0;`);
  });
  writer.line();
  writer.block(`set${element}(index: number, value: number): void {`, () => {
    writer.line(`if (index >>> 0 >= ${register.count}) throw new RangeError(\`\${index}\`);`);
    writer.line(`if (this.base < 0) ${freed}(this);`);
    writer.line(`this.heap.words[${word}] = value;`);
  });
}

function writeUpdate(register: CheckedRegister, bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const { value, low } = register.computed!;
  const code = printExpression(value, (path) => bitsOf(path, bank));
  writer.line();
  writer.line(
    `/** Works ${register.node.name.text} out again; called when something that it depends on has changed. */`,
  );
  writer.block(`${updateName(register)}(): void {`, () => {
    writer.assign("const value", code);
    const word = `this.heap.words[${indexOf(register, bank)}]`;
    writer.line(`${word} = ${low === 0 ? "value" : `value << ${low}`};`);
    for (const other of dependents(register, bank)) writer.line(`this.${updateName(other)}();`);
  });
}

/** What `REGISTER` or `REGISTER.FIELD` is in the class; a field that fills its register has no accessor of its own. */
function bitsOf(path: ast.Path, bank: CheckedBank): string {
  const register = bank.registers.find((other) => other.node.name.text === path.root.text)!;
  const step = path.steps[0];
  const field =
    step?.kind === "member" ? register.fields.find((other) => other.node.name.text === step.name.text) : undefined;
  const whole = !field || (field.low === 0 && field.high === 31);
  return `this.${whole ? register.name : field.name}`;
}
