import type * as ast from "../../1-parse/ast.ts";
import { type LifetimeEdge, type LifetimeNode } from "../graph.ts";
import { exclusive } from "../exclusive.ts";
import { type Rule } from "../project.ts";

/** One device on two buses: the second plug fails when the board is realized. */
export const doubleOwnership: Rule = {
  codes: ["lifetime/double-ownership"],
  check({ root, edges }, _project, log) {
    const first = new Map<LifetimeNode, LifetimeEdge>();
    for (const edge of edges) {
      const plug = edge.node as ast.Plug | null;
      if (edge.kind !== "holds" || edge.at !== root || plug?.kind !== "plug" || isIndexed(plug.device)) continue;
      const before = first.get(edge.to);
      if (!before) first.set(edge.to, edge);
      else if (!exclusive(before.conditions, edge.conditions)) {
        const related = [{ span: before.span, message: `it is put on \`${before.from.path}\` here` }];
        const blanks = { name: edge.to.path, first: before.from.path, second: edge.from.path };
        log.report("lifetime/double-ownership", edge.span, blanks, { related });
      }
    }
  },
};

function isIndexed(path: ast.Path): boolean {
  return path.steps.some((step) => step.kind !== "member");
}
