import type * as ast from "../../1-parse/ast.ts";
import { type LifetimeEdge, type LifetimeNode } from "../graph.ts";
import { exclusive } from "../exclusive.ts";
import { type Rule } from "../project.ts";

/** A region stands in one container at a time; a second place needs an alias. */
export const mappedTwice: Rule = {
  codes: ["lifetime/mapped-twice"],
  check({ root, edges }, _project, log) {
    const first = new Map<LifetimeNode, LifetimeEdge>();
    for (const edge of edges) {
      const entry = edge.node as ast.MapEntry | null;
      if (edge.kind !== "exposes" || edge.at !== root || entry?.kind !== "map-entry") continue;
      if (edge.to.many && entry.region.steps.some((step) => step.kind === "index")) continue;
      const before = first.get(edge.to);
      if (!before) first.set(edge.to, edge);
      else if (!exclusive(before.conditions, edge.conditions)) {
        const related = [{ span: before.span, message: "it is mapped here already" }];
        log.report("lifetime/mapped-twice", edge.span, { name: edge.to.path }, { related });
      }
    }
  },
};
