import type ts from "typescript";
import { type BehaviourFacts, type Log, type Related, type Span } from "qdl";
import {
  calledName,
  type Code,
  type FunctionNode,
  isAssignment,
  isFunction,
  isImmediate,
  isModuleVariable,
  receiverOf,
  rootVariable,
  walk,
} from "./core/syntax.ts";
import { type Hook, type Visit } from "./hooks.ts";

/** One behaviour module, with everything that its rules ask. */
export interface Examined {
  readonly code: Code;
  readonly file: ts.SourceFile;
  readonly types: readonly BehaviourFacts[];
  /** Every function that runs when a hook of the module does. */
  readonly visits: readonly Visit[];
  readonly spanOf: (node: ts.Node) => Span;
  readonly log: Log;
}

/** One hazard, or a few that are found alike. */
export interface BehaviourRule {
  readonly check: (examined: Examined) => void;
}

/** Whether a hook runs at one of these moments. */
export function runsOn({ hook }: Hook, ...events: readonly string[]): boolean {
  return hook.events.some((event) => events.includes(event));
}

/** The way from the definition to a visit: where the hook is named, and the calls in between. */
export function wayTo({ hook: { hook }, calls }: Visit, { spanOf }: Examined): Related[] {
  const named = { span: hook.span, message: `\`on ${hook.events[0]}\` is declared here` };
  return [named, ...calls.map((call) => ({ span: spanOf(call), message: "it is called with the device here" }))];
}

/** The calls in a function that a test accepts, with those in functions inside it. */
export function callsIn(
  node: ts.Node,
  code: Code,
  accepts: (name: string, call: ts.CallExpression) => boolean,
): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  walk(
    node,
    (at) => {
      if (code.ts.isCallExpression(at) && accepts(calledName(at, code) ?? "", at)) found.push(at);
    },
    code,
  );
  return found;
}

/** Whether a hook of a type calls something by one of these names, at one of these moments or at any. */
export function someHookCalls(
  type: BehaviourFacts,
  names: readonly string[],
  { visits, code }: Examined,
  events?: readonly string[],
): boolean {
  return visits.some(
    ({ hook, fn }) =>
      hook.facts === type &&
      (!events || runsOn(hook, ...events)) &&
      callsIn(fn, code, (name) => names.includes(name)).length > 0,
  );
}

/** Something that a function puts into a variable of the module, or changes there. */
export interface Store {
  readonly node: ts.Node;
  readonly variable: ts.Symbol;
  /** What is put there; absent where something is only changed. */
  readonly values: readonly ts.Expression[];
  /** It is kept only as long as its key. */
  readonly weak: boolean;
}

const adders: ReadonlySet<string> = new Set(["push", "unshift", "add", "set", "splice", "fill"]);
const removers: ReadonlySet<string> = new Set(["delete", "clear", "splice", "pop", "shift"]);

/** Everything that a function, with the functions inside it, does to variables of modules. */
export function storesIn(fn: ts.Node, code: Code): Store[] {
  const stores: Store[] = [];
  walk(fn, (node) => void storeAt(node, code).forEach((store) => stores.push(store)), code);
  return stores;
}

function storeAt(node: ts.Node, code: Code): Store[] {
  const { ts } = code;
  if (isAssignment(node, code)) {
    const variable = moduleVariable(node.left, code);
    return variable ? [{ node, variable, values: [node.right], weak: false }] : [];
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    const variable = changes ? moduleVariable(node.operand, code) : null;
    return variable ? [{ node, variable, values: [], weak: false }] : [];
  }
  if (!ts.isCallExpression(node) || !adders.has(calledName(node, code) ?? "")) return [];
  const receiver = receiverOf(node, code);
  const variable = receiver && moduleVariable(receiver, code);
  return variable ? [{ node, variable, values: node.arguments, weak: isWeak(receiver!, code) }] : [];
}

function moduleVariable(node: ts.Expression, code: Code): ts.Symbol | null {
  const variable = rootVariable(node, code);
  return variable && isModuleVariable(variable, code) ? variable : null;
}

function isWeak(node: ts.Expression, { checker }: Code): boolean {
  const name = checker.getTypeAtLocation(node).getSymbol()?.name ?? "";
  return name === "WeakMap" || name === "WeakSet";
}

/** The module variables that a function empties: sets to nothing, or takes things out of. */
export function forgottenIn(fn: ts.Node, code: Code): ReadonlySet<ts.Symbol> {
  const forgotten = new Set<ts.Symbol>();
  walk(
    fn,
    (node) => {
      const target = isAssignment(node, code) && isNothing(node.right, code) ? node.left : emptiedBy(node, code);
      const variable = target && rootVariable(target, code);
      if (variable) forgotten.add(variable);
    },
    code,
  );
  return forgotten;
}

function emptiedBy(node: ts.Node, code: Code): ts.Expression | null {
  if (!code.ts.isCallExpression(node) || !removers.has(calledName(node, code) ?? "")) return null;
  return receiverOf(node, code);
}

function isNothing(node: ts.Expression, { ts }: Code): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  if (ts.isNumericLiteral(node)) return node.text === "0";
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/** Whether a name is the language's or the host's own: nothing in the project declares it. */
export function isGlobal(node: ts.Expression, { checker }: Code): boolean {
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile);
}

/** The innermost function around a node, below `top`, that is kept and called later; null if all run at once. */
export function keptFunction(node: ts.Node, top: ts.Node, code: Code): FunctionNode | null {
  for (let at = node; at && at !== top; at = at.parent) if (isFunction(at, code) && !isImmediate(at, code)) return at;
  return null;
}
