import type ts from "typescript";
import { type Fact, consumed, join, live, settled, type State } from "./flow-state.ts";
import { type Effect, handleKind, hasHolder, makesHandle, methodEffect, takerEffect } from "./handles.ts";
import {
  bare,
  type Code,
  functionOf,
  isAssignment,
  isFunction,
  isImmediate,
  receiverOf,
  variableOf,
} from "./syntax.ts";

/** What expressions need of the analysis around them. */
export interface Surroundings {
  readonly code: Code;
  /** A handle is used at `node`, though it is, or may be, consumed. */
  readonly misused: (node: ts.Node, fact: Fact) => void;
  /** A live handle is lost at `node`. */
  readonly lost: (node: ts.Node, fact: Fact) => void;
  /** What a function does to the handle that it gets as its argument number `at`; null if it keeps it somewhere. */
  readonly summary: (fn: ts.Node, at: number) => Effect | null;
  /** The state after a function that is called on the spot. */
  readonly inline: (fn: ts.Node, state: State) => State;
}

/** The state after an expression; reports on the way. */
export function evaluate(node: ts.Node, state: State, around: Surroundings): State {
  const { code } = around;
  const { ts } = code;
  if (isFunction(node, code)) return capture(node, state, around);
  if (ts.isIdentifier(node)) return escape(node, state, around);
  if (ts.isTypeNode(node)) return state;
  if (ts.isCallExpression(node)) return call(node, state, around);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return access(node, state, around);
  if (isAssignment(node, code)) return assign(node, state, around);
  if (isCondition(node, code)) {
    const { yes, no } = refine(node, state, around);
    return join(yes, no) ?? state;
  }
  if (ts.isConditionalExpression(node)) {
    const { yes, no } = refine(node.condition, state, around);
    const a = yes && evaluate(node.whenTrue, yes, around);
    const b = no && evaluate(node.whenFalse, no, around);
    return join(a, b) ?? state;
  }
  return children(node, state, around);
}

function children(node: ts.Node, state: State, around: Surroundings): State {
  let at = state;
  around.code.ts.forEachChild(node, (child) => {
    at = evaluate(child, at, around);
  });
  return at;
}

/** Whether a node decides: a comparison, a negation, a combination of these. */
function isCondition(node: ts.Node, { ts }: Code): node is ts.Expression {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    isComparison(kind, { ts } as Code)
  );
}

function isComparison(kind: ts.SyntaxKind, { ts }: Code): boolean {
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken
  );
}

/** The states in which a condition is true, and false; asking whether a handle is there is no use of it. */
export interface Refined {
  readonly yes: State;
  readonly no: State;
}

/** Evaluates a condition; where it says that a handle is null, nobody has to let it go. */
export function refine(node: ts.Expression, state: State, around: Surroundings): Refined {
  const { code } = around;
  const { ts } = code;
  const inner = bare(node, code);
  const symbol = tracked(inner, state, code);
  if (symbol) return { yes: state, no: settle(state, symbol) };
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const { yes, no } = refine(inner.operand, state, around);
    return { yes: no, no: yes };
  }
  if (!ts.isBinaryExpression(inner) || isAssignment(inner, code)) {
    const after = isCondition(inner, code) ? state : evaluate(inner, state, around);
    return { yes: after, no: after };
  }
  return refineBinary(inner, state, around);
}

function refineBinary(node: ts.BinaryExpression, state: State, around: Surroundings): Refined {
  const { code } = around;
  const { ts } = code;
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
    const left = refine(node.left, state, around);
    const and = kind === ts.SyntaxKind.AmpersandAmpersandToken;
    const right = refine(node.right, and ? left.yes : left.no, around);
    return and ? { yes: right.yes, no: join(left.no, right.no)! } : { yes: join(left.yes, right.yes)!, no: right.no };
  }
  if (!isComparison(kind, code)) {
    const after = children(node, state, around);
    return { yes: after, no: after };
  }
  const symbol = tracked(node.left, state, code) ?? tracked(node.right, state, code);
  if (!symbol) {
    const after = children(node, state, around);
    return { yes: after, no: after };
  }
  const equal = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
  if (!isNothing(node.left, code) && !isNothing(node.right, code)) return { yes: state, no: state };
  return equal ? { yes: settle(state, symbol), no: state } : { yes: state, no: settle(state, symbol) };
}

function isNothing(node: ts.Expression, { ts }: Code): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/** The handle that an expression names, if it is one that is followed. */
export function tracked(node: ts.Expression, state: State, code: Code): ts.Symbol | null {
  const symbol = variableOf(node, code);
  return symbol && state.has(symbol) ? symbol : null;
}

/** The state with a handle that is nobody's duty here any more. */
export function settle(state: State, symbol: ts.Symbol): State {
  const fact = state.get(symbol);
  return fact ? new Map(state).set(symbol, { ...fact, mask: settled, made: null, spent: null }) : state;
}

function use(node: ts.Node, symbol: ts.Symbol, state: State, around: Surroundings): void {
  const fact = state.get(symbol)!;
  if (fact.mask & consumed) around.misused(node, fact);
}

