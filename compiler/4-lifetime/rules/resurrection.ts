import type * as ast from "../../1-parse/ast.ts";
import { spanOf } from "../../2-bind/model.ts";
import { type Rule } from "../project.ts";

/** A finalizer that gives its own object to others: taking a reference on it throws (lifetimes, section 1.6). */
export const resurrection: Rule = {
  check({ root, edges, type }, _project, log) {
    for (const edge of edges) {
      if (edge.phase !== "finalize" || edge.to !== root) continue;
      const related = [{ span: spanOf(type.file, type.node.name), message: "this is what ends" }];
      const blanks = { type: type.name, hook: (edge.node as ast.Hook).name.text };
      log.report("lifetime/resurrection", edge.span, blanks, { related });
    }
  },
};
