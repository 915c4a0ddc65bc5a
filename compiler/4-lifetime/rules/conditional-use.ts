import { missing } from "../conditions.ts";
import { type LifetimeEdge } from "../graph.ts";
import { placeOf, type Rule } from "../project.ts";

/** What needs a part that exists only under a condition must stand under it, too. */
export const conditionalUse: Rule = {
  codes: ["lifetime/conditional-child"],
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.at !== root || edge.kind === "parent-of" || edge.kind === "stored-in") continue;
      const lacking = missing(edge.to.conditions, [...edge.conditions, ...edge.from.conditions]);
      if (!lacking || !edge.to.member || (isWiring(edge) && lacking.of === root)) continue;
      const related = [
        { span: lacking.span, message: "it exists under this condition" },
        { span: placeOf(edge.to.member), message: "it is declared here" },
      ];
      log.report("lifetime/conditional-child", edge.span, { name: edge.to.path }, { related });
    }
  },
};

/** Maps and wires to our own parts are checked with their types; here, what lies deeper. */
function isWiring({ kind, phase, node }: LifetimeEdge): boolean {
  return kind === "exposes" || (kind === "uses" && phase === "always" && node === null);
}
