import type * as ast from "../1-parse/ast.ts";
import { isA } from "../2-bind/model.ts";
import { ancestry, type LifetimeEdge, type LifetimeNode, partOf } from "./graph.ts";

/** Where a path leads: the last node that is known, and the handles that it goes through. */
export interface Way {
  readonly node: LifetimeNode;
  /** Relations on the way, the last one included if the path ends there. */
  readonly handles: readonly LifetimeNode[];
  /** Whether every step was taken; lines, clocks and state are no nodes. */
  readonly whole: boolean;
}

/** More aliases of aliases than anybody declares; circles of them are reported where they are checked. */
const mostAliases = 32;

/** Follows a path from an object; null if its first name is no node. `edges` say where handles lead, aliases lead on. */
export function follow(
  from: LifetimeNode,
  path: ast.Path,
  edges: readonly LifetimeEdge[],
  aliases = mostAliases,
): Way | null {
  const names = [path.root.text, ...path.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []))];
  const steps = names[0] === "self" ? names.slice(1) : names;
  let node = from;
  const handles: LifetimeNode[] = [];
  for (const [at, name] of steps.entries()) {
    const inside = node.kind === "handle" ? (targetOf(node, edges) ?? node) : node;
    const next = partOf(inside, name);
    const way = next ? null : throughAlias(inside, name, edges, aliases);
    if (!next && !way?.whole) return at === 0 ? way : { node: way?.node ?? node, handles, whole: false };
    handles.push(...(way?.handles ?? []));
    if (next?.kind === "handle") handles.push(next);
    node = next ?? way!.node;
  }
  return { node, handles, whole: true };
}

/** Where the alias of that name leads; null if there is none. */
function throughAlias(
  from: LifetimeNode,
  name: string,
  ...[edges, aliases]: [readonly LifetimeEdge[], number]
): Way | null {
  const alias = from.type?.members.get(name)?.node;
  return alias?.kind === "alias" && aliases > 0 ? follow(from, alias.target, edges, aliases - 1) : null;
}

/** What a handle leads to in the graph; null if that is outside, or not said. */
export function targetOf(handle: LifetimeNode, edges: readonly LifetimeEdge[]): LifetimeNode | null {
  const { member } = handle;
  if (member?.node.kind === "relation" && member.node.relation === "up") return containerOf(handle);
  for (const edge of edges) if (edge.kind === "holds" && edge.from === handle) return edge.to;
  return null;
}

/** The nearest container of the type that `up` asks for. */
function containerOf(handle: LifetimeNode): LifetimeNode | null {
  const wanted = handle.member!.type;
  const owner = handle.parent!;
  for (const node of ancestry(owner.chosenFor ?? owner))
    if (node !== owner && node !== owner.chosenFor && wanted && node.type && isA(node.type, wanted)) return node;
  return null;
}

/** The object with which a region, or the container around it, leaves: its `owner`, or the type that declares it. */
export function ownerOf(region: LifetimeNode, edges: readonly LifetimeEdge[]): LifetimeNode {
  let outer = region;
  while (outer.parent?.kind === "region") outer = outer.parent;
  const node = outer.member?.node;
  const path = node?.kind === "region" ? node.spec.owner : undefined;
  const owner = path && outer.parent ? follow(outer.parent, path, edges)?.node : undefined;
  return owner ?? outer.parent ?? outer;
}
