import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Span } from "../source.ts";
import { targetsOf } from "./follow.ts";
import { type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { creationOrder } from "./making.ts";
import { statementsOf, written } from "./members.ts";

/** One part must leave before another, and the place that says so. */
export interface Before {
  readonly first: LifetimeNode;
  readonly then: LifetimeNode;
  readonly span: Span;
  readonly why: string;
  /** Who says so: an `unparent` member, a hook that uses a sibling, or the runtime, which never does it otherwise. */
  readonly by: "member" | "use" | "runtime";
  /** The member that says so and what it names, where one does. */
  readonly member?: { readonly node: ast.UnparentOrder; readonly path: ast.Path; readonly owner: TypeEntity };
}

/** Everything that the definitions say of the order in which the root's parts are unparented (lifetimes, section 2.3). */
export function constraintsOf(graph: LifetimeGraph): Before[] {
  return [...declared(graph), ...usedAtUnparent(graph)];
}

function declared({ root, type }: LifetimeGraph): Before[] {
  return statementsOf(type).flatMap(({ node, owner }) => {
    if (node.kind !== "unparent") return [];
    const part = root.parts.get(node.part.root.text);
    return node.others.flatMap((path): Before[] => {
      const other = root.parts.get(path.root.text);
      if (!part || !other) return [];
      const [first, then] = node.relation === "before" ? [part, other] : [other, part];
      const why = `\`unparent ${written(node.part)} ${node.relation} ${written(path)}\``;
      return [{ first, then, span: spanOf(owner.file, path), why, by: "member", member: { node, path, owner } }];
    });
  });
}

/** A part whose unparent hook uses a sibling must go first. */
function usedAtUnparent(graph: LifetimeGraph): Before[] {
  const { root, edges } = graph;
  return edges.flatMap((edge): Before[] => {
    if (edge.phase !== "unparent" || edge.to.kind !== "handle") return [];
    const first = partAround(edge.from, root);
    const parts = new Set(targetsOf(edge.to, edges).map((target) => partAround(target, root)));
    return [...parts].flatMap((then): Before[] => {
      if (!first || !then || first === then) return [];
      const why = `${edge.what} of \`${edge.from.path}\` uses \`${then.path}\``;
      return [{ first, then, span: edge.span, why, by: "use" }];
    });
  });
}

/** The part of the root that a node is, or lies in. */
function partAround(node: LifetimeNode, root: LifetimeNode): LifetimeNode | null {
  let at: LifetimeNode | null = node;
  while (at && at.parent !== root) at = at.parent;
  return at;
}

/** When a part leaves, whatever anybody says: with unrealize, with its device, or with the end of its device. */
export type Leaving = "unrealize" | "unparent" | "finalize";

/** The moment in which a part leaves its device. */
export function leavingOf({ phase, kind, member }: LifetimeNode): Leaving {
  if (phase === "realize" && kind !== "handle") return "unrealize";
  const early = kind === "region" || kind === "space" || member?.node.kind === "bus";
  return early ? "unparent" : "finalize";
}

const moments: readonly Leaving[] = ["unrealize", "unparent", "finalize"];

/** Before which the runtime lets a part go that realize or the device's own unparent ends; buses go before regions and spaces. */
function fixedRank(part: LifetimeNode): number {
  const leaving = moments.indexOf(leavingOf(part));
  return 2 * leaving + (leaving === 1 && part.kind !== "object" ? 1 : 0);
}

/** The order of unparent: newest first, but for what constraints put earlier; or the cycle that admits none. */
export function unparentOrder(
  graph: LifetimeGraph,
): { readonly order: readonly LifetimeNode[] } | { readonly cycle: readonly Before[] } {
  const constraints = constraintsOf(graph);
  const impossible = constraints.find(({ first, then }) => isAgainstRuntime(first, then, graph));
  if (impossible) return { cycle: [impossible, fixedOrder(impossible)] };
  const waiting = creationOrder(graph).reverse();
  waiting.sort((a, b) => fixedRank(a) - fixedRank(b));
  const order: LifetimeNode[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(
      (part) => !constraints.some(({ first, then }) => then === part && waiting.includes(first)),
    );
    if (next < 0) return { cycle: cycleAmong(constraints, waiting) };
    order.push(...waiting.splice(next, 1));
  }
  return { order };
}

/** Whether the runtime always lets `then` go before `first`; only what goes at the end of its device can be ordered. */
function isAgainstRuntime(first: LifetimeNode, then: LifetimeNode, graph: LifetimeGraph): boolean {
  if (fixedRank(first) !== fixedRank(then)) return fixedRank(first) > fixedRank(then);
  if (leavingOf(first) === "finalize") return false;
  const made = creationOrder(graph);
  return made.indexOf(first) < made.indexOf(then);
}

/** Why the runtime does the opposite of what a constraint asks. */
function fixedOrder({ first, then }: Before): Before {
  const whys: Readonly<Record<Leaving, string>> = {
    unrealize: `\`${then.path}\` is made by realize, and goes with unrealize, newest first`,
    unparent: `\`${then.path}\` is a ${then.kind === "object" ? "bus" : then.kind}, which goes with its device, before its children`,
    finalize: "",
  };
  return { first: then, then: first, span: then.span, why: whys[leavingOf(then)], by: "runtime" };
}

/** A cycle of constraints among parts of which each waits for another. */
function cycleAmong(constraints: readonly Before[], waiting: readonly LifetimeNode[]): Before[] {
  const steps: Before[] = [];
  let at = waiting[0]!;
  while (!steps.some((step) => step.then === at)) {
    const step = constraints.find(({ first, then }) => then === at && waiting.includes(first))!;
    steps.push(step);
    at = step.first;
  }
  return steps.slice(steps.findIndex((step) => step.then === at));
}

/**
 * The slots of a type's parts that must be told to the runtime, so that it takes the derived order: it lets go what it is told
 * of, then what the type's base told, then the newest first. As few as will do; none for an order that does not exist.
 */
export function toldSlots(graph: LifetimeGraph, base: readonly string[]): string[] {
  if (base.length === 0 && constraintsOf(graph).length === 0) return [];
  const result = unparentOrder(graph);
  if ("cycle" in result) return [];
  const wanted = result.order.filter(isLast).map(slotName);
  const newest = creationOrder(graph).reverse().filter(isLast).map(slotName);
  const taken = (told: readonly string[]): string =>
    [...new Set([...told, ...base.filter((name) => newest.includes(name)), ...newest])].join();
  for (let count = 0; count < wanted.length; count++)
    if (taken(wanted.slice(0, count)) === wanted.join()) return wanted.slice(0, count);
  return wanted;
}

/** Whether a part is there until its device is finalized. */
function isLast(part: LifetimeNode): boolean {
  return leavingOf(part) === "finalize" && (part.phase === "init" || part.kind === "handle");
}

function slotName({ member }: LifetimeNode): string {
  const { node, name } = member!;
  return "bound" in node && node.kind !== "gate" && node.bound ? `${name}[*]` : name;
}
