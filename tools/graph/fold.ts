import { type Picture, type PictureEdge, type PictureNode } from "./picture.ts";

/** A picture without what lies deeper than a number of levels; what was left out is counted. */
export interface Folded extends Picture {
  /** By object, how many parts of it are not shown. */
  readonly hidden: ReadonlyMap<string, number>;
}

/** Leaves out objects deeper than `depth` levels below the root, and the insides of regions; edges end at what is left. */
export function fold(picture: Picture, depth: number): Folded {
  const byId = new Map(picture.nodes.map((node) => [node.id, node]));
  const shown = (node: PictureNode): PictureNode => {
    const ways = ancestry(node, byId).reverse();
    const objects = ways.filter(({ kind }) => kind === "object").slice(0, depth + 1);
    const deepest = objects.at(-1)!;
    const row = ways[ways.indexOf(deepest) + 1];
    return row && row.kind !== "object" ? row : deepest;
  };
  const nodes = picture.nodes.filter((node) => shown(node) === node);
  const hidden = new Map<string, number>();
  for (const node of picture.nodes) {
    const at = shown(node);
    if (at !== node && at.kind === "object") hidden.set(at.id, (hidden.get(at.id) ?? 0) + 1);
  }
  const edges = picture.edges.map((edge) => ({
    ...edge,
    from: shown(byId.get(edge.from)!).id,
    to: shown(byId.get(edge.to)!).id,
  }));
  return { ...picture, nodes, edges: distinct(edges), hidden };
}

function ancestry(node: PictureNode, byId: ReadonlyMap<string, PictureNode>): PictureNode[] {
  const ways: PictureNode[] = [];
  for (let at: PictureNode | undefined = node; at; at = at.parent === null ? undefined : byId.get(at.parent))
    ways.push(at);
  return ways;
}

/** One edge of those that have become alike; none from a node to itself. */
function distinct(edges: readonly PictureEdge[]): PictureEdge[] {
  const seen = new Map<string, PictureEdge>();
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    const key = [edge.from, edge.to, edge.strength].join(" ");
    const before = seen.get(key);
    seen.set(key, before ? { ...before, hazards: [...before.hazards, ...edge.hazards] } : edge);
  }
  return [...seen.values()];
}
