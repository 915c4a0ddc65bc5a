import { missing } from "../conditions.ts";
import { type LifetimeEdge } from "../graph.ts";
import { placeOf, type Rule } from "../project.ts";

/**
 * What needs a part that exists only under a condition must stand under it, too. Connections, maps and plugs are moved there where they
 * are checked; no fix is offered here: a setting would take its child along, a hook runs under every condition, and what a part
 * may not have is for its own type to say.
 */
export const conditionalUse: Rule = {
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.at !== root) continue;
      const { part, lacking } = lackingIn(edge);
      if (!lacking || !part.member || (isWiring(edge) && lacking.of === root)) continue;
      const related = [
        { span: lacking.span, message: "it exists under this condition" },
        { span: placeOf(part.member), message: "it is declared here" },
      ];
      log.report("lifetime/conditional-child", edge.span, { name: part.path }, { related });
    }
  },
};

/** The end of an edge that need not be there when its statement holds, with the condition; null if both are. */
function lackingIn({ from, to, conditions, node }: LifetimeEdge) {
  const named = node?.kind === "plug" || node?.kind === "map-entry";
  const lacking = named ? missing(from.conditions, conditions) : null;
  if (lacking) return { part: from, lacking };
  return { part: to, lacking: missing(to.conditions, [...conditions, ...from.conditions]) };
}

/** Maps, wires and plugs of our own parts are checked with their types; here, what lies deeper. */
function isWiring({ kind, phase, node }: LifetimeEdge): boolean {
  return kind === "exposes" || node?.kind === "plug" || (kind === "uses" && phase === "always");
}
