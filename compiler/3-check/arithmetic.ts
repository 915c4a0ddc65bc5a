import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type Scope } from "./scope.ts";
import { describeValue, unknown, type Value } from "./value.ts";

type Int = Extract<Value, { kind: "int" }>;

/** The value of `operator operand`. */
export function unary(node: ast.Unary, operand: Value, scope: Scope): Value {
  if (operand.kind === "unknown") return unknown;
  if (node.operator === "!" && operand.kind === "bool")
    return { ...operand, value: operand.value === null ? null : !operand.value };
  if (node.operator === "-" && operand.kind === "int") return { ...operand, min: -operand.max, max: -operand.min };
  if (node.operator === "~" && operand.kind === "int") return { ...operand, min: ~operand.max, max: ~operand.min };
  return mismatch(node, node.operator === "!" ? "a truth value" : "a number", operand, scope);
}

/** The value of `left operator right`. */
export function binary(node: ast.Binary, left: Value, right: Value, scope: Scope): Value {
  if (left.kind === "unknown" || right.kind === "unknown") return unknown;
  const { operator } = node;
  if (operator === "&&" || operator === "||") return logic(node, left, right, scope);
  if (operator === "==" || operator === "!=") return equality(node, left, right, scope);
  if (left.kind !== "int") return mismatch(node.left, "a number", left, scope);
  if (right.kind !== "int") return mismatch(node.right, "a number", right, scope);
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=")
    return order(operator, left, right);
  if ((operator === "/" || operator === "%") && right.min <= 0n && right.max >= 0n) {
    scope.log.report("check/division-by-zero", spanOf(scope.file, node.right), {});
    return unknown;
  }
  if ((operator === "<<" || operator === ">>") && (right.min < 0n || right.max > 64n)) {
    scope.log.report("check/shift-too-far", spanOf(scope.file, node.right), {});
    return unknown;
  }
  return combine(operator, left, right);
}

const operations: Record<string, (a: bigint, b: bigint) => bigint> = {
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  "&": (a, b) => a & b,
  "^": (a, b) => a ^ b,
  "|": (a, b) => a | b,
};

function combine(operator: string, left: Int, right: Int): Value {
  const apply = operations[operator]!;
  const unit = left.unit === "plain" ? right.unit : left.unit;
  const fixed = left.fixed && right.fixed;
  const corners = [left.min, left.max].flatMap((a) => [right.min, right.max].map((b) => apply(a, b)));
  const bitwise = operator === "&" || operator === "|" || operator === "^" || operator === "%";
  if (bitwise && corners.some((corner) => corner !== corners[0])) {
    // The corners say nothing about the inside; the operands' own bounds do.
    const top = left.max > right.max ? left.max : right.max;
    return { kind: "int", min: 0n, max: operator === "%" ? right.max - 1n : allOnes(top), unit, fixed };
  }
  const sorted = corners.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { kind: "int", min: sorted[0]!, max: sorted[3]!, unit, fixed };
}

/** The smallest number with all bits set that is not below `value`. */
function allOnes(value: bigint): bigint {
  return value <= 0n ? 0n : (1n << BigInt(value.toString(2).length)) - 1n;
}

function logic(node: ast.Binary, left: Value, right: Value, scope: Scope): Value {
  if (left.kind !== "bool") return mismatch(node.left, "a truth value", left, scope);
  if (right.kind !== "bool") return mismatch(node.right, "a truth value", right, scope);
  const decisive = node.operator === "||";
  const fixed = left.fixed && right.fixed;
  if (left.value === decisive || right.value === decisive) return { kind: "bool", value: decisive, fixed };
  const known = left.value !== null && right.value !== null;
  return { kind: "bool", value: known ? !decisive : null, fixed };
}

function equality(node: ast.Binary, left: Value, right: Value, scope: Scope): Value {
  const wanted = left.kind === right.kind ? undefined : comparable[left.kind];
  if (wanted !== undefined) return mismatch(node.right, wanted, right, scope);
  const { operator } = node;
  const fixed = left.fixed && right.fixed;
  const [a, b] = [literal(left), literal(right)];
  if (a === null || b === null) return { kind: "bool", value: null, fixed };
  return { kind: "bool", value: (a === b) === (operator === "=="), fixed };
}

/** What goes with a value in a comparison, if that is a kind of plain values. */
const comparable: Partial<Record<Value["kind"], string>> = {
  int: "a number",
  bool: "a truth value",
  string: "a text",
};

function literal(value: Value): bigint | boolean | string | null {
  if (value.kind === "int") return value.min === value.max ? value.min : null;
  return value.kind === "bool" || value.kind === "string" || value.kind === "enum" ? value.value : null;
}

function order(operator: "<" | "<=" | ">" | ">=", left: Int, right: Int): Value {
  const [a, b] = operator === "<" || operator === "<=" ? [left, right] : [right, left];
  const strict = operator === "<" || operator === ">";
  const fixed = left.fixed && right.fixed;
  if (strict ? a.max < b.min : a.max <= b.min) return { kind: "bool", value: true, fixed };
  if (strict ? a.min >= b.max : a.min > b.max) return { kind: "bool", value: false, fixed };
  return { kind: "bool", value: null, fixed };
}

function mismatch(node: ast.Expression, wanted: string, found: Value, scope: Scope): Value {
  const blanks = { what: "this operand", wanted, found: describeValue(found) };
  scope.log.report("check/wrong-kind", spanOf(scope.file, node), blanks);
  return unknown;
}
