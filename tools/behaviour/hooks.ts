import type ts from "typescript";
import { type BehaviourFacts, type HookFacts, type MemberFacts } from "qdl";
import {
  bare,
  calledName,
  type Code,
  functionOf,
  type FunctionNode,
  initializerOf,
  isFunction,
  pickedName,
  receiverOf,
  symbolOf,
  variableOf,
  walk,
} from "./core/syntax.ts";

/** A hook of a type as its behaviour module implements it. */
export interface Hook {
  readonly facts: BehaviourFacts;
  readonly hook: HookFacts;
  readonly fn: FunctionNode;
}

/** The hooks that a behaviour module implements for a type, as far as functions can be seen behind them. */
export function hooksOf(facts: BehaviourFacts, file: ts.SourceFile, code: Code): Hook[] {
  const set = hookSet(facts.hookSet, file, code);
  if (!set) return [];
  return facts.hooks.flatMap((hook) =>
    propertiesNamed(hook.name, set, code).flatMap((value) =>
      functionsIn(value, code).map((fn) => ({ facts, hook, fn })),
    ),
  );
}

/** The object that a module exports as a type's hooks. */
function hookSet(name: string, file: ts.SourceFile, code: Code): ts.ObjectLiteralExpression | null {
  let found: ts.ObjectLiteralExpression | null = null;
  walk(
    file,
    (node) => {
      const { ts } = code;
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name && node.initializer) {
        const value = bare(node.initializer, code);
        if (ts.isObjectLiteralExpression(value)) found ??= value;
      }
      return !isFunction(node, code);
    },
    code,
  );
  return found;
}

/** What an object literal has under a name, through the objects that it spreads. */
function propertiesNamed(name: string, set: ts.ObjectLiteralExpression, code: Code): ts.Node[] {
  const { ts } = code;
  return set.properties.flatMap((property): ts.Node[] => {
    if (ts.isSpreadAssignment(property)) {
      const spread = objectOf(property.expression, code);
      return spread ? propertiesNamed(name, spread, code) : [];
    }
    if (!property.name || nameOf(property.name, code) !== name) return [];
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [property];
  });
}

function nameOf(name: ts.PropertyName, { ts }: Code): string | null {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : null;
}

/** The object literal that an expression is, or that a `const` was made as. */
function objectOf(node: ts.Expression, code: Code): ts.ObjectLiteralExpression | null {
  const inner = bare(node, code);
  const { ts } = code;
  if (ts.isObjectLiteralExpression(inner)) return inner;
  const declarations = ts.isIdentifier(inner) ? (symbolOf(inner, code)?.declarations ?? []) : [];
  for (const declaration of declarations) {
    const value = initializerOf(declaration, code);
    if (value && value !== node) return objectOf(value, code);
  }
  return null;
}

/** A hook's function, or all functions of a set of ops. */
function functionsIn(value: ts.Node, code: Code): FunctionNode[] {
  if (isFunction(value, code)) return [value];
  const expression = value as ts.Expression;
  const fn = functionOf(expression, code);
  if (fn) return [fn];
  const ops = objectOf(expression, code);
  return (ops?.properties ?? []).flatMap((property) => {
    const { ts } = code;
    if (ts.isSpreadAssignment(property)) return functionsIn(property.expression, code);
    if (ts.isPropertyAssignment(property)) return functionsIn(property.initializer, code);
    if (ts.isShorthandPropertyAssignment(property)) return functionsIn(property.name, code);
    return isFunction(property, code) ? [property] : [];
  });
}

/** A function that runs when a hook does, with the names that the device has in it. */
export interface Visit {
  readonly hook: Hook;
  readonly fn: FunctionNode;
  readonly selves: ReadonlySet<ts.Symbol>;
  /** The calls that led here from the hook, first one first; none for the hook itself. */
  readonly calls: readonly ts.CallExpression[];
}

