import { ownIt } from "../fixes/own.ts";
import { placeOf, type Rule, whyFreeable } from "../project.ts";
import { embeddedAround } from "./embedded-children.ts";

/** A region of an embedded child that the guest can reach, in something that can be unplugged. Without a count it escapes, and is refused. */
export const embeddedRegion: Rule = {
  check({ type, root, edges }, project, log) {
    const why = whyFreeable(type, project);
    if (!why || project.model !== "counted") return;
    for (const edge of edges) {
      if (edge.kind !== "exposes" || edge.at !== root || edge.from.kind === "region") continue;
      const child = embeddedAround(edge.to, root);
      if (!child) continue;
      const by = edge.from === root ? edge.what : `\`${edge.from.path}\``;
      const blanks = { by, region: edge.to.path, name: child.path, gone: type.name, storage: type.name };
      const related = [{ span: placeOf(child.member), message: "it is embedded here" }, ...why];
      const fixes = [ownIt(child.member)];
      log.report("lint/embedded-mr-owner-unpluggable", edge.span, blanks, { related, fixes });
    }
  },
};
