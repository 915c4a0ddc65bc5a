import { targetOf } from "./follow.ts";
import { isInside, type EdgePhase, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "./graph.ts";

/** What becomes of a hook's call once its device was unparented, where it is not over by then. */
const afterwards: Partial<Record<EdgePhase, "reaches" | "silent">> = {
  "reset enter": "reaches",
  "reset hold": "reaches",
  "reset exit": "reaches",
  // Lines, clocks and timers are silenced by unparent, regions closed by unrealize (lifetimes, sections 3.5 and 4.3).
  expire: "silent",
  change: "silent",
  read: "silent",
  write: "silent",
  access: "silent",
};

/** A use of something that is gone by something that is kept. */
export interface BrokenUse {
  readonly use: LifetimeEdge;
  /** What it needs in the end. */
  readonly needs: LifetimeNode;
  /** `reaches`: the hook can run, and finds nothing; `silent`: it is not called any more, so that what is kept does nothing. */
  readonly effect: "reaches" | "silent";
}

/** What everything that `hold` keeps alive uses of `gone` when that has left its place; what breaks worst comes first. */
export function brokenUses(hold: LifetimeEdge, gone: LifetimeNode, graph: LifetimeGraph): BrokenUse[] {
  const kept = keptWith(hold.to, graph);
  const survives = (node: LifetimeNode): boolean => kept.some((one) => isInside(node, one));
  const broken = graph.edges.flatMap((use): BrokenUse[] => {
    const effect = use.kind === "uses" ? afterwards[use.phase] : undefined;
    if (!effect || !survives(use.from)) return [];
    const needs = use.to.kind === "handle" ? (targetOf(use.to, graph.edges) ?? use.to) : use.to;
    return isInside(needs, gone) && !survives(needs) ? [{ use, needs, effect }] : [];
  });
  return broken.sort((a, b) => a.effect.localeCompare(b.effect));
}

/** What lives as long as a part does: itself, and what it and its parts keep alive. */
function keptWith(part: LifetimeNode, { edges }: LifetimeGraph): LifetimeNode[] {
  const kept = [part];
  for (const one of kept)
    for (const { strength, from, to } of edges)
      if (strength === "counted" && from.kind === "handle" && isInside(from, one) && !kept.includes(to)) kept.push(to);
  return kept;
}
