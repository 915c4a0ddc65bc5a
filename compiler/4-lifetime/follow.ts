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
export function follow(from: LifetimeNode, path: ast.Path, edges: readonly LifetimeEdge[]): Way | null {
  return waysOf(from, path, edges)[0] ?? null;
}

/** The same for every object that the handles on the way can lead to: elements of an array of links lead to several. */
export function waysOf(
  from: LifetimeNode,
  path: ast.Path,
  edges: readonly LifetimeEdge[],
  aliases = mostAliases,
): readonly Way[] {
  const names = [path.root.text, ...path.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []))];
  const steps = names[0] === "self" ? names.slice(1) : names;
  let ways: readonly Way[] = [{ node: from, handles: [], whole: true }];
  for (const [at, name] of steps.entries())
    ways = ways.flatMap((way) => (way.whole ? onwards(way, { name, first: at === 0 }, edges, aliases) : [way]));
  return ways;
}

interface Step {
  readonly name: string;
  readonly first: boolean;
}

function onwards(way: Way, { name, first }: Step, edges: readonly LifetimeEdge[], aliases: number): readonly Way[] {
  const { node, handles } = way;
  const targets = node.kind === "handle" ? targetsOf(node, edges) : [];
  return (targets.length > 0 ? targets : [node]).flatMap((inside): readonly Way[] => {
    const next = partOf(inside, name);
    if (next) return [{ node: next, handles: next.kind === "handle" ? [...handles, next] : handles, whole: true }];
    const found = throughAlias(inside, name, edges, aliases);
    if (first) return found;
    if (found.length === 0) return [{ ...way, whole: false }];
    return found.map((one) => ({ ...one, handles: one.whole ? [...handles, ...one.handles] : handles }));
  });
}

/** Where the alias of that name leads; nowhere if there is none. */
function throughAlias(
  from: LifetimeNode,
  name: string,
  ...[edges, aliases]: [readonly LifetimeEdge[], number]
): readonly Way[] {
  const alias = from.type?.members.get(name)?.node;
  return alias?.kind === "alias" && aliases > 0 ? waysOf(from, alias.target, edges, aliases - 1) : [];
}

/** What a handle leads to in the graph, each element of an array on its own; nothing if that is outside, or not said. */
export function targetsOf(handle: LifetimeNode, edges: readonly LifetimeEdge[]): readonly LifetimeNode[] {
  const { member } = handle;
  if (member?.node.kind === "relation" && member.node.relation === "up") {
    const container = containerOf(handle);
    return container ? [container] : [];
  }
  const targets = new Set<LifetimeNode>();
  for (const edge of edges) if (edge.kind === "holds" && edge.from === handle) targets.add(edge.to);
  return [...targets];
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
