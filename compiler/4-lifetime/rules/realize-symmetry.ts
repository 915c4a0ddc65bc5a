import type * as ast from "../../1-parse/ast.ts";
import { lifeHooks } from "../members.ts";
import { placeOf, type Rule } from "../project.ts";

/**
 * What a realize hook gets from somebody who stays must be given back; what is declared is given back by itself (lifetimes, section
 * 3.1). No fix: a hook of unrealize would be a name without behaviour, for only the hook of realize knows what there is to give back.
 */
export const realizeSymmetry: Rule = {
  check({ root, edges, type }, _project, log) {
    if ([...lifeHooks(type)].some(({ hook }) => hook.event === "unrealize")) return;
    for (const edge of edges) {
      if (edge.at !== root || edge.phase !== "realize" || edge.to.kind !== "handle") continue;
      const { relation } = edge.to.member!.node as ast.Relation;
      const blanks = { name: edge.to.path, hook: (edge.node as ast.Hook).name.text };
      const related = [{ span: placeOf(edge.to.member!), message: `a \`${relation}\`: its target is not ours to end` }];
      log.report("lifetime/realize-symmetry", edge.span, blanks, { related });
    }
  },
};
