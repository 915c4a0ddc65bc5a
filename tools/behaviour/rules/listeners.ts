import type ts from "typescript";
import { calledName, receiverOf } from "../core/syntax.ts";
import { type BehaviourRule, callsIn, type Examined, runsOn, someHookCalls, wayTo } from "../examined.ts";
import { memberAt, type Visit } from "../hooks.ts";

/** What begins something, and by which names it ends; an empty list: by calling what it returned. */
const pairs: ReadonlyMap<string, readonly string[]> = new Map([
  ["listen", ["unlisten"]],
  ["intercept", []],
  ["blockUnplug", []],
  ["assertReset", ["releaseReset"]],
]);

/** Listeners that no hook takes away, and backends that are attached before there is a realize to undo it. */
export const listeners: BehaviourRule = {
  check(examined) {
    const seen = new Set<ts.Node>();
    for (const visit of examined.visits)
      for (const call of callsIn(visit.fn, examined.code, (name) => pairs.has(name) || name === "attach")) {
        if (seen.has(call)) continue;
        seen.add(call);
        reportCall(call, visit, examined);
      }
  },
};

function reportCall(call: ts.CallExpression, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  const { facts, hook } = visit.hook;
  const name = calledName(call, code) ?? "";
  const related = wayTo(visit, examined);
  if (name === "attach") {
    const receiver = receiverOf(call, code);
    const link = receiver && memberAt(receiver, visit, code);
    if (link?.kind === "link" && runsOn(visit.hook, "init"))
      log.report("behaviour/backend-not-detached", spanOf(call), { hook: hook.name }, { related });
    return;
  }
  const ends = pairs.get(name) ?? [];
  const ended = ends.length === 0 ? !code.ts.isExpressionStatement(call.parent) : someHookCalls(facts, ends, examined);
  if (!ended) log.report("behaviour/listener-not-removed", spanOf(call), { name, type: facts.type }, { related });
}
