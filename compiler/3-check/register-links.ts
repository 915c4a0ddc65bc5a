import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type CheckedField, type CheckedRegister, type WriteEffect } from "./checked-bank.ts";
import { bitsOf } from "./register.ts";
import { type Scope } from "./scope.ts";

/** The registers with what ties them to each other: computed values, and writes that act on another register. */
export function linkRegisters(registers: readonly CheckedRegister[], scope: Scope): CheckedRegister[] {
  const byName = new Map<string, CheckedRegister>();
  for (const register of registers) {
    const before = byName.get(register.node.name.text);
    if (before) {
      const related = [{ span: spanOf(scope.file, before.node.name), message: "the first one is here" }];
      const blanks = { type: "this bank", name: before.node.name.text };
      scope.log.report("bind/duplicate-member", spanOf(scope.file, register.node.name), blanks, { related });
    } else byName.set(register.node.name.text, register);
  }
  const linked = registers.map((register) => ({
    ...register,
    computed: computedOf(register, byName, scope),
    effects: register.fields.flatMap((field) => effectOf(field, byName, scope)),
  }));
  reportComputedCycles(linked, scope);
  return linked;
}

type Registers = ReadonlyMap<string, CheckedRegister>;

/** What `REGISTER` or `REGISTER.FIELD` names, or null after a report. */
export function findBits(
  path: ast.Path,
  registers: Registers,
  scope: Scope,
): { readonly register: CheckedRegister; readonly field: CheckedField | null } | null {
  const register = registers.get(path.root.text);
  if (!register) {
    const hint = didYouMean(path.root.text, registers.keys(), "name a register of this bank");
    scope.log.report("check/unknown-name", spanOf(scope.file, path.root), { name: path.root.text, hint });
    return null;
  }
  const step = path.steps[0];
  if (!step) return { register, field: null };
  const field = step.kind === "member" && register.fields.find((other) => other.node.name.text === step.name.text);
  if (field && path.steps.length === 1) return { register, field };
  const text = step.kind === "member" ? step.name.text : "this";
  const known = register.fields.map((other) => other.node.name.text);
  const hint = didYouMean(text, known, `name a field of \`${path.root.text}\``);
  scope.log.report("check/unknown-name", spanOf(scope.file, step), { name: text, hint });
  return null;
}

function effectOf(field: CheckedField, registers: Registers, scope: Scope): WriteEffect[] {
  const { of, access } = field.node;
  if (!of) return [];
  const found = findBits(of, registers, scope);
  if (!found) return [];
  const { register, field: target } = found;
  const width = field.high - field.low;
  if (target && target.high - target.low !== width) {
    const blanks = { what: field.node.name.text, bits: String(width + 1), other: target.node.name.text };
    const related = [{ span: spanOf(scope.file, target.node), message: "this is the other one" }];
    const other = { ...blanks, otherBits: String(target.high - target.low + 1) };
    scope.log.report("check/width-mismatch", spanOf(scope.file, field.node), other, { related });
    return [];
  }
  return [{ access, mask: bitsOf(field), shift: (target?.low ?? field.low) - field.low, target: register.name }];
}

function computedOf(register: CheckedRegister, registers: Registers, scope: Scope): CheckedRegister["computed"] {
  const { node } = register;
  const fields = register.fields.filter((field) => field.node.value);
  const value = node.value ?? fields[0]?.node.value;
  if (!value) {
    if (node.computed)
      scope.log.report("check/computed-of-nothing", spanOf(scope.file, node.name), { name: node.name.text });
    return null;
  }
  if (!node.computed) scope.log.report("check/not-computed", spanOf(scope.file, value), { name: node.name.text });
  if (fields.length > 1)
    scope.log.report("check/unsupported", spanOf(scope.file, fields[1]!.node), { what: "a second computed field" });
  const operands = new Set<string>();
  for (const path of pathsIn(value)) {
    const found = findBits(path, registers, scope);
    if (found) operands.add(found.register.name);
  }
  return { value, low: node.value ? 0 : fields[0]!.low, operands: [...operands] };
}

/** Every path of an expression; computed values are built of registers, numbers and operators. */
export function pathsIn(node: ast.Expression): ast.Path[] {
  switch (node.kind) {
    case "path":
      return [node];
    case "unary":
      return pathsIn(node.operand);
    case "binary":
      return [...pathsIn(node.left), ...pathsIn(node.right)];
    case "conditional":
      return [...pathsIn(node.condition), ...pathsIn(node.then), ...pathsIn(node.otherwise)];
    case "call":
      return node.arguments.flatMap(pathsIn);
    default:
      return [];
  }
}

function reportComputedCycles(registers: readonly CheckedRegister[], scope: Scope): void {
  const byName = new Map(registers.map((register) => [register.name, register]));
  for (const register of registers) {
    const seen = new Set<string>();
    const pending = [...(register.computed?.operands ?? [])];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === register.name) {
        scope.log.report("check/computed-cycle", spanOf(scope.file, register.node.name), {
          name: register.node.name.text,
        });
        break;
      }
      if (!seen.has(name)) pending.push(...(byName.get(name)?.computed?.operands ?? []));
      seen.add(name);
    }
  }
}
