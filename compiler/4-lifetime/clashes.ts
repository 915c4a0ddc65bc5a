import { exclusive } from "./conditions.ts";
import { around, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { meet } from "./picked.ts";

/** Two claims on a thing that can take one. */
export interface Clash {
  readonly first: LifetimeEdge;
  readonly second: LifetimeEdge;
}

/**
 * The edges of a kind that claim what another one claims before, each once, in the graph of the smallest type that shows
 * both; elements of an array are different things, and what excludes each other never meets.
 */
export function clashes({ root, edges }: LifetimeGraph, wanted: (edge: LifetimeEdge) => boolean): Clash[] {
  const before = new Map<LifetimeNode, LifetimeEdge[]>();
  return edges.filter(wanted).flatMap((second) => {
    const claims = before.get(second.to) ?? [];
    before.set(second.to, [...claims, second]);
    const first = claims.find(
      (one) => meet(one.picked, second.picked) && !exclusive(one.conditions, second.conditions),
    );
    return first && around([first.at, second.at]) === root ? [{ first, second }] : [];
  });
}
