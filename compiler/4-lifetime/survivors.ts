import { spanOf } from "../2-bind/model.ts";
import { type Span } from "../source.ts";
import { targetsOf } from "./follow.ts";
import { isInside, type EdgePhase, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { statementsOf } from "./members.ts";

/** What becomes of a hook's call once its device was unparented, where it is not over by then. */
const afterwards: Partial<Record<EdgePhase, Effect>> = {
  "reset enter": "reaches",
  "reset hold": "reaches",
  "reset exit": "reaches",
  // Lines, clocks and timers are silenced by unparent, regions closed by unrealize (lifetimes, sections 3.5 and 4.3).
  expire: "silent",
  change: "silent",
  access: "silent",
};

/** `reaches`: it can run, and finds nothing; `silent`: it is not called any more, so that what is kept does nothing. */
type Effect = "reaches" | "silent";

/** Something that an object does, and what it needs for that. */
interface Use {
  readonly from: LifetimeNode;
  readonly to: LifetimeNode;
  readonly span: Span;
  /** What does it, in a few words. */
  readonly what: string;
  readonly effect: Effect;
}

/** A use of something that is gone by something that is kept. */
export interface BrokenUse extends Use {
  /** What it needs in the end. */
  readonly needs: LifetimeNode;
  /** The counted edges from the part that is kept to the one that uses it; empty if that is the part, or inside of it. */
  readonly way: readonly LifetimeEdge[];
}

/** What everything that lives as long as `part` uses of `gone` when that has left its place; what breaks worst comes first. */
export function brokenUses(part: LifetimeNode, gone: LifetimeNode, graph: LifetimeGraph): BrokenUse[] {
  const kept = keptWith(part, graph);
  const keeper = (node: LifetimeNode): LifetimeNode | undefined => {
    for (const one of kept.keys()) if (isInside(node, one)) return one;
    return undefined;
  };
  const broken = knownOf(graph).uses.flatMap((use): BrokenUse[] => {
    const survivor = keeper(use.from);
    if (!survivor) return [];
    const targets = use.to.kind === "handle" ? targetsOf(use.to, graph.edges) : [];
    const lost = (targets.length > 0 ? targets : [use.to]).filter((needs) => isInside(needs, gone) && !keeper(needs));
    return lost.map((needs) => ({ ...use, needs, way: wayTo(survivor, kept, keeper) }));
  });
  return broken.sort((a, b) => a.effect.localeCompare(b.effect));
}

/** What is asked of a graph for each of its parts, found once. */
interface Known {
  readonly uses: readonly Use[];
  /** The edges of relations that keep their targets alive. */
  readonly keeping: readonly LifetimeEdge[];
}

const known = new WeakMap<LifetimeGraph, Known>();

function knownOf(graph: LifetimeGraph): Known {
  const before = known.get(graph);
  if (before) return before;
  const keeping = graph.edges.filter(({ strength, from }) => strength === "counted" && from.kind === "handle");
  const found = { uses: [...hookUses(graph), ...methodUses(graph)], keeping };
  known.set(graph, found);
  return found;
}

/** What hooks and ops say that they use. */
function hookUses({ edges }: LifetimeGraph): Use[] {
  return edges.flatMap(({ kind, phase, from, to, span, what }): Use[] => {
    const effect = kind === "uses" ? afterwards[phase] : undefined;
    return effect ? [{ from, to, span, what, effect }] : [];
  });
}

/** Whoever keeps an object calls its methods; they say not what they use, and see every relation of their device. */
function methodUses({ nodes }: LifetimeGraph): Use[] {
  return nodes.flatMap((from): Use[] => {
    if (from.kind !== "object" || !from.type) return [];
    const [method] = statementsOf(from.type).filter(({ node }) => node.kind === "method");
    if (method?.node.kind !== "method") return [];
    const { node, owner } = method;
    const what = `method \`${node.name.text}\``;
    const relations = [...from.parts.values()].filter(({ kind }) => kind === "handle");
    return relations.map((to) => ({ from, to, span: spanOf(owner.file, node.name), what, effect: "reaches" }));
  });
}

type Kept = ReadonlyMap<LifetimeNode, LifetimeEdge | null>;

/** What lives as long as a part does, with the edge that keeps it: the part, and what it and its parts keep alive. */
function keptWith(part: LifetimeNode, graph: LifetimeGraph): Kept {
  const kept = new Map<LifetimeNode, LifetimeEdge | null>([[part, null]]);
  for (const one of kept.keys())
    for (const edge of knownOf(graph).keeping)
      if (isInside(edge.from, one) && !kept.has(edge.to)) kept.set(edge.to, edge);
  return kept;
}

function wayTo(
  survivor: LifetimeNode,
  kept: Kept,
  keeper: (node: LifetimeNode) => LifetimeNode | undefined,
): LifetimeEdge[] {
  const way: LifetimeEdge[] = [];
  for (let edge = kept.get(survivor); edge; edge = kept.get(keeper(edge.from)!)) way.unshift(edge);
  return way;
}
