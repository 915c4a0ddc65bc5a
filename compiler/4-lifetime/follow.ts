import type * as ast from "../1-parse/ast.ts";
import { isA } from "../2-bind/model.ts";
import { ancestry, type LifetimeEdge, type LifetimeNode } from "./graph.ts";

/** Where a path leads: the last node that is known, and the handles that it goes through. */
export interface Way {
  readonly node: LifetimeNode;
  /** Relations on the way, the last one included if the path ends there. */
  readonly handles: readonly LifetimeNode[];
  /** Whether every step was taken; lines, clocks and state are no nodes. */
  readonly whole: boolean;
}

/** Follows a path from an object; null if its first name is no node. `edges` say where handles lead. */
export function follow(from: LifetimeNode, path: ast.Path, edges: readonly LifetimeEdge[]): Way | null {
  const names = [path.root.text, ...path.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []))];
  const steps = names[0] === "self" ? names.slice(1) : names;
  let node = from;
  const handles: LifetimeNode[] = [];
  for (const [at, name] of steps.entries()) {
    const inside = node.kind === "handle" ? (targetOf(node, edges) ?? node) : node;
    const next = inside.parts.get(name);
    if (!next) return at === 0 ? null : { node, handles, whole: false };
    if (next.kind === "handle") handles.push(next);
    node = next;
  }
  return { node, handles, whole: true };
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
  for (const node of ancestry(owner)) if (node !== owner && wanted && node.type && isA(node.type, wanted)) return node;
  return null;
}
