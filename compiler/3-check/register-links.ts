import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type CheckedField, type CheckedRegister, type ComputedPart, type WriteEffect } from "./checked-bank.ts";
import { evaluate } from "./evaluate.ts";
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
    effects: register.fields.flatMap((field) => effectOf(field, register, { registers: byName, scope })),
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

interface Linking {
  readonly registers: Registers;
  readonly scope: Scope;
}

/** Accesses that can act on another register when the guest writes. */
const acting: ReadonlySet<ast.Access> = new Set(["rw", "wo", "w1c", "w1s", "w1t", "w0c", "w0s"]);

function effectOf(field: CheckedField, home: CheckedRegister, { registers, scope }: Linking): WriteEffect[] {
  const { of, access } = field.node;
  if (!of) return [];
  const found = findBits(of, registers, scope);
  if (!found) return [];
  const { register, field: target } = found;
  if (!acting.has(access)) {
    scope.log.report("check/effect-access", spanOf(scope.file, field.node), { access });
    return [];
  }
  if (register.count !== null || register.bytes === 8 || home.bytes === 8 || register.volatile || register.constants) {
    scope.log.report("check/effect-target", spanOf(scope.file, of), { name: register.node.name.text });
    return [];
  }
  const width = field.high - field.low;
  if (target && target.high - target.low !== width) {
    const blanks = { what: field.node.name.text, bits: String(width + 1), other: target.node.name.text };
    const related = [{ span: spanOf(scope.file, target.node), message: "this is the other one" }];
    const other = { ...blanks, otherBits: String(target.high - target.low + 1) };
    scope.log.report("check/width-mismatch", spanOf(scope.file, field.node), other, { related });
    return [];
  }
  const mask = Number(field.mask);
  return [{ access, mask, shift: (target?.low ?? field.low) - field.low, target: register.name }];
}

function computedOf(register: CheckedRegister, registers: Registers, scope: Scope): CheckedRegister["computed"] {
  const { node } = register;
  const parts = partsOf(register);
  const [first] = parts;
  if (!first) {
    if (node.computed)
      scope.log.report("check/computed-of-nothing", spanOf(scope.file, node.name), { name: node.name.text });
    return null;
  }
  if (!node.computed) scope.log.report("check/not-computed", spanOf(scope.file, first.value), { name: node.name.text });
  if (register.bytes === 8 || register.count !== null) {
    scope.log.report("check/computed-shape", spanOf(scope.file, first.value), { name: node.name.text });
    return null;
  }
  const operands = new Set<string>();
  for (const { value } of parts)
    for (const path of pathsIn(value)) {
      const name = operandOf(path, registers, scope);
      if (name !== null) operands.add(name);
    }
  return { parts, operands: [...operands] };
}

/** The parts of a register that are computed: all of it, or fields, and then those without a value stay as they are. */
function partsOf({ node, fields, bytes }: CheckedRegister): ComputedPart[] {
  if (node.value) return [{ value: node.value, low: 0, high: 8 * bytes - 1 }];
  return fields.flatMap(({ node: { value }, low, high }) => (value ? [{ value, low, high }] : []));
}

/** The register that a name of a computed value reads; null for a constant, or after a report. */
function operandOf(path: ast.Path, registers: Registers, scope: Scope): string | null {
  if (!registers.has(path.root.text) && isConstant(path, scope)) return null;
  const found = findBits(path, registers, scope);
  if (!found) return null;
  const wide = found.register.bytes === 8 && (!found.field || found.field.high - found.field.low >= 32);
  if (!wide && found.register.count === null && !found.register.volatile && (found.field?.count ?? null) === null)
    return found.register.name;
  scope.log.report("check/computed-operand", spanOf(scope.file, path), { name: path.root.text });
  return null;
}

function isConstant(path: ast.Path, scope: Scope): boolean {
  const name = path.root.text;
  const found = scope.type?.members.get(name)?.node.kind ?? scope.file.names.get(name)?.kind;
  return found === "const" && evaluate(path, scope).kind === "int";
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
