import type ts from "typescript";
import { bare, calledName, isAssignment, isFunction, receiverOf, rootVariable, walk } from "../core/syntax.ts";
import { type BehaviourRule, type Examined, keptFunction, runsOn, storesIn, wayTo } from "../examined.ts";
import { isSelf, type Visit } from "../hooks.ts";

/** Functions of the runtime that take a reference, or keep what they get. */
const takers: ReadonlySet<string> = new Set(["ref", "of", "addChild", "attach", "listen", "adopt", "plug", "realize"]);

/** A finalizer that gives its own object to somebody who outlives it. */
export const finalizeResurrect: BehaviourRule = {
  check(examined) {
    for (const visit of examined.visits) {
      if (!runsOn(visit.hook, "finalize")) continue;
      reportStores(visit, examined);
      walk(visit.fn, (node) => reportUse(node, visit, examined), examined.code);
      if (isAsync(visit, examined)) report(visit.fn, "used after an `await`", { visit, examined });
    }
  },
};

interface Place {
  readonly visit: Visit;
  readonly examined: Examined;
}

function report(node: ts.Node, how: string, { visit, examined }: Place): void {
  const { facts, hook } = visit.hook;
  const blanks = { hook: hook.name, type: facts.type, how };
  examined.log.report("behaviour/finalize-resurrect", examined.spanOf(node), blanks, {
    related: wayTo(visit, examined),
  });
}

function reportStores(visit: Visit, examined: Examined): void {
  const { code } = examined;
  for (const { node, variable, values, weak } of storesIn(visit.fn, code)) {
    const direct = values.some((value) => contains(value, visit, examined));
    if (direct && !weak) report(node, `kept in \`${variable.name}\``, { visit, examined });
  }
}

/** Whether a value is the device, or a function, an array or an object that has it. */
function contains(value: ts.Expression, visit: Visit, { code }: Examined): boolean {
  const { ts } = code;
  const inner = bare(value, code);
  if (isSelf(inner, visit.selves, code)) return true;
  if (!isFunction(inner, code) && !ts.isArrayLiteralExpression(inner) && !ts.isObjectLiteralExpression(inner))
    return false;
  let found = false;
  walk(inner, (node) => void (ts.isIdentifier(node) && isSelf(node, visit.selves, code) && (found = true)), code);
  return found;
}

function reportUse(node: ts.Node, visit: Visit, examined: Examined): void {
  const { code } = examined;
  const { ts } = code;
  const place = { visit, examined };
  if (isAssignment(node, code) && isForeign(node.left, visit, examined) && contains(node.right, visit, examined))
    return report(node, "stored in another object", place);
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
  const name = ts.isCallExpression(node) ? (calledName(node, code) ?? "") : node.expression.getText();
  if (name === "set" && isSetElsewhere(node, place)) return report(node, "stored in another object", place);
  for (const argument of node.arguments ?? []) {
    const own = isSelf(argument, visit.selves, code);
    if (own && (takers.has(name) || ts.isNewExpression(node))) report(node, `given to \`${name}\``, place);
    else if (
      !own &&
      isFunction(bare(argument, code), code) &&
      contains(argument, visit, examined) &&
      isKept(argument, place)
    )
      report(argument, `captured by a function that \`${name}\` calls later`, place);
  }
}

/** Whether an element of another object's links is set to the device. */
function isSetElsewhere(node: ts.CallExpression | ts.NewExpression, { visit, examined }: Place): boolean {
  const receiver = examined.code.ts.isCallExpression(node) ? receiverOf(node, examined.code) : null;
  const values = (node.arguments ?? []).slice(1);
  return (
    receiver !== null &&
    isForeign(receiver, visit, examined) &&
    values.some((value) => contains(value, visit, examined))
  );
}

function isKept(argument: ts.Expression, { visit, examined }: Place): boolean {
  const { code } = examined;
  const call = argument.parent;
  if (!code.ts.isCallExpression(call)) return true;
  // What is put into a variable of the module was reported as such.
  const receiver = receiverOf(call, code);
  const inModule = receiver && storesIn(call, code).some(({ node }) => node === call);
  return !inModule && keptFunction(bare(argument, code), visit.fn, code) !== null;
}

/** Whether the left side of an assignment is a part of an object that is neither the device nor made here. */
function isForeign(left: ts.Expression, visit: Visit, { code }: Examined): boolean {
  const { ts } = code;
  const inner = bare(left, code);
  if (!ts.isPropertyAccessExpression(inner) && !ts.isElementAccessExpression(inner)) return false;
  const root = rootVariable(inner, code);
  const parameters = new Set(visit.fn.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : [])));
  return root !== null && !visit.selves.has(root) && parameters.has(root.name);
}

function isAsync({ fn, selves }: Visit, { code }: Examined): boolean {
  const { ts } = code;
  let [waited, after] = [false, false];
  walk(
    fn,
    (node) => {
      if (ts.isAwaitExpression(node)) waited = true;
      else if (waited && ts.isIdentifier(node) && isSelf(node, selves, code)) after = true;
    },
    code,
  );
  return after;
}
