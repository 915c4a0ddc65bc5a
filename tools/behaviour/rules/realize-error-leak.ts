import type ts from "typescript";
import { calledName, isFunction, walk } from "../core/syntax.ts";
import { type BehaviourRule, type Examined, runsOn, storesIn } from "../examined.ts";
import { type Visit } from "../hooks.ts";

/** What a hook gets by itself, so that a realize that fails does not give it back. */
const getters: ReadonlySet<string> = new Set(["listen", "intercept", "blockUnplug", "realize", "ref", "assertReset"]);

/** A realize hook that fails after it got something. */
export const realizeErrorLeak: BehaviourRule = {
  check(examined) {
    for (const visit of examined.visits) if (runsOn(visit.hook, "realize")) checkVisit(visit, examined);
  },
};

function checkVisit(visit: Visit, examined: Examined): void {
  const { code } = examined;
  const { ts } = code;
  const stores = new Set<ts.Node>(storesIn(visit.fn, code).flatMap(({ node, weak }) => (weak ? [] : [node])));
  let got: { readonly node: ts.Node; readonly name: string } | null = null;
  walk(
    visit.fn,
    (node) => {
      if (node !== visit.fn && isFunction(node, code)) return false;
      if (ts.isCallExpression(node) && calledName(node, code) === "onUnrealize") got = null;
      else if (ts.isCallExpression(node) && getters.has(calledName(node, code) ?? ""))
        got ??= { node, name: calledName(node, code)! };
      else if (stores.has(node)) got ??= { node, name: node.getText().split("\n", 1)[0]! };
      if (ts.isThrowStatement(node) && got && !isCaught(node, visit.fn, examined))
        report(node, got, { visit, examined });
      return true;
    },
    code,
  );
}

/** Whether a `try` around it, in the same function, has a chance to give things back. */
function isCaught(node: ts.Node, top: ts.Node, { code: { ts } }: Examined): boolean {
  for (let at = node; at !== top; at = at.parent)
    if (ts.isTryStatement(at.parent) && (at.parent.tryBlock === at || at.parent.catchClause === at)) return true;
  return false;
}

interface Place {
  readonly visit: Visit;
  readonly examined: Examined;
}

function report(
  node: ts.Node,
  got: { readonly node: ts.Node; readonly name: string },
  { visit, examined }: Place,
): void {
  const { hook } = visit.hook;
  const related = [
    { span: examined.spanOf(got.node), message: "what it got by itself" },
    { span: hook.span, message: "`on realize` is declared here" },
  ];
  const blanks = { hook: hook.name, name: got.name };
  examined.log.report("behaviour/realize-error-leak", examined.spanOf(node), blanks, { related });
}
