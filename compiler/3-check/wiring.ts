import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedConnection, type Phase, type Target } from "./checked.ts";
import { evaluate, evaluateInt, inLoop } from "./evaluate.ts";
import { claimOf, follows } from "./follows.ts";
import { resolvePath } from "./path.ts";
import { checkReach } from "./reach.ts";
import { holds } from "./present.ts";
import { moveIntoWhen } from "./move-into-when.ts";
import { type Scope } from "./scope.ts";

/** A connection: both ends exist, go together, and are as wide as each other. Null after a report. */
export function checkConnect(
  node: ast.Connect,
  conditions: readonly ast.Expression[],
  outer: Scope,
): CheckedConnection | null {
  const loop = node.loop ? loopScope(node.loop, outer) : { scope: outer, fixed: true };
  if (!loop) return null;
  const { scope } = loop;
  const from = resolvePath(node.from, scope);
  const to = resolvePath(node.to, scope);
  if (!from || !to) return null;
  const what = kindOf(from, scope);
  const other = kindOf(to, scope);
  if (!what || !other) return null;
  if (what !== other) {
    const blanks = { from: `a ${what}`, to: `a ${other}` };
    scope.log.report("check/connect-kinds", spanOf(scope.file, node), blanks);
    return null;
  }
  if (!source(from) || !sink(to)) {
    const wrong = source(from) ? node.to : node.from;
    const blanks = { name: source(from) ? to.member.name : from.member.name, end: source(from) ? "take" : "give" };
    scope.log.report("check/direction", spanOf(scope.file, wrong), blanks);
    return null;
  }
  const unindexed = "the number of lines of a connection without an index";
  const widths = [from, to].map((end) => widthOf(end, unindexed, scope));
  if (widths.includes(null)) return null;
  if (widths[0] !== widths[1]) {
    const blanks = { from: String(widths[0]), to: String(widths[1]) };
    scope.log.report("check/line-count", spanOf(scope.file, node), blanks);
    return null;
  }
  const unfixed = conditions.some((condition) => !evaluate(condition, scope).fixed) || !loop.fixed;
  const phase: Phase = unfixed || from.phase === "realize" || to.phase === "realize" ? "realize" : "init";
  if (!checkPresence([from, to], conditions, scope)) return null;
  const picking = { loops: node.loop ? [node.loop] : [], conditions };
  if (![node.from, node.to].every((path) => checkReach(path, picking, outer))) return null;
  const width = from.whole || from.slice || to.whole || to.slice ? widths[0]! : null;
  return { node, phase, conditions, what, width, from, to };
}

/** More elements than anything that a loop counts can have. */
const mostRounds = 0x10000n;

/** The scope inside a loop, and whether its bounds are the same in every instance. */
export function loopScope(loop: ast.Loop, scope: Scope): { readonly scope: Scope; readonly fixed: boolean } | null {
  const from = evaluateInt(loop.range.from, scope, "the start of a loop");
  const to = evaluateInt(loop.range.to, scope, "the end of a loop");
  if (!from || !to) return null;
  if (to.max - from.min > mostRounds) {
    const blanks = { what: "elements", count: String(to.max - from.min) };
    scope.log.report("check/count", spanOf(scope.file, loop), blanks);
    return null;
  }
  return { scope: inLoop(scope, loop.index.text, from.min, to.max), fixed: from.fixed && to.fixed };
}

/** Whether all parts are there; reports one that exists only under a condition that is not known to hold (lifetimes, section 5). */
export function checkPresence(
  targets: readonly Target[],
  conditions: readonly ast.Expression[],
  scope: Scope,
): boolean {
  let there = true;
  const given = conditions.map((node) => ({ node, scope }));
  for (const target of targets) {
    const own = target.conditions.find(
      (condition) =>
        !conditions.includes(condition) &&
        holds(condition, scope) !== true &&
        !follows(claimOf({ node: condition, scope }), given),
    );
    const { owner, node } = target.member;
    const doubtful = target.doubtful?.claim && follows(target.doubtful.claim, given) ? null : target.doubtful;
    const missing = own ? { condition: own, owner } : doubtful;
    if (!missing) continue;
    there = false;
    const related = [
      { span: spanOf(missing.owner.file, missing.condition), message: "it exists under this condition" },
      { span: spanOf(owner.file, node), message: "it is declared here" },
    ];
    const fixes = own && scope.type ? moveIntoWhen(scope.type, target.node) : [];
    const name = scope.file.source.text.slice(target.node.start, target.node.end);
    scope.log.report("lifetime/conditional-child", spanOf(scope.file, target.node), { name }, { related, fixes });
  }
  return there;
}

function kindOf(target: Target, scope: Scope): "line" | "clock" | null {
  const { node, name } = target.member;
  if (node.kind === "irq") return "line";
  if (node.kind === "clock") return "clock";
  scope.log.report("check/not-connectable", spanOf(scope.file, target.node), { name });
  return null;
}

/** An output of a child, or an input of ours, gives. */
function source(target: Target): boolean {
  const { direction, ours } = ends(target);
  return ours ? direction === "in" || target.member.node.kind === "clock" : direction === "out";
}

/** An input of a child, an output of ours, or an input of ours that tells us: so a device hears of its own parts. */
function sink(target: Target): boolean {
  const { direction, ours } = ends(target);
  const { node } = target.member;
  return ours ? direction === "out" || (node.kind === "irq" && node.hook !== undefined) : direction === "in";
}

function ends(target: Target): { readonly direction: "in" | "out"; readonly ours: boolean } {
  const { direction } = target.member.node as ast.Irq | ast.Clock;
  return { direction, ours: target.steps.filter((step) => typeof step === "string").length === 1 };
}

/** How many elements an end has: all of an array that no index picks from; `what` is what its count is. Null after a report. */
export function widthOf(target: Target, what: string, scope: Scope): number | null {
  if (target.slice) return target.width;
  const { node, owner } = target.member;
  const bound = "bound" in node ? node.bound : undefined;
  if (!bound || !target.whole) return 1;
  if (target.picked) return target.picked.count;
  const inner: Scope = { ...scope, file: owner.file, type: target.of, locals: target.told, log: new Log() };
  const count = evaluateInt(bound.count, inner, what);
  if (count?.fixed && count.min === count.max) return Number(count.min);
  // What is no number was reported where it is declared.
  if (count) scope.log.report("check/not-constant", spanOf(scope.file, target.node), { what });
  return null;
}