/** The hook's own function, and every function that it gives the device to, directly or through others. */
export function visitsOf(hook: Hook, code: Code): Visit[] {
  const visits: Visit[] = [];
  const seen = new Set<string>();
  const open: { readonly fn: FunctionNode; readonly at: number; readonly calls: Visit["calls"] }[] = [
    { fn: hook.fn, at: 0, calls: [] },
  ];
  for (let next = open.shift(); next; next = open.shift()) {
    const { fn, at, calls } = next;
    const key = `${fn.getSourceFile().fileName} ${fn.pos} ${at}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const visit: Visit = { hook, fn, selves: selvesIn(fn, at, code), calls };
    visits.push(visit);
    for (const call of callsWithSelf(visit, code)) {
      const called = functionOf(call.node.expression, code);
      if (called) open.push({ fn: called, at: call.at, calls: [...calls, call.node] });
    }
  }
  return visits;
}

/** The names of the device in a function: the parameter, and variables that are nothing else. */
function selvesIn(fn: FunctionNode, at: number, code: Code): ReadonlySet<ts.Symbol> {
  const selves = new Set<ts.Symbol>();
  const add = (name: ts.Node | undefined): void => {
    const symbol = name && code.ts.isIdentifier(name) ? symbolOf(name, code) : null;
    if (symbol) selves.add(symbol);
  };
  add(fn.parameters[at]?.name);
  walk(
    fn,
    (node) => {
      if (code.ts.isVariableDeclaration(node) && node.initializer && isSelf(node.initializer, selves, code))
        add(node.name);
    },
    code,
  );
  return selves;
}

/** Whether an expression is the device. */
export function isSelf(node: ts.Expression, selves: Visit["selves"], code: Code): boolean {
  const symbol = variableOf(node, code);
  return symbol !== null && selves.has(symbol);
}

function callsWithSelf({ fn, selves }: Visit, code: Code): { readonly node: ts.CallExpression; readonly at: number }[] {
  const found: { node: ts.CallExpression; at: number }[] = [];
  walk(
    fn,
    (node) => {
      if (!code.ts.isCallExpression(node)) return;
      const at = node.arguments.findIndex((argument) => isSelf(argument, selves, code));
      if (at >= 0) found.push({ node, at });
    },
    code,
  );
  return found;
}

/** A part of the device that a function reaches. */
export interface Reached {
  readonly node: ts.Node;
  readonly member: MemberFacts;
  /** The expression that is the device there; null where a pattern takes it apart. */
  readonly self: ts.Expression | null;
}

/** The member that an expression is, if it is one of the device: `self.meter`, `self["meter"]`, `self.port[3]`, `self.cpus.get(0)`. */
export function memberAt(node: ts.Expression, visit: Visit, code: Code): MemberFacts | null {
  const { hook, selves } = visit;
  const inner = bare(node, code);
  const { ts } = code;
  const name = pickedName(inner, code);
  if (name !== null && isSelf((inner as ts.PropertyAccessExpression).expression, selves, code))
    return hook.facts.members.get(name) ?? null;
  if (ts.isElementAccessExpression(inner)) return memberAt(inner.expression, visit, code);
  const array = ts.isCallExpression(inner) && calledName(inner, code) === "get" ? receiverOf(inner, code) : null;
  return array && memberAt(array, visit, code);
}

/** Every member of the device that a function names. */
export function membersReached(visit: Visit, code: Code): Reached[] {
  const { ts } = code;
  const { members } = visit.hook.facts;
  const reached: Reached[] = [];
  walk(
    visit.fn,
    (node) => {
      const name = pickedName(node, code);
      const access = node as ts.PropertyAccessExpression;
      const member = name === null ? undefined : members.get(name);
      if (member && isSelf(access.expression, visit.selves, code))
        reached.push({ node, member, self: access.expression });
      if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return;
      if (!node.initializer || !isSelf(node.initializer, visit.selves, code)) return;
      for (const element of node.name.elements) {
        const key = element.propertyName ?? element.name;
        const taken = ts.isIdentifier(key) ? members.get(key.text) : undefined;
        if (taken) reached.push({ node: element, member: taken, self: node.initializer });
      }
    },
    code,
  );
  return reached;
}
