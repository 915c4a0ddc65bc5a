import { type Fix, type Log, type Related } from "../../diagnostics/log.ts";
import { around, isInside, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "../graph.ts";
import { hotplugPlace, leavers, placeOf, type Project, type Rule, whyFreeable } from "../project.ts";
import { ownIt } from "../fixes/own.ts";

/**
 * Where nobody counts storage, an embedded part that somebody outside holds, or reaches through a region that borrows its
 * count, is used after the storage around it was freed (lifetimes, section 5). Counted storage allows both.
 */
export const storageEscape: Rule = {
  check(graph, project, log) {
    if (project.model !== "legacy") return;
    for (const edge of graph.edges) {
      const found = escapeOf(edge, graph, project);
      if (found) reportEscape(edge, found, log);
    }
  },
};

interface Escape {
  readonly part: LifetimeNode;
  /** What goes, and takes the storage along. */
  readonly gone: LifetimeNode;
  readonly why: readonly Related[];
}

function escapeOf(edge: LifetimeEdge, { root }: LifetimeGraph, project: Project): Escape | null {
  const { kind, strength, to, from, at } = edge;
  if (kind !== "exposes" && !(kind === "holds" && strength === "counted")) return null;
  const part = kind === "exposes" ? ownerOf(to) : to;
  for (const gone of leavers(part))
    if (!isInside(from, gone) && around([at, gone.parent!]) === root)
      return isEmbedded(part, gone) ? { part, gone, why: [hotplugPlace(gone)] } : null;
  // What a type shows of its parts, by BARs, ports and numbers, is reached from outside of it.
  const why = kind === "exposes" && from === root && at === root ? whyFreeable(root.type!, project) : null;
  return why && isEmbedded(part, root) ? { part, gone: root, why } : null;
}

/** The object that a region borrows its count from. */
function ownerOf(region: LifetimeNode): LifetimeNode {
  let at = region;
  while (at.kind === "region" && at.parent) at = at.parent;
  return at;
}

function isEmbedded(part: LifetimeNode, gone: LifetimeNode): boolean {
  return part !== gone && part.storage === gone.storage;
}

function reportEscape(edge: LifetimeEdge, { part, gone, why }: Escape, log: Log): void {
  const by = edge.from.kind === "object" ? edge.what : `\`${edge.from.path}\``;
  const whole = gone.parent ? `\`${gone.path}\`` : `\`${gone.type!.name}\``;
  const related = [{ span: placeOf(part.member!), message: `it lies inside the storage of ${whole}` }, ...why];
  log.report("lifetime/storage-escape", edge.span, { part: part.path, by, whole }, { related, fixes: fixesOf(part) });
}

function fixesOf({ member }: LifetimeNode): Fix[] {
  return member?.node.kind === "child" ? [ownIt(member)] : [];
}
