import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type AccessHooks, type CheckedField } from "./checked-bank.ts";
import { evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { accessorName, capital, memberName } from "./names.ts";
import { type Scope } from "./scope.ts";

/** The register that a field is checked for. */
export interface FieldHome {
  /** In the generated class. */
  readonly register: string;
  /** Bits of the register. */
  readonly width: number;
}

/** Where one element of a field lies. */
interface Bits {
  readonly high: number;
  readonly low: number;
}

/** One field by itself; null after a report that leaves nothing to work with. */
export function checkField(node: ast.Field, home: FieldHome, scope: Scope): CheckedField | null {
  const count = node.bound ? evaluateConstant(node.bound.count, scope, "the number of fields") : 1n;
  if (count === null) return null;
  if (count < 1n || count > 64n) {
    scope.log.report("check/count", spanOf(scope.file, node.bound!), { what: "fields", count: String(count) });
    return null;
  }
  const places: Bits[] = [];
  for (let at = 0n; at < count; at++) {
    const bits = bitsAt(node, inLoop(scope, node.bound?.index?.text, at, at + 1n), home);
    if (!bits) return null;
    places.push(bits);
  }
  const [first, second] = places as [Bits, Bits | undefined];
  const stride = second ? second.low - first.low : 0;
  const even = places.every(
    ({ high, low }, at) => low === first.low + at * stride && high === first.high + at * stride,
  );
  const apart = places.length === 1 || Math.abs(stride) > first.high - first.low;
  if (!even || !apart) {
    const size = String(first.high - first.low + 1);
    const span = spanOf(scope.file, { start: node.high.start, end: node.low.end });
    scope.log.report("check/field-stride", span, { name: node.name.text, size, stride: String(stride) });
    return null;
  }
  const name = accessorName(`${home.register}${capital(memberName(node.name.text))}`, scope.type);
  const hooks = accessHooks(node.hooks, scope);
  const ones = (1n << BigInt(first.high - first.low + 1)) - 1n;
  const mask = places.reduce((all, { low }) => all | (ones << BigInt(low)), 0n);
  return { name, node, ...first, count: node.bound ? Number(count) : null, stride, mask, hooks };
}

function bitsAt(node: ast.Field, scope: Scope, { width }: FieldHome): Bits | null {
  if (isDifference(node, scope)) return null;
  const high = bitNumber(node.high, scope);
  const low = bitNumber(node.low, scope);
  if (high === null || low === null) return null;
  const span = spanOf(scope.file, { start: node.high.start, end: node.low.end });
  if (low < 0n || high < low) {
    scope.log.report("check/bit-order", span, { high: String(high), low: String(low) });
    return null;
  }
  if (high >= width) {
    scope.log.report("check/bit-outside", span, { name: node.name.text, high: String(high), width: String(width) });
    return null;
  }
  return { high: Number(high), low: Number(low) };
}

/** Whether bits are written as `7-4`, which is a number; a report says so. */
function isDifference({ high: bits, low }: ast.Field, scope: Scope): boolean {
  if (bits !== low || bits.kind !== "binary" || bits.operator !== "-") return false;
  const { left, right } = bits;
  if (left.kind !== "number" || right.kind !== "number") return false;
  const span = spanOf(scope.file, bits);
  const text = scope.file.source.text.slice(bits.start, bits.end);
  const [high, last] = [String(left.value), String(right.value)];
  scope.log.report("check/bit-difference", span, {
    text,
    bit: String(left.value - right.value),
    high,
    low: last,
  });
  return true;
}

/** A bit's number; of an element, where the loop variable stands for one number. */
function bitNumber(node: ast.Expression, scope: Scope): bigint | null {
  if (scope.locals.size === 0) return evaluateConstant(node, scope, "the number of a bit");
  const value = evaluateInt(node, scope, "the number of a bit");
  if (!value || value.min === value.max) return value?.min ?? null;
  scope.log.report("check/not-constant", spanOf(scope.file, node), { what: "the number of a bit" });
  return null;
}

/** The lowest bit of every element of a field. */
export function lowsOf({ low, count, stride }: CheckedField): number[] {
  return Array.from({ length: count ?? 1 }, (_, at) => low + at * stride);
}

/** The hooks for each kind of access; the second of a kind is reported. */
export function accessHooks(hooks: readonly ast.Hook[], scope: Scope): AccessHooks {
  const found: { -readonly [Event in keyof AccessHooks]: string | null } = { read: null, write: null, change: null };
  for (const hook of hooks) {
    const { event, name } = hook;
    if (event !== "read" && event !== "write" && event !== "change") continue;
    if (found[event] !== null) {
      scope.log.report("check/repeated", spanOf(scope.file, hook), { what: `\`on ${event}\`` });
    } else found[event] = memberName(name.text);
  }
  return found;
}
