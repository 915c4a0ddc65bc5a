import { spanOf } from "../../2-bind/model.ts";
import { placeOf, type Rule } from "../project.ts";

/** A hook, or a relation of a part, that needs what exists only under a condition. Wiring and maps are checked with their types. */
export const conditionalUse: Rule = {
  codes: ["lifetime/conditional-child"],
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.at !== root || (edge.kind !== "uses" && edge.node?.kind !== "setting")) continue;
      const needed = edge.to.conditions.filter((condition) => !edge.conditions.includes(condition));
      const missing = needed.find((condition) => !edge.from.conditions.includes(condition));
      if (!missing || !edge.to.member) continue;
      const { owner } = edge.to.member;
      const inFile = missing.start >= owner.node.start && missing.end <= owner.node.end;
      const related = [
        ...(inFile ? [{ span: spanOf(owner.file, missing), message: "it exists under this condition" }] : []),
        { span: placeOf(edge.to.member), message: "it is declared here" },
      ];
      log.report("lifetime/conditional-child", edge.span, { name: edge.to.path }, { related });
    }
  },
};
