import { isA, type TypeEntity } from "../2-bind/model.ts";
import { follow } from "./follow.ts";
import { type LifetimeGraph, type LifetimeNode } from "./graph.ts";

/** A type and what it extends, most basic first: the levels whose inits run one after the other. A member of a family has its text. */
export function levelsOf(type: TypeEntity): TypeEntity[] {
  const levels: TypeEntity[] = [];
  for (let at: TypeEntity | null = type; at; at = at.base) if (at === type || !at.family) levels.push(at);
  return levels.reverse();
}

/** The level of an object's type that makes one of its parts. */
export function levelOf({ member }: LifetimeNode, levels: readonly TypeEntity[]): number {
  const { owner } = member!;
  const at = levels.indexOf(owner);
  return at >= 0 ? at : levels.findIndex((level) => isA(level, owner));
}

/** What generated inits make one after the other, within one level; links are fields, which are there before. */
const ranks = [
  "link",
  "space",
  "region",
  "unimplemented",
  "gate",
  "bus",
  "child",
  "shown region",
  "shown space",
] as const;

function rankOf(part: LifetimeNode, graph: LifetimeGraph): number {
  const { node } = part.member!;
  if (node.kind === "relation") return ranks.indexOf("link");
  if (node.kind === "space") return ranks.indexOf(node.root ? "shown space" : "space");
  if (node.kind === "region") return ranks.indexOf(showsPart(part, graph) ? "shown region" : "region");
  return ranks.indexOf(node.kind as (typeof ranks)[number]);
}

/** Whether a region is an alias of what a part of its device has, which must be made before it. */
function showsPart({ member, parent }: LifetimeNode, { edges }: LifetimeGraph): boolean {
  const { node } = member!;
  const way = node.kind === "region" && node.spec.target ? follow(parent!, node.spec.target, edges) : null;
  return way !== null && way.node.kind === "region" && holderOf(way.node) !== parent;
}

function holderOf(region: LifetimeNode): LifetimeNode {
  let at = region;
  while (at.kind === "region") at = at.parent!;
  return at;
}

/** The parts of the root in the order in which they are made: by init, level by level, then by realize. The way up is no part. */
export function creationOrder(graph: LifetimeGraph): LifetimeNode[] {
  const levels = levelsOf(graph.type);
  const parts = [...graph.root.parts.values()].filter(isSlot);
  const key = (part: LifetimeNode): number[] => {
    const rank = rankOf(part, graph);
    const link = rank === 0;
    return [!link && part.phase === "realize" ? 1 : 0, link ? 0 : 1, levelOf(part, levels), rank];
  };
  return parts
    .map((part) => ({ part, key: key(part) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ part }) => part);
}

function isSlot({ member }: LifetimeNode): boolean {
  const { node } = member!;
  // A region of another owner is a part of that.
  if (node.kind === "region") return (node.spec.owner?.root.text ?? "none") === "none";
  return !(node.kind === "relation" && node.relation === "up");
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
