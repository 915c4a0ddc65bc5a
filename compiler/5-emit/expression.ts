import type * as ast from "../1-parse/ast.ts";
import { memberName } from "../3-check/names.ts";
import { integer, text } from "./literal.ts";

/** What a name of an expression is called in the code: a property of `self`, a constant, a loop variable. */
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
      return `[${node.items.map((item) => printExpression(item, naming)).join(", ")}]`;
    case "path":
      return naming(node);
    case "unary": {
      const code = operand(node.operand, naming, (inner) => inner.kind === "binary");
      return node.operator === "-" && code.startsWith("-") ? `-(${code})` : `${node.operator}${code}`;
    }
    case "binary":
      return printBinary(node, naming);
    case "conditional":
      return [node.condition, node.then, node.otherwise]
        .map((part) => operand(part, naming, (inner) => inner.kind === "conditional"))
        .reduce((all, part, at) => `${all}${at === 1 ? " ? " : " : "}${part}`);
    case "call":
      return `Math.${memberName(node.function.text)}(${node.arguments.map((a) => printExpression(a, naming)).join(", ")})`;
  }
}

function printBinary(node: ast.Binary, naming: Naming): string {
  const left = operand(node.left, naming, (inner) => needsParentheses(inner, node, "left"));
  const right = operand(node.right, naming, (inner) => needsParentheses(inner, node, "right"));
  if (node.operator === "/") return `Math.floor(${left} / ${right})`;
  return `${left} ${spelling[node.operator] ?? node.operator} ${right}`;
}

function operand(node: ast.Expression, naming: Naming, parenthesise: (node: ast.Expression) => boolean): string {
  const printed = printExpression(node, naming);
  return parenthesise(node) ? `(${printed})` : printed;
}

const bitwise: ReadonlySet<ast.BinaryOperator> = new Set(["<<", ">>", "&", "^", "|"]);
const logical: ReadonlySet<ast.BinaryOperator> = new Set(["&&", "||"]);

/** Where Prettier keeps or adds parentheses: where they are needed, and where bits or logic are mixed. */
function needsParentheses(inner: ast.Expression, outer: ast.Binary, side: "left" | "right"): boolean {
  if (inner.kind === "conditional") return true;
  if (inner.kind !== "binary" || inner.operator === "/") return false;
  const [po, no] = [outer.operator, inner.operator];
  const [pp, np] = [strength[po], strength[no]];
  if (logical.has(po) && logical.has(no)) return po !== no || side === "right";
  if (pp > np || (pp === np && (side === "right" || !flattens(po, no)))) return true;
  if (no === "%") return po === "+" || po === "-";
  return bitwise.has(po) && pp !== np;
}

/** Whether a chain of these two operators of one strength stands without parentheses. */
function flattens(outer: ast.BinaryOperator, inner: ast.BinaryOperator): boolean {
  const equality = outer === "==" || outer === "!=";
  const shift = outer === "<<" || outer === ">>";
  return !equality && !shift && (outer === inner || (outer !== "%" && inner !== "%" && outer !== "*"));
}
