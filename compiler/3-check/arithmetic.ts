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
  const isKnown = left.min === left.max && right.min === right.max;
  // The corners say nothing about the inside of what bits and remainders make; the operands' own bounds do.
  if (!isKnown && operator === "%") return { kind: "int", ...remainders(left, right), unit, fixed };
  if (!isKnown && "&|^".includes(operator)) return { kind: "int", ...patterns([left, right]), unit, fixed };
  const corners = [left.min, left.max].flatMap((a) => [right.min, right.max].map((b) => apply(a, b)));
  const sorted = corners.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { kind: "int", min: sorted[0]!, max: sorted[3]!, unit, fixed };
}

type Bounds = Pick<Int, "min" | "max">;

/** Remainders have the sign of what is divided, and are nearer to 0 than the divisor. */
function remainders(left: Int, right: Int): Bounds {
  const most = (right.max > -right.min ? right.max : -right.min) - 1n;
  return { min: left.min < 0n ? -most : 0n, max: left.max > 0n ? most : 0n };
}

/** What numbers can be that have no more bits than these. */
function patterns(operands: readonly Int[]): Bounds {
  const ends = operands.flatMap(({ min, max }) => [min, max]).map((end) => (end < 0n ? ~end : end));
  const bits = Math.max(...ends.map((end) => (end === 0n ? 0 : end.toString(2).length)));
  const all = (1n << BigInt(bits)) - 1n;
  return { min: operands.some(({ min }) => min < 0n) ? ~all : 0n, max: all };
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
