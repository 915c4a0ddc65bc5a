import type * as ast from "../../1-parse/ast.ts";
import { placeOf, type Rule } from "../project.ts";

/** Hooks that run where a part, whose number, size, type or presence depends on properties, does not exist yet, or need not. */
export const phase: Rule = {
  codes: ["lifetime/phase"],
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.kind !== "uses" || edge.at !== root || edge.to.phase !== "realize") continue;
      if (edge.phase !== "init" && edge.phase !== "unparent") continue;
      const { to } = edge;
      const related = [{ span: placeOf(to.member!), message: "it depends on properties, which are fixed at realize" }];
      const blanks = { name: to.path, event: edge.phase, hook: (edge.node as ast.Hook).name.text };
      log.report("lifetime/phase", edge.span, blanks, { related });
    }
  },
};
