import { type CheckedField, type CheckedRegister } from "./checked-bank.ts";
import { capital } from "./names.ts";

/** Whether a register only acts on others: nothing of it is ever stored. */
export function isCommand({ fields, direction }: CheckedRegister): boolean {
  if (fields.length === 0) return direction === "write";
  return fields.every((field) => field.node.of !== undefined);
}

/** Whether the class shows what a register holds: it has a word of its own. */
export function isShown(register: CheckedRegister): boolean {
  return !register.volatile && register.constants === null && !isCommand(register);
}

/** Whether a field is its whole register, so that the register's accessor is its own. */
export function isWhole(register: CheckedRegister, { low, high, count }: CheckedField): boolean {
  return count === null && low === 0 && high === 8 * register.bytes - 1;
}

/** What the class calls the accessors of a register. */
export function accessorsOf(register: CheckedRegister): string[] {
  if (!isShown(register)) return [];
  const { name, count, computed } = register;
  const own = count === null ? [name] : [`get${capital(name)}`, `set${capital(name)}`];
  return computed ? [...own, `update${capital(name)}`] : own;
}

/** What the class calls the accessors of a field. */
export function fieldAccessorsOf(register: CheckedRegister, field: CheckedField): string[] {
  if (!isShown(register) || register.count !== null) return [];
  if (field.node.access === "reserved" || isWhole(register, field)) return [];
  const { name, count } = field;
  return count === null ? [name] : [`get${capital(name)}`, `set${capital(name)}`];
}