/** A name that stands alone goes where this analysis does not follow it. */
function escape(node: ts.Identifier, state: State, around: Surroundings): State {
  const symbol = tracked(node, state, around.code);
  if (!symbol) return state;
  use(node, symbol, state, around);
  return settle(state, symbol);
}

function access(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  state: State,
  around: Surroundings,
): State {
  const { code } = around;
  const symbol = tracked(node.expression, state, code);
  if (symbol) use(node.expression, symbol, state, around);
  else if (makesHandle(node.expression, code) && isDuty(node.expression, code)) {
    const kind = handleKind(node.expression, code)!;
    around.lost(node.expression, { mask: live, made: node.expression, spent: null, kind });
  }
  const after = symbol ? state : evaluate(node.expression, state, around);
  return code.ts.isElementAccessExpression(node) ? evaluate(node.argumentExpression, after, around) : after;
}

function call(node: ts.CallExpression, state: State, around: Surroundings): State {
  const { code } = around;
  const receiver = receiverOf(node, code);
  const symbol = receiver && tracked(receiver, state, code);
  let at = symbol ? state : evaluateCallee(node, state, around);
  for (const [index, argument] of node.arguments.entries()) at = pass(node, { argument, index }, at, around);
  return symbol ? apply(methodEffect(node, code), { symbol, node: receiver! }, at, around) : at;
}

/** `create(...).consume()` takes over at once what was made; other members of what was made lose it. */
function evaluateCallee(node: ts.CallExpression, state: State, around: Surroundings): State {
  const { code } = around;
  const receiver = receiverOf(node, code);
  if (receiver && makesHandle(receiver, code) && methodEffect(node, code) !== "uses")
    return evaluate(bare(receiver, code), state, around);
  return evaluate(node.expression, state, around);
}

interface Argument {
  readonly argument: ts.Expression;
  readonly index: number;
}

function pass(node: ts.CallExpression, { argument, index }: Argument, state: State, around: Surroundings): State {
  const { code } = around;
  const symbol = tracked(argument, state, code);
  if (!symbol) return evaluate(argument, state, around);
  const fn = functionOf(node.expression, code);
  const effect = takerEffect(node, code) ?? (fn ? around.summary(fn, index) : null);
  if (effect) return apply(effect, { symbol, node: argument }, state, around);
  use(argument, symbol, state, around);
  return settle(state, symbol);
}

interface Target {
  readonly symbol: ts.Symbol;
  readonly node: ts.Node;
}

function apply(effect: Effect, { symbol, node }: Target, state: State, around: Surroundings): State {
  const fact = state.get(symbol)!;
  if (effect !== "ends") use(node, symbol, state, around);
  if (effect === "uses") return state;
  return new Map(state).set(symbol, { ...fact, mask: consumed, made: null, spent: node });
}

function assign(node: ts.BinaryExpression, state: State, around: Surroundings): State {
  const { code } = around;
  const target = variableOf(node.left, code);
  const kind = target && handleKind(node.left, code);
  if (!target || !kind || !code.ts.isIdentifier(bare(node.left, code))) {
    const after = evaluate(node.left, state, around);
    return evaluate(node.right, after, around);
  }
  const before = state.get(target);
  const after = evaluate(node.right, state, around);
  if (before && before.mask & live && before.made) around.lost(before.made, before);
  return before ? new Map(after).set(target, factOf(node.right, node.left, kind, code)) : after;
}

/** What is known of a variable that begins as `value`; a fresh handle is a duty of whoever made it. */
export function factOf(value: ts.Expression, name: ts.Node, kind: Fact["kind"], code: Code): Fact {
  const duty = makesHandle(value, code) && isDuty(value, code);
  const nothing = isNothing(bare(value, code), code);
  return { mask: nothing ? settled : live, made: duty ? name : null, spent: null, kind };
}

/** Whether a call hands out a new handle: not what a collection keeps, nor a mapping that its holder's end releases. */
export function isDuty(node: ts.Expression, code: Code): boolean {
  const inner = bare(node, code);
  if (hasHolder(inner, code)) return false;
  if (!code.ts.isCallExpression(inner)) return true;
  const file = code.checker.getResolvedSignature(inner)?.declaration?.getSourceFile().fileName ?? "";
  return !/[\\/]lib\.[\w.]+\.d\.ts$/.test(file);
}

/** A function takes the handles that it names with it, unless it is called on the spot. */
function capture(fn: ts.Node, state: State, around: Surroundings): State {
  const { code } = around;
  if (isFunction(fn, code) && isImmediate(fn, code)) return join(state, around.inline(fn, state)) ?? state;
  let at = state;
  const visit = (node: ts.Node): void => {
    const symbol = code.ts.isIdentifier(node) ? tracked(node, at, code) : null;
    if (symbol) at = settle(at, symbol);
    code.ts.forEachChild(node, visit);
  };
  code.ts.forEachChild(fn, visit);
  return at;
}
