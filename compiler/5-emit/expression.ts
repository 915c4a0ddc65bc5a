import type * as ast from "../1-parse/ast.ts";
import { memberName } from "../3-check/names.ts";
import { integer, text } from "./literal.ts";

/** What a name of an expression is in the code: a value, a property of `self` or `this`, a loop variable. */
export type Naming = (path: ast.Path) => string;

/** Operators of the code for those of the language that are spelt otherwise. */
const spelling: Partial<Record<ast.BinaryOperator, string>> = { "==": "===", "!=": "!==", ">>": ">>>" };

const strength: Record<ast.BinaryOperator, number> = {
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "==": 6,
  "!=": 6,
  "<": 7,
  "<=": 7,
  ">": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
};

/** An expression as code that works with numbers; parentheses where Prettier would keep or add them. */
export function printExpression(node: ast.Expression, naming: Naming): string {
  const inner = (part: ast.Expression): string => printExpression(part, naming);
  switch (node.kind) {
    case "number":
      return node.raw.startsWith("0x") && node.unit === "plain" && node.value < 2n ** 53n
        ? `0x${node.value.toString(16)}`
        : integer(node.value);
    case "string":
      return text(node.value);
    case "bool":
      return String(node.value);
    case "array":
      return `[${node.items.map(inner).join(", ")}]`;
    case "path":
      return naming(node);
    case "unary":
      return printUnary(node, naming);
    case "binary":
      return printBinary(node, naming);
    case "conditional":
      return `${printTest(node.condition, naming)} ? ${printTest(node.then, naming)} : ${inner(node.otherwise)}`;
    case "call":
      return `Math.${memberName(node.function.text)}(${node.arguments.map(inner).join(", ")})`;
  }
}

/** An expression as an operand of an operator of the code. */
export function printOperand(
  node: ast.Expression,
  naming: Naming,
  operator: ast.BinaryOperator,
  side: Side = "right",
): string {
  return enclosed(printExpression(node, naming), needsParentheses(node, operator, side));
}

/** What a conditional tests, or answers if that holds: another conditional stands in parentheses there. */
export function printTest(node: ast.Expression, naming: Naming): string {
  return enclosed(printExpression(node, naming), node.kind === "conditional");
}

/** Conditions that all have to hold. */
export function printAll(conditions: readonly ast.Expression[], naming: Naming): string {
  if (conditions.length === 1) return printExpression(conditions[0]!, naming);
  return conditions.map((condition) => printOperand(condition, naming, "&&")).join(" && ");
}

function printUnary({ operator, operand }: ast.Unary, naming: Naming): string {
  const code = printExpression(operand, naming);
  const again = operator === "-" && code.startsWith("-");
  return `${operator}${enclosed(code, again || operand.kind === "conditional" || isOperation(operand))}`;
}

function printBinary(node: ast.Binary, naming: Naming): string {
  const { operator, left, right } = isMistaken(node)
    ? { operator: "<" as const, left: node.right, right: node.left }
    : node;
  const operand = (part: ast.Expression, side: Side): string =>
    enclosed(printExpression(part, naming), needsParentheses(part, operator, side));
  const [before, after] = [operand(left, "left"), operand(right, "right")];
  if (operator === "/") return `Math.floor(${before} / ${after})`;
  return `${before} ${spelling[operator] ?? operator} ${after}`;
}

/** Whether TypeScript would take what stands between the two signs for type parameters: in `a << b > (c)`. */
function isMistaken({ operator, left }: ast.Binary): boolean {
  return operator === ">" && left.kind === "binary" && left.operator === "<<";
}

function enclosed(code: string, parentheses: boolean): string {
  return parentheses ? `(${code})` : code;
}

type Side = "left" | "right";

const bitwise: ReadonlySet<ast.BinaryOperator> = new Set(["<<", ">>", "&", "^", "|"]);
const logical: ReadonlySet<ast.BinaryOperator> = new Set(["&&", "||"]);

/** Whether it is an operator with its operands in the code, too; a division is a call there. */
function isOperation(node: ast.Expression): node is ast.Binary {
  return node.kind === "binary" && node.operator !== "/";
}

/** Where Prettier keeps or adds parentheses: where they are needed, and where bits or logic are mixed. */
function needsParentheses(inner: ast.Expression, outer: ast.BinaryOperator, side: Side): boolean {
  if (inner.kind === "conditional") return true;
  if (!isOperation(inner)) return false;
  if (logical.has(outer) && logical.has(inner.operator)) return outer !== inner.operator;
  const [outside, inside] = [strength[outer], strength[inner.operator]];
  if (outside > inside) return true;
  if (outside === inside) return side === "right" || !flattens(outer, inner.operator);
  if (inner.operator === "%" && (outer === "+" || outer === "-")) return true;
  return bitwise.has(outer);
}

/** Whether a chain of these two operators of one strength stands without parentheses. */
function flattens(outer: ast.BinaryOperator, inner: ast.BinaryOperator): boolean {
  if (strength[outer] === strength["*"]) return outer === inner && outer !== "%";
  return strength[outer] !== strength["=="] && strength[outer] !== strength["<<"] && !(outer === ">" && inner === "<");
}
