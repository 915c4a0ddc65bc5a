import { type Related } from "../../diagnostics/log.ts";
import { targetOf } from "../follow.ts";
import { isInside, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "../graph.ts";
import { goesAlone, hotplugPlace, placeOf, type Rule } from "../project.ts";

/**
 * Somebody outside keeps a part alive after its container is gone, and may have it use the container, or a sibling, that is
 * gone too: the memory is safe, the function is not (lifetimes, section 5). What runs while a part lives in its place
 * (init, realize, unrealize, unparent) is over by then; regions of devices are closed by unrealize.
 */
export const outlivesDependencies: Rule = {
  codes: ["lifetime/outlives-its-dependencies"],
  check(graph, _project, log) {
    for (const hold of graph.edges) {
      if (hold.strength !== "counted" || hold.at !== graph.root || hold.from.kind !== "handle") continue;
      const gone = goesAlone(hold.to.parent ?? hold.to);
      if (!gone || isInside(hold.from, gone)) continue;
      const use = usesOfSurvivor(hold.to, gone, graph)[0];
      if (!use) continue;
      const broken = dependency(use, graph);
      const blanks = {
        part: hold.to.path,
        gone: gone.path,
        holder: hold.from.path,
        used: broken.path,
        by: use.what,
      };
      const related: Related[] = [
        hotplugPlace(gone),
        { span: placeOf(hold.from.member!), message: "this keeps its target alive" },
        { span: use.span, message: `and here it uses \`${broken.path}\`, which is gone with \`${gone.path}\`` },
      ];
      log.report("lifetime/outlives-its-dependencies", hold.span, blanks, { related });
    }
  },
};

const inPlace: ReadonlySet<LifetimeEdge["phase"]> = new Set(["init", "realize", "unrealize", "unparent", "finalize"]);

/** What the survivor, and all that lives as long as it does, may still use of what is gone. */
function usesOfSurvivor(survivor: LifetimeNode, gone: LifetimeNode, graph: LifetimeGraph): LifetimeEdge[] {
  return graph.edges.filter((edge) => {
    if (edge.kind !== "uses" || inPlace.has(edge.phase) || !isInside(edge.from, survivor)) return false;
    const target = dependency(edge, graph);
    return isInside(target, gone) && !isInside(target, survivor) && !isKept(edge.to);
  });
}

/** What a use needs in the end: the target of the relation that it goes through. */
function dependency(edge: LifetimeEdge, { edges }: LifetimeGraph): LifetimeNode {
  return edge.to.kind === "handle" ? (targetOf(edge.to, edges) ?? edge.to) : edge.to;
}

/** A counted relation keeps its target alive as long as the survivor lives; its function is its own affair. */
function isKept({ member }: LifetimeNode): boolean {
  return member?.node.kind === "relation" && (member.node.relation === "hold" || member.node.relation === "ref");
}
