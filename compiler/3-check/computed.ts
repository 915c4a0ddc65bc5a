import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedRegister, type ComputedPart } from "./checked-bank.ts";
import { evaluate } from "./evaluate.ts";
import { type Bits, findBits, type Linking } from "./register-links.ts";
import { type Scope, withLocals } from "./scope.ts";
import { describeValue, unknown, type Value } from "./value.ts";

/** What a register is computed from; null if it is not, or after a report. */
export function computedOf(register: CheckedRegister, linking: Linking): CheckedRegister["computed"] {
  const { node, fields } = register;
  const { scope } = linking;
  const parts = partsOf(register);
  const [first] = parts;
  const name = node.name.text;
  if (!first) {
    if (node.computed) scope.log.report("check/computed-of-nothing", spanOf(scope.file, node.name), { name });
    return null;
  }
  if (!node.computed) scope.log.report("check/not-computed", spanOf(scope.file, first.value), { name });
  reportIdle(register, scope);
  if (register.bytes === 8 || register.count !== null) {
    scope.log.report("check/computed-shape", spanOf(scope.file, first.value), { name });
    return null;
  }
  const known = new Map<string, Value>();
  const operands = new Set<string>();
  const isKind = ({ root }: ast.Path): boolean => isEnum(root.text, scope);
  for (const path of parts.flatMap(({ value }) => pathsIn(value, isKind))) {
    if (!linking.registers.has(path.root.text) && isElsewhere(path, scope)) continue;
    const found = operandOf(path, register, linking);
    known.set(textOf(path, scope), found ? bitsAs(found) : unknown);
    if (found) operands.add(found.register.name);
  }
  const inside = withLocals(scope, known);
  const rest = fields.filter(({ node: field }) => !field.value && field.access !== "reserved");
  return {
    parts: parts.map((part) => ({ ...part, truth: checkValue(part.value, inside) })),
    operands: [...operands],
    whole: node.value !== undefined || rest.length === 0,
  };
}

/** Checks what a value is put together from; whether it is a truth value, which shows as 1 or 0. */
function checkValue(node: ast.Expression, scope: Scope): boolean {
  const value = evaluate(node, scope);
  if (value.kind === "int" || value.kind === "bool" || value.kind === "unknown") return value.kind === "bool";
  const blanks = { what: "what is computed", wanted: "a number", found: describeValue(value) };
  scope.log.report("check/wrong-kind", spanOf(scope.file, node), blanks);
  return false;
}

/** What is known of bits beforehand. */
function bitsAs({ register, field }: Bits): Value {
  const bits = field ? field.high - field.low + 1 : 8 * register.bytes;
  return { kind: "int", min: 0n, max: (1n << BigInt(bits)) - 1n, unit: "plain", fixed: false };
}

/** The parts of a register that are computed: all of it, or fields, and then those without a value stay as they are. */
function partsOf({ node, fields, bytes }: CheckedRegister): Omit<ComputedPart, "truth">[] {
  if (node.value) return [{ value: node.value, low: 0, high: 8 * bytes - 1 }];
  return fields.flatMap(({ node: { value }, low, high }) => (value ? [{ value, low, high }] : []));
}

/** Reports what has no effect on computed bits: an access that writes or clears them, and a hook for changes, of which nobody tells. */
function reportIdle({ node, fields }: CheckedRegister, scope: Scope): void {
  const computed = fields.filter((field) => node.value || field.node.value);
  for (const { node: field } of computed)
    if (field.access !== "ro" && field.access !== "reserved")
      scope.log.report("check/computed-access", spanOf(scope.file, field), {
        name: field.name.text,
        access: field.access,
      });
  const own = node.members.flatMap((member) => (member.kind === "register-hook" ? [member.hook] : []));
  const settled = node.value !== undefined || computed.length === fields.length;
  const hooks = [...(settled ? own : []), ...computed.flatMap((field) => field.node.hooks)];
  for (const hook of hooks.filter(({ event }) => event === "change"))
    scope.log.report("check/computed-change", spanOf(scope.file, hook), { name: node.name.text });
}

