import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { type Context, nameOf, textOf } from "./context.ts";
import { numberOf, stringOf } from "./literals.ts";

/** How strongly an operator binds. */
const strength: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "|": 4,
  "^": 5,
  "&": 6,
  "<<": 7,
  ">>": 7,
  "+": 8,
  "-": 8,
  "*": 9,
  "/": 9,
  "%": 9,
};

/** Builds an expression, operators by their strength. */
export function expressionOf(context: Context, node: cst.Expression): ast.Expression {
  const [first, tails, conditional] = node.slots;
  const condition = tails.length === 0 ? operandOf(context, first) : binaryOf(context, first, tails);
  if (!conditional) return condition;
  const [then, otherwise] = conditional.slots;
  return {
    kind: "conditional",
    condition,
    then: expressionOf(context, then),
    otherwise: expressionOf(context, otherwise),
    start: node.start,
    end: node.end,
  };
}

function binaryOf(context: Context, first: cst.Operand, tails: readonly cst.BinaryTail[]): ast.Expression {
  const operands = [operandOf(context, first)];
  const operators: ast.BinaryOperator[] = [];
  const reduce = () => {
    const right = operands.pop()!;
    const left = operands.pop()!;
    operands.push({ kind: "binary", operator: operators.pop()!, left, right, start: left.start, end: right.end });
  };
  for (const { slots } of tails) {
    const operator = textOf(context, slots[0]) as ast.BinaryOperator;
    while (operators.length > 0 && strength[operators.at(-1)!]! >= strength[operator]!) reduce();
    operators.push(operator);
    operands.push(operandOf(context, slots[1]));
  }
  while (operators.length > 0) reduce();
  return operands[0]!;
}

function operandOf(context: Context, node: cst.Operand): ast.Expression {
  if (node.rule !== "Unary") return primaryOf(context, node);
  const [operators, primary] = node.slots;
  return operators.reduceRight<ast.Expression>(
    (operand, leaf) => {
      const operator = textOf(context, leaf) as ast.Unary["operator"];
      return { kind: "unary", operator, operand, start: leaf.start, end: node.end };
    },
    primaryOf(context, primary),
  );
}

function primaryOf(context: Context, node: cst.Primary): ast.Expression {
  const { start, end } = node;
  switch (node.rule) {
    case "Group":
      return expressionOf(context, node.slots[0]);
    case "number":
      return numberOf(context, node);
    case "string":
      return { kind: "string", value: stringOf(context, node), start, end };
    case "boolean":
      return { kind: "bool", value: textOf(context, node) === "true", start, end };
    case "Array":
      return arrayOf(context, node);
    case "Call": {
      const [name, items] = node.slots;
      return { kind: "call", function: nameOf(context, name), arguments: argumentsOf(context, items), start, end };
    }
    case "Path":
      return pathOf(context, node);
  }
}

function arrayOf(context: Context, node: cst.Array): ast.ArrayLiteral {
  return { kind: "array", items: argumentsOf(context, node.slots[0]), start: node.start, end: node.end };
}

function argumentsOf(context: Context, node: cst.Arguments | undefined): ast.Expression[] {
  if (!node) return [];
  const [first, more] = node.slots;
  return [first, ...more.map((one) => one.slots[0])].map((one) => expressionOf(context, one));
}

/** Builds a path. */
export function pathOf(context: Context, node: cst.Path): ast.Path {
  const [root, steps] = node.slots;
  return {
    kind: "path",
    root: nameOf(context, root),
    steps: steps.map((step) => stepOf(context, step)),
    start: node.start,
    end: node.end,
  };
}

function stepOf(context: Context, node: cst.Step): ast.Step {
  const { start, end } = node;
  if (node.rule === "PathMember") return { kind: "member", name: nameOf(context, node.slots[0]), start, end };
  const [index, upTo] = node.slots;
  const from = expressionOf(context, index);
  if (!upTo) return { kind: "index", index: from, start, end };
  const to = expressionOf(context, upTo.slots[0]);
  return { kind: "slice", range: { kind: "range", from, to, start: from.start, end: to.end }, start, end };
}

/** Builds `path, path, ...`. */
export function pathsOf(context: Context, first: cst.Path, more: readonly cst.MorePaths[]): ast.Path[] {
  return [first, ...more.map((one) => one.slots[0])].map((path) => pathOf(context, path));
}

/** Builds a range. */
export function rangeOf(context: Context, node: cst.Range): ast.Range {
  const [from, to] = node.slots;
  return {
    kind: "range",
    from: expressionOf(context, from),
    to: expressionOf(context, to),
    start: node.start,
    end: node.end,
  };
}

/** Builds what stands after `in`. */
export function domainOf(context: Context, node: cst.Domain): ast.Domain {
  const [values] = node.slots;
  return values.rule === "Range" ? rangeOf(context, values) : arrayOf(context, values);
}

/** Builds the name of a type, with its count. */
export function typeRefOf(context: Context, node: cst.TypeRef): ast.TypeRef {
  const [name, count] = node.slots;
  return {
    kind: "type-ref",
    name: nameOf(context, name),
    list: count !== undefined,
    ...(count?.slots[0] && { count: expressionOf(context, count.slots[0]) }),
    start: node.start,
    end: node.end,
  };
}

/** Builds `[i : n]`. */
export function boundOf(context: Context, node: cst.Bound): ast.Bound {
  const [index, count] = node.slots;
  return {
    kind: "bound",
    ...(index && { index: nameOf(context, index.slots[0]) }),
    count: expressionOf(context, count),
    start: node.start,
    end: node.end,
  };
}

/** Builds `for i in a..b`. */
export function loopOf(context: Context, node: cst.Loop): ast.Loop {
  const [index, range] = node.slots;
  return {
    kind: "loop",
    index: nameOf(context, index),
    range: rangeOf(context, range),
    start: node.start,
    end: node.end,
  };
}
