import { around, type LifetimeEdge, type LifetimeNode, ancestry } from "../graph.ts";
import { placeOf, type Rule } from "../project.ts";
import { ownIt } from "../fixes/own.ts";
import { rewordRelation } from "../reword.ts";

/**
 * An embedded part that realize makes, kept by somebody who is there all the time: after unrealize it still lies where the
 * next realize makes the next one (lifetimes, sections 1.4 and 3.1).
 */
export const heldAcrossUnrealize: Rule = {
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      const part = passingPart(edge);
      if (!part || around([edge.at, edge.from, part.parent!]) !== root) continue;
      const related = [
        { span: placeOf(part.member!), message: `\`${part.path}\` is made by realize, always in the same place` },
        { span: placeOf(edge.from.member!), message: "this keeps its target alive" },
      ];
      const { member } = edge.from;
      const fixes = [ownIt(part.member!), rewordRelation(member!, "link", `make \`${member!.name}\` weak`)];
      const blanks = { holder: edge.from.path, part: part.path };
      log.report("lifetime/held-across-unrealize", edge.span, blanks, { related, fixes });
    }
  },
};

/** The embedded part that goes with each unrealize, which an edge keeps alive from outside; null if there is none. */
function passingPart({ strength, from, to }: LifetimeEdge): LifetimeNode | null {
  if (strength !== "counted" || from.kind !== "handle" || from.parent!.phase !== "init") return null;
  for (const at of ancestry(to))
    if (at.phase === "realize" && at.parent!.phase === "init" && at.storage === at.parent!.storage)
      return at.member!.node.kind === "child" ? at : null;
  return null;
}
