import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type PlacedRegister } from "./bank.ts";
import { type CheckedField, type CheckedRegister, type ResetPart, type WriteMasks } from "./checked-bank.ts";
import { evaluate, evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { accessHooks, checkField, type FieldHome, lowsOf } from "./field.ts";
import { accessorName, memberName } from "./names.ts";
import { type Scope } from "./scope.ts";

/** Bytes that a register can have. */
export type RegisterBytes = CheckedRegister["bytes"];

/** The bytes that a `width` says; null after a report. */
export function bytesOf(width: ast.Expression, scope: Scope): RegisterBytes | null {
  const bits = evaluateConstant(width, scope, "the width of a register");
  if (bits === null) return null;
  const bytes = ([1, 2, 4, 8] as const).find((one) => BigInt(8 * one) === bits);
  if (bytes === undefined) scope.log.report("check/register-width", spanOf(scope.file, width), { bits: String(bits) });
  return bytes ?? null;
}

/** One register by itself, as wide as its bank's unless it says otherwise; null after a report that leaves nothing to work with. */
export function checkRegister(
  { node, address, overlay }: PlacedRegister,
  usual: RegisterBytes,
  scope: Scope,
): CheckedRegister | null {
  const bytes = node.width ? bytesOf(node.width, scope) : usual;
  if (bytes === null) return null;
  const count = node.bound ? evaluateConstant(node.bound.count, scope, "the number of registers") : null;
  if (node.bound && count === null) return null;
  if (count !== null && (count < 1n || count > 0x10000n)) {
    scope.log.report("check/count", spanOf(scope.file, node.bound!), { what: "registers", count: String(count) });
    return null;
  }
  if (!address) scope.log.report("check/no-address", spanOf(scope.file, node.name), { name: node.name.text });
  const place = address && placeOf(node, address, { scope, count, bytes });
  if (!place) return null;
  const name = accessorName(memberName(node.name.text, scope.type), scope.type);
  const width = 8 * bytes;
  const fields = checkFields(node, { register: name, width }, scope);
  return {
    name,
    node,
    ...place,
    bytes,
    word: 0,
    locks: null,
    count: count === null ? null : Number(count),
    direction: node.direction,
    volatile: node.volatile || (overlay !== null && node.direction === "write"),
    constants: node.constant ? constantsOf(node.constant, { scope, count, bytes }) : null,
    computed: null,
    ...resetOf(node, fields, { scope, count, bytes }),
    resetMask: node.mask ? valueOf(node.mask, "a reset mask", { scope, count, bytes }) : null,
    masks: masksOf(node, fields),
    // Nobody reads a register that is only written, but what shares its place in an overlay.
    hidden: node.direction === "write" ? (overlay ? 0n : 2n ** BigInt(width) - 1n) : maskOf(fields, "wo"),
    rc: maskOf(fields, "rc"),
    rs: maskOf(fields, "rs"),
    effects: [],
    fields,
    hooks: accessHooks(reachable(node, scope), scope),
  };
}

/** The hooks of a register; one for accesses that its direction has not is reported. */
function reachable(node: ast.Register, scope: Scope): ast.Hook[] {
  const { direction } = node;
  const own = node.members.flatMap((member) =>
    member.kind === "register-hook" ? [member.hook] : member.kind === "field" ? member.hooks : [],
  );
  for (const hook of own) {
    const never = direction === "both" ? false : direction === "read" ? hook.event !== "read" : hook.event === "read";
    if (!never) continue;
    const blanks = { name: node.name.text, direction, event: hook.event };
    scope.log.report("check/hook-never", spanOf(scope.file, hook), blanks);
  }
  return node.members.flatMap((member) => (member.kind === "register-hook" ? [member.hook] : []));
}

/** The mask of the fields with this access, those that act on another register left out. */
export function maskOf(fields: readonly CheckedField[], access: ast.Access): bigint {
  let mask = 0n;
  for (const field of fields)
    if (field.node.access === access && !field.node.of && !field.node.value) mask |= field.mask;
  return mask;
}

interface Counted {
  readonly scope: Scope;
  readonly count: bigint | null;
  readonly bytes: RegisterBytes;
}

function placeOf(
  node: ast.Register,
  address: ast.Expression,
  { scope, count, bytes }: Counted,
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
  const step = stepOf(node, address, { scope, count, bytes });
  if (step === null) return null;
  const stride = stated ?? (step === 0n ? BigInt(bytes) : step);
  if (step !== 0n && step !== stride) {
    const blanks = { name: node.name.text, stride: String(stride), step: String(step) };
    scope.log.report("check/stride-differs", spanOf(scope.file, node.stride!), blanks);
    return null;
  }
  if (stride < BigInt(bytes)) {
    const blanks = { name: node.name.text, size: String(bytes), stride: String(stride) };
    scope.log.report("check/stride", spanOf(scope.file, node.stride ?? address), blanks);
    return null;
  }
  if (value.min % BigInt(bytes) !== 0n || stride % BigInt(bytes) !== 0n) {
    const blanks = { name: node.name.text, offset: `0x${value.min.toString(16)}`, bytes: String(bytes) };
    scope.log.report("check/misaligned", spanOf(scope.file, address), blanks);
    return null;
  }
  return { offset: Number(value.min), stride: Number(stride) };
}

/** Bytes from one element of an array to the next as its address says, 0 if it says nothing; null after a report. */
function stepOf(node: ast.Register, address: ast.Expression, { scope, count }: Counted): bigint | null {
  const name = node.bound?.index?.text;
  if (name === undefined || count === null || count < 2n) return 0n;
  const at = (index: bigint): bigint => {
    const value = evaluate(address, inLoop(scope, name, index, index + 1n));
    return value.kind === "int" ? value.min : 0n;
  };
  const [first, step] = [at(0n), at(1n) - at(0n)];
  // Some of many stand for all: what grows otherwise than evenly shows it early, or at the end.
  const tried = [...Array.from({ length: 16 }, (_, index) => BigInt(index)), count / 2n, count - 1n];
  const odd = tried.find((index) => index < count && at(index) !== first + index * step);
  if (odd === undefined && step >= 0n) return step;
  scope.log.report("check/register-uneven", spanOf(scope.file, address), { name: node.name.text });
  return null;
}

function checkFields(node: ast.Register, home: FieldHome, scope: Scope): CheckedField[] {
  const fields: CheckedField[] = [];
  for (const member of node.members) {
    if (member.kind !== "field") continue;
    const field = checkField(member, home, scope);
    if (!field) continue;
    const clash = fields.find((other) => (other.mask & field.mask) !== 0n);
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
  const none = node.constant !== undefined || node.value !== undefined;
  const mask = (access: ast.Access): bigint => (none ? 0n : maskOf(fields, access));
  return {
    rw: mask("rw") | mask("wo"),
    w1c: mask("w1c"),
    w1s: mask("w1s"),
    w0c: mask("w0c"),
    w0s: mask("w0s"),
    w1t: mask("w1t"),
    once: mask("once"),
  };
}

function constantsOf(node: ast.Expression, counted: Counted): bigint[] | null {
  const { count, scope } = counted;
  const items = node.kind === "array" ? node.items : [node];
  const open = items.find((item) => isOpen(item, scope));
  if (open) {
    scope.log.report("check/constant-open", spanOf(scope.file, open), {});
    return null;
  }
  const values = items.map((item) => valueOf(item, "a constant register", counted));
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  const wanted = Number(count ?? 1n);
  if (node.kind === "array" && values.length !== wanted) {
    const blanks = { found: String(values.length), wanted: String(wanted) };
    scope.log.report("check/constant-count", spanOf(scope.file, node), blanks);
    return null;
  }
  return Array.from({ length: wanted }, (_, at) => known[node.kind === "array" ? at : 0]!);
}

/** Whether properties decide what a number is. */
function isOpen(node: ast.Expression, scope: Scope): boolean {
  if (node.kind === "number") return false;
  const value = evaluate(node, { ...scope, log: new Log() });
  return value.kind === "int" && !value.fixed;
}

/** What a reset gives a register: bits that are the same in every instance, and those of which properties decide. */
function resetOf(
  node: ast.Register,
  fields: readonly CheckedField[],
  counted: Counted,
): Pick<CheckedRegister, "reset" | "resets"> {
  const resets: ResetPart[] = [];
  const bits = 8 * counted.bytes;
  const whole = node.reset && resetValue(node.reset, { bits, settable: counted.bytes < 8 }, counted.scope);
  if (whole === "later") resets.push({ value: node.reset!, field: null });
  let value = typeof whole === "bigint" ? BigInt.asUintN(bits, whole) : 0n;
  for (const field of fields) {
    if (!field.node.reset) continue;
    const place = { bits: field.high - field.low + 1, settable: counted.bytes < 8 && counted.count === null };
    const own = resetValue(field.node.reset, place, counted.scope);
    if (own === "later") resets.push({ value: field.node.reset, field });
    if (typeof own !== "bigint") continue;
    for (const low of lowsOf(field))
      value = (value & ~(onesOf(field) << BigInt(low))) | ((own << BigInt(low)) & field.mask);
  }
  return { reset: value, resets };
}

/** Where a reset value lies: in so many bits, for which the class has a setter or not. */
interface ResetPlace {
  readonly bits: number;
  readonly settable: boolean;
}

/** A reset value; "later" where properties decide, null after a report. */
function resetValue(node: ast.Expression, { bits, settable }: ResetPlace, scope: Scope): bigint | "later" | null {
  if (!settable || !isOpen(node, scope)) {
    const known = evaluateConstant(node, scope, "a reset value");
    if (known !== null) checkFits(known, bits, node, scope);
    return known;
  }
  const value = evaluateInt(node, scope, "a reset value");
  if (value) checkFits(value.min < 0n ? value.min : value.max, bits, node, scope);
  return "later";
}

/** What an inherited register is reset to in a type that says so. */
export function ownReset({ reset }: ast.Register, { bytes }: CheckedRegister, scope: Scope): bigint {
  return (reset && valueOf(reset, "a reset value", { scope, bytes, count: null })) ?? 0n;
}

function onesOf({ high, low }: CheckedField): bigint {
  return (1n << BigInt(high - low + 1)) - 1n;
}

/** A constant that fits in the register; cut to it after a report. */
function valueOf(node: ast.Expression, what: string, { scope, bytes }: Counted): bigint | null {
  const value = evaluateConstant(node, scope, what);
  if (value === null) return null;
  checkFits(value, 8 * bytes, node, scope);
  return BigInt.asUintN(8 * bytes, value);
}

function checkFits(value: bigint, bits: number, node: ast.Expression, scope: Scope): void {
  if (value >= 0n && value < 1n << BigInt(bits)) return;
  const blanks = { value: `0x${value.toString(16)}`, bits: String(bits) };
  scope.log.report("check/too-wide", spanOf(scope.file, node), blanks);
}
