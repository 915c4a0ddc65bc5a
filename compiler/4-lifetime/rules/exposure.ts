import { isInside } from "../graph.ts";
import { goesAlone, hotplugPlace, placeOf, type Rule } from "../project.ts";

/** A region of a part that can be unplugged, shown by something that stays (lifetimes, sections 4.2 and 5). */
export const exposure: Rule = {
  codes: ["lifetime/exposure", "lifetime/alias-outlives-target"],
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.kind !== "exposes" || edge.at !== root) continue;
      const gone = goesAlone(edge.to);
      if (!gone || isInside(edge.from, gone)) continue;
      const alias = edge.from.kind === "region" && edge.node?.kind === "path";
      const code = alias ? "lifetime/alias-outlives-target" : "lifetime/exposure";
      const related = [
        hotplugPlace(gone),
        { span: placeOf(edge.to.member!), message: "the region" },
        ...(edge.from.member ? [{ span: placeOf(edge.from.member), message: "what stays, and shows it" }] : []),
      ];
      const blanks = {
        region: edge.to.path,
        gone: gone.path,
        by: edge.from === root ? edge.what : `\`${edge.from.path}\``,
      };
      log.report(code, edge.span, blanks, { related });
    }
  },
};
