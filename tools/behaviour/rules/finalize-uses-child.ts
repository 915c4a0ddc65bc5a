import type ts from "typescript";
import { type MemberKind } from "qdl";
import { type BehaviourRule, type Examined, runsOn, storesIn, wayTo } from "../examined.ts";
import { memberAt, membersReached, type Reached, type Visit } from "../hooks.ts";
import { type Code, symbolOf, walk } from "../core/syntax.ts";

/** What is unparented or dropped before a finalizer runs; what is held is not. */
const gone: ReadonlySet<MemberKind> = new Set(["child", "link", "ref", "up", "region", "space", "bus"]);

/**
 * A finalizer that reaches a child through a helper function, a cast, or a variable that kept it. What it names on the view that
 * its hook gets does not compile, and is not reported a second time.
 */
export const finalizeUsesChild: BehaviourRule = {
  check(examined) {
    const kept = keptChildren(examined);
    for (const visit of examined.visits) {
      if (!runsOn(visit.hook, "finalize")) continue;
      for (const reached of membersReached(visit, examined.code))
        if (gone.has(reached.member.kind) && !isRefused(reached, examined)) reportMember(reached, visit, examined);
      reportKept(kept, visit, examined);
    }
  },
};

/** Whether the type of the device there has no such member: then it does not compile. */
function isRefused({ member, self }: Reached, { code: { ts, checker } }: Examined): boolean {
  if (!self) return false;
  const type = checker.getTypeAtLocation(self);
  return !(type.flags & ts.TypeFlags.Any) && !checker.getPropertyOfType(type, member.name);
}

function reportMember({ node, member }: Reached, visit: Visit, examined: Examined): void {
  const related = [{ span: member.span, message: `a \`${member.kind}\`` }, ...wayTo(visit, examined)];
  const { facts, hook } = visit.hook;
  const blanks = { name: member.name, hook: hook.name, type: facts.type };
  examined.log.report("behaviour/finalize-uses-child", examined.spanOf(node), blanks, { related });
}

interface Kept {
  readonly node: ts.Node;
  readonly name: string;
}

/** The module variables in which hooks put children, with the place. */
function keptChildren({ visits, code }: Examined): ReadonlyMap<ts.Symbol, Kept> {
  const kept = visits.flatMap((visit) =>
    storesIn(visit.fn, code).flatMap(({ node, variable, values }) => {
      const members = values.map((value) => memberAt(value, visit, code));
      const member = members.find((one) => one !== null && gone.has(one.kind));
      return member ? [[variable, { node, name: member.name }] as const] : [];
    }),
  );
  return new Map(kept);
}

function reportKept(kept: ReadonlyMap<ts.Symbol, Kept>, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  walk(
    visit.fn,
    (node) => {
      const symbol = code.ts.isIdentifier(node) && isReached(node, code) ? symbolOf(node, code) : null;
      const found = symbol && kept.get(symbol);
      if (!found) return;
      const related = [
        { span: spanOf(found.node), message: `\`${found.name}\` was kept here` },
        ...wayTo(visit, examined),
      ];
      const blanks = { name: found.name, hook: visit.hook.hook.name, type: visit.hook.facts.type };
      log.report("behaviour/finalize-uses-child", spanOf(node), blanks, { related });
    },
    code,
  );
}

/** Whether something of what the variable holds is used: not where it is emptied or set. */
function isReached(node: ts.Identifier, { ts }: Code): boolean {
  let at: ts.Node = node;
  while (ts.isNonNullExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent))
    at = at.parent;
  const { parent } = at;
  if (ts.isElementAccessExpression(parent)) return parent.expression === at;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== at) return false;
  return !/^(delete|clear|has|length)$/.test(parent.name.text);
}
