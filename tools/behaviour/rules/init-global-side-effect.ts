import type ts from "typescript";
import { isAssignment, walk } from "../core/syntax.ts";
import { type BehaviourRule, type Examined, isGlobal, runsOn, storesIn, wayTo } from "../examined.ts";
import { type Visit } from "../hooks.ts";

/** An init hook that changes what all devices share: it runs whenever somebody asks what a type has. */
export const initGlobalSideEffect: BehaviourRule = {
  check(examined) {
    for (const visit of examined.visits) {
      if (!runsOn(visit.hook, "init")) continue;
      for (const { node, variable, weak } of storesIn(visit.fn, examined.code))
        if (!weak) report(node, variable.name, { visit, examined });
      walk(visit.fn, (node) => reportGlobal(node, visit, examined), examined.code);
    }
  },
};

/** `globalThis.x = ...`, `process.env.X = ...` */
function reportGlobal(node: ts.Node, visit: Visit, examined: Examined): void {
  const { code } = examined;
  const { ts } = code;
  if (!isAssignment(node, code) || ts.isIdentifier(node.left)) return;
  let root: ts.Expression = node.left;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = root.expression;
  const host = ts.isIdentifier(root) && (root.text === "globalThis" || root.text === "process") && isGlobal(root, code);
  if (host) report(node, root.getText(), { visit, examined });
}

interface Place {
  readonly visit: Visit;
  readonly examined: Examined;
}

function report(node: ts.Node, name: string, { visit, examined }: Place): void {
  const blanks = { hook: visit.hook.hook.name, name };
  const related = wayTo(visit, examined);
  examined.log.report("behaviour/init-global-side-effect", examined.spanOf(node), blanks, { related });
}
