import type ts from "typescript";
import { calledName } from "../core/syntax.ts";
import { type BehaviourRule, callsIn, type Examined, runsOn, someHookCalls, wayTo } from "../examined.ts";
import { isSelf, type Visit } from "../hooks.ts";

/** Functions of the runtime that make a part of their first argument. */
const makers: ReadonlySet<string> = new Set(
  "own embed addChild addRegion addSpace addBus irqIn irqOut clockIn clockOut timer".split(" "),
);

/** Parts that a hook makes after init, and realizes by hand, without a way back. */
export const lateParts: BehaviourRule = {
  check(examined) {
    const seen = new Set<ts.Node>();
    for (const visit of examined.visits) {
      if (runsOn(visit.hook, "init", "finalize")) continue;
      for (const call of callsIn(visit.fn, examined.code, (name) => makers.has(name) || name === "realize")) {
        if (seen.has(call)) continue;
        seen.add(call);
        if (calledName(call, examined.code) === "realize") checkRealize(call, visit, examined);
        else checkMaker(call, visit, examined);
      }
    }
  },
};

function checkMaker(call: ts.CallExpression, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  const [parent] = call.arguments;
  if (!parent || !isSelf(parent, visit.selves, code) || isUndone(call, examined)) return;
  if (someHookCalls(visit.hook.facts, ["unparent"], examined, ["unrealize", "unparent"])) return;
  const blanks = { name: calledName(call, code)!, hook: visit.hook.hook.name };
  log.report("behaviour/child-created-in-realize", spanOf(call), blanks, { related: wayTo(visit, examined) });
}

/** Whether it stands in a call that records the way back. */
function isUndone(call: ts.Node, { code }: Examined): boolean {
  for (let at = call.parent; at; at = at.parent)
    if (code.ts.isCallExpression(at) && ["untilUnrealize", "acquire"].includes(calledName(at, code) ?? "")) return true;
  return false;
}

function checkRealize(call: ts.CallExpression, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  const { facts, hook } = visit.hook;
  if (!code.ts.isIdentifier(call.expression) || !runsOn(visit.hook, "realize")) return;
  if (someHookCalls(facts, ["unrealize"], examined)) return;
  log.report("behaviour/child-not-unrealized", spanOf(call), { hook: hook.name }, { related: wayTo(visit, examined) });
}
