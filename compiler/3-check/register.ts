import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type PlacedRegister } from "./bank.ts";
import { type CheckedField, type CheckedRegister, type WriteMasks } from "./checked-bank.ts";
import { evaluate, evaluateConstant, inLoop } from "./evaluate.ts";
import { checkField } from "./field.ts";
import { memberName } from "./names.ts";
import { type Scope } from "./scope.ts";

const wordBytes = 4;

/** One register by itself; null after a report that leaves nothing to work with. */
export function checkRegister({ node, address, overlay }: PlacedRegister, scope: Scope): CheckedRegister | null {
  const count = node.bound ? evaluateConstant(node.bound.count, scope, "the number of registers") : null;
  if (node.bound && count === null) return null;
  if (count !== null && (count < 1n || count > 0x10000n)) {
    scope.log.report("check/count", spanOf(scope.file, node.bound!), { what: "registers", count: String(count) });
    return null;
  }
  const place = address && placeOf(node, address, { scope, count });
  if (!place) return null;
  const name = memberName(node.name.text);
  const fields = checkFields(node, name, scope);
  return {
    name,
    node,
    ...place,
    word: 0,
    count: count === null ? null : Number(count),
    direction: node.direction,
    volatile: node.volatile || (overlay !== null && node.direction === "write"),
    constants: node.constant ? constantsOf(node.constant, count, scope) : null,
    computed: null,
    reset: resetOf(node, fields, scope),
    masks: masksOf(node, fields),
    rc: maskOf(fields, "rc"),
    rs: maskOf(fields, "rs"),
    effects: [],
    fields,
    hooks: hooksOf(node, scope),
  };
}

/** The unsigned mask of the fields with this access, those that act on another register left out. */
export function maskOf(fields: readonly CheckedField[], access: ast.Access): number {
  return (
    fields.reduce(
      (mask, field) => (field.node.access === access && !field.node.of ? mask | bitsOf(field) : mask),
      0,
    ) >>> 0
  );
}

/** The unsigned mask of a field. */
export function bitsOf({ high, low }: { readonly high: number; readonly low: number }): number {
  return Number((1n << BigInt(high + 1)) - (1n << BigInt(low)));
}

interface Counted {
  readonly scope: Scope;
  readonly count: bigint | null;
}

function placeOf(
  node: ast.Register,
  address: ast.Expression,
  { scope, count }: Counted,
): { readonly offset: number; readonly stride: number } | null {
  const inside = inLoop(scope, node.bound?.index?.text, 0n, count ?? 1n);
  const value = evaluate(address, inside);
  if (value.kind === "unknown") return null;
  if (value.kind !== "int") {
    const blanks = { what: "the address of a register", wanted: "a number", found: "something else" };
    scope.log.report("check/wrong-kind", spanOf(scope.file, address), blanks);
    return null;
  }
  const stated = node.stride ? evaluateConstant(node.stride, scope, "a stride") : null;
  const moving = value.max !== value.min && count !== null && count > 1n;
  const stride = stated ?? (moving ? (value.max - value.min) / (count - 1n) : BigInt(wordBytes));
  if (value.min % BigInt(wordBytes) !== 0n || stride % BigInt(wordBytes) !== 0n) {
    const blanks = { name: node.name.text, offset: `0x${value.min.toString(16)}` };
    scope.log.report("check/misaligned", spanOf(scope.file, address), blanks);
    return null;
  }
  if (stride < BigInt(wordBytes)) {
    const blanks = { name: node.name.text, size: String(wordBytes), stride: String(stride) };
    scope.log.report("check/stride", spanOf(scope.file, node.stride ?? address), blanks);
    return null;
  }
  return { offset: Number(value.min), stride: Number(stride) };
}

function checkFields(node: ast.Register, register: string, scope: Scope): CheckedField[] {
  const fields: CheckedField[] = [];
  for (const member of node.members) {
    if (member.kind !== "field") continue;
    const field = checkField(member, register, scope);
    if (!field) continue;
    const clash = fields.find((other) => other.low <= field.high && field.low <= other.high);
    const twin = fields.find((other) => other.node.name.text === member.name.text);
    if (twin) {
      const related = [{ span: spanOf(scope.file, twin.node.name), message: "the first one is here" }];
      const blanks = { type: node.name.text, name: member.name.text };
      scope.log.report("bind/duplicate-member", spanOf(scope.file, member.name), blanks, { related });
    } else if (clash) {
      const related = [{ span: spanOf(scope.file, clash.node), message: `\`${clash.node.name.text}\` has them` }];
      const blanks = { name: member.name.text, other: clash.node.name.text };
      scope.log.report("check/field-overlap", spanOf(scope.file, member), blanks, { related });
    } else fields.push(field);
  }
  return fields;
}

function masksOf(node: ast.Register, fields: readonly CheckedField[]): WriteMasks {
  const none = node.constant !== undefined || node.computed;
  const mask = (access: ast.Access): number => (none ? 0 : maskOf(fields, access));
  return {
    rw: none ? 0 : (maskOf(fields, "rw") | maskOf(fields, "wo")) >>> 0,
    w1c: mask("w1c"),
    w1s: mask("w1s"),
    w0c: mask("w0c"),
    w0s: mask("w0s"),
    w1t: mask("w1t"),
  };
}

function constantsOf(node: ast.Expression, count: bigint | null, scope: Scope): number[] | null {
  const items = node.kind === "array" ? node.items : [node];
  const values = items.map((item) => evaluateConstant(item, scope, "a constant register"));
  if (values.includes(null)) return null;
  const wanted = Number(count ?? 1n);
  if (node.kind === "array" && values.length !== wanted) {
    const blanks = { found: String(values.length), wanted: String(wanted) };
    scope.log.report("check/constant-count", spanOf(scope.file, node), blanks);
    return null;
  }
  for (const [at, value] of values.entries()) checkFits(value!, items[at]!, scope);
  return Array.from({ length: wanted }, (_, at) => Number(BigInt.asUintN(32, values[node.kind === "array" ? at : 0]!)));
}

function resetOf(node: ast.Register, fields: readonly CheckedField[], scope: Scope): number {
  const whole = node.reset ? evaluateConstant(node.reset, scope, "a reset value") : 0n;
  if (whole !== null && node.reset) checkFits(whole, node.reset, scope);
  let value = BigInt.asUintN(32, whole ?? 0n);
  for (const { node: field, high, low } of fields) {
    const own = field.reset ? evaluateConstant(field.reset, scope, "a reset value") : null;
    if (own === null) continue;
    const mask = BigInt(bitsOf({ high, low }));
    value = (value & ~mask) | ((own << BigInt(low)) & mask);
  }
  return Number(value);
}

function checkFits(value: bigint, node: ast.Expression, scope: Scope): void {
  if (value >= 0n && value < 1n << 32n) return;
  const blanks = { value: `0x${value.toString(16)}`, bits: "32" };
  scope.log.report("check/too-wide", spanOf(scope.file, node), blanks);
}

function hooksOf(node: ast.Register, scope: Scope): CheckedRegister["hooks"] {
  const hooks = { read: null as string | null, write: null as string | null, change: null as string | null };
  for (const member of node.members) {
    if (member.kind !== "register-hook") continue;
    const { event, name } = member.hook;
    if (event !== "read" && event !== "write" && event !== "change") continue;
    if (hooks[event] !== null) {
      scope.log.report("check/repeated", spanOf(scope.file, member), { what: `\`on ${event}\`` });
    } else hooks[event] = memberName(name.text);
  }
  return hooks;
}
