import { spanOf } from "../2-bind/model.ts";
import { type Span } from "../source.ts";
import { targetOf } from "./follow.ts";
import { type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { statementsOf, written } from "./members.ts";

/** One part must be unparented before another, and the place that says so. */
export interface Before {
  readonly first: LifetimeNode;
  readonly then: LifetimeNode;
  readonly span: Span;
  readonly why: string;
  /** Whether an `unparent` member says so, rather than a hook that uses a sibling. */
  readonly declared: boolean;
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
      return [{ first, then, span: spanOf(owner.file, path), why, declared: true }];
    });
  });
}

/** A part whose unparent hook uses a sibling must go first. */
function usedAtUnparent(graph: LifetimeGraph): Before[] {
  const { root, edges } = graph;
  return edges.flatMap((edge): Before[] => {
    if (edge.kind !== "uses" || edge.phase !== "unparent" || edge.at === root || edge.to.kind !== "handle") return [];
    const target = targetOf(edge.to, edges);
    const [first, then] = [partAround(edge.from, root), target && partAround(target, root)];
    if (!first || !then || first === then) return [];
    const why = `${edge.what} of \`${edge.from.path}\` uses \`${then.path}\``;
    return [{ first, then, span: edge.span, why, declared: false }];
  });
}

/** The part of the root that a node is, or lies in. */
function partAround(node: LifetimeNode, root: LifetimeNode): LifetimeNode | null {
  let at: LifetimeNode | null = node;
  while (at && at.parent !== root) at = at.parent;
  return at;
}

/** The parts of the root that the tree holds, in the order in which they are made. */
export function creationOrder({ root }: LifetimeGraph): LifetimeNode[] {
  const rank: Partial<Record<LifetimeNode["kind"], number>> = { space: 0, region: 1, object: 2 };
  const parts = [...root.parts.values()].filter((part) => rank[part.kind] !== undefined);
  const late = (part: LifetimeNode): number => (part.phase === "realize" ? 10 : 0) + rank[part.kind]!;
  return parts.sort((a, b) => late(a) - late(b));
}

/** The order of unparent: newest first, but for what constraints put earlier; or the cycle that admits none. */
export function unparentOrder(
  graph: LifetimeGraph,
): { readonly order: readonly LifetimeNode[] } | { readonly cycle: readonly Before[] } {
  const constraints = constraintsOf(graph);
  const waiting = creationOrder(graph).reverse();
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
