import { isInside } from "../graph.ts";
import { ownIt } from "../fixes/own.ts";
import { hotplugPlace, leavers, placeOf, type Rule } from "../project.ts";
import { embeddedAround } from "./embedded-children.ts";

/** A counted reference from outside on what is embedded in something that can go: its whole storage stays. Without a count it escapes, and is refused. */
export const embeddedStrongRef: Rule = {
  check({ root, edges }, { model }, log) {
    if (model !== "counted") return;
    for (const edge of edges) {
      if (edge.strength !== "counted" || edge.at !== root || edge.from.kind !== "handle") continue;
      const gone = [...leavers(edge.to.parent ?? edge.to)].find((one) => !isInside(edge.from, one));
      const child = gone && embeddedAround(edge.to, gone);
      if (!child) continue;
      const blanks = { holder: edge.from.path, name: child.path, gone: gone.path, storage: gone.storage!.path };
      const related = [{ span: placeOf(child.member), message: "it is embedded here" }, hotplugPlace(gone)];
      log.report("lint/embedded-strong-ref", edge.span, blanks, { related, fixes: [ownIt(child.member)] });
    }
  },
};
