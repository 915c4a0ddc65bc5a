import { around, isInside } from "../graph.ts";
import { hotplugPlace, leavers, placeOf, type Rule } from "../project.ts";

/** A device of somebody who stays, on a bus of something that can go: the bus takes along whoever sits on it (lifetimes, section 3.4). No fix: which bus would do, or that every such part is to have the device, only the author knows. */
export const busGoesFirst: Rule = {
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.node?.kind !== "plug") continue;
      const gone = [...leavers(edge.from)].find((one) => !isInside(edge.to, one));
      if (!gone || around([edge.at, edge.to, gone.parent!]) !== root) continue;
      const related = [
        hotplugPlace(gone),
        { span: placeOf(edge.from.member!), message: "the bus" },
        { span: placeOf(edge.to.member!), message: "the device, whose parent stays" },
      ];
      const blanks = { device: edge.to.path, bus: edge.from.path, gone: gone.path };
      log.report("lifetime/bus-goes-first", edge.span, blanks, { related });
    }
  },
};
