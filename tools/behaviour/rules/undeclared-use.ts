import { type MemberKind } from "qdl";
import { type BehaviourRule, type Examined, runsOn, wayTo } from "../examined.ts";
import { membersReached, type Visit } from "../hooks.ts";

/** What can be gone, or go, while something else lives: what `uses` is there to name. */
const parts: ReadonlySet<MemberKind> = new Set(["child", "link", "ref", "hold", "up", "bus"]);

/**
 * A hook whose definition says what it uses, and does not say all: what is proven of it, such as an order of unparent, or that
 * nobody keeps it beyond what it needs, is proven of less than it does. In finalizers a rule of their own looks.
 */
export const undeclaredUse: BehaviourRule = {
  check(examined) {
    const told = new Set<string>();
    for (const visit of examined.visits) {
      const { uses } = visit.hook.hook;
      if (uses.length === 0 || runsOn(visit.hook, "finalize")) continue;
      for (const { node, member } of membersReached(visit, examined.code)) {
        const key = `${visit.hook.facts.type} ${visit.hook.hook.name} ${member.name}`;
        if (!parts.has(member.kind) || uses.includes(member.name) || told.has(key)) continue;
        told.add(key);
        report({ node, name: member.name, span: member.span }, visit, examined);
      }
    }
  },
};

interface Found {
  readonly node: Parameters<Examined["spanOf"]>[0];
  readonly name: string;
  readonly span: ReturnType<Examined["spanOf"]>;
}

function report({ node, name, span }: Found, visit: Visit, examined: Examined): void {
  const { hook } = visit.hook;
  const related = [{ span, message: "it is declared here" }, ...wayTo(visit, examined)];
  const blanks = { name, hook: hook.name, event: hook.events[0]! };
  examined.log.report("behaviour/undeclared-use", examined.spanOf(node), blanks, { related });
}
