import { type Related } from "../../diagnostics/log.ts";
import { ownerOf } from "../follow.ts";
import { around, isInside, type LifetimeEdge, type LifetimeNode } from "../graph.ts";
import { hotplugPlace, leavers, placeOf, type Rule } from "../project.ts";
import { type Log } from "../../diagnostics/log.ts";

/**
 * A region of a part that can be unplugged, shown by something that stays (lifetimes, sections 4.2 and 5). No fix is offered: the
 * map would have to move into the type of the part, where the space is reached by another way, or not at all, and where it
 * would stand for every such part; which bus could show it instead, the text does not say.
 */
export const exposure: Rule = {
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.kind !== "exposes") continue;
      const gone = [...leavers(ownerOf(edge.to, edges))].find(
        (one) => !isInside(edge.from, one) && !isInside(edge.at, one),
      );
      if (gone && around([edge.at, gone.parent!]) === root) reportExposure(edge, gone, log);
    }
  },
};

function reportExposure(edge: LifetimeEdge, gone: LifetimeNode, log: Log): void {
  const alias = edge.from.kind === "region" && edge.node?.kind === "path";
  const code = alias ? "lifetime/alias-outlives-target" : "lifetime/exposure";
  const { member } = edge.from;
  const related: Related[] = [
    hotplugPlace(gone),
    { span: placeOf(edge.to.member!), message: "the region" },
    ...(member ? [{ span: placeOf(member), message: "what stays, and shows it" }] : []),
  ];
  const by = edge.from.kind === "object" ? edge.what : `\`${edge.from.path}\``;
  log.report(code, edge.span, { region: edge.to.path, gone: gone.path, by }, { related });
}
