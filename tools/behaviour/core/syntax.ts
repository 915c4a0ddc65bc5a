import type ts from "typescript";

/** TypeScript as whoever loaded the code has it, and what it knows of names and types. */
export interface Code {
  readonly ts: typeof ts;
  readonly checker: ts.TypeChecker;
  /** Whether functions of a file are looked into: people's own, not the runtime's, whose effects are known. */
  readonly isOwn: (file: ts.SourceFile) => boolean;
}

/** A function with a body. */
export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.AccessorDeclaration
  | ts.ConstructorDeclaration;

/** Whether a node is a function that has a body. */
export function isFunction(node: ts.Node, { ts }: Code): node is FunctionNode {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

/** An expression without what changes its type only: parentheses, `as`, `!`, `satisfies`. */
export function bare(node: ts.Expression, { ts }: Code): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  )
    at = at.expression;
  return at;
}

/** What a name stands for where it was declared, through imports. */
export function symbolOf(node: ts.Node, { ts, checker }: Code): ts.Symbol | null {
  const { parent } = node;
  const symbol =
    parent && ts.isShorthandPropertyAssignment(parent) && parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(node);
  if (!symbol) return null;
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The variable or parameter that an expression names, if it is nothing but a name. */
export function variableOf(node: ts.Expression, code: Code): ts.Symbol | null {
  const inner = bare(node, code);
  return code.ts.isIdentifier(inner) ? symbolOf(inner, code) : null;
}

/** The name of the member that `a.b` or `a["b"]` picks; null for anything else. */
export function pickedName(node: ts.Node, { ts }: Code): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  return null;
}

/** `f` of `f(...)`, `m` of `a.m(...)`. */
export function calledName(call: ts.CallExpression, code: Code): string | null {
  const callee = bare(call.expression, code);
  return code.ts.isIdentifier(callee) ? callee.text : pickedName(callee, code);
}

/** `a` of `a.m(...)`; null for `f(...)`. */
export function receiverOf(call: ts.CallExpression, code: Code): ts.Expression | null {
  const callee = bare(call.expression, code);
  const { ts } = code;
  return ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? callee.expression : null;
}

/** The function that a name stands for, wherever it is declared with a body. */
export function functionOf(node: ts.Expression, code: Code): FunctionNode | null {
  const inner = bare(node, code);
  if (isFunction(inner, code)) return inner;
  const { ts } = code;
  const name = ts.isPropertyAccessExpression(inner) ? inner.name : inner;
  if (!ts.isIdentifier(name)) return null;
  for (const declaration of symbolOf(name, code)?.declarations ?? []) {
    if (!code.isOwn(declaration.getSourceFile())) return null;
    if (isFunction(declaration, code)) return declaration;
    const value = initializerOf(declaration, code);
    if (value && value !== node) return functionOf(value, code);
  }
  return null;
}

/** What a `const` variable or a property of an object literal is made as. */
export function initializerOf(declaration: ts.Declaration, { ts }: Code): ts.Expression | null {
  if (ts.isVariableDeclaration(declaration) && declaration.parent.flags & ts.NodeFlags.Const)
    return declaration.initializer ?? null;
  return ts.isPropertyAssignment(declaration) ? declaration.initializer : null;
}

/** Calls `visit` for a node and everything below it, in the order of the text; what it refuses is not entered. */
export function walk(node: ts.Node, visit: (node: ts.Node) => unknown, code: Code): void {
  if (visit(node) === false) return;
  code.ts.forEachChild(node, (child) => walk(child, visit, code));
}

/** The function around a node; null at the top of a module. */
export function functionAround(node: ts.Node, code: Code): FunctionNode | null {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at, code)) return at;
  return null;
}

/** Whether a variable is declared at the top of a module, so that all devices share it and it outlives each. */
export function isModuleVariable(symbol: ts.Symbol, code: Code): boolean {
  const { ts } = code;
  return (symbol.declarations ?? []).some(
    (declaration) =>
      (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) &&
      functionAround(declaration, code) === null &&
      !declaration.getSourceFile().isDeclarationFile,
  );
}

/** The variable that an expression begins with: `a` of `a.b[c].d`. */
export function rootVariable(node: ts.Expression, code: Code): ts.Symbol | null {
  let at = bare(node, code);
  const { ts } = code;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = bare(at.expression, code);
  return ts.isIdentifier(at) ? symbolOf(at, code) : null;
}

/** Array methods that call what they are given before they return. */
const immediate: ReadonlySet<string> = new Set(
  "forEach map filter some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort toSorted from".split(
    " ",
  ),
);

/** Whether a function is called on the spot: an argument of an array method, or called itself. */
export function isImmediate(fn: FunctionNode, code: Code): boolean {
  const { ts } = code;
  let at: ts.Node = fn;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (!ts.isCallExpression(parent)) return false;
  return parent.expression === at || immediate.has(calledName(parent, code) ?? "");
}

/** Whether an operator token assigns. */
export function isAssignment(node: ts.Node, { ts }: Code): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