/** The register or field that a name of a computed value reads; null after a report. */
function operandOf(path: ast.Path, home: CheckedRegister, linking: Linking): Bits | null {
  const found = findBits(path, home, linking);
  if (!found) return null;
  const wide = found.register.bytes === 8 && (!found.field || found.field.high - found.field.low >= 32);
  if (!wide && found.register.count === null && !found.register.volatile && (found.field?.count ?? null) === null)
    return found;
  const { scope } = linking;
  scope.log.report("check/computed-operand", spanOf(scope.file, path), { name: path.root.text });
  return null;
}

/** Whether a name is a constant, a value of an enum, or a property, which must stay as it is while the device is realized. */
function isElsewhere({ root, ...path }: ast.Path, scope: Scope): boolean {
  const member = scope.type?.members.get(root.text);
  if (member?.node.kind === "prop") {
    const { dynamic, type } = member.node;
    const span = spanOf(scope.file, path);
    if (dynamic) scope.log.report("check/computed-dynamic", span, { name: root.text });
    else if (type.name.text === "u64" || type.name.text === "i64" || type.name.text === "size")
      scope.log.report("check/computed-operand", span, { name: root.text });
    return true;
  }
  const kind = member?.node.kind ?? scope.file.names.get(root.text)?.kind;
  return kind === "const" || kind === "enum";
}

function textOf({ start, end }: ast.Path, { file }: Scope): string {
  return file.source.text.slice(start, end);
}

/** Whether a property has an enum's values, which stand by their own names beside it. */
function isEnum(name: string, scope: Scope): boolean {
  const node = scope.type?.members.get(name)?.node;
  return node?.kind === "prop" && scope.file.names.get(node.type.name.text)?.kind === "enum";
}

/**
 * Every path of an expression, but for what is compared with a path that `isKind`: computed values are built of registers,
 * numbers and operators.
 */
function pathsIn(node: ast.Expression, isKind: (path: ast.Path) => boolean = () => false): ast.Path[] {
  const inside = (...parts: ast.Expression[]): ast.Path[] => parts.flatMap((part) => pathsIn(part, isKind));
  switch (node.kind) {
    case "path":
      return [node];
    case "unary":
      return inside(node.operand);
    case "binary":
      return node.left.kind === "path" && isKind(node.left) ? [node.left] : inside(node.left, node.right);
    case "conditional":
      return inside(node.condition, node.then, node.otherwise);
    case "call":
      return inside(...node.arguments);
    default:
      return [];
  }
}

/** Reports registers whose value depends on itself. One may be computed from its own fields, as long as these are not. */
export function reportComputedCycles(registers: readonly CheckedRegister[], scope: Scope): void {
  const byName = new Map(registers.map((register) => [register.name, register]));
  const operandsOf = (name: string): readonly string[] => {
    const { computed } = byName.get(name) ?? {};
    return (computed?.operands ?? []).filter((operand) => operand !== name || readsComputed(byName.get(name)!));
  };
  for (const { name, node } of registers) {
    const seen = new Set<string>();
    const pending = [...operandsOf(name)];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (at === name) {
        scope.log.report("check/computed-cycle", spanOf(scope.file, node.name), { name: node.name.text });
        break;
      }
      if (!seen.has(at)) pending.push(...operandsOf(at));
      seen.add(at);
    }
  }
}

/** Whether a register is computed from bits of its own that are computed. */
function readsComputed({ node, fields, computed }: CheckedRegister): boolean {
  const own = (computed?.parts ?? []).flatMap(({ value }) => pathsIn(value));
  return own
    .filter(({ root }) => root.text === node.name.text)
    .some(({ steps: [step] }) => {
      const field = fields.find((one) => step?.kind === "member" && one.node.name.text === step.name.text);
      return node.value !== undefined || !field || field.node.value !== undefined;
    });
}
